import Foundation
package import ReleaseModel
import ReleasePorts

/// What a cancelled run leaves at the forge: builds that go on, and candidates that can be seen.
package struct LeftBuilds: Sendable {
    private let environment: RunEnvironment

    package init(_ environment: RunEnvironment) { self.environment = environment }

    /// Whether a run may have left any.
    package static func mayExist(of record: RunRecord) -> Bool {
        record.plan.steps.contains { step in
            switch step.work {
            case .workflowBuild, .offer: record.state.attempts[step.id] != nil
            default: false
            }
        }
    }

    /// Ends what is there. What can't be ended is said, and left.
    ///
    /// - Returns: A sentence for each thing.
    package func end(_ record: RunRecord) async -> [String] {
        var said: [String] = []
        for step in record.plan.steps where record.state.attempts[step.id] != nil {
            switch step.work {
            case .workflowBuild(let work) where !record.state[step.id].isDone:
                if let sentence = await cancel(step, work, record) { said.append(sentence) }
            case .offer:
                if let sentence = await withdraw(step, record) { said.append(sentence) }
            default: break
            }
        }
        return said
    }

    private func cancel(_ step: PlannedStep, _ work: WorkflowBuildWork, _ record: RunRecord) async -> String? {
        do {
            let forge = try environment.outside.forge(work.place, ForgeRights([.actions: .write]))
            // By the ids that its attempts sent: the answer to a start may be lost, or not be there yet.
            let sent = (1...(record.state.attempts[step.id] ?? 1)).map { correlationID(record.id, step.id, $0) }
            let since = record.plan.createdAt.addingTimeInterval(-300)
            var cancelled: [String] = []
            for event in Set(work.messages.map(\.eventName)).sorted() {
                for run in try await forge.runs(of: event, since: since, in: work.repository)
                where sent.contains(where: run.title.names) {
                    if case .ended = run.status { continue }
                    try await forge.cancel(run: run.number, in: work.repository)
                    cancelled.append(run.address)
                }
            }
            return cancelled.isEmpty
                ? "No workflow of \(work.repository) builds \(step.component?.text ?? "") any more; one that was started a moment ago "
                    + "would have '\(sent.last ?? "")' in its title."
                : "\(cancelled.sorted().joined(separator: ", ")) was cancelled."
        } catch {
            return "The workflow that builds \(step.component?.text ?? "") could not be cancelled: "
                + ((error as? any UserFacingError)?.summary ?? "\(error)")
        }
    }

    private func withdraw(_ step: PlannedStep, _ record: RunRecord) async -> String? {
        let name = candidateName(of: record.id)
        do {
            guard let clone = step.repository.flatMap({ environment.clones[$0] }), let remote = clone.remote,
                try await environment.sourceControl.offered(name, of: clone.folder, remote: remote) != nil
            else { return nil }
            try await environment.sourceControl.offer(nil, as: name, in: clone.folder, remote: remote)
            return nil
        } catch {
            return
                "\(candidateReference(name)) of \(step.repository?.text ?? "") could not be removed: \(error.summary)"
        }
    }
}
