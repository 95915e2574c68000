import Foundation
package import ReleaseEngine
package import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// What people decide about runs. Each is an entry in the run's journal with the name of who did it.
/// Records a person's decision about a run.
package struct DecisionOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// - Parameters:
    ///   - id: nil: the newest run.
    ///   - person: Who decides; nil: who this process runs as.
    package func decide(_ command: RunDecision, on id: RunID?, by person: Principal? = nil) async throws -> RunRecord {
        let store = try await workspace.store(holding: id)
        let record = try await store.chosen(id)
        let via = person == nil || person == workspace.principal ? nil : workspace.principal
        return try await RunControl(store: store, now: workspace.now).decide(
            command, on: record.id, by: person ?? workspace.principal, via: via)
    }

    /// Cancels a run: no further step starts and running ones are terminated. What is public stays public.
    ///
    /// - Returns: The run, what to do about its leftovers, and the file that also says so.
    package func cancel(
        _ id: RunID?, reason: String
    ) async throws -> (record: RunRecord, recovery: String, file: String) {
        let record = try await decide(.cancel(reason: reason), on: id)
        let (recovery, file) = try await writeRecovery(of: record)
        return (record, recovery, file)
    }

    func writeRecovery(of record: RunRecord) async throws -> (recovery: String, file: String) {
        let recovery = recoveryPlan(record)
        let file = RunFolders(run: record.id, state: workspace.stateFolder).releaseSet + "/RECOVERY.md"
        try await workspace.files.write(Array(recovery.utf8), to: file)
        return (recovery, file)
    }
}
