import Foundation
import ReleaseModel
import ReleasePorts

/// A fold, and the hash of the last entry that it includes. If the journal's entry with that number has another hash, the
/// store returned to an earlier state and was written to since: the fold belongs to a journal that no longer exists.
struct KeptFold {
    var fold: RunFold
    var hash: String
}

/// A cache of the most recently used folds, so that appends do not fold the run each time.
struct RunFolds {
    private struct Kept {
        var record: RunRecord?
        var fold: RunFold?
        var hash: String
    }

    /// How many are kept: usually as many runs as an engine executes at once.
    private static let limit = 8

    private var kept: [Int: Kept] = [:]
    /// The most recently used one is last.
    private var order: [Int] = []

    /// Removes a fold from the cache: its only owner can change it without copying.
    mutating func remove(_ run: Int) -> KeptFold? {
        order.removeAll { $0 == run }
        guard let found = kept.removeValue(forKey: run), let fold = found.fold ?? found.record.map({ RunFold($0) })
        else { return nil }
        return KeptFold(fold: fold, hash: found.hash)
    }

    mutating func put(_ fold: KeptFold, of run: Int) { put(Kept(fold: fold.fold, hash: fold.hash), run) }

    /// Counted only when an event is added to the run.
    mutating func put(_ record: RunRecord, hash: String, of run: Int) {
        put(Kept(record: record, hash: hash), run)
    }

    /// What an append comes to, worked out before anything is locked; nil where the journal does not end at the revision,
    /// which the append itself finds too.
    ///
    /// The transaction still has to see that the journal's last entry is the one that the change hangs on.
    ///
    /// - Parameters:
    ///   - behind: Reads the entries behind a revision.
    ///   - whole: Reads the run as it stands, with the hash of its last entry.
    mutating func change(
        of run: Int, after revision: Int, adding events: [RunEvent], _ texts: [String], at moment: Date,
        plan: ReleasePlan?, in store: String, behind: (Int) throws(StoreError) -> StoredRun,
        whole: () throws(StoreError) -> (record: RunRecord, hash: String)
    ) throws(StoreError) -> FoldedChange? {
        guard let kept = try fold(of: run, at: revision, in: store, behind, whole) else { return nil }
        // As the entries will be: none is earlier than the one before it.
        let at = max(stamp(moment), kept.fold.state.lastAt.map(stamp) ?? "")
        return try FoldedChange(
            kept.fold, behind: kept.hash, adding: events, texts: texts, at: at, plan: plan, in: store)
    }

    private mutating func fold(
        of run: Int, at revision: Int, in store: String, _ behind: (Int) throws(StoreError) -> StoredRun,
        _ whole: () throws(StoreError) -> (record: RunRecord, hash: String)
    ) throws(StoreError) -> KeptFold? {
        if var kept = remove(run) {
            if kept.fold.state.revision == revision { return kept }
            if kept.fold.state.revision < revision {
                let stored = try behind(kept.fold.state.revision)
                let added = try stored.journal(in: store)
                // After an amendment another plan is in force; and entries chained to another entry belong to another
                // journal.
                if stored.previous == kept.hash,
                    !added.contains(where: { if case .amended = $0.event { true } else { false } })
                {
                    kept.fold.add(added)
                    kept.hash = stored.end.hash
                    if kept.fold.state.revision == revision { return kept }
                }
            }
        }
        let (record, hash) = try whole()
        guard record.state.revision == revision else {
            put(record, hash: hash, of: run)
            return nil
        }
        return KeptFold(fold: RunFold(record), hash: hash)
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
    /// Of the entry that the first event is added behind; empty where the journal begins with it.
    let previous: String
    var row: SummaryRow
    /// Versions that stay held although the run is cancelled; nil if it is not.
    var usedUp: [ComponentID]?
    /// What later runs may reuse; empty unless the run has finished.
    var outputs: [VersionKey]

    /// - Parameters:
    ///   - fold: As the journal is before.
    ///   - previous: The hash of the journal's last entry, as the fold has it.
    ///   - texts: The events as they are stored, which is less exact than they may be.
    ///   - at: When, as it is stored.
    init(
        _ fold: consuming RunFold, behind previous: String = "", adding events: [RunEvent], texts: [String], at: String,
        plan: ReleasePlan?, in store: String
    ) throws(StoreError) {
        self.previous = previous
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
        case .created, .failed, .awaits, .approved: true
        case .claimed, .started, .succeeded, .noticed, .skipped, .retried, .amended, .paused, .resumed, .cancelled,
            .handedOver,
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
