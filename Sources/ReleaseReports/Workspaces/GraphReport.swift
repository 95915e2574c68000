import Foundation
package import ReleaseModel
package import ReleasePlanning

/// The graph as `graph` shows it, in each of its formats.
package struct GraphReport: Encodable {
    struct Requirement: Encodable {
        var from: ComponentID
        var to: ComponentID
        var kind: EdgeKind
        var requirement: String?
        var origin: Place
        var repository: RepositoryID?

        enum CodingKeys: CodingKey { case from, to, kind, requirement, origin, repository }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(from, forKey: .from)
            try container.encode(to, forKey: .to)
            try container.encode(kind, forKey: .kind)
            // `null` is an answer here: the requirement names no version.
            try container.encode(requirement, forKey: .requirement)
            try container.encode(origin, forKey: .origin)
            try container.encodeIfPresent(repository, forKey: .repository)
        }
    }

    struct Node: Encodable {
        var name: ComponentID
        var version: Version?
        var repository: RepositoryID
        var path: String
        var level: Int
    }

    var schema = "slipway.graph/1"
    var levels: [[ComponentID]]
    var components: [Node]
    var edges: [Requirement]
    var differences: [EdgeDifference]
    /// What the change reaches; only when one was named.
    var scope: [ComponentID]?
    /// What it reaches by requirements, where a configured chain gives another answer.
    var scopeByRequirements: [ComponentID]?

    /// A component whose manifest says no version has that of its last release.
    ///
    /// - Throws: ``PlanError`` for a tag template that is none.
    package init(world: ObservedWorkspace, graph: ComponentGraph, changed: [ComponentID]) throws {
        levels = graph.levels
        let histories = try PlanMaker.histories(of: world)
        components = world.components.map {
            Node(
                name: $0.id, version: $0.version ?? histories[$0.id]?.last?.version, repository: $0.repository,
                path: $0.path,
                level: graph.level(of: $0.id))
        }
        edges = world.edges.map {
            Requirement(
                from: $0.from, to: $0.to, kind: $0.kind, requirement: $0.requirement, origin: $0.origin,
                repository: $0.repository)
        }
        differences = world.differences
        guard !changed.isEmpty else { return }
        let byRequirements = try ReleasePlanning.scope(of: changed, in: graph, mode: .graph)
        let configured = try ReleasePlanning.scope(of: changed, in: graph, mode: world.configuration.scope)
        scope = configured
        if Set(configured) != Set(byRequirements) { scopeByRequirements = byRequirements }
    }

    package var text: String {
        if levels.isEmpty { return "The workspace has no components." }
        let versions = Dictionary(components.map { ($0.name, $0.version) }, uniquingKeysWith: { first, _ in first })
        var lines: [String] = []
        for (index, level) in levels.enumerated() {
            lines.append("level \(index + 1)")
            for name in level {
                lines.append("  \(name)" + ((versions[name] ?? nil).map { " \($0)" } ?? ""))
                for edge in edges where edge.from == name {
                    let place = edge.repository.map { "\($0)/" } ?? ""
                    let kind = edge.kind == .normal ? "" : " (\(edge.kind.rawValue))"
                    lines.append(
                        "    ← \(edge.to)\(edge.requirement.map { " \($0)" } ?? "")\(kind)  \(place)\(edge.origin.file):\(edge.origin.line)"
                    )
                }
            }
        }
        if !differences.isEmpty {
            lines.append("")
            lines.append("declared requirements that no manifest has, and the reverse")
            lines += differences.map { difference in
                let edge = "\(difference.from) → \(difference.to)"
                switch difference.kind {
                case .declaredOnly: return "  \(edge): declared (\(difference.origin)), but no manifest requires it"
                case .derivedOnly: return "  \(edge): required by a manifest (\(difference.origin)), but not declared"
                case .requirement:
                    return
                        "  \(edge): declared \(difference.declared ?? ""), which the manifest's \(difference.derived ?? "") refuses (\(difference.origin))"
                }
            }
        }
        if let scope {
            lines.append("")
            lines.append("affected: \(scope.map(\.text).joined(separator: ", "))")
        }
        if let scopeByRequirements {
            lines.append(
                "by requirements: \(scopeByRequirements.map(\.text).joined(separator: ", ")) (chain under scope in slipway.yaml gives the components above)"
            )
        }
        return lines.joined(separator: "\n")
    }

    package var dot: String {
        var lines = ["digraph slipway {", "  rankdir = BT;"]
        for level in levels {
            lines.append("  { rank = same; \(level.map { "\(quoted($0.text));" }.joined(separator: " ")) }")
        }
        for (from, to, label, isDashed) in arrows {
            lines.append(
                "  \(quoted(from.text)) -> \(quoted(to.text)) [label = \(quoted(label))\(isDashed ? ", style = dashed" : "")];"
            )
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    package var mermaid: String {
        var number: [ComponentID: Int] = [:]
        var lines = ["flowchart BT"]
        for (index, name) in levels.flatMap({ $0 }).enumerated() {
            number[name] = index + 1
            lines.append("  c\(index + 1)[\"\(name.text.replacing("\"", with: "#quot;"))\"]")
        }
        for (from, to, label, isDashed) in arrows {
            let arrow = isDashed ? "-.->" : "-->"
            let text = label.isEmpty ? "" : "|\"\(label.replacing("\"", with: "#quot;"))\"|"
            lines.append("  c\(number[from] ?? 0) \(arrow)\(text) c\(number[to] ?? 0)")
        }
        return lines.joined(separator: "\n")
    }

    /// One arrow for each pair and kind.
    private var arrows: [(ComponentID, ComponentID, String, Bool)] {
        var seen: Set<String> = []
        return edges.filter { seen.insert("\($0.from)\u{0}\($0.to)\u{0}\($0.kind.rawValue)").inserted }.map {
            ($0.from, $0.to, $0.requirement ?? "", !$0.kind.ordersBuilds)
        }
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
