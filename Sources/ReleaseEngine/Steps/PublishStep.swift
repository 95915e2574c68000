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
        return try await publication.publish(
            context.outcomes[.collect(component)]?.artifacts ?? [], of: component, to: work.target, context)
    }

    /// What occupies the destination of a publication, before anything is public; nil if nothing does.
    static func conflict(of step: PlannedStep, _ context: StepContext) async throws -> (any UserFacingError)? {
        guard case .publish(let work) = step.work, let component = step.component else { return nil }
        let artifacts = context.outcomes[.collect(component)]?.artifacts ?? []
        return try await publication(to: work.target).conflict(
            with: artifacts, of: component, at: work.target, context)
    }
}
