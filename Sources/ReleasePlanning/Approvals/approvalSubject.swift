package import Foundation
package import ReleaseModel

/// The subject of an approval: the digest of everything that people could have reviewed.
///
/// It covers the complete steps of the step's part, the commits made for it, the collected artifacts, and which gates
/// were skipped or failed as advisory. If any of that changes, so does the digest; other parts do not affect it.
///
/// - Returns: nil while gates are pending: then there is nothing to approve yet.
package func approvalSubject(of step: PlannedStep, in plan: ReleasePlan, _ state: RunState) -> Digest? {
    guard step.needs.allSatisfy({ state[$0].isDone }) else { return nil }
    let steps = Dictionary(plan.steps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let before = ancestors(of: [step.id], steps)
    var subject = ApprovalSubject(step: step)
    for one in plan.steps where before.contains(one.id) && one.id != step.id {
        switch state[one.id] {
        case .succeeded(_, let outcome):
            if let commit = outcome.commit { subject.commits[one.id] = commit }
            if !outcome.artifacts.isEmpty { subject.artifacts[one.id] = outcome.artifacts }
            if outcome.isAdvisoryRefusal { subject.unproven[one.id] = outcome.note }
        case .skipped(_, let reason): subject.unproven[one.id] = "skipped: \(reason)"
        case .pending, .running, .waiting, .awaiting, .failed: break
        }
    }
    let part = before.union(ancestors(of: published(behind: step.id, in: plan), steps))
    subject.steps = plan.steps.filter { part.contains($0.id) && $0.kind != .approval && $0.kind != .line }
    guard let text = try? encodeJSON(subject, isPretty: false) else {
        preconditionFailure("a plan that was read can be written")
    }
    return sha256(text)
}

/// The approvals that count for a step's current subject, each person once, in the order in which they were given,
/// without expired ones.
package func countingApprovals(
    of step: PlannedStep, _ work: ApprovalWork, in plan: ReleasePlan, _ state: RunState, at moment: Date
) -> [RunState.Approval] {
    let given = state.approvals[step.id] ?? []
    guard !given.isEmpty, let subject = approvalSubject(of: step, in: plan, state) else { return [] }
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
    let news = Dictionary(plan.steps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return old.plan.steps.flatMap { step -> [RunEvent] in
        guard let given = old.state.approvals[step.id], !given.isEmpty else { return [] }
        let subject = news[step.id].flatMap { approvalSubject(of: $0, in: plan, state) }
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
    let olds = Dictionary(old.steps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return plan.steps.filter { step in
        guard step.kind == .approval, let before = olds[step.id] else { return false }
        return approvalSubject(of: step, in: plan, state) != approvalSubject(of: before, in: old, state)
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

/// These steps and everything that they need, directly or not.
private func ancestors(of ids: some Sequence<StepID>, _ steps: [StepID: PlannedStep]) -> Set<StepID> {
    var found: Set<StepID> = []
    var open = Array(ids)
    while let id = open.popLast() {
        guard let step = steps[id], found.insert(id).inserted else { continue }
        open += step.needs
    }
    return found
}

/// Everything after a step, except steps for the entire set.
private func published(behind id: StepID, in plan: ReleasePlan) -> Set<StepID> {
    var reached: Set<StepID> = [id]
    var hasGrown = true
    while hasGrown {
        hasGrown = false
        for step in plan.steps
        where step.kind.traits.phase != .closing && !reached.contains(step.id)
            && step.needs.contains(where: reached.contains)
        {
            reached.insert(step.id)
            hasGrown = true
        }
    }
    return reached
}
