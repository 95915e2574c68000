import ReleaseEngine
package import ReleaseModel

/// A decision about a run by someone who proved who they are, as the API takes it.
package struct DecisionRequest: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case approve, reject, pause, resume, retry, skip, cancel

        /// What it takes to decide it.
        package var right: AccessRight { self == .approve || self == .reject ? .approve : .operate }
    }

    package var kind: Kind
    /// What is skipped, rejected or approved; nil: nothing, or all that waits.
    package var step: StepID?
    /// Why it is skipped, rejected or cancelled.
    package var reason: String?
    /// In which role it is approved; nil: the first accepted one.
    package var role: String?
    /// The beginning of the digest of what was reviewed.
    package var subject: String?

    package init(
        _ kind: Kind, step: StepID? = nil, reason: String? = nil, role: String? = nil, subject: String? = nil
    ) {
        self.kind = kind
        self.step = step
        self.reason = reason
        self.role = role
        self.subject = subject
    }

    /// nil where the step or the reason is missing that it needs.
    fileprivate var decision: RunDecision? {
        switch kind {
        case .approve: .approve(step, role: role, subject: subject)
        case .reject: step.flatMap { step in reason.map { .reject(step, reason: $0) } }
        case .pause: .pause
        case .resume: .resume
        case .retry: .retry
        case .skip: step.flatMap { step in reason.map { .skip(step, reason: $0) } }
        case .cancel: .cancel(reason: reason ?? "no reason given")
        }
    }
}

extension DecisionOperation {
    /// Records a decision under a person's own name; the engine that executes the run acts on it.
    ///
    /// A retry runs the failed steps of the plan as it is.
    ///
    /// - Parameter person: Who has proven who they are; the decision is not passed on by someone else.
    package func decide(
        _ request: DecisionRequest, on run: RunID, byProven person: Principal
    ) async throws -> RunRecord {
        guard let decision = request.decision else { throw IncompleteDecision(kind: request.kind) }
        let store = try await workspace.store(holding: run)
        let id = try await store.chosen(run).id
        let record = try await RunControl(store: store, now: workspace.now).decide(decision, on: id, by: person)
        if request.kind == .cancel || request.kind == .reject { _ = try await writeRecovery(of: record) }
        return record
    }
}

struct IncompleteDecision: UserFacingError {
    var kind: DecisionRequest.Kind

    var code: String { "decision.incomplete" }
    var summary: String { "To \(kind.rawValue), a step and a reason are needed." }
    var exitCode: ExitCode { .usage }
}
