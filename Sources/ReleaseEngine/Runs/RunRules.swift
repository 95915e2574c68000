package import Foundation
package import ReleaseModel
import ReleasePlanning

/// A decision about a run.
package enum RunDecision: Sendable, Hashable {
    case pause
    case resume
    case cancel(reason: String)
    case retry
    case skip(StepID, reason: String)
    /// - Parameters:
    ///   - role: nil: the first accepted one.
    ///   - subject: The beginning of the digest of what was reviewed; nil: the current one.
    case approve(StepID?, role: String?, subject: String? = nil)
    /// Refuses an approval, by someone who could give it; the run is cancelled.
    case reject(StepID, reason: String)
}

/// Which decision is allowed in which state of a run, and what it adds to the journal. Pure and total: every decision
/// has an answer in every state.
package struct RunRules: Sendable {
    private let record: RunRecord
    private let state: RunState

    package init(_ record: RunRecord) {
        self.record = record
        state = record.state
    }

    /// - Parameter via: Who passes the decision on, where that is someone else.
    /// - Returns: The events to add; empty if the run is already in that state.
    package func events(
        for command: RunDecision, by person: Principal, via: Principal? = nil, at moment: Date
    ) throws(RunError) -> [RunEvent] {
        if let system = state.asked { try checkAsked(system, command) }
        // Each pair is spelled out: a new status or decision compiles only with its answers (docs/decisions/0016).
        switch (record.status, command) {
        case (.succeeded, _):
            throw refusal(
                command, because: "it is finished, and everything in it is released",
                instead: [
                    "See what it released: slipway run show \(record.id)",
                    "To release later commits: slipway release",
                ])
        case (.cancelled, .cancel): return []
        case (.cancelled, _):
            throw refusal(
                command, because: "it was cancelled, which is final",
                instead: [
                    "See what was released: slipway run show \(record.id)",
                    "Release the rest in a new run: slipway release",
                ])
        case (.paused, .pause): return []
        case (.running, .pause), (.waiting, .pause), (.failed, .pause): return [.paused(by: person)]
        case (.running, .resume), (.waiting, .resume): return []
        case (.paused, .resume): return [.resumed(by: person)]
        // Resuming resets nothing: the failed step would stay failed.
        case (.failed, .resume):
            throw refusal(
                command, because: "a step has failed",
                instead: ["Fix the fault, then: slipway run retry \(record.id)"])
        case (.running, .retry), (.waiting, .retry), (.paused, .retry), (.failed, .retry):
            return [.retried(by: person)]
        case (.running, .cancel(let reason)), (.waiting, .cancel(let reason)), (.paused, .cancel(let reason)),
            (.failed, .cancel(let reason)):
            return [.cancelled(by: person, reason: reason)]
        case (.running, .skip(let step, let reason)), (.waiting, .skip(let step, let reason)),
            (.paused, .skip(let step, let reason)), (.failed, .skip(let step, let reason)):
            try checkSkip(step)
            return [.skipped(step: step, by: person, reason: reason)]
        case (.running, .approve(let step, let role, let subject)),
            (.waiting, .approve(let step, let role, let subject)),
            (.paused, .approve(let step, let role, let subject)), (.failed, .approve(let step, let role, let subject)):
            return try approval(of: step, role: role, subject, by: person, via: via, at: moment, command)
        case (.running, .reject(let step, let reason)), (.waiting, .reject(let step, let reason)),
            (.paused, .reject(let step, let reason)), (.failed, .reject(let step, let reason)):
            try checkRejection(of: step, by: person, command)
            return [.cancelled(by: person, reason: "rejected \(step): \(reason)")]
        }
    }

    /// While another system may be doing the release, this run must not continue.
    private func checkAsked(_ system: String, _ command: RunDecision) throws(RunError) {
        switch command {
        case .pause, .cancel, .approve, .reject: break
        case .resume, .retry, .skip:
            throw refusal(
                command, because: "\(system) was asked to do the release, and its answer is not known",
                instead: [
                    "Ask it again: slipway release", "Or find out, and then: slipway run cancel \(record.id)",
                ])
        }
    }

    // MARK: Skipping

    /// An irreversible step and the steps that guard it are never skipped.
    private func checkSkip(_ id: StepID) throws(RunError) {
        guard let step = record.plan.steps.first(where: { $0.id == id }) else {
            throw .noSuchStep(record.id, id, near: steps(like: id))
        }
        guard step.kind.traits.isSkippable else {
            throw .notSkippable(
                record.id, id, because: "a step of the kind \(step.kind.rawValue) never is",
                instead: [
                    "These kinds can be skipped: "
                        + StepKind.skippable.map(\.rawValue).joined(separator: ", ")
                ])
        }
        if state[id].isDone {
            throw .notSkippable(
                record.id, id, because: "it is done already", instead: ["Continue: slipway run retry \(record.id)"])
        }
    }

    /// The step that a name most likely means, and those of its kind.
    private func steps(like id: StepID) -> [String] {
        let kind = StepKind(rawValue: String(id.text.prefix { $0 != ":" }))
        let all = record.plan.steps.filter { kind == nil ? $0.kind.traits.isSkippable : $0.kind == kind }.map(\.id.text)
        let nearest = nearestName(to: id.text, among: all).map { ["Did you mean \($0)?"] } ?? []
        guard !all.isEmpty else {
            return [kind.map { "It has no step of the kind \($0.rawValue)." } ?? "None of its steps can be skipped."]
        }
        let name = kind.map { "\($0.rawValue)s" } ?? "steps that can be skipped"
        return nearest + ["Its \(name): \(all.prefix(12).joined(separator: ", "))" + (all.count > 12 ? ", …" : "")]
    }

    // MARK: Approving

    private func approval(
        of id: StepID?, role: String?, _ looked: String?, by person: Principal, via: Principal?, at moment: Date,
        _ command: RunDecision
    ) throws(RunError) -> [RunEvent] {
        var events: [RunEvent] = []
        let steps = try approvalSteps(id, command).filter { !state[$0.step.id].isDone }
        let index = PlanIndex(record.plan)
        let ready = steps.compactMap { step, work in
            approvalSubject(of: step, in: index, state).map { (step, work, $0) }
        }
        // Nothing is approved before its gates pass: there would be nothing to review.
        if let first = steps.first, ready.isEmpty {
            throw .notProven(
                record.id, step: first.step.id, missing(first.step), hasFailed: record.status == .failed)
        }
        for (step, work, subject) in ready {
            let roles = work.roles(of: person)
            guard let chosen = role ?? roles.first, roles.contains(chosen) else {
                throw .notAllowed(
                    record.id, step: step.id, person: person, roles: work.roles, asked: role, own: roles,
                    able: work.people.keys.filter { !work.roles(of: $0).isEmpty }.sorted())
            }
            if let via, !work.messengers.contains(via) {
                throw .notMessenger(record.id, via: via, person: person, isAble: !work.roles(of: via).isEmpty)
            }
            if let looked, !subject.text.hasPrefix(looked) {
                throw .otherSubject(record.id, step: step.id, looked: looked, found: subject)
            }
            let approvals = state.approvals[step.id] ?? []
            let lapsed = approvals.lapsed(at: moment)
            events += lapsed.map { .lapsed(step: step.id, by: $0) }
            let isCounting = countingApprovals(of: step, work, for: subject, state, at: moment)
                .contains { $0.by == person }
            if isCounting { continue }
            let until = work.lifetime.map { moment.addingTimeInterval(TimeInterval($0)) }
            events.append(
                .approved(step: step.id, by: person, role: chosen, until: until, via: via, subject: subject))
        }
        return events
    }

    /// Who may approve a step may also reject it, as long as it is not done.
    private func checkRejection(of id: StepID, by person: Principal, _ command: RunDecision) throws(RunError) {
        for (step, work) in try approvalSteps(id, command) {
            let roles = work.roles(of: person)
            guard !roles.isEmpty else {
                throw .notAllowed(
                    record.id, step: step.id, person: person, roles: work.roles, asked: nil, own: roles,
                    able: work.people.keys.filter { !work.roles(of: $0).isEmpty }.sorted())
            }
            if state[step.id].isDone { throw refusal(command, because: "\(id) is approved already") }
        }
    }

    /// The steps required before an approval, with their states.
    private func missing(_ step: PlannedStep) -> [String] {
        step.needs.compactMap { need in
            switch state[need] {
            case .succeeded, .skipped: nil
            case .pending: "\(need) has not begun"
            case .running: "\(need) is running"
            case .waiting: "\(need) will be retried automatically"
            case .awaiting(_, let what, _, _): "\(need) waits for \(what)"
            case .failed(_, let failure): "\(need) has failed: \(failure.summary)"
            }
        }
    }

    /// The named step, or all.
    private func approvalSteps(
        _ id: StepID?, _ command: RunDecision
    ) throws(RunError) -> [(step: PlannedStep, work: ApprovalWork)] {
        let all = record.plan.steps.compactMap { step -> (step: PlannedStep, work: ApprovalWork)? in
            guard case .approval(let work) = step.work, id == nil || step.id == id else { return nil }
            return (step, work)
        }
        guard all.isEmpty else { return all }
        let named = record.plan.steps.filter { $0.kind == .approval }.map(\.id.text)
        throw refusal(
            command,
            because: id.map { "'\($0)' is not an approval" } ?? "it has no approvals",
            instead: named.isEmpty
                ? ["See what it waits for: slipway run show \(record.id)"]
                : ["Its approvals: \(named.joined(separator: ", "))"])
    }

    private func refusal(_ command: RunDecision, because: String, instead: [String] = []) -> RunError {
        .notPossible(record.id, what: command.participle, because: because, instead: instead)
    }
}

extension RunDecision {
    /// As in "it can't be …".
    fileprivate var participle: String {
        switch self {
        case .pause: "paused"
        case .resume: "resumed"
        case .cancel: "cancelled"
        case .retry: "retried"
        case .skip: "changed"
        case .approve: "approved"
        case .reject: "rejected"
        }
    }
}
