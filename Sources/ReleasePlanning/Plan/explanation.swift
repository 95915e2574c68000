package import ReleaseModel

/// One component's decision in full sentences: which commits and edges determine its version, the result without the
/// deciding commit, and how the other commits count.
package func explanation(of component: PlannedComponent, in plan: ReleasePlan) -> [String] {
    var lines = [decision(component)]
    lines += component.reasons.map { reasonSentence($0, of: component) }
    for upstream in Set(component.reasons.compactMap(\.chain.last)).sorted() where upstream != component.name {
        guard let cause = plan.component(upstream), let first = cause.reasons.first else { continue }
        lines.append("\(upstream) would be released because \(first.summary)")
    }
    if let sentence = withoutDecidingCommit(component) { lines.append(sentence) }
    lines += silentCommits(component, in: plan)
    if !component.edits.isEmpty {
        let edits = component.edits.map { edit in
            edit.ecosystem == "changelog"
                ? "\(edit.file) gets the entry"
                : "\(edit.file) \(edit.key) from \(edit.change.before) to \(edit.change.after)"
        }
        lines.append("It changes: " + edits.joined(separator: "; ") + ".")
    }
    return lines
}

private func decision(_ component: PlannedComponent) -> String {
    guard let next = component.nextVersion else { return "\(component.name) would not be released." }
    let from = component.currentVersion.map { " from \($0)" } ?? ", its first version"
    return "\(component.name) would be released as \(next)\(from) (\(component.bump.rawValue))."
}

private func reasonSentence(_ reason: PlanReason, of component: PlannedComponent) -> String {
    switch reason.kind {
    case .commit:
        return "The commit \(reason.summary) calls for \(reason.bump.map(phrase) ?? "a release")."
    case .unchanged:
        return reason.summary
    default:
        var line = "Because " + reason.summary.prefix(1) + reason.summary.dropFirst()
        if let edge = reason.edge { line += " The edge: \(edge.from) requires \(edge.to) at \(edge.origin)." }
        if reason.chain.count > 2 {
            line += " The chain: \(reason.chain.map(\.text).joined(separator: " requires "))."
        }
        return line
    }
}

/// nil where no commit decided.
private func withoutDecidingCommit(_ component: PlannedComponent) -> String? {
    guard component.nextVersion != nil else { return nil }
    var bumps: [CommitID: Bump] = [:]
    for reason in component.reasons where reason.kind == .commit {
        guard let id = reason.commit, let bump = reason.bump else { continue }
        bumps[id] = max(bumps[id] ?? .none, bump)
    }
    guard let highest = bumps.values.max(), highest > .none else { return nil }
    let deciding = bumps.filter { $0.value == highest }.keys.sorted()
    guard deciding.count == 1, let only = deciding.first else {
        return "\(deciding.count) commits call for \(phrase(highest)), so no single one decides."
    }
    let rest = bumps.filter { $0.key != only }.values.max() ?? .none
    if rest > .none {
        return "Without \(only.short) its commits would call for \(phrase(rest)) instead of \(phrase(highest))."
    }
    let others = component.reasons.filter { $0.kind != .commit && $0.kind != .unchanged }
    return others.isEmpty
        ? "Without \(only.short) no commit would call for a release of it."
        : "Without \(only.short) no commit would call for a release of it, but the other reasons would stay."
}

/// Its commits that did not affect the version, by how they count, and those of its repository that belong to no
/// component.
private func silentCommits(_ component: PlannedComponent, in plan: ReleasePlan) -> [String] {
    let commits = (plan.commits ?? []).filter { commit in
        commit.repository == component.repository && commit.owners?.contains(component.name) ?? true
    }
    let kinds: [(PlannedCommit.Fate, String)] = [
        (.hidden, "Hidden, because no changelog shows their type"),
        (.outside, "Outside, because they touch no component, or only paths that are left out of it"),
        (.reverted, "Reverted, so that they cancel"),
        (.notUnderstood, "Not understood"),
    ]
    return kinds.compactMap { fate, words in
        let found = commits.filter { $0.fate == fate }
        guard !found.isEmpty else { return nil }
        let shown = found.prefix(10).map { commit in
            "\(commit.id.short) \(commit.subject)" + (commit.faults.first.map { " (\($0))" } ?? "")
        }
        let more = found.count > shown.count ? "; and \(found.count - shown.count) more" : ""
        return "\(words): \(shown.joined(separator: "; "))\(more)."
    }
}

private func phrase(_ bump: Bump) -> String {
    switch bump {
    case .none: "no release"
    case .prerelease: "a prerelease"
    case .patch: "a patch"
    case .minor: "a minor release"
    case .major: "a major release"
    case .initial: "a first release"
    }
}
