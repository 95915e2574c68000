import ReleaseModel

/// Builds a component: by a command here, or by a workflow of the forge.
struct BuildStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .workflowBuild(let work) = context.step.work else {
            return try await CommandStep().perform(context)
        }
        if context.isRepeated {
            // Its run is over: only what it made is missing here.
            guard let outcome = context.outcomes[context.step.id], let build = outcome.build else {
                return StepOutcome()
            }
            let taking = try await TakenArtifacts(work, context)
            try await taking.take(build, proving: nil)
            return outcome
        }
        return try await WorkflowBuild(work, context).perform()
    }
}
