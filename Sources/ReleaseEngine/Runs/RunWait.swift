package import Foundation
package import ReleaseModel
import ReleasePlanning

/// Something that a run waits for.
package struct RunWait: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Codable {
        /// A running step.
        case step
        /// The next attempt of a step that failed temporarily.
        case retry
        case approval
        /// Something outside: a merge, a check.
        case outside
        /// Someone paused it.
        case resume
        /// Someone has to fix a failure.
        case mending
        /// Steps may start, but no engine executes them.
        case engine
    }

    package var kind: Kind
    package var step: StepID?
    /// Since when, according to the journal.
    package var since: Date?
    /// For people: what, since when or until when, and what to do.
    package var text: String

    /// `waits for ` or `needs `, and the text.
    package var sentence: String { (kind == .mending ? "needs " : "waits for ") + text }
}

/// Whether a run was interrupted: it has something to do at once, and no engine executes it.
///
/// - Parameter holder: The engine whose claim on it is in force. After a kill that claim lasts a little longer, which
///   its process does not.
package func isInterrupted(_ record: RunRecord, holder: EngineID?) -> Bool {
    guard record.status == .running, holder?.hasEnded ?? true else { return false }
    // Until its next attempt, a run that waits for one needs no engine.
    let kinds = Set(runWaits(record, at: .distantPast).map(\.kind))
    return kinds.contains(.step) || kinds.isDisjoint(with: [.retry, .outside])
}

/// How long a run may be without any entry in its journal before it is flagged.
package let stuckAfter: Duration = .seconds(30 * 60)

/// Whether a run makes no progress: it has not ended, is not paused, and its journal has been silent for too long.
package func isStuck(_ record: RunRecord, at moment: Date, after limit: Duration = stuckAfter) -> Bool {
    guard let last = record.state.lastAt else { return false }
    return isStuck(record.status, since: last, at: moment, after: limit)
}

private func isStuck(_ status: RunRecord.Status, since last: Date, at moment: Date, after limit: Duration) -> Bool {
    switch status {
    case .running, .waiting, .failed: .seconds(moment.timeIntervalSince(last)) >= limit
    case .paused, .succeeded, .cancelled: false
    }
}

/// What a run waits for, in plan order; empty once it has ended.
package func runWaits(_ record: RunRecord, at moment: Date) -> [RunWait] {
    let state = record.state
    guard !state.isOver else { return [] }
    var waits: [RunWait] = []
    if state.isPaused {
        waits.append(RunWait(kind: .resume, text: "someone to continue it: slipway run resume \(record.id)"))
    }
    // Also of a paused run: steps that were running when it was paused still end.
    for step in record.plan.steps {
        switch state[step.id] {
        case .running(let attempt):
            let since = state.beganAt[step.id]
            let when = since.map { " since \($0.formatted(.iso8601))" } ?? ""
            let count = attempt > 1 ? " (attempt \(attempt))" : ""
            waits.append(RunWait(kind: .step, step: step.id, since: since, text: "\(step.id)\(when)\(count)"))
        case .waiting(let attempt, let failure, let until):
            waits.append(
                RunWait(
                    kind: .retry, step: step.id,
                    text:
                        "attempt \(attempt + 1) of \(step.id) at \(until.formatted(.iso8601)): \(failure.summaryWithReason)"
                ))
        case .failed(_, let failure):
            waits.append(
                RunWait(
                    kind: .mending, step: step.id,
                    text: "a fix: \(failure.summary) After the fix: slipway run retry \(record.id)"))
        case .awaiting(_, let what, _, let until):
            waits.append(
                RunWait(
                    kind: .outside, step: step.id,
                    text: "\(what); looked at again at \(until.formatted(.iso8601)) at the earliest"))
        case .pending, .succeeded, .skipped: break
        }
    }
    let approvals = state.awaited(in: record.plan).filter { $0.kind == .approval }
    lazy var index = PlanIndex(record.plan)
    for step in approvals {
        guard case .approval(let work) = step.work else { continue }
        waits.append(
            RunWait(kind: .approval, step: step.id, text: approvalText(step, work, record, index, moment)))
    }
    if waits.isEmpty {
        waits.append(RunWait(kind: .engine, text: "an engine to execute it: slipway run resume \(record.id)"))
    }
    return waits
}

private func approvalText(
    _ step: PlannedStep, _ work: ApprovalWork, _ record: RunRecord, _ index: PlanIndex, _ moment: Date
) -> String {
    let found = approvalSubject(of: step, in: index, record.state)
    let given = countingApprovals(of: step, work, for: found, record.state, at: moment)
    let by = given.isEmpty ? "" : " (approved: \(given.map(\.by.text).joined(separator: ", ")))"
    let allowed = work.people.keys.sorted().filter { person in
        !work.roles(of: person).isEmpty && !given.contains { $0.by == person }
    }
    let subject = found.map { " --subject \($0.text.prefix(12))" } ?? ""
    return
        "\(step.id): \(given.count) of \(counted(work.quorum, "approval"))\(by), by \(work.roles.joined(separator: " or ")) "
        + "(\(allowed.map(\.text).joined(separator: ", "))): slipway run approve \(record.id) \(step.id)\(subject)"
}
