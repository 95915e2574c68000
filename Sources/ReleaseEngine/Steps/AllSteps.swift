package import ReleaseModel

/// Who performs which kind of step.
package let allSteps: [StepKind: any StepPerformer] = [
    .prepare: PrepareStep(),
    .offer: OfferStep(),
    .build: BuildStep(),
    .gate: CommandStep(),
    .collect: CollectStep(),
    .reuse: ReuseStep(),
    .approval: ApprovalStep(),
    .line: LineStep(),
    .stage: StageStep(),
    .push: PushStep(),
    .tag: TagStep(),
    .publish: PublishStep(),
    .verify: VerifyStep(),
    .writeBack: WriteBackStep(),
    .publishSet: PublishSetStep(),
    .assemble: AssembleStep(),
    .followUp: FollowUpStep(),
    .withdraw: WithdrawStep(),
]

/// Performs one kind of step: checks, acts if the effect is missing, checks again.
///
/// Safe to call again for the same step after any crash.
package protocol StepPerformer: Sendable {
    func perform(_ context: StepContext) async throws -> StepOutcome
}
