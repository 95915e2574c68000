import ReleaseModel
import ReleasePorts

/// Publishes a component's artifacts to a target. Same name and content is success; different content is a conflict.
struct PublishStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .publish(let work) = context.step.work, let component = context.step.component else {
            preconditionFailure("a publish step publishes a component")
        }
        let publication = try publication(to: work.target)
        try await context.products.ensureArtifacts(of: component, context)
        let artifacts = context.outcomes[.collect(component)]?.artifacts ?? []
        try await checkAlone(artifacts, of: component, context)
        return try await publication.publish(artifacts, of: component, to: work.target, context)
    }

    /// The tag says whose artifacts are published: of several runs at once, each with a build of its own, one goes on.
    private func checkAlone(_ artifacts: [Artifact], of component: ComponentID, _ context: StepContext) async throws {
        guard let tag = context.index.component(component)?.tag,
            let made = context.index.steps(in: context.repository).first(where: { step in
                if case .tag(let work) = step.work { work.tag == tag } else { false }
            }), context.outcomes[made.id]?.wasAlreadyThere == true
        else { return }
        let git = context.environment.sourceControl
        let message = try await git.message(of: tag, in: try context.clone().folder)
        let said = message.flatMap { StagedContents(in: $0).digests[component] }
        for step in context.index.steps(of: component) {
            guard case .stage(let work) = step.work else { continue }
            let target = try stagedPublication(to: work.target)
            if let said, said == target.content(of: artifacts) { continue }
            if let why = try await target.yield(artifacts, of: component, at: work.target, to: said, context) {
                throw why
            }
        }
    }

    /// What occupies the destination of a publication, before anything is public; nil if nothing does.
    static func conflict(of step: PlannedStep, _ context: StepContext) async throws -> (any UserFacingError)? {
        guard case .publish(let work) = step.work, let component = step.component else { return nil }
        let artifacts = context.outcomes[.collect(component)]?.artifacts ?? []
        return try await publication(to: work.target).conflict(
            with: artifacts, of: component, at: work.target, context)
    }
}
