import Foundation
package import ReleaseModel

/// An event of a run in a few words on one line: used by logs, displays and pages alike.
package func eventText(_ event: RunEvent) -> String {
    switch event {
    case .created: "created"
    case .claimed(let engine, let fence): "claimed by \(engine) (\(fence))"
    case .started(let step, let attempt): "\(step) started" + (attempt > 1 ? " (attempt \(attempt))" : "")
    case .succeeded(let step, _, let outcome):
        "\(step) \(outcome.isAdvisoryRefusal ? "failed, but is advisory" : "succeeded")"
            + (outcome.note.isEmpty ? "" : ": \(outcome.note)")
            + (outcome.wasAlreadyThere ? " (existed already)" : "")
    case .failed(let step, let attempt, let failure, let again):
        "\(step) failed (attempt \(attempt)): \(failure.summaryWithReason)"
            + (again.map { " Next attempt at \($0.formatted(.iso8601))." } ?? "")
    case .awaits(let step, _, let what, _, let again, _):
        "\(step) waits for \(what); looked at again at \(again.formatted(.iso8601))"
    case .noticed(let step, let what): "\(step) is looked at: \(what)"
    case .skipped(let step, let by, let reason): "\(step) skipped by \(by): \(reason)"
    case .approved(let step, let by, let role, _, _, _): "\(step) approved by \(by) as \(role)"
    case .retried(let by): "retried by \(by)"
    case .amended(let from, let to, let reset, let reason, _):
        "amended: \(reason); plan \(from.text.prefix(12)) → \(to.text.prefix(12)), \(reset.count == 1 ? "1 step starts" : "\(reset.count) steps start") again"
    case .paused(let by): "paused by \(by); running steps finish"
    case .resumed(let by): "resumed by \(by)"
    case .cancelled(let by, let reason): "cancelled by \(by): \(reason)"
    case .handedOver(let system, let reason, let isAccepted):
        "fallback: \(system) \(isAccepted.map { $0 ? "accepted" : "declined" } ?? "was requested"): \(reason)"
    case .lapsed(let step, let by): "the approval of \(step) by \(by) expired"
    case .voided(let step, let by, let reason): "the approval of \(step) by \(by) is void: \(reason)"
    case .finished: "finished"
    }
}
