package import Foundation
package import ReleaseModel
package import ReleasePorts

/// Keeps runs in memory.
package actor MemoryRunStore: RunStore {
    private var records: [RunRecord] = []

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

    private func index(of run: RunID) throws(StoreError) -> Int {
        guard let index = records.firstIndex(where: { $0.id == run }) else { throw .noSuchRun(run) }
        return index
    }
}
