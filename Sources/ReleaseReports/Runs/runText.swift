package import Foundation
package import ReleaseEngine
package import ReleaseModel
import ReleasePlanning

/// The state of a run, for people: what is done, what failed and why, what waits, and what to do next.
///
/// - Parameters:
///   - moment: Now; what waits longer than it should is said with it.
///   - isInterrupted: Whether no engine executes it, although it has something to do.
package func runText(
    _ record: RunRecord, stateFolder: String, at moment: Date, isInterrupted: Bool = false, style: TextStyle = .plain
) -> String {
    let state = record.state
    let plan = record.plan
    let done = plan.steps.count { state[$0.id].isDone }
    var lines = [
        "\(style.styled("run \(record.id)", .bold)): \(statusText(record, isInterrupted: isInterrupted)), \(done) of \(plan.steps.count) steps done"
    ]
    if let fault = record.planFault {
        lines.append("\(style.styled("changed", .red)): \(fault.summary) [\(fault.code)]")
        lines += fault.reasons.map { "    " + $0 } + fault.suggestions.map { "  next: " + $0 }
    }
    let index = PlanIndex(plan)
    for component in plan.released {
        let own = index.steps(releasing: component)
        let verified = own.contains { $0.kind == .verify && state[$0.id].isDone }
        let isPublic = own.contains { ($0.kind == .push || $0.kind == .tag) && state[$0.id].isDone }
        // An entry of versions.toml without a repository here has no tag; its record is all there is.
        let word =
            plan.request.purpose == .shadow
            ? "shadow, not for release"
            : plan.request.channel != nil
                ? channelWord(own, state)
                : component.tag == nil && state.isFinished
                    ? "recorded"
                    : verified
                        ? (plan.staysLocal(component.repository) ? "released in the clone only" : "released")
                        : isPublic ? "partly public" : "not released"
        let skipped = skippedSteps(of: component, index, state)
        // Both words are about what was released.
        let isOut = isPublic || verified || ["recorded", "published", "partly published"].contains(word)
        let proof = !isOut ? "" : !skipped.isEmpty ? ", unverified" : component.unproven == true ? ", unproven" : ""
        let why = skipped.isEmpty ? "" : " (skipped: \(skipped.map(\.text).joined(separator: ", ")))"
        lines.append("  \(component.name) \(component.nextVersion?.text ?? ""): \(word)\(proof)\(why)")
    }
    if plan.request.purpose == .shadow {
        lines.append("A shadow run does all reversible work and publishes nothing: no push, no tag, no package.")
    }
    if let build = plan.request.channel {
        lines.append("A build of the channel \(build.channel): no branch and no release of a component changes.")
        lines += build.fallbacks.map { "\(style.styled("stable", .yellow)): \($0.sentence)" }
    }
    for step in plan.steps {
        guard case .failed(let attempt, let failure) = state[step.id] else { continue }
        lines.append("")
        lines.append("\(style.styled("failed", .red)): \(step.id) (attempt \(attempt))")
        lines.append("  \(failure.summary) [\(failure.code)]")
        lines += failure.reasons.map { "    " + $0 }
        let blocked = index.steps(behind: step.id).filter { $0.component != nil && $0.component != step.component }
        let names = Set(blocked.compactMap(\.component)).sorted()
        if !names.isEmpty { lines.append("  Blocked by this: \(names.map(\.text).joined(separator: ", "))") }
        lines += failure.suggestions.map { "  next: " + $0 }
    }
    // Failures are shown above, and how it continues below.
    let waits = waitLines(record, at: moment, leavingOut: [.mending, .engine])
    if !waits.isEmpty { lines.append("") }
    lines += waits
    lines += state.remarks.map(eventText)
    switch record.status {
    case .succeeded:
        let set = "\(stateFolder)/releases/\(record.id)"
        lines.append("The release set: \(set)")
        lines.append("Check it: slipway verify \(set)")
    case .waiting: lines.append(nextDecision(record))
    case .paused: lines.append("Continue: slipway run resume \(record.id)")
    case .running:
        lines.append(
            isInterrupted
                ? interruptedText(record.id)
                : "Follow it: slipway run watch \(record.id); if no engine executes it: slipway run resume \(record.id)"
        )
    case .failed:
        lines.append("")
        lines.append("The release is incomplete. After the fix: slipway run retry \(record.id)")
    case .cancelled: break
    }
    return lines.joined(separator: "\n")
}

/// What became of one component of a channel's build.
private func channelWord(_ steps: [PlannedStep], _ state: RunState) -> String {
    let targets = steps.filter { $0.kind == .publish }
    let done = targets.filter { state[$0.id].isDone }
    if !targets.isEmpty, done.count == targets.count { return "published" }
    if !done.isEmpty { return "partly published" }
    return !steps.isEmpty && steps.allSatisfy { state[$0.id].isDone } ? "built" : "not built"
}

/// How a waiting run continues once it has what it waits for.
private func nextDecision(_ record: RunRecord) -> String {
    let outside = record.plan.steps.contains { record.state.isPolled($0.id) }
    return "\(outside ? "When that is done" : "Then"): slipway run resume \(record.id)"
}

/// That a run was interrupted, and how it continues.
package func interruptedText(_ run: RunID) -> String {
    "No engine executes this run. Continue: slipway run resume \(run)"
}

/// One word for the state of a run; a failed run whose other steps still run is `failing`, and a running one that no
/// engine executes is `interrupted`.
package func statusText(_ record: RunRecord, isInterrupted: Bool = false) -> String {
    if isInterrupted { return "interrupted" }
    let isActive = record.plan.steps.contains { step in
        if case .running = record.state[step.id] { true } else { false }
    }
    return record.status == .failed && isActive ? "failing" : record.status.rawValue
}

/// The steps of a component that someone skipped, so that nothing shows what they would have.
func skippedSteps(of component: PlannedComponent, _ index: PlanIndex, _ state: RunState) -> [StepID] {
    index.steps(of: component.name).map(\.id).filter { if case .skipped = state[$0] { true } else { false } }
}

/// The message about runs that have folders here and are not in the store.
package func unknownRunsText(_ runs: [RunID]) -> String {
    let names =
        runs.prefix(5).map(\.text).joined(separator: ", ") + (runs.count > 5 ? " and \(runs.count - 5) more" : "")
    return
        "The store does not know \(names), which has folders in .slipway. The store was lost, restored from "
        + "a backup, or is another one. The folders are left as they are. Check what was released: slipway doctor"
}

/// What a run waits for, a line each; empty if it simply continues. The first line says if it makes no progress.
///
/// - Parameter kinds: What is shown elsewhere.
package func waitLines(
    _ record: RunRecord, at moment: Date, leavingOut kinds: Set<RunWait.Kind> = [], style: TextStyle = .plain
) -> [String] {
    let waits = runWaits(record, at: moment).filter { !kinds.contains($0.kind) }
    guard isStuck(record, at: moment), let last = record.state.lastAt else {
        return waits.filter { $0.kind != .step }.map(\.sentence)
    }
    let flag = style.styled("no progress", .red) + " since \(last.formatted(.iso8601))"
    return [flag] + waits.map(\.sentence)
}
