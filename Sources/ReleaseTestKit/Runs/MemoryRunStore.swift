package import Foundation
package import ReleaseModel
package import ReleasePorts

/// Keeps runs in memory.
package actor MemoryRunStore: RunStore {
    private var records: [RunRecord] = []
    private var held: [Reservation] = []

    package init() {}

    package func create(_ plan: ReleasePlan, at moment: Date) async throws(StoreError) -> RunID {
        let id = RunID("r\(records.count + 1)")
        let entry = JournalEntry(sequence: 1, at: moment, event: .created(plan: plan.digest))
        records.append(RunRecord(id: id, createdAt: moment, plan: plan, entries: [entry]))
        return id
    }

    package func run(_ id: RunID) async throws(StoreError) -> RunRecord { records[try index(of: id)] }

    package func runs() async throws(StoreError) -> [RunRecord] { records.reversed() }

    package func events(of run: RunID, after revision: Int) async throws(StoreError) -> [JournalEntry] {
        Array(records[try index(of: run)].entries.dropFirst(revision))
    }

    package func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?
    ) async throws(StoreError) {
        let index = try index(of: run)
        let actual = records[index].entries.count
        guard actual == revision else { throw .conflict(expected: revision, actual: actual) }
        for (offset, event) in events.enumerated() {
            records[index].entries.append(JournalEntry(sequence: revision + 1 + offset, at: moment, event: event))
        }
        if let plan { records[index].plan = plan }
    }

    package func reserve(_ versions: [ComponentID: Version], for run: RunID) async throws(StoreError) {
        _ = try index(of: run)
        let wanted = versions.sorted { $0.key < $1.key }.map {
            Reservation(component: $0.key, version: $0.value, run: run)
        }
        let taken = standing
        for one in wanted {
            if let other = taken.first(where: {
                $0.component == one.component && $0.version == one.version && $0.run != run
            }) {
                throw .versionHeld(one.component, one.version, by: other.run)
            }
        }
        held += wanted.filter { !held.contains($0) }
    }

    package func reservations() async throws(StoreError) -> [Reservation] {
        let order = Dictionary(uniqueKeysWithValues: records.enumerated().map { ($0.element.id, $0.offset) })
        return standing.sorted {
            (order[$0.run] ?? 0, $0.component, $0.version) < (order[$1.run] ?? 0, $1.component, $1.version)
        }
    }

    /// Those of runs that are not cancelled.
    private var standing: [Reservation] {
        let cancelled = Set(records.filter { $0.state.cancellation != nil }.map(\.id))
        return held.filter { !cancelled.contains($0.run) }
    }

    private func index(of run: RunID) throws(StoreError) -> Int {
        guard let index = records.firstIndex(where: { $0.id == run }) else { throw .noSuchRun(run) }
        return index
    }
}
