import ReleaseEngine
import ReleaseModel
package import ReleaseOperations

/// A rehearsal for people: what happened to the stand-ins, what it cost, and what was not rehearsed.
package func rehearsalText(_ rehearsal: Rehearsal, style: TextStyle = .plain) -> String {
    let plan = rehearsal.plan
    let took = readable(rehearsal.span / .seconds(1))
    var lines: [String] = []
    switch rehearsal.outcome {
    case .succeeded:
        lines.append("\(style.styled("The rehearsal of \(plan.workspace) succeeded", .bold)), in \(took).")
    case .incomplete:
        lines.append("\(style.styled("The rehearsal of \(plan.workspace) is incomplete", .red)), after \(took).")
    case .nothingToRelease: lines.append(plan.nothingToRelease ?? "Nothing to release.")
    }
    lines.append("Nothing outside its own folder was changed.")
    lines += failureLines(rehearsal, style)
    for repository in rehearsal.repositories { lines += repositoryLines(repository, plan, style) }
    if rehearsal.outcome != .nothingToRelease { lines += costLines(rehearsal, style) }
    lines += section(
        "approvals and merges by the rehearsal",
        rehearsal.approvals.map { "\($0.step)  by \($0.by.map(\.text).joined(separator: ", "))" }, style)
    lines += section("not rehearsed", rehearsal.notRehearsed.map { "\($0.what): \($0.why)" }, style)
    if !rehearsal.faults.isEmpty {
        let kinds = rehearsal.faults.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        lines += section("faults of the stand-in", [kinds.joined(separator: ", ")], style)
    }
    if let folder = rehearsal.folder { lines += ["", "Everything lies in \(folder)"] }
    return lines.joined(separator: "\n")
}

private func section(_ title: String, _ rows: [String], _ style: TextStyle) -> [String] {
    rows.isEmpty ? [] : ["", style.styled(title, .dim)] + rows.map { "  " + $0 }
}

private func failureLines(_ rehearsal: Rehearsal, _ style: TextStyle) -> [String] {
    var lines: [String] = []
    for (step, attempt, failure) in rehearsal.failures {
        lines += ["", "\(style.styled("failed", .red)): \(step) (attempt \(attempt))"]
        lines.append("  \(failure.summary) [\(failure.code)]")
        lines += failure.reasons.map { "    " + $0 }
    }
    if rehearsal.run?.status == .waiting {
        lines += ["", "An approval is missing that no one with an accepted role could give."]
    }
    if !lines.isEmpty, rehearsal.folder == nil {
        lines += ["", "To look at logs and copies afterwards: slipway rehearse --keep"]
    }
    return lines
}

private func repositoryLines(
    _ repository: Rehearsal.Repository, _ plan: ReleasePlan, _ style: TextStyle
) -> [String] {
    let place = repository.name.map { " (\($0))" } ?? ""
    var lines = ["", style.styled("\(repository.id)\(place)", .bold)]
    for component in plan.released where component.repository == repository.id {
        let from = component.currentVersion.map { "\($0) → " } ?? ""
        lines.append("  \(component.name) \(from)\(component.nextVersion?.text ?? "")")
    }
    for branch in repository.branches {
        let commits = branch.commits == 1 ? "1 commit" : "\(branch.commits) commits"
        switch (branch.from, branch.to) {
        case (_, nil): lines.append("  branch \(branch.name): removed")
        case (nil, let to?): lines.append("  branch \(branch.name): new at \(to.short), \(commits)")
        case (let from?, let to?): lines.append("  branch \(branch.name): \(from.short) → \(to.short), \(commits)")
        }
    }
    lines += repository.tags.map { "  tag \($0)" }
    for request in repository.pullRequests {
        lines.append("  pull request #\(request.number), \(request.state.rawValue): \(request.title)")
    }
    for release in repository.releases {
        let kind = release.isDraft ? " (draft)" : release.isPrerelease ? " (prerelease)" : ""
        let assets = release.assets.map(\.name).joined(separator: ", ")
        lines.append("  release \(release.title)\(kind)" + (assets.isEmpty ? ", no assets" : ": \(assets)"))
    }
    return lines
}

private func costLines(_ rehearsal: Rehearsal, _ style: TextStyle) -> [String] {
    let requests = rehearsal.requests
    var rows = requests.repositories.sorted { $0.key < $1.key }.map { name, count in
        "\(name.isEmpty ? "of no repository" : name)  \(countText(count))"
    }
    if rows.count > 1 { rows.append("all  \(countText(requests.all))") }
    rows += requests.budgets.map { "\($0.used) of \($0.limit) \($0.name)" }
    let isAtForge = !requests.repositories.isEmpty
    return section("requests to the forge", isAtForge ? rows : [], style)
        + section(
            "rights needed at the forge",
            rehearsal.rights.map { "\($0.name)  \($0.text)  to \($0.purposes.joined(separator: ", "))" }, style)
}

private func countText(_ count: Rehearsal.Requests.Count) -> String {
    let unchanged = count.unchanged > 0 ? " (\(count.unchanged) unchanged)" : ""
    return [
        "\(count.reads) reads\(unchanged)", "\(count.writes) changes", "\(count.graphQL) GraphQL", "\(count.git) git",
    ]
    .joined(separator: ", ")
}
