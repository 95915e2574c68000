import Foundation
import ReleaseEngine
import ReleaseModel

/// How a run stands, for people: what is done, what failed and why, what waits, and what to do next.
func runText(_ record: RunRecord, stateFolder: String, terminal: Terminal = .standard) -> String {
    let state = record.state
    let plan = record.plan
    let done = plan.steps.count { state[$0.id].isDone }
    var lines = [
        "\(terminal.styled("run \(record.id)", .bold)): \(record.status.rawValue), \(done) of \(plan.steps.count) steps done"
    ]
    let index = PlanIndex(plan)
    for component in plan.released {
        let own = index.steps(releasing: component)
        let verified = own.contains { $0.kind == .verify && state[$0.id].isDone }
        let isPublic = own.contains { ($0.kind == .push || $0.kind == .tag) && state[$0.id].isDone }
        // An entry of versions.toml without a repository here has no tag; its record is all there is.
        let word =
            component.tag == nil && state.isFinished
            ? "recorded" : verified ? "released" : isPublic ? "partly public" : "not released"
        let proof = component.unproven == true ? ", unproven" : ""
        lines.append("  \(component.name) \(component.nextVersion?.text ?? ""): \(word)\(proof)")
    }
    for step in plan.steps {
        guard case .failed(let attempt, let failure) = state[step.id] else { continue }
        lines.append("")
        lines.append("\(terminal.styled("failed", .red)): \(step.id) (attempt \(attempt))")
        lines.append("  \(failure.summary) [\(failure.code)]")
        lines += failure.reasons.map { "    " + $0 }
        let blocked = index.steps(behind: step.id).filter { $0.component != nil && $0.component != step.component }
        let names = Set(blocked.compactMap(\.component)).sorted()
        if !names.isEmpty { lines.append("  Waiting for it: \(names.map(\.text).joined(separator: ", "))") }
        lines += failure.suggestions.map { "  next: " + $0 }
    }
    let waits = waitLines(record, at: Date())
    if !waits.isEmpty { lines.append("") }
    lines += waits
    for event in state.remarks {
        switch event {
        case .amended(let from, let to, let reset, let reason, _):
            lines.append(
                "amended: \(reason); plan \(from.text.prefix(12)) → \(to.text.prefix(12)), \(reset.count) steps start afresh"
            )
        case .skipped(let step, let by, let reason): lines.append("skipped: \(step) by \(by): \(reason)")
        case .voided(let step, let by, let reason):
            lines.append("void: the approval of \(step) by \(by): \(reason)")
        case .cancelled(let by, let reason): lines.append("cancelled by \(by): \(reason)")
        default: break
        }
    }
    switch record.status {
    case .succeeded:
        let set = "\(stateFolder)/releases/\(record.id)"
        lines.append("The release set: \(set)")
        lines.append("Check it: slipway verify \(set)")
    case .waiting:
        lines.append("Approve it: slipway run approve \(record.id), then: slipway run resume \(record.id)")
    case .paused: lines.append("Continue: slipway run resume \(record.id)")
    case .running: lines.append("If no process works on it: slipway run resume \(record.id)")
    case .failed:
        lines.append("")
        lines.append("The release is incomplete. When the fault is fixed: slipway run retry \(record.id)")
    case .cancelled: break
    }
    return lines.joined(separator: "\n")
}

/// What is said of runs that have folders here and are not in the store.
func unknownRunsText(_ runs: [RunID]) -> String {
    let names =
        runs.prefix(5).map(\.text).joined(separator: ", ") + (runs.count > 5 ? " and \(runs.count - 5) more" : "")
    return
        "\(names): there are folders of it in .slipway, and the store does not know it. The store was lost, restored from "
        + "a backup, or is another one. Nothing in these folders is changed; what was released is in the remotes: slipway doctor"
}

/// A run as JSON.
struct RunReport: Encodable {
    struct Step: Encodable {
        var id: StepID
        var kind: StepKind
        var component: ComponentID?
        var state: String
        var attempt: Int
        var note: String?
        var failure: StepFailure?
    }

    struct Component: Encodable {
        var name: ComponentID
        var version: Version?
        var tag: TagName?
        /// Whether no blocking gate checks it; absent where one does.
        var unproven: Bool?
    }

    var schema = "slipway.run/1"
    var id: RunID
    var status: RunRecord.Status
    var createdAt: Date
    var plan: Digest
    var revision: Int
    var components: [Component]
    /// What it waits for.
    var waits: [RunWait]
    /// Whether nothing has happened for longer than ``stuckAfter``.
    var isStuck: Bool
    var steps: [Step]

    init(_ record: RunRecord, at moment: Date) {
        let state = record.state
        waits = runWaits(record, at: moment)
        isStuck = ReleaseEngine.isStuck(record, at: moment)
        id = record.id
        status = record.status
        createdAt = record.createdAt
        plan = record.plan.digest
        revision = state.revision
        components = record.plan.released.map {
            Component(name: $0.name, version: $0.nextVersion, tag: $0.tag, unproven: $0.unproven)
        }
        steps = record.plan.steps.map { step in
            var report = Step(
                id: step.id, kind: step.kind, component: step.component, state: "pending",
                attempt: state.attempts[step.id] ?? 0)
            switch state[step.id] {
            case .pending: break
            case .running: report.state = "running"
            case .succeeded(_, let outcome):
                report.state = outcome.isAdvisoryRefusal ? "advisory-refusal" : "succeeded"
                report.note = outcome.note.isEmpty ? nil : outcome.note
            case .waiting(_, let failure, let until):
                report.state = "waiting"
                report.note = "again at \(until.formatted(.iso8601))"
                report.failure = failure
            case .failed(_, let failure):
                report.state = "failed"
                report.failure = failure
            case .skipped(let by, let reason):
                report.state = "skipped"
                report.note = "\(by): \(reason)"
            }
            return report
        }
    }
}

/// What a run waits for, a line each; empty where it simply goes on. The first says so where it makes no progress.
func waitLines(_ record: RunRecord, at moment: Date, terminal: Terminal = .standard) -> [String] {
    let waits = runWaits(record, at: moment)
    guard isStuck(record, at: moment), let last = record.state.lastAt else {
        return waits.filter { $0.kind != .step }.map { "waits for \($0.text)" }
    }
    let flag = terminal.styled("no progress", .red) + " since \(last.formatted(.iso8601))"
    return [flag] + waits.map { "waits for \($0.text)" }
}
