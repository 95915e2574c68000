package import ReleaseConfig
import ReleaseModel
package import ReleaseOperations
import ReleasePlanning

/// What `slipway init` found, as a table.
package struct DiscoveryReport {
    struct Row: Encodable {
        var component: ComponentID
        var version: Version?
        var ecosystem: EcosystemName?
        var repository: RepositoryID
        var path: String
        /// `v{version} (12)`, one for each style.
        var tags: [String]
        var requires: [ComponentID]
    }

    let rows: [Row]
    let groups: [[ComponentID]]
    private let discovery: Discovery

    package init(_ discovery: Discovery) {
        self.discovery = discovery
        groups = discovery.groups
        rows = discovery.world.components.map { component in
            let upstreams = Set(discovery.world.edges.filter { $0.from == component.id }.map(\.to)).sorted()
            let last = discovery.releases(of: component.id).last?.version
            return Row(
                component: component.id, version: component.version ?? last, ecosystem: component.ecosystem,
                repository: component.repository, path: component.path,
                tags: discovery.tagStyles(of: component.id).map { "\($0.style) (\($0.count))" }, requires: upstreams)
        }
    }

    /// Tags are written only if the existing ones are ambiguous.
    package func draft(workspace: String) -> ConfigurationDraft {
        let aside = discovery.aside
        let components = rows.map { row in
            var component = ConfigurationDraft.Component(
                id: row.component, tag: discovery.undecidedTag(of: row.component),
                note: row.tags.count > 1 ? "tags so far: \(row.tags.joined(separator: ", "))" : nil)
            if let folder = aside[row.component] {
                component.note = "in \(folder), and never tagged: take this out to release it"
                component.entries.append(DraftEntry("ignore", .flag(true)))
            }
            return component
        }
        let groups = discovery.lockstep.map { one in
            GroupConfiguration(
                name: one.repository.text, components: one.members.map(\.text), versions: .fixed)
        }
        return ConfigurationDraft(workspace: workspace, components: components, groups: groups)
    }

    private func table(_ style: TextStyle) -> [String] {
        let header = ["component", "version", "ecosystem", "where", "tags", "requires"]
        let cells = rows.map { row -> [String] in
            let place = row.path == "." ? row.repository.text : "\(row.repository)/\(row.path)"
            return [
                row.component.text, row.version?.text ?? "–", row.ecosystem?.text ?? "–", place,
                row.tags.isEmpty ? "none" : row.tags.joined(separator: ", "),
                row.requires.isEmpty ? "–" : row.requires.map(\.text).joined(separator: ", "),
            ]
        }
        let widths = header.indices.map { column in ([header] + cells).map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
            return String(padded.reversed().drop { $0 == " " }.reversed())
        }
        return [style.styled(line(header), .bold)] + cells.map(line)
    }

    package func text(_ style: TextStyle = .plain) -> String {
        var lines = table(style)
        for group in groups {
            lines.append("")
            let names = group.map(\.text).joined(separator: ", ")
            lines.append("\(names): they share one version and are released together.")
        }
        for one in discovery.lockstep {
            lines.append("")
            lines.append(
                "\(one.members.map(\.text).joined(separator: ", ")): one tag has released them together so far, so the file groups them."
            )
        }
        if !discovery.aside.isEmpty {
            lines.append("")
            lines.append(
                "\(discovery.aside.keys.sorted().map(\.text).joined(separator: ", ")): never tagged, and in folders that are mostly not released, so the file leaves them out (ignore: true)."
            )
        }
        if !discovery.withheld.isEmpty {
            lines.append("")
            lines.append(
                "\(discovery.withheld.map(\.text).joined(separator: ", ")): not published by anything, so released only on request: --component, or an entry in components."
            )
        }
        lines += discovery.doubtfulTags.map { "warning: \($0)" }
        let repositories = Set(rows.map(\.repository)).count
        lines.append("")
        lines.append(
            "\(rows.count) component\(rows.count == 1 ? "" : "s") in \(repositories) \(repositories == 1 ? "repository" : "repositories")."
        )
        for warning in discovery.world.warnings.prefix(10) {
            lines.append("warning: \(warning.place): \(warning.message)")
        }
        if discovery.world.warnings.count > 10 {
            lines.append("… and \(discovery.world.warnings.count - 10) more warnings: slipway doctor")
        }
        return lines.joined(separator: "\n")
    }
}
