import ReleaseModel

/// Brings a component's artifacts to a target that does not show them yet.
struct StageStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .stage(let work) = context.step.work, let component = context.step.component else {
            preconditionFailure("a stage step stages a component")
        }
        let target = try stagedPublication(to: work.target)
        try await context.products.ensureArtifacts(of: component, context)
        let artifacts = context.outcomes[.collect(component)]?.artifacts ?? []
        return try await target.stage(artifacts, of: component, to: work.target, context)
    }
}

/// - Throws: ``PublicationError/unknownKind(_:)`` where this program can't stage anything there.
func stagedPublication(to target: PublicationTarget) throws(PublicationError) -> any StagedPublication {
    guard let found = try publication(to: target) as? any StagedPublication else { throw .unknownKind(target.kind) }
    return found
}
