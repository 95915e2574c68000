package import ReleaseModel

/// Who performs which kind of step.
package let allSteps: [StepKind: any StepPerformer] = [
    .prepare: PrepareStep(),
    .build: CommandStep(),
    .gate: CommandStep(),
    .collect: CollectStep(),
    .reuse: ReuseStep(),
    .approval: ApprovalStep(),
    .line: LineStep(),
    .push: PushStep(),
    .tag: TagStep(),
    .publish: PublishStep(),
    .verify: VerifyStep(),
    .writeBack: WriteBackStep(),
    .assemble: AssembleStep(),
]

/// Performs one kind of step: looks, acts where nothing is there yet, looks again.
///
/// Safe to be called again for the same step after any crash.
package protocol StepPerformer: Sendable {
    func perform(_ context: StepContext) async throws -> StepOutcome
}

/// Nothing is done at the line; reaching it is the point.
///
/// Artifacts that were collected side by side are compared once more: two of one name would be one file in the set.
struct LineStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        var owners: [String: StepID] = [:]
        for (step, outcome) in context.outcomes.all.sorted(by: { $0.key < $1.key }) {
            for artifact in outcome.artifacts {
                if let other = owners.updateValue(step, forKey: artifact.name) {
                    throw ArtifactError.doubled(artifact.name, by: other)
                }
            }
        }
        return StepOutcome(note: "every blocking gate before it has passed")
    }
}
