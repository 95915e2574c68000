package import ReleaseModel

/// A plan for people: order, versions and reasons, then what will be done.
///
/// - Parameter rights: Those that it needs at forges.
package func planText(_ plan: ReleasePlan, rights: [NeededRight] = [], style: TextStyle = .plain) -> String {
    var lines: [String] = []
    if let reason = plan.nothingToRelease {
        lines.append(reason)
    } else {
        lines.append(
            "\(style.styled("Release plan for \(plan.workspace)", .bold))  digest \(plan.digest.text.prefix(12))")
    }
    let released = plan.released
    let width = released.map(\.name.text.count).max() ?? 0
    lines += releasedLines(released, width: width, style: style)
    let others = plan.components.filter { $0.nextVersion == nil && !$0.edits.isEmpty }
    for component in others {
        lines.append("  \(component.name.text.padded(to: width))  not released; its requirement moves along")
        for edit in component.edits { lines.append(style.styled("      " + editLine(edit), .dim)) }
    }
    let quiet = plan.components.filter { $0.nextVersion == nil && $0.edits.isEmpty }
    if !released.isEmpty, !quiet.isEmpty {
        lines.append("")
        lines.append(style.styled("not released: \(quiet.map(\.name.text).joined(separator: ", "))", .dim))
    }
    let unproven = released.filter { $0.unproven == true }
    if !unproven.isEmpty {
        lines.append("")
        lines.append(
            "unproven: no blocking gate checks \(unproven.map(\.name.text).joined(separator: ", ")) before "
                + (unproven.count == 1 ? "it becomes public" : "they become public"))
    }
    lines += commitLines(plan, style: style)
    if !plan.steps.isEmpty {
        lines.append("")
        lines.append(stepCounts(plan))
    }
    lines += rightLines(rights, style: style)
    lines += plan.warnings.map { "\(style.styled("warning", .yellow)): \($0)" }
    return lines.joined(separator: "\n")
}

/// What is released, with versions, reasons and edits, level by level.
private func releasedLines(_ released: [PlannedComponent], width: Int, style: TextStyle) -> [String] {
    var lines: [String] = []
    var level = 0
    for component in released {
        if component.level != level {
            level = component.level
            lines.append("")
            lines.append(style.styled("level \(level)", .dim))
        }
        let before = component.currentVersion?.text ?? "–"
        let next = component.nextVersion?.text ?? ""
        let versions = "\(before) → \(style.styled(next, .green))"
        lines.append(
            "  \(style.styled(component.name.text.padded(to: width), .bold))  \(versions)  \(component.bump.rawValue)"
                + (component.tag.map { "  tag \($0)" } ?? "") + (component.unproven == true ? "  unproven" : ""))
        for reason in component.reasons.prefix(reasonLimit) { lines += reasonLines(reason, style: style) }
        if component.reasons.count > reasonLimit {
            lines.append("      and \(component.reasons.count - reasonLimit) more reasons; see --json")
        }
        for edit in component.edits { lines.append(style.styled("      " + editLine(edit), .dim)) }
    }
    return lines
}

/// A line for each right, with what it is needed for.
private func rightLines(_ rights: [NeededRight], style: TextStyle) -> [String] {
    guard !rights.isEmpty else { return [] }
    let width = rights.map { "\($0.name)  \($0.text)".count }.max() ?? 0
    return ["", style.styled("rights needed at the forge", .dim)]
        + rights.map { right in
            let shown = right.purposes.prefix(3).joined(separator: ", ")
            let more = right.purposes.count > 3 ? " and \(right.purposes.count - 3) more; see --json" : ""
            return "  " + "\(right.name)  \(right.text)".padded(to: width) + "  to \(shown)\(more)"
        }
}

/// Reasons of one component that are shown; a first release may have thousands.
private let reasonLimit = 10

/// An edit on one line, whatever its texts are.
private func editLine(_ edit: PlannedEdit) -> String {
    let place = "edit \(edit.repository)/\(edit.file)"
    let (before, after) = (edit.change.before, edit.change.after)
    if edit.ecosystem == "changelog" || (before.isEmpty && after.contains("\n")) {
        let more = after.split(separator: "\n").count - before.split(separator: "\n").count
        return "\(place)  \(edit.key): \(counted(more, "line")) added"
    }
    return "\(place)  \(edit.key): \(before.isEmpty ? "–" : before) → \(after)"
}

/// How the commits count, and each that can't be parsed.
private func commitLines(_ plan: ReleasePlan, style: TextStyle) -> [String] {
    guard let commits = plan.commits, !commits.isEmpty else { return [] }
    let counts = PlannedCommit.Fate.allCases.compactMap { fate -> String? in
        let count = commits.count { $0.fate == fate }
        return count == 0 ? nil : "\(count) \(words(for: fate))"
    }
    var lines = ["", style.styled("commits: \(counts.joined(separator: ", "))", .dim)]
    let unread = commits.filter { !$0.faults.isEmpty }
    for commit in unread.prefix(reasonLimit) {
        let subject = commit.subject.count > 60 ? commit.subject.prefix(60) + "…" : commit.subject[...]
        lines.append(
            "\(style.styled("not understood", .yellow)): \(commit.id.short) \(subject)  (\(commit.faults[0]))")
    }
    if unread.count > reasonLimit { lines.append("and \(unread.count - reasonLimit) more; see --json") }
    return lines
}

private func words(for fate: PlannedCommit.Fate) -> String {
    switch fate {
    case .counted, .outside, .reverted, .overridden, .merge: fate.rawValue
    case .hidden: "in no changelog"
    case .leftOut: "left out"
    case .notUnderstood: "not understood"
    }
}

private func reasonLines(_ reason: PlanReason, style: TextStyle) -> [String] {
    var text = "      because \(clause(of: reason))"
    if reason.chain.count > 2 { text += "  [\(reason.chain.map(\.text).joined(separator: " ← "))]" }
    return [text]
}

/// A reason after "because". A commit's subject and a change file's title stay as they were written.
private func clause(of reason: PlanReason) -> String {
    switch reason.kind {
    case .commit, .changeFile: return reason.summary
    default: break
    }
    let isSentence = ["It", "Its", "The", "There", "No", "None", "Nothing", "One"].contains {
        reason.summary.hasPrefix($0 + " ")
    }
    return isSentence ? reason.summary.prefix(1).lowercased() + reason.summary.dropFirst() : reason.summary
}

/// How many steps of each kind, and which of them are irreversible.
private func stepCounts(_ plan: ReleasePlan) -> String {
    let kinds = StepKind.allCases.compactMap { kind -> String? in
        let count = plan.steps.count { $0.kind == kind }
        return count == 0 ? nil : "\(count) \(kind.rawValue)"
    }
    let final = plan.steps.count { !$0.reversible }
    let total = counted(plan.steps.count, "step")
    // A failing advisory gate holds nothing back.
    let isGuarded = plan.steps.contains { $0.kind == .gate && $0.work.command?.isBlocking == true }
    let rest =
        switch (final, isGuarded) {
        case (0, _): "none of them is irreversible."
        case (1, false): "1 of them is irreversible."
        case (_, false): "\(final) of them are irreversible."
        case (1, true):
            "1 of them is irreversible; it starts only when every blocking gate of its part has passed."
        case (_, true):
            "\(final) of them are irreversible; they start only when every blocking gate of their part has passed."
        }
    return "\(total): \(kinds.joined(separator: ", ")); \(rest)"
}
