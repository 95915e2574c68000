import Foundation
import ReleaseModel
import ReleasePorts

/// The folds of the runs that a store was asked about last, so that who adds to a run does not fold it each time.
struct RunFolds {
    private struct Kept {
        var record: RunRecord?
        var fold: RunFold?
    }

    /// How many are kept: those that an engine performs at once, as a rule.
    private static let limit = 8

    private var kept: [Int: Kept] = [:]
    /// The one that was asked for last stands last.
    private var order: [Int] = []

    /// Gives a fold away: whoever changes it has it alone, so that nothing is copied.
    mutating func take(_ run: Int) -> RunFold? {
        order.removeAll { $0 == run }
        guard let found = kept.removeValue(forKey: run) else { return nil }
        return found.fold ?? found.record.map { RunFold($0) }
    }

    mutating func put(_ fold: RunFold, of run: Int) { put(Kept(fold: fold), run) }

    /// Counted only when an event is added to the run.
    mutating func put(_ record: RunRecord, of run: Int) {
        put(Kept(record: record), run)
    }

    /// What an append comes to, worked out before anything is locked; nil where the journal does not end at the revision,
    /// which the append itself finds too.
    ///
    /// - Parameters:
    ///   - behind: Reads the entries behind a revision.
    ///   - whole: Reads the run as it stands.
    mutating func change(
        of run: Int, after revision: Int, adding events: [RunEvent], _ texts: [String], at moment: Date,
        plan: ReleasePlan?, in store: String, behind: (Int) throws(StoreError) -> [JournalEntry],
        whole: () throws(StoreError) -> RunRecord
    ) throws(StoreError) -> FoldedChange? {
        guard let fold = try fold(of: run, at: revision, behind, whole) else { return nil }
        // As the entries will be: none is earlier than the one before it.
        let at = max(stamp(moment), fold.state.lastAt.map(stamp) ?? "")
        return try FoldedChange(fold, adding: events, texts: texts, at: at, plan: plan, in: store)
    }

    private mutating func fold(
        of run: Int, at revision: Int, _ behind: (Int) throws(StoreError) -> [JournalEntry],
        _ whole: () throws(StoreError) -> RunRecord
    ) throws(StoreError) -> RunFold? {
        if var fold = take(run) {
            if fold.state.revision == revision { return fold }
            if fold.state.revision < revision {
                let added = try behind(fold.state.revision)
                // Behind an amendment another plan holds.
                if !added.contains(where: { if case .amended = $0.event { true } else { false } }) {
                    fold.add(added)
                    if fold.state.revision == revision { return fold }
                }
            }
        }
        let record = try whole()
        guard record.state.revision == revision else {
            put(record, of: run)
            return nil
        }
        return RunFold(record)
    }

    private mutating func put(_ one: Kept, _ run: Int) {
        order.removeAll { $0 == run }
        order.append(run)
        kept[run] = one
        if order.count > RunFolds.limit { kept[order.removeFirst()] = nil }
    }
}

/// A change of a run's journal, worked out before the transaction that stores it.
struct FoldedChange {
    var fold: RunFold
    var row: SummaryRow
    /// What stays held although the run is given up; nil where it is not.
    var usedUp: [ComponentID]?
    /// What later runs may reuse; empty unless the run has finished.
    var outputs: [VersionKey]

    /// - Parameters:
    ///   - fold: As the journal is before.
    ///   - texts: The events as they are stored, which is less exact than they may be.
    ///   - at: When, as it is stored.
    init(
        _ fold: consuming RunFold, adding events: [RunEvent], texts: [String], at: String, plan: ReleasePlan?,
        in store: String
    ) throws(StoreError) {
        let moment = try date(at, in: store)
        var entries: [JournalEntry] = []
        for (event, text) in zip(events, texts) {
            let stored = event.hasTime ? try decoded(RunEvent.self, text, what: "an event", in: store) : event
            entries.append(JournalEntry(sequence: fold.state.revision + 1 + entries.count, at: moment, event: stored))
        }
        fold.add(entries, plan: plan)
        row = SummaryRow(fold.summary)
        usedUp = events.contains(where: \.isCancellation) ? fold.usedUp : nil
        outputs = events.contains(where: \.endsRun) ? fold.outputs.map { VersionKey($0.component, $0.version) } : []
        self.fold = fold
    }
}

extension RunEvent {
    /// Whether it says a time, of which less may be stored than is known now.
    fileprivate var hasTime: Bool {
        switch self {
        case .created, .failed, .approved: true
        case .claimed, .started, .succeeded, .skipped, .retried, .amended, .paused, .resumed, .cancelled, .handedOver,
            .lapsed, .voided, .finished:
            false
        }
    }
}

extension RunFold {
    /// As short a journal is folded as fast as its fold is read.
    private static let shortest = 500

    /// Whether a snapshot is worth its writing.
    ///
    /// - Parameters:
    ///   - kept: The revision of the one that is there; 0 where there is none.
    ///   - isAtRest: Whether nothing more is added for now. While an engine adds, each snapshot comes after as much again,
    ///     so that all of them together cost no more than the journal.
    func isDue(behind kept: Int, isAtRest: Bool) -> Bool {
        let new = state.revision - kept
        return new >= RunFold.shortest && (isAtRest || new >= max(10 * RunFold.shortest, state.revision / 2))
    }
}
