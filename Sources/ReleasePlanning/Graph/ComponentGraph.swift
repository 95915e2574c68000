package import ReleaseModel

/// The requirements between the components of a workspace, checked to be free of cycles.
///
/// Only edges that order builds count (``EdgeKind/ordersBuilds``), and of these, where they close a ring, only those that
/// must. Equal input gives equal output: ties are broken by name, by the bytes of its text.
package struct ComponentGraph: Sendable {
    package let components: [ComponentID]
    /// What is built and released before each component.
    package let upstreams: [ComponentID: Set<ComponentID>]
    /// Requirements that would close a ring and can be met in any order, so that they order nothing.
    package let loosened: [Edge]
    /// With those that order nothing.
    private let allUpstreams: [ComponentID: Set<ComponentID>]
    private let allDownstreams: [ComponentID: Set<ComponentID>]
    /// Groups that may go in parallel: 1 + the highest level of what a component needs; each sorted by name.
    package let levels: [[ComponentID]]
    private let levelByComponent: [ComponentID: Int]

    /// - Parameters:
    ///   - isUnfollowed: Whether the configuration says that a requirement never follows its upstream.
    ///   - together: Sets whose members are only released together, with one version.
    /// - Throws: ``GraphError/cycle(_:)`` with the full cycle; ``GraphError/unknown(_:)`` for edges to unknown
    ///   components.
    package init(
        components: [ComponentID], edges: [Edge], isUnfollowed: @escaping (Edge) -> Bool = { _ in false },
        together: [Set<ComponentID>] = []
    ) throws(GraphError) {
        let names = Set(components)
        let unknown = edges.filter { !names.contains($0.to) || !names.contains($0.from) }
        guard unknown.isEmpty else { throw .unknown(unknown) }
        let ordering = edges.filter { $0.kind.ordersBuilds && $0.from != $0.to }
        let all = Neighbours(ordering, among: names)
        let looser: [(Edge) -> Bool] = [
            isUnfollowed, { $0.kind == .optional || $0.kind == .peer },
            { edge in together.contains { $0.contains(edge.from) && $0.contains(edge.to) } },
        ]
        var kept = ordering
        var loosened: [Edge] = []
        var neighbours = all
        var found = neighbours.levels()
        for isLoose in looser where found.levels.joined().count < names.count {
            let rings = neighbours.rings(among: names.subtracting(found.levels.joined()))
            let closing = kept.filter { edge in
                isLoose(edge) && rings[edge.from] != nil && rings[edge.from] == rings[edge.to]
            }
            guard !closing.isEmpty else { continue }
            loosened += closing
            kept.removeAll { closing.contains($0) }
            neighbours = Neighbours(kept, among: names)
            found = neighbours.levels()
        }
        let placed = Set(found.levels.joined())
        if placed.count < names.count {
            throw .cycle(
                ComponentGraph.ring(
                    among: names.subtracting(placed), upstreams: neighbours.upstreams, edges: kept))
        }
        self.components = names.sorted()
        self.upstreams = neighbours.upstreams
        self.loosened = loosened
        allUpstreams = all.upstreams
        allDownstreams = all.downstreams
        levels = found.levels
        levelByComponent = found.levelByComponent
    }

    /// Counted from 1.
    package func level(of component: ComponentID) -> Int { levelByComponent[component] ?? 0 }

    /// Everything in order, level by level.
    package var order: [ComponentID] { levels.flatMap { $0 } }

    /// These components and everything that requires them, directly or not; sorted by level and name.
    package func scope(of changed: some Sequence<ComponentID>) -> [ComponentID] {
        reach(changed, along: allDownstreams)
    }

    /// These components and everything that they require, directly or not; sorted by level and name.
    package func requirements(of components: some Sequence<ComponentID>) -> [ComponentID] {
        reach(components, along: allUpstreams)
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

/// What each component requires directly, and what requires it.
private struct Neighbours {
    private(set) var upstreams: [ComponentID: Set<ComponentID>]
    private(set) var downstreams: [ComponentID: Set<ComponentID>]

    init(_ edges: [Edge], among names: Set<ComponentID>) {
        upstreams = Dictionary(uniqueKeysWithValues: names.map { ($0, []) })
        downstreams = upstreams
        for edge in edges {
            upstreams[edge.from]?.insert(edge.to)
            downstreams[edge.to]?.insert(edge.from)
        }
    }

    /// Level by level; components in a ring, and those that need them, are left out.
    func levels() -> (levels: [[ComponentID]], levelByComponent: [ComponentID: Int]) {
        var open = upstreams.mapValues(\.count)
        var level = upstreams.keys.filter { open[$0] == 0 }.sorted()
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
        return (levels, levelByComponent)
    }

    /// Which of these components require each other, directly or not: those with one number do.
    ///
    /// Two walks (Kosaraju): the first orders by when a component's upstreams are done, the second collects downstreams.
    func rings(among members: Set<ComponentID>) -> [ComponentID: Int] {
        var done: [ComponentID] = []
        var seen: Set<ComponentID> = []
        for start in members.sorted() where !seen.contains(start) {
            var path: [(component: ComponentID, isLeft: Bool)] = [(start, false)]
            while let (component, isLeft) = path.popLast() {
                if isLeft {
                    done.append(component)
                } else if seen.insert(component).inserted {
                    path.append((component, true))
                    path += (upstreams[component] ?? []).filter(members.contains).map { ($0, false) }
                }
            }
        }
        var rings: [ComponentID: Int] = [:]
        for (number, start) in done.reversed().enumerated() where rings[start] == nil {
            var open = [start]
            while let component = open.popLast() {
                guard rings[component] == nil else { continue }
                rings[component] = number
                open += (downstreams[component] ?? []).filter { members.contains($0) && rings[$0] == nil }
            }
        }
        return rings
    }
}
