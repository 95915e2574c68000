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
            var last: StartedBuild?
            for entry in try await environment.store.events(of: record.id, after: 0)
            where entry.event.attempted == step.id {
                if case .awaits(_, _, _, _, _, let mark?) = entry.event { last = StartedBuild(text: mark) }
            }
            guard let number = last?.run else { return nil }
            let forge = try environment.outside.forge(work.place, ForgeRights([.actions: .write]))
            guard let run = try await forge.run(number, in: work.repository) else { return nil }
            if case .ended = run.status { return nil }
            try await forge.cancel(run: number, in: work.repository)
            return "\(run.address) was cancelled."
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
