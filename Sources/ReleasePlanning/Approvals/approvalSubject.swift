package import Foundation
package import ReleaseModel

/// The subject of an approval: the digest of everything that people could have reviewed.
///
/// It covers the complete steps of the step's part, the commits made for it, the collected artifacts, and which gates
/// were skipped or failed as advisory. If any of that changes, so does the digest; other parts do not affect it.
///
/// - Returns: nil while gates are pending: then there is nothing to approve yet.
package func approvalSubject(of step: PlannedStep, in index: PlanIndex, _ state: RunState) -> Digest? {
    guard step.needs.allSatisfy({ state[$0].isDone }) else { return nil }
    var subject = ApprovalSubject(step: step)
    for one in index.steps(before: [step.id]) {
        switch state[one.id] {
        case .succeeded(_, let outcome):
            if let commit = outcome.commit { subject.commits[one.id] = commit }
            if !outcome.artifacts.isEmpty { subject.artifacts[one.id] = outcome.artifacts }
            if outcome.isAdvisoryRefusal { subject.unproven[one.id] = outcome.note }
        case .skipped(_, let reason): subject.unproven[one.id] = "skipped: \(reason)"
        case .pending, .running, .waiting, .awaiting, .failed: break
        }
    }
    // Everything after it except the steps for the entire set, and all that those steps need.
    let behind = index.steps(behind: step.id) { $0.kind.traits.phase != .closing }.map(\.id)
    let part = index.steps(before: [step.id] + behind).map(\.id) + behind
    subject.steps = index.inOrder(Set(part)).filter { $0.kind != .approval && $0.kind != .line }
    guard let text = try? encodeJSON(subject, isPretty: false) else {
        preconditionFailure("a plan that was read can be written")
    }
    return sha256(text)
}

/// The approvals that count for a step's current subject, each person once, in the order in which they were given,
/// without expired ones.
package func countingApprovals(
    of step: PlannedStep, _ work: ApprovalWork, in index: PlanIndex, _ state: RunState, at moment: Date
) -> [RunState.Approval] {
    guard state.approvals[step.id]?.isEmpty == false else { return [] }
    return countingApprovals(of: step, work, for: approvalSubject(of: step, in: index, state), state, at: moment)
}

/// The same, where the subject is known; nil: there is nothing to approve yet.
package func countingApprovals(
    of step: PlannedStep, _ work: ApprovalWork, for subject: Digest?, _ state: RunState, at moment: Date
) -> [RunState.Approval] {
    guard let subject else { return [] }
    let given = state.approvals[step.id] ?? []
    return work.counting(given.filter { $0.counts(for: subject) && ($0.until.map { $0 > moment } ?? true) })
}

/// The events that void approvals whose subject differs in an amended plan, and a description of whose.
///
/// - Parameters:
///   - old: The plan and state in which they were given.
///   - state: As it is once the amendment is folded.
///   - reason: Why, in words.
package func voidedApprovals(
    from old: (plan: ReleasePlan, state: RunState), to plan: ReleasePlan, _ state: RunState, reason: String
) -> [RunEvent] {
    let index = PlanIndex(plan)
    return old.plan.steps.flatMap { step -> [RunEvent] in
        guard let given = old.state.approvals[step.id], !given.isEmpty else { return [] }
        let subject = index.step(step.id).flatMap { approvalSubject(of: $0, in: index, state) }
        var seen: Set<Principal> = []
        return given.filter { approval in
            // An approval without a subject was given for the plan in force at the time.
            guard let agreed = approval.subject else { return true }
            return agreed != subject
        }.filter { seen.insert($0.by).inserted }.map { .voided(step: step.id, by: $0.by, reason: reason) }
    }
}

/// Approval steps whose subject differs in an amended plan, even if done.
package func reopenedApprovals(
    from old: ReleasePlan, to plan: ReleasePlan, _ state: RunState
) -> [PlannedStep] {
    let (olds, news) = (PlanIndex(old), PlanIndex(plan))
    return plan.steps.filter { step in
        guard step.kind == .approval, let before = olds.step(step.id) else { return false }
        return approvalSubject(of: step, in: news, state) != approvalSubject(of: before, in: olds, state)
    }
}

/// The hashed content.
private struct ApprovalSubject: Encodable {
    let step: PlannedStep
    var steps: [PlannedStep] = []
    var commits: [StepID: CommitID] = [:]
    var artifacts: [StepID: [Artifact]] = [:]
    var unproven: [StepID: String] = [:]
}
