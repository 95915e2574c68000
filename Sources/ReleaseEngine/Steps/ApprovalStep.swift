import ReleaseModel
import ReleasePorts

/// Begins only when enough people have agreed; looks once more that they still do, and writes down who they are.
struct ApprovalStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .approval(let work) = context.step.work else { preconditionFailure("an approval step has its rule") }
        let state = try await context.environment.store.run(context.run).state
        let given = work.counting(state.approvals[context.step.id] ?? [], at: context.environment.now())
        guard given.count >= work.quorum else {
            throw ApprovalError.expired(context.step.id, context.run, given: given.count, quorum: work.quorum)
        }
        return StepOutcome(note: "agreed: " + given.map { "\($0.by) (\($0.role))" }.joined(separator: ", "))
    }
}

/// Agreements that were enough are not any more.
enum ApprovalError: UserFacingError, Equatable {
    case expired(StepID, RunID, given: Int, quorum: Int)

    var code: String { "approval.expired" }

    var summary: String {
        switch self {
        case .expired(let step, _, let given, let quorum):
            "Agreements to \(step) have expired: \(given) of \(quorum) still count."
        }
    }

    var suggestions: [String] {
        switch self {
        case .expired(let step, let run, _, _):
            ["Agree again: slipway run approve \(run) \(step)", "Then: slipway run retry \(run)"]
        }
    }

    var exitCode: ExitCode { .needsApproval }
}
