import ReleaseModel

/// How a release falls into parts that succeed or fail on their own, and each part into phases.
///
/// Components are in one part when a requirement joins them, directly or over components that are not released, or when
/// they share a repository and so a commit. A part has more than one phase where a component says `order: published`:
/// it is tested after its upstreams crossed their line.
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
        // What requires each other belongs together, in whatever order it is released.
        for edge in graph.loosened where names.contains(edge.from) && names.contains(edge.to) {
            union.join(edge.from, edge.to)
        }
        for (_, members) in Dictionary(grouping: released, by: \.repository) {
            for member in members.dropFirst() { union.join(members[0].name, member.name) }
        }
        self.phase = ReleaseParts.phases(of: released, upstreams: upstreams, order: order)
        self.upstreams = upstreams
        self.part = Dictionary(uniqueKeysWithValues: names.map { ($0, union.representative(of: $0)) })
    }

    /// One commit is pushed once, so components of one repository cross the line together, with the latest of them, and
    /// what requires them crosses it no earlier.
    private static func phases(
        of released: [PlannedComponent], upstreams: [ComponentID: [ComponentID]], order: (ComponentID) -> ReleaseOrder
    ) -> [ComponentID: Int] {
        let repository = Dictionary(uniqueKeysWithValues: released.map { ($0.name, $0.repository) })
        let byRepository = Dictionary(grouping: released, by: \.repository)
        var phase = Dictionary(uniqueKeysWithValues: released.map { ($0.name, 0) })
        var hasChanged = true
        var passes = 0
        // A commit needed before and after another one never settles; the steps then report their cycle.
        while hasChanged, passes <= released.count {
            hasChanged = false
            passes += 1
            for component in released {
                let waits = order(component.name) == .published
                let least =
                    (upstreams[component.name] ?? []).map { upstream in
                        (phase[upstream] ?? 0)
                            + (waits && repository[upstream] != repository[component.name] ? 1 : 0)
                    }.max() ?? 0
                guard least > phase[component.name] ?? 0 else { continue }
                for member in byRepository[component.repository] ?? [] { phase[member.name] = least }
                hasChanged = true
            }
        }
        return phase
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
