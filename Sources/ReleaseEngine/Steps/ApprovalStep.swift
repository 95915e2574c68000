import ReleaseModel
import ReleasePorts

/// Begins only when enough people have agreed, and writes down who they are.
struct ApprovalStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .approval(let work) = context.step.work else { preconditionFailure("an approval step has its rule") }
        let state = try await context.environment.store.run(context.run).state
        let given = work.counting(state.approvals[context.step.id] ?? [])
        return StepOutcome(note: "agreed: " + given.map { "\($0.by) (\($0.role))" }.joined(separator: ", "))
    }
}
