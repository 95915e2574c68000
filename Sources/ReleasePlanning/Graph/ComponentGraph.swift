package import ReleaseModel

/// The requirements between the components of a workspace, checked to be free of cycles.
///
/// Only edges that order builds count (``EdgeKind/ordersBuilds``). Equal input gives equal output: ties are broken by
/// name, by the bytes of its text.
package struct ComponentGraph: Sendable {
    package let components: [ComponentID]
    package let upstreams: [ComponentID: Set<ComponentID>]
    package let downstreams: [ComponentID: Set<ComponentID>]
    /// Groups that may go in parallel: 1 + the highest level of what a component needs; each sorted by name.
    package let levels: [[ComponentID]]
    private let levelByComponent: [ComponentID: Int]

    /// - Throws: ``GraphError/cycle(_:)`` with the full cycle; ``GraphError/unknown(_:)`` for edges to unknown
    ///   components.
    package init(components: [ComponentID], edges: [Edge]) throws(GraphError) {
        let names = Set(components)
        let unknown = edges.filter { !names.contains($0.to) || !names.contains($0.from) }
        guard unknown.isEmpty else { throw .unknown(unknown) }
        var upstreams = Dictionary(uniqueKeysWithValues: names.map { ($0, Set<ComponentID>()) })
        var downstreams = upstreams
        for edge in edges where edge.kind.ordersBuilds && edge.from != edge.to {
            upstreams[edge.from]?.insert(edge.to)
            downstreams[edge.to]?.insert(edge.from)
        }
        // Kahn's algorithm, a level at a time; sorted, so that equal input has one order.
        var open = upstreams.mapValues(\.count)
        var level = names.filter { open[$0] == 0 }.sorted()
        var levels: [[ComponentID]] = []
        var levelByComponent: [ComponentID: Int] = [:]
        while !level.isEmpty {
            levels.append(level)
            var next: [ComponentID] = []
            for component in level {
                levelByComponent[component] = levels.count
                for downstream in downstreams[component] ?? [] {
                    let left = (open[downstream] ?? 0) - 1
                    open[downstream] = left
                    if left == 0 { next.append(downstream) }
                }
            }
            level = next.sorted()
        }
        // What has no level is in a ring, or requires something that is.
        if levelByComponent.count < names.count {
            let stuck = names.filter { levelByComponent[$0] == nil }
            throw .cycle(ComponentGraph.ring(among: stuck, upstreams: upstreams, edges: edges))
        }
        self.components = names.sorted()
        self.upstreams = upstreams
        self.downstreams = downstreams
        self.levels = levels
        self.levelByComponent = levelByComponent
    }

    /// Counted from 1.
    package func level(of component: ComponentID) -> Int { levelByComponent[component] ?? 0 }

    /// Everything in order, level by level.
    package var order: [ComponentID] { levels.flatMap { $0 } }

    /// These components and everything that requires them, directly or not; sorted by level and name.
    package func scope(of changed: some Sequence<ComponentID>) -> [ComponentID] {
        reach(changed, along: downstreams)
    }

    /// These components and everything that they require, directly or not; sorted by level and name.
    package func requirements(of components: some Sequence<ComponentID>) -> [ComponentID] {
        reach(components, along: upstreams)
    }

    private func reach(
        _ start: some Sequence<ComponentID>, along neighbours: [ComponentID: Set<ComponentID>]
    ) -> [ComponentID] {
        var seen = Set(start)
        var open = Array(seen)
        while let component = open.popLast() {
            for neighbour in neighbours[component] ?? [] where seen.insert(neighbour).inserted {
                open.append(neighbour)
            }
        }
        return order.filter(seen.contains)
    }

    /// A cycle, from its smallest name along requirements back to it, with one edge for each hop.
    private static func ring(
        among stuck: Set<ComponentID>, upstreams: [ComponentID: Set<ComponentID>], edges: [Edge]
    ) -> [Edge] {
        // Each stuck component requires another stuck one, so walking upstream must come back.
        var path: [ComponentID] = []
        var position: [ComponentID: Int] = [:]
        guard var here = stuck.sorted().first else { return [] }
        while position[here] == nil {
            position[here] = path.count
            path.append(here)
            guard let next = (upstreams[here] ?? []).filter(stuck.contains).min() else { return [] }
            here = next
        }
        var ring = Array(path[(position[here] ?? 0)...])
        if let smallest = ring.min(), let index = ring.firstIndex(of: smallest) {
            ring = Array(ring[index...] + ring[..<index])
        }
        return ring.indices.compactMap { index in
            let from = ring[index]
            let to = ring[(index + 1) % ring.count]
            return edges.filter { $0.from == from && $0.to == to && $0.kind.ordersBuilds }.min { $0.origin < $1.origin }
        }
    }
}

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
            return "The components require each other in a ring: \(ring)."
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
        case .cycle: ["Remove one of these requirements, or make it a dev requirement."]
        case .unknown: ["Fix the name, or add the component to slipway.yaml."]
        case .noSuchComponent: ["List the components: slipway graph"]
        case .componentNeeded(let known, let command): ["Name one: \(command) \(known.first?.text ?? "NAME")"]
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .noSuchComponent, .componentNeeded: .usage
        case .cycle, .unknown: .configuration
        }
    }
}
