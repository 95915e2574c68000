package import ReleaseModel

/// The Markdown entry of one component's release: version, sections, one line a cause.
///
/// Features and fixes come from the commits; a component that only follows an upstream gets a section that says so.
package func changelogEntry(version: Version, date: String, commits: [ObservedCommit], updates: [(String, Version)])
    -> String
{
    var sections: [(title: String, lines: [String])] = [
        ("⚠ BREAKING CHANGES", []), ("Features", []), ("Bug Fixes", []), ("Performance Improvements", []),
        ("Reverts", []), ("Dependencies", []),
    ]
    for (commit, parsed) in commits.flatMap({ one in
        CommitReading(one, rules: .strict).counted.map { (one, $0) }
    }) {
        let line = "* \(parsed.scope.map { "**\($0):** " } ?? "")\(parsed.subject) (\(commit.id.short))"
        if parsed.isBreaking { sections[0].lines.append(line) }
        switch parsed.type.lowercased() {
        case "feat", "feature": sections[1].lines.append(line)
        case "fix": sections[2].lines.append(line)
        case "perf": sections[3].lines.append(line)
        case "revert": sections[4].lines.append(line)
        case "deps": sections[5].lines.append(line)
        default: break
        }
    }
    sections[5].lines += updates.map { "* \($0.0) updated to \($0.1)" }
    var text = "## \(version) (\(date))\n"
    for section in sections where !section.lines.isEmpty {
        text += "\n### \(section.title)\n\n" + section.lines.joined(separator: "\n") + "\n"
    }
    return text
}
