import ReleaseModel
import ReleasePorts

/// Starts only when enough people have approved, and records who they are.
struct ApprovalStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .approval(let work) = context.step.work else { preconditionFailure("an approval step has its rule") }
        // Whether they count was checked when the step started.
        guard let agreement = context.outcomes.agreement(to: context.step.id), agreement.given.count >= work.quorum
        else {
            throw ApprovalError.gone(context.step.id)
        }
        let people = agreement.given.map { "\($0.by) (\($0.role))" }.joined(separator: ", ")
        return StepOutcome(note: "approved \(agreement.subject.text.prefix(12)): \(people)")
    }
}

/// A step that was approved when it started.
enum ApprovalError: UserFacingError, Equatable {
    case gone(StepID)

    var code: String { "approval.gone" }
    var summary: String {
        switch self {
        case .gone(let step): "\(step) no longer has enough approvals."
        }
    }
    var suggestions: [String] { ["Review it: slipway run show; then: slipway run approve; slipway run retry"] }
    var retry: RetryAdvice { .never }
}
