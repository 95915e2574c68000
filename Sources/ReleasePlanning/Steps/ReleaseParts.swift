import ReleaseModel

/// How a release falls into parts that succeed or fail on their own, and each part into phases.
///
/// Components are in one part when a requirement joins them, directly or over components that are not released, or
/// when they share a repository and so a commit. A part has more than one phase where a component says
/// `order: published`: it is proven after its upstreams crossed their line.
struct ReleaseParts {
    /// Direct upstreams within the release; hops over components that are not released count as direct.
    let upstreams: [ComponentID: [ComponentID]]
    /// The part's name is its smallest component.
    let part: [ComponentID: ComponentID]
    let phase: [ComponentID: Int]

    init(released: [PlannedComponent], graph: ComponentGraph, order: (ComponentID) -> ReleaseOrder) {
        let names = Set(released.map(\.name))
        var upstreams: [ComponentID: [ComponentID]] = [:]
        for component in released {
            upstreams[component.name] = ReleaseParts.nearest(to: component.name, in: names, graph: graph)
        }
        var union = UnionFind(names)
        for (component, ups) in upstreams { for upstream in ups { union.join(component, upstream) } }
        for (_, members) in Dictionary(grouping: released, by: \.repository) {
            for member in members.dropFirst() { union.join(members[0].name, member.name) }
        }
        var phase: [ComponentID: Int] = [:]
        for component in graph.order where names.contains(component) {
            let below = (upstreams[component] ?? []).map { phase[$0] ?? 0 }.max() ?? 0
            let waits = order(component) == .published && !(upstreams[component] ?? []).isEmpty
            phase[component] = below + (waits ? 1 : 0)
        }
        // One commit is pushed once, so components of one repository cross the line together, with the latest.
        for (_, members) in Dictionary(grouping: released, by: \.repository) {
            let latest = members.map { phase[$0.name] ?? 0 }.max() ?? 0
            for member in members { phase[member.name] = latest }
        }
        self.upstreams = upstreams
        self.part = Dictionary(uniqueKeysWithValues: names.map { ($0, union.representative(of: $0)) })
        self.phase = phase
    }

    /// Everything in the release that a component requires, directly or not; sorted.
    func allUpstreams(of component: ComponentID) -> [ComponentID] {
        var seen: Set<ComponentID> = []
        var open = upstreams[component] ?? []
        while let next = open.popLast() {
            if seen.insert(next).inserted { open += upstreams[next] ?? [] }
        }
        return seen.sorted()
    }

    private static func nearest(
        to component: ComponentID, in names: Set<ComponentID>, graph: ComponentGraph
    ) -> [ComponentID] {
        var found: Set<ComponentID> = []
        var seen: Set<ComponentID> = []
        var open = Array(graph.upstreams[component] ?? [])
        while let next = open.popLast() {
            guard seen.insert(next).inserted else { continue }
            if names.contains(next) { found.insert(next) } else { open += graph.upstreams[next] ?? [] }
        }
        return found.sorted()
    }
}

/// Sets that grow together; the smallest member stands for its set.
private struct UnionFind {
    private var parent: [ComponentID: ComponentID]

    init(_ members: Set<ComponentID>) {
        parent = Dictionary(uniqueKeysWithValues: members.map { ($0, $0) })
    }

    func representative(of member: ComponentID) -> ComponentID {
        var here = member
        while let above = parent[here], above != here { here = above }
        return here
    }

    mutating func join(_ left: ComponentID, _ right: ComponentID) {
        let (left, right) = (representative(of: left), representative(of: right))
        parent[max(left, right)] = min(left, right)
    }
}
