import ReleaseModel
import ReleasePlanning
import Testing

@Suite("The scope of a change")
struct ScopeTests {
    private static let chain: [ComponentID] = ["consensus", "protocol", "node", "sdk", "governance"]

    private func workspace() throws -> ComponentGraph {
        func edge(_ from: ComponentID, _ to: ComponentID) -> Edge {
            Edge(from: from, to: to, kind: .normal, origin: Place(file: "Cargo.toml", line: 1, column: 1))
        }
        return try ComponentGraph(
            components: ScopeTests.chain,
            edges: [
                edge("protocol", "consensus"), edge("node", "protocol"), edge("sdk", "node"), edge("governance", "sdk"),
                edge("governance", "protocol"),
            ])
    }

    @Test(
        "A fixed chain reaches a component and everything after it",
        arguments: [
            (["consensus"], 5), (["protocol"], 4), (["node"], 3), (["sdk"], 2), (["governance"], 1), (chain, 5),
            (["sdk", "protocol"], 4),
        ] as [([ComponentID], Int)])
    func behind(changed: [ComponentID], count: Int) throws {
        let reached = try scope(of: changed, in: workspace(), mode: .chain(ScopeTests.chain))
        #expect(reached == Array(ScopeTests.chain.suffix(count)))
    }

    @Test("A component outside the chain reaches only itself")
    func outside() throws {
        let reached = try scope(of: ["governance"], in: workspace(), mode: .chain(["consensus", "protocol"]))
        #expect(reached == ["governance"])
    }

    @Test(
        "Along the graph a change reaches what requires it, directly or not",
        arguments: [
            (["protocol"], ["protocol", "node", "sdk", "governance"]), (["governance"], ["governance"]),
            (["sdk", "node"], ["node", "sdk", "governance"]),
        ] as [([ComponentID], [ComponentID])])
    func along(changed: [ComponentID], reached: [ComponentID]) throws {
        #expect(try scope(of: changed, in: workspace(), mode: .graph) == reached)
    }

    @Test("An unknown component name is refused", arguments: [ScopeMode.graph, .chain(chain)])
    func stranger(mode: ScopeMode) throws {
        let graph = try workspace()
        #expect(throws: GraphError.noSuchComponent(["nodde"], known: graph.components)) {
            try scope(of: ["nodde"], in: graph, mode: mode)
        }
    }
}
