import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Starts only when enough people have approved, and records who they are.
struct ApprovalStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .approval(let work) = context.step.work else { preconditionFailure("an approval step has its rule") }
        let state = try await context.environment.store.run(context.run).state
        // Expiry was checked when the step started.
        let given = countingApprovals(of: context.step, work, in: context.plan, state, at: .distantPast)
        guard given.count >= work.quorum else { throw ApprovalError.gone(context.step.id) }
        let subject = approvalSubject(of: context.step, in: context.plan, state)?.text.prefix(12) ?? ""
        return StepOutcome(
            note: "approved \(subject): " + given.map { "\($0.by) (\($0.role))" }.joined(separator: ", "))
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
