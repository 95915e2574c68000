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
            edge("a", "b", .normal, "^1", line: 3), edge("b", "c", .build, line: 4), edge("c", "a", .declared, line: 5),
        ])
        #expect(throws: error) {
            try ComponentGraph(
                components: ["a", "b", "c", "d", "e"],
                edges: [
                    edge("c", "a", .declared, line: 5), edge("d", "a"), edge("b", "c", .build, line: 4),
                    edge("a", "b", .normal, "^1", line: 3), edge("e", "d"), edge("a", "b", .normal, "^1", line: 9),
                ])
        }
        #expect(error.summary == "The requirements of the components form a dependency cycle: a → b → c → a.")
        #expect(
            error.reasons == [
                "a/Cargo.toml:3:1: a requires b ^1 (normal)", "b/Cargo.toml:4:1: b requires c (build)",
                "c/Cargo.toml:5:1: c requires a (declared)",
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

    @Test(
        "A requirement that not every user has orders nothing where it closes a ring",
        arguments: [EdgeKind.optional, .peer])
    func loose(kind: EdgeKind) throws {
        let extra = edge("a", "b", kind)
        let ring = try ComponentGraph(
            components: ["a", "b", "c"], edges: [edge("b", "c"), edge("c", "a"), extra, edge("c", "b", kind)])
        #expect(ring.levels == [["a"], ["c"], ["b"]])
        #expect(Set(ring.loosened) == [extra, edge("c", "b", kind)])
        #expect(ring.scope(of: ["b"]) == ["a", "c", "b"], "what it reaches stays the same")
        // Without a ring it orders as any other.
        let line = try ComponentGraph(components: ["a", "b"], edges: [extra])
        #expect(line.levels == [["b"], ["a"]] && line.loosened == [])
    }

    @Test("A requirement that never follows breaks a ring before others do")
    func unfollowed() throws {
        let edges = [edge("a", "b"), edge("b", "a"), edge("a", "b", .optional)]
        let graph = try ComponentGraph(components: ["a", "b"], edges: edges) { $0.from == "b" }
        #expect(graph.levels == [["a"], ["b"]] || graph.levels == [["b"], ["a"]])
        #expect(graph.loosened == [edge("b", "a")])
    }

    @Test("Components that are only released together need no order among themselves, and keep it with others")
    func together() throws {
        let edges = [edge("a", "b"), edge("b", "a"), edge("b", "base"), edge("top", "a")]
        #expect(throws: GraphError.self) {
            try ComponentGraph(components: ["a", "b", "base", "top"], edges: edges, together: [["a", "top"]])
        }
        let graph = try ComponentGraph(
            components: ["a", "b", "base", "top"], edges: edges, together: [["a", "b"]])
        #expect(graph.level(of: "top") > graph.level(of: "a") && graph.level(of: "b") > graph.level(of: "base"))
        // A group whose members have an order keeps it.
        let ordered = try ComponentGraph(components: ["a", "b"], edges: [edge("a", "b")], together: [["a", "b"]])
        #expect(ordered.levels == [["b"], ["a"]])
    }

    @Test(
        "Removing what is loose leaves an order in which every other requirement is met",
        arguments: 0..<100 as Range<UInt64>)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let names = (0..<Int.random(in: 2...15, using: &random)).map { ComponentID("c\($0)") }
        let firm = randomEdges(among: names, using: &random)
        let loose = (0..<8).compactMap { _ -> Edge? in
            guard let from = names.randomElement(using: &random), let to = names.randomElement(using: &random),
                from != to
            else { return nil }
            return edge(from, to, .optional)
        }
        let graph = try ComponentGraph(components: names, edges: firm + loose)
        #expect(graph.order.sorted() == names.sorted())
        for one in firm where [.normal, .build, .declared].contains(one.kind) && one.from != one.to {
            #expect(graph.level(of: one.to) < graph.level(of: one.from), "seed \(seed): \(one.from) → \(one.to)")
        }
    }

    @Test("The ways out of a ring are those that the ecosystem has", arguments: [("go", false), ("cargo", true)])
    func waysOut(ecosystem: String, hasDev: Bool) {
        var one = edge("a", "b")
        one.ecosystem = EcosystemName(ecosystem)
        let advice = GraphError.cycle([one, edge("b", "a")]).suggestions
        #expect(advice.contains { $0.contains("dev requirement") } == hasDev)
        #expect(advice.contains { $0.contains("versions: fixed") } && advice.contains { $0.contains("policy: never") })
    }
}
