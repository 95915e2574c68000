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
    ///
    /// That this run's own push of the tag came back without a refusal proves nothing: another run may have been first.
    private func checkAlone(_ artifacts: [Artifact], of component: ComponentID, _ context: StepContext) async throws {
        let staged = context.index.steps(of: component).compactMap { step -> PublicationTarget? in
            if case .stage(let work) = step.work { work.target } else { nil }
        }
        guard !staged.isEmpty, let tag = context.index.component(component)?.tag else { return }
        let git = context.environment.sourceControl
        let message = try await git.message(of: tag, in: try context.clone().folder)
        let said = message.flatMap { StagedContents(in: $0).digests[component] }
        let wasThere = context.index.steps(in: context.repository).contains { step in
            if case .tag(let work) = step.work, work.tag == tag {
                context.outcomes[step.id]?.wasAlreadyThere == true
            } else {
                false
            }
        }
        for place in staged {
            let target = try stagedPublication(to: place)
            // A tag that names nothing and that this run has made is taken for its own.
            if let said { if said == target.content(of: artifacts) { continue } } else if !wasThere { continue }
            if let why = try await target.yield(artifacts, of: component, at: place, to: said, context) { throw why }
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
