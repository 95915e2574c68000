package import ReleaseModel

/// What a cancelled run leaves behind, and what to do about it, in Markdown.
///
/// Public results are never reverted: versions with a tag or a package are used up, and the next release continues from
/// there.
package func recoveryPlan(_ record: RunRecord) -> String {
    let state = record.state
    let reason = state.cancellation ?? ""
    var text = "# \(record.id) was cancelled\n\n" + (reason.isEmpty ? "" : "Reason: \(reason)\n\n")
    let made = record.plan.steps.filter { !$0.reversible && state[$0.id].isDone }
    // A failed attempt may have had its effect as well (docs/decisions/0015).
    let unknown = record.plan.steps.filter { step in
        !step.reversible && !state[step.id].isDone && state.attempts[step.id] != nil
    }
    guard !made.isEmpty || !unknown.isEmpty else {
        return withoutControls(text + "Nothing had been made public. Its versions are free again: slipway release\n")
    }
    text += "## Public, and stays\n\n"
    text += made.isEmpty ? "Nothing, as far as known.\n" : made.map { "- \(described($0, state))\n" }.joined()
    if !unknown.isEmpty {
        text += "\n## To check\n\nThese were started and their outcome is unknown:\n\n"
        text += unknown.map { "- \(described($0, state))\n" }.joined()
    }
    let waits = record.plan.steps.compactMap { step -> String? in
        if case .awaiting(_, let what, _, _) = state[step.id] { what } else { nil }
    }
    if !waits.isEmpty {
        text +=
            "\n## Still open\n\nThe run waited for this. Close what is not to happen: a version that is merged later is "
            + "released by the next `slipway release`.\n\n" + waits.map { "- \($0)\n" }.joined()
    }
    text += "\n## What to do\n\n"
    let index = PlanIndex(record.plan)
    var advices = index.plan.released.compactMap { advice(for: $0, index, state) }
    for step in record.plan.steps where step.kind == .publishSet && !state[step.id].isDone {
        advices.append(
            "\(step.repository?.text ?? "The repository") has no complete unified release of this set. The next one holds the newer "
                + "versions; if this one is needed, make it by hand from the artifacts in the release set.")
    }
    return withoutControls(text + advices.enumerated().map { "\($0 + 1). \($1)\n" }.joined())
}

private func described(_ step: PlannedStep, _ state: RunState) -> String {
    let outcome = state.outcome(of: step.id)
    let commit = outcome?.commit.map { " (\($0.short))" } ?? ""
    switch step.work {
    case .push(let work):
        let tags = outcome?.tags.map { ", with \($0.map(\.text).joined(separator: ", "))" } ?? ""
        return "the release commit on \(work.branch) of \(step.repository?.text ?? "")\(commit)\(tags)"
    case .tag(let work): return "the tag \(work.tag) in \(step.repository?.text ?? "")\(commit)"
    case .publish, .publishSet: return "what \(step.id) published" + (outcome.map { ": \($0.note)" } ?? "")
    case .followUp(let work): return "\(work.message) for \(work.repository)"
    case .writeBack(let work): return "the record in versions.toml on \(work.branch)\(commit)"
    default: return step.id.text
    }
}

/// One sentence for a component of which something is public; nil where nothing is.
private func advice(for component: PlannedComponent, _ plan: PlanIndex, _ state: RunState) -> String? {
    let own = plan.steps(releasing: component).filter { !$0.reversible && state.attempts[$0.id] != nil }
    guard !own.isEmpty, let version = component.nextVersion else { return nil }
    let name = "\(component.name) \(version)"
    if plan.steps(of: component.name).contains(where: { $0.kind == .verify && state[$0.id].isDone }) {
        return "\(name) is complete. Nothing to do."
    }
    if state.hasUsedUp(component, in: plan) {
        return "\(name) is incomplete, and its version is used. Fix the fault and release the next version: "
            + "slipway release --component \(component.name)"
    }
    guard own.contains(where: { state[$0.id].isDone }) else {
        return
            "Check whether anything of \(name) exists (see above). If nothing does, its version is free; if its commit "
            + "exists, the next slipway release continues from there."
    }
    return "\(name) is committed and has no tag. The next slipway release continues from there."
}
