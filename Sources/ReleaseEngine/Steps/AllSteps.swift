import ReleaseModel

/// Who performs which kind of step.
let allSteps: [StepKind: any StepPerformer] = [
    .prepare: PrepareStep(),
    .build: CommandStep(),
    .gate: CommandStep(),
    .collect: CollectStep(),
    .reuse: ReuseStep(),
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
protocol StepPerformer: Sendable {
    func perform(_ context: StepContext) async throws -> StepOutcome
}

/// Nothing happens at the line; reaching it is the point.
struct LineStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        StepOutcome(note: "every blocking gate before it has passed")
    }
}
