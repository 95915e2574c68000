import Foundation
import ReleaseConsole
import ReleaseModel
import ReleasePorts
import Synchronization

/// Runs that pages showed last. A run's plan is large; what was added to its journal since the last look is not.
final class LookedRuns: Sendable {
    private let kept = Mutex<[RunID: LookedRun]>([:])

    /// How many are kept, at most.
    private static let most = 32
    /// After this time what it waits for is looked at again: approvals expire.
    private static let freshness: TimeInterval = 10

    /// A run for display.
    ///
    /// - Parameter id: Complete: neither abbreviated nor `@latest`.
    func run(_ id: RunID, in store: any ServedStore, at moment: Date) async throws -> LookedRun {
        guard let before = kept.withLock({ $0[id] }) else { return keep(try await store.glance(at: id), moment) }
        var record = before.record
        let added: [JournalEntry]
        do { added = try await store.events(of: id, after: record.state.revision) } catch {
            guard error.isRewound else { throw error }
            return keep(try await store.glance(at: id), moment)
        }
        let isAmended = added.contains { if case .amended = $0.event { true } else { false } }
        if isAmended { return keep(try await store.glance(at: id), moment) }
        let isOld = moment.timeIntervalSince(before.at) > LookedRuns.freshness
        guard !added.isEmpty || (isOld && !record.state.isOver) else { return before }
        record.add(added)
        return keep(record, moment)
    }

    private func keep(_ record: RunRecord, _ moment: Date) -> LookedRun {
        let looked = LookedRun(record, at: moment)
        kept.withLock { kept in
            if kept[record.id] == nil, kept.count >= LookedRuns.most,
                let oldest = kept.min(by: { $0.value.at < $1.value.at })
            {
                kept[oldest.key] = nil
            }
            kept[record.id] = looked
        }
        return looked
    }
}
