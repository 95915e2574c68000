package import Foundation
package import ReleaseModel

/// What a person may ask of a run.
package enum RunDecision: Sendable, Hashable {
    case pause
    case resume
    case cancel(reason: String)
    case retry
    case skip(StepID, reason: String)
    /// - Parameter role: nil: the first that counts.
    case approve(StepID?, role: String?)
}

/// Which command fits which state of a run, and what it adds to the journal. Pure, and total: every command has an
/// answer in every state.
package struct RunRules: Sendable {
    private let record: RunRecord
    private let state: RunState

    package init(_ record: RunRecord) {
        self.record = record
        state = record.state
    }

    /// - Parameter via: Who passes the decision on, where that is somebody else.
    /// - Returns: What is to be added; empty where it is so already.
    package func events(
        for command: RunDecision, by person: String, via: String? = nil, at moment: Date
    ) throws(RunError) -> [RunEvent] {
        if let system = state.asked { try checkAsked(system, command) }
        switch (record.status, command) {
        case (.succeeded, _): throw refusal(command, because: "it has succeeded")
        case (.cancelled, .cancel): return []
        case (.cancelled, _): throw refusal(command, because: "it was cancelled")
        case (.paused, .pause): return []
        case (.running, .pause), (.waiting, .pause), (.failed, .pause): return [.paused(by: person)]
        case (.running, .resume), (.waiting, .resume): return []
        case (.paused, .resume): return [.resumed(by: person)]
        case (.failed, .resume):
            throw refusal(
                command, because: "a step has failed",
                instead: ["Mend the fault, then: slipway run retry \(record.id)"])
        case (.running, .retry), (.waiting, .retry), (.paused, .retry), (.failed, .retry):
            return [.retried(by: person)]
        case (.running, .cancel(let reason)), (.waiting, .cancel(let reason)), (.paused, .cancel(let reason)),
            (.failed, .cancel(let reason)):
            return [.cancelled(by: person, reason: reason)]
        case (.running, .skip(let step, let reason)), (.waiting, .skip(let step, let reason)),
            (.paused, .skip(let step, let reason)), (.failed, .skip(let step, let reason)):
            try checkSkip(step, command)
            return [.skipped(step: step, by: person, reason: reason)]
        case (.running, .approve(let step, let role)), (.waiting, .approve(let step, let role)),
            (.paused, .approve(let step, let role)), (.failed, .approve(let step, let role)):
            return try approval(of: step, role: role, by: person, via: via, at: moment, command)
        }
    }

    /// While another system may be doing the release, this run must not go on.
    private func checkAsked(_ system: String, _ command: RunDecision) throws(RunError) {
        switch command {
        case .pause, .cancel, .approve: break
        case .resume, .retry, .skip:
            throw refusal(
                command, because: "\(system) was asked to do the release, and its answer is not known",
                instead: [
                    "Ask it again: slipway release", "Or find out, and then: slipway run cancel \(record.id)",
                ])
        }
    }

    // MARK: Skipping

    /// What can't be taken back and what guards it is never skipped.
    private func checkSkip(_ id: StepID, _ command: RunDecision) throws(RunError) {
        guard let step = record.plan.steps.first(where: { $0.id == id }) else {
            throw refusal(command, because: "it has no step '\(id)'", instead: ["slipway run show \(record.id)"])
        }
        switch step.kind {
        case .gate, .build, .collect, .reuse: break
        case .prepare, .approval, .line, .push, .tag, .publish, .verify, .writeBack, .assemble:
            throw refusal(
                command, because: "a step of the kind \(step.kind.rawValue) can't be skipped",
                instead: ["Only builds, gates and collections can."])
        }
        if state[id].isDone { throw refusal(command, because: "\(id) is done already") }
    }

    // MARK: Agreeing

    private func approval(
        of id: StepID?, role: String?, by person: String, via: String?, at moment: Date, _ command: RunDecision
    ) throws(RunError) -> [RunEvent] {
        var events: [RunEvent] = []
        for (step, work) in try approvalSteps(id, command) where !state[step].isDone {
            let roles = work.roles(of: person)
            guard let chosen = role ?? roles.first, roles.contains(chosen) else {
                throw .notAllowed(record.id, step: step, person: person, roles: work.roles)
            }
            if let via, !work.messengers.contains(via) { throw .notMessenger(record.id, via: via, person: person) }
            let approvals = state.approvals[step] ?? []
            let lapsed = approvals.lapsed(at: moment)
            events += lapsed.map { .lapsed(step: step, by: $0) }
            let isCounting = work.counting(approvals).contains { $0.by == person && !lapsed.contains(person) }
            if isCounting { continue }
            let until = work.lifetime.map { moment.addingTimeInterval(TimeInterval($0)) }
            events.append(.approved(step: step, by: person, role: chosen, until: until, via: via))
        }
        return events
    }

    /// The named step, or all.
    private func approvalSteps(_ id: StepID?, _ command: RunDecision) throws(RunError) -> [(StepID, ApprovalWork)] {
        let all = record.plan.steps.compactMap { step -> (StepID, ApprovalWork)? in
            guard case .approval(let work) = step.work, id == nil || step.id == id else { return nil }
            return (step.id, work)
        }
        guard all.isEmpty else { return all }
        throw refusal(
            command,
            because: id.map { "'\($0)' is no step that people agree to" } ?? "nobody has to agree to anything in it",
            instead: ["slipway run show \(record.id)"])
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
        }
    }
}
