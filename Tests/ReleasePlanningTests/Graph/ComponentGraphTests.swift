import ReleaseModel
import ReleasePlanning
import ReleaseTestKit
import Testing

@Suite("The graph of components")
struct ComponentGraphTests {
    private func edge(
        _ from: ComponentID, _ to: ComponentID, _ kind: EdgeKind = .normal, _ requirement: String? = nil, line: Int = 1
    ) -> Edge {
        Edge(
            from: from, to: to, kind: kind, requirement: requirement,
            origin: Place(file: "\(from)/Cargo.toml", line: line, column: 1))
    }

    @Test("Every component is in the earliest level after everything it requires", arguments: 0..<200 as Range<UInt64>)
    func levels(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let names = (0..<Int.random(in: 1...25, using: &random)).map { ComponentID("c\($0)") }
        let graph = try ComponentGraph(components: names, edges: randomEdges(among: names, using: &random))
        #expect(graph.levels.flatMap { $0 }.sorted() == names.sorted(), "seed \(seed)")
        for name in names {
            let highest = (graph.upstreams[name] ?? []).map(graph.level(of:)).max() ?? 0
            #expect(graph.level(of: name) == highest + 1, "seed \(seed): \(name)")
        }
    }

    @Test("No path leads from one component of a level to another", arguments: 0..<200 as Range<UInt64>)
    func noPathInside(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let names = (0..<Int.random(in: 2...25, using: &random)).map { ComponentID("c\($0)") }
        let graph = try ComponentGraph(components: names, edges: randomEdges(among: names, using: &random))
        for level in graph.levels {
            for name in level {
                let reached = Set(graph.requirements(of: [name])).subtracting([name])
                #expect(reached.isDisjoint(with: level), "seed \(seed): \(name)")
            }
        }
    }

    @Test("The order of the input changes nothing", arguments: 0..<50 as Range<UInt64>)
    func shuffled(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let names = (0..<20).map { ComponentID("c\($0)") }
        let edges = randomEdges(among: names, using: &random)
        let first = try ComponentGraph(components: names, edges: edges)
        let second = try ComponentGraph(
            components: names.shuffled(using: &random), edges: edges.shuffled(using: &random))
        #expect(first.levels == second.levels, "seed \(seed)")
        #expect(first.order == second.order, "seed \(seed)")
    }

    @Test("Within a level names are ordered by their bytes")
    func ties() throws {
        let graph = try ComponentGraph(components: ["b", "é", "B", "a", "10", "9"], edges: [])
        #expect(graph.levels == [["10", "9", "B", "a", "b", "é"]])
    }

    @Test("A component whose direct upstreams are elsewhere still waits for theirs")
    func deepRequirement() throws {
        // The grouping that put blvm beside consensus looked at direct neighbours only.
        let graph = try ComponentGraph(
            components: ["blvm", "consensus", "node", "protocol", "sdk"],
            edges: [edge("protocol", "consensus"), edge("node", "protocol"), edge("blvm", "node")])
        #expect(graph.levels == [["consensus", "sdk"], ["protocol"], ["node"], ["blvm"]])
    }

    @Test("A cycle is printed in full, with the file and line of each requirement")
    func ring() {
        let error = GraphError.cycle([
            edge("a", "b", .normal, "^1", line: 3), edge("b", "c", .build, line: 4), edge("c", "a", .optional, line: 5),
        ])
        #expect(throws: error) {
            try ComponentGraph(
                components: ["a", "b", "c", "d", "e"],
                edges: [
                    edge("c", "a", .optional, line: 5), edge("d", "a"), edge("b", "c", .build, line: 4),
                    edge("a", "b", .normal, "^1", line: 3), edge("e", "d"), edge("a", "b", .normal, "^1", line: 9),
                ])
        }
        #expect(error.summary == "The components require each other in a ring: a → b → c → a.")
        #expect(
            error.reasons == [
                "a/Cargo.toml:3:1: a requires b ^1 (normal)", "b/Cargo.toml:4:1: b requires c (build)",
                "c/Cargo.toml:5:1: c requires a (optional)",
            ])
        #expect(error.exitCode == .configuration)
    }

    @Test(
        "Dev requirements, patches and self-requirements do not affect the order",
        arguments: [EdgeKind.dev, .patch])
    func unordered(kind: EdgeKind) throws {
        let graph = try ComponentGraph(
            components: ["a", "b"], edges: [edge("b", "a"), edge("a", "b", kind), edge("a", "a")])
        #expect(graph.levels == [["a"], ["b"]])
    }

    @Test("All requirements of unknown components are named at once")
    func strangers() {
        let strangers = [edge("a", "x"), edge("a", "y")]
        #expect(throws: GraphError.unknown(strangers)) {
            try ComponentGraph(components: ["a", "b"], edges: [strangers[0], edge("b", "a"), strangers[1]])
        }
        #expect(GraphError.unknown(strangers).summary.hasSuffix("does not have: x, y."))
    }
}
