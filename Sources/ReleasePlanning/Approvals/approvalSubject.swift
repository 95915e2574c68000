package import Foundation
package import ReleaseModel

/// What people agree to when they approve a step: the digest of everything that they could have looked at.
///
/// It covers the steps of the step's part with all that they do, the commits that were made for it, the artifacts that
/// were collected, and which proofs were skipped or refused without stopping it. Whatever of that changes, the digest does
/// too; what happens in other parts changes nothing.
///
/// - Returns: nil while proofs are missing: then there is nothing to agree to yet.
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
        case .pending, .running, .waiting, .failed: break
        }
    }
    let part = before.union(ancestors(of: published(behind: step.id, in: plan), steps))
    subject.steps = plan.steps.filter { part.contains($0.id) && $0.kind != .approval && $0.kind != .line }
    guard let text = try? encodeJSON(subject, isPretty: false) else {
        preconditionFailure("a plan that was read can be written")
    }
    return sha256(text)
}

/// The approvals that count for what a step is about now, each person once, in the order in which they were given. What
/// has expired is not among it.
package func countingApprovals(
    of step: PlannedStep, _ work: ApprovalWork, in plan: ReleasePlan, _ state: RunState, at moment: Date
) -> [RunState.Approval] {
    let given = state.approvals[step.id] ?? []
    guard !given.isEmpty, let subject = approvalSubject(of: step, in: plan, state) else { return [] }
    return work.counting(given.filter { $0.counts(for: subject) && ($0.until.map { $0 > moment } ?? true) })
}

/// The events that void approvals whose subject is another one in a further plan, with words about whose.
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
        var seen: Set<String> = []
        return given.filter { approval in
            // What was agreed to without a subject was agreed to in the plan that held then.
            guard let agreed = approval.subject else { return true }
            return agreed != subject
        }.filter { seen.insert($0.by).inserted }.map { .voided(step: step.id, by: $0.by, reason: reason) }
    }
}

/// Approval steps that are about something else in a further plan, though they may be done.
package func reopenedApprovals(
    from old: ReleasePlan, to plan: ReleasePlan, _ state: RunState
) -> [PlannedStep] {
    let olds = Dictionary(old.steps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return plan.steps.filter { step in
        guard step.kind == .approval, let before = olds[step.id] else { return false }
        return approvalSubject(of: step, in: plan, state) != approvalSubject(of: before, in: old, state)
    }
}

/// What is summed.
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

/// Everything behind a step, but for what is about the set as a whole.
private func published(behind id: StepID, in plan: ReleasePlan) -> Set<StepID> {
    var reached: Set<StepID> = [id]
    var hasGrown = true
    while hasGrown {
        hasGrown = false
        for step in plan.steps where !reached.contains(step.id) && step.needs.contains(where: reached.contains) {
            switch step.kind {
            case .writeBack, .assemble: continue
            case .prepare, .build, .gate, .collect, .reuse, .approval, .line, .push, .tag, .publish, .verify:
                reached.insert(step.id)
                hasGrown = true
            }
        }
    }
    return reached
}
