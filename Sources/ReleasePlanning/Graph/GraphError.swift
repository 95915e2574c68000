package import ReleaseModel

/// Why a workspace has no order.
package enum GraphError: UserFacingError, Equatable {
    /// The edges of one cycle, each with its file; the last leads back to the first.
    case cycle([Edge])
    /// Edges to components that the workspace does not have.
    case unknown([Edge])
    /// Unknown component names given by a person.
    case noSuchComponent([String], known: [ComponentID])
    /// One of several components has to be named.
    /// - Parameter command: How it is named, without the name: `slipway version`.
    case componentNeeded(known: [ComponentID], command: String)

    package var code: String {
        switch self {
        case .cycle: "graph.cycle"
        case .unknown, .noSuchComponent: "graph.unknown-component"
        case .componentNeeded: "graph.component-needed"
        }
    }

    /// The requirements at fault, where requirements are.
    package var edges: [Edge] {
        switch self {
        case .cycle(let edges), .unknown(let edges): edges
        case .noSuchComponent, .componentNeeded: []
        }
    }

    package var summary: String {
        switch self {
        case .cycle(let edges):
            let ring = (edges.map(\.from.text) + [edges.first?.from.text ?? ""]).joined(separator: " → ")
            return "The requirements of the components form a dependency cycle: \(ring)."
        case .unknown(let edges):
            return "A requirement names a component that the workspace does not have: "
                + Set(edges.map(\.to.text)).sorted().joined(separator: ", ") + "."
        case .noSuchComponent(let names, _):
            return "No component is called \(names.map { "'\($0)'" }.joined(separator: ", "))."
        case .componentNeeded:
            return "The workspace has several components, so one has to be named."
        }
    }

    package var reasons: [String] {
        switch self {
        case .cycle(let edges), .unknown(let edges):
            edges.map { edge in
                "\(edge.place): \(edge.from) requires \(edge.to)"
                    + (edge.requirement.map { " \($0)" } ?? "") + " (\(edge.kind.rawValue))"
            }
        case .noSuchComponent(_, let known), .componentNeeded(let known, _):
            ["The workspace has: " + known.map(\.text).joined(separator: ", ")]
        }
    }

    package var suggestions: [String] {
        switch self {
        case .cycle(let edges): GraphError.waysOut(of: edges)
        case .unknown: [GraphError.missingClone, "Otherwise correct the name in the requirement."]
        case .noSuchComponent(let names, let known):
            names.compactMap { name in
                nearestName(to: name, among: known.map(\.text)).map { "Did you mean '\($0)'?" }
            } + ["List the components: slipway graph", GraphError.missingClone]
        case .componentNeeded(let known, let command): ["Name one: \(command) \(known.first?.text ?? "NAME")"]
        }
    }

    private static let missingClone =
        "If its repository is not cloned here, clone it into the workspace: git clone ADDRESS"

    /// How the components of a cycle can be released all the same.
    private static func waysOut(of ring: [Edge]) -> [String] {
        let isDevKnown = ring.contains { edge in
            edge.ecosystem.map { !GraphError.withoutDevelopment.contains($0) } ?? false
        }
        let members = ring.map { yamlText($0.from.text) }.joined(separator: ", ")
        let loose = ring.last.map { edge in
            "Or let one of them not follow the other: edges: [{ from: \(yamlText(edge.from.text)), to: \(yamlText(edge.to.text)), policy: never }]"
        }
        return [
            isDevKnown
                ? "Remove one of these requirements, or make it a dev requirement."
                : "Remove one of these requirements.",
            "Or release them only together, with one version: groups: { cycle: { components: [\(members)], versions: fixed } }",
        ] + [loose].compactMap(\.self)
    }

    /// Ecosystems in which every requirement is one of the users too.
    private static let withoutDevelopment: Set<EcosystemName> = ["go", "helm", "docker", "kustomize", "swift"]

    package var exitCode: ExitCode {
        switch self {
        case .noSuchComponent, .componentNeeded: .usage
        case .cycle, .unknown: .configuration
        }
    }
}
