import ReleaseModel
import ReleaseTestKit

/// Requirements without a ring, each component on some of those before it.
func randomEdges(among names: [ComponentID], using random: inout SeededGenerator) -> [Edge] {
    var edges: [Edge] = []
    for (index, name) in names.enumerated() {
        for upstream in names[..<index] where Int.random(in: 0..<10, using: &random) < 3 {
            edges.append(
                Edge(from: name, to: upstream, kind: .normal, origin: Place(file: "Cargo.toml", line: 1, column: 1)))
        }
    }
    return edges
}

/// A workspace with gates, builds, shared repositories, policies and orders as they come.
func randomWorld(seed: UInt64) -> World {
    var random = SeededGenerator(seed: seed)
    var world = World()
    let count = Int.random(in: 2...9, using: &random)
    let names = (0..<count).map { ComponentID("c\($0)") }
    // Only neighbours share a repository, so that a commit is never needed before and after another one.
    var shared: RepositoryID?
    for (index, name) in names.enumerated() {
        if shared == nil, index + 1 < count, Int.random(in: 0..<4, using: &random) == 0 {
            shared = RepositoryID("r\(index)")
        } else if let both = shared {
            shared = nil
            world.add(name, "1.0.0", commits: ["feat!: c"], in: both)
            continue
        }
        world.add(name, "1.0.0", commits: Bool.random(using: &random) ? ["feat!: c"] : [], in: shared)
    }
    for edge in randomEdges(among: names, using: &random) {
        world.edge(edge.from, edge.to, Bool.random(using: &random) ? "^1.0" : ">=1.0")
    }
    for name in names {
        world.set(name) { settings in
            settings.cascade = CascadePolicy.allCases.randomElement(using: &random) ?? .always
            if Int.random(in: 0..<5, using: &random) == 0 { settings.order = .published }
            if Bool.random(using: &random) { settings.build = BuildConfiguration(run: ["build"]) }
            for gate in 0..<Int.random(in: 0...2, using: &random) {
                settings.gates.append(
                    GateConfiguration(
                        name: "g\(gate)", run: ["test"], isBlocking: Int.random(in: 0..<4, using: &random) > 0))
            }
        }
    }
    return world
}
