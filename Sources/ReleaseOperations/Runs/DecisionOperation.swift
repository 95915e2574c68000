import Foundation
package import ReleaseEngine
package import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Records a person's decision about a run, as an entry in its journal with the name of who decided.
package struct DecisionOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// - Parameters:
    ///   - id: nil: the newest run.
    ///   - person: Who decides; nil: who this process runs as.
    package func decide(_ command: RunDecision, on id: RunID?, by person: Principal? = nil) async throws -> RunRecord {
        try await decided(command, on: id, by: person).record
    }

    /// - Parameters:
    ///   - step: nil: every step that waits for approval.
    ///   - subject: The digest of what was reviewed, or its beginning; nil: whatever waits.
    /// - Returns: The run, and whether this approval was recorded; false: it was approved already.
    package func approve(
        _ step: StepID?, role: String?, subject: String?, on id: RunID?, by person: Principal?
    ) async throws -> (record: RunRecord, isRecorded: Bool) {
        let store = try await workspace.store(holding: id)
        let record = try await store.chosen(id)
        return try await RunControl(store: store, now: workspace.now).decided(
            .approve(step, role: role, subject: subject), on: record.id, by: person ?? workspace.principal,
            via: messenger(for: person))
    }

    /// Who passes a decision on; nil where people decide for themselves.
    private func messenger(for person: Principal?) -> Principal? {
        person == nil || person == workspace.principal ? nil : workspace.principal
    }

    /// - Returns: The run, and what became of what it had started elsewhere, a sentence each.
    private func decided(
        _ command: RunDecision, on id: RunID?, by person: Principal?
    ) async throws -> (record: RunRecord, elsewhere: [String]) {
        let store = try await workspace.store(holding: id)
        let record = try await store.chosen(id)
        let decided = try await RunControl(store: store, now: workspace.now).decide(
            command, on: record.id, by: person ?? workspace.principal, via: messenger(for: person))
        guard decided.state.cancellation != nil, LeftBuilds.mayExist(of: decided) else { return (decided, []) }
        let world: ObservedWorkspace
        do { world = try await workspace.observeRepositories() } catch {
            let reason = (error as? any UserFacingError)?.summary ?? "\(error)"
            return (
                decided,
                [
                    "Workflows that build for it were not cancelled, and its candidates were not removed from "
                        + "\(candidateReference(record.id.text)): \(reason)"
                ]
            )
        }
        let environment = workspace.environment(world: world, store: store, parallelism: nil) { _ in }
        return (decided, await LeftBuilds(environment).end(decided))
    }

    /// Cancels a run: no further step starts and running ones are terminated. What is public stays public.
    ///
    /// - Returns: The run, what to do about its leftovers, and the file that also says so.
    package func cancel(
        _ id: RunID?, reason: String
    ) async throws -> (record: RunRecord, recovery: String, file: String) {
        let (record, elsewhere) = try await decided(.cancel(reason: reason), on: id, by: nil)
        let (recovery, file) = try await writeRecovery(of: record, elsewhere: elsewhere)
        return (record, recovery, file)
    }

    /// - Parameter elsewhere: What became of what it had started elsewhere.
    func writeRecovery(
        of record: RunRecord, elsewhere: [String] = []
    ) async throws -> (recovery: String, file: String) {
        let list = elsewhere.map { "- \(withoutControls($0))\n" }.joined()
        let recovery = recoveryPlan(record) + (list.isEmpty ? "" : "\n## Elsewhere\n\n\(list)")
        let file = RunFolders(run: record.id, state: workspace.stateFolder).releaseSet + "/RECOVERY.md"
        try await workspace.files.write(Array(recovery.utf8), to: file)
        return (recovery, file)
    }
}
