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
