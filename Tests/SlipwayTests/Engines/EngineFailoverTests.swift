import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// Engines, as real processes, whose database server goes away under them.
@Suite(
    "Engines whose server is killed", .heavy,
    .enabled(if: PostgreSQLNodes.isPossible, "\(PostgreSQLNodes.missing)"), .serialized)
struct EngineFailoverTests {
    /// An engine that performs a run, alone.
    private func scene(_ nodes: PostgreSQLNodes, _ address: String) async throws -> (EngineScene, RunningProgram) {
        let scene = try await EngineScene(components: 20, address: address)
        let release = try scene.release()
        _ = try await scene.journal(within: 60, "a beginning") { !takeovers($0).isEmpty }
        let engine = try scene.engines(1)[0]
        release.send(SIGKILL)
        _ = try await scene.journal(within: 60, "a takeover") { takeovers($0).last?.process == engine.id }
        return (scene, engine)
    }

    @Test("A returning server is waited for, and the release ends as if it had always been there")
    func restart() async throws {
        let nodes = try PostgreSQLNodes()
        try nodes.say("new a", "start a")
        let (scene, engine) = try await scene(nodes, nodes.address("a"))
        defer { scene.fixture.remove() }
        _ = try await scene.journal(within: 60, "some steps") { successes($0) >= 40 }
        try nodes.say("kill a", "start a")
        _ = try await scene.journal(within: 120, "an end") { $0.last?.event == .finished }
        try await scene.checkOutcome()
        engine.send(SIGTERM)
    }

    @Test("After a failover that lost commits every open step is checked again, and nothing is done twice")
    func lostCommits() async throws {
        let nodes = try PostgreSQLNodes()
        try nodes.say("new a", "start a", "copy b a", "start b")
        let (scene, engine) = try await scene(nodes, nodes.address("a", "b"))
        defer { scene.fixture.remove() }
        _ = try await scene.journal(within: 60, "some steps") { successes($0) >= 30 }
        try nodes.say("stop b")
        let kept = try await scene.store.journals()[0].count
        _ = try await scene.journal(within: 60, "steps that are lost") { $0.count >= kept + 20 }
        try nodes.say("kill a", "start b", "promote b")
        let entries = try await scene.journal(within: 120, "an end") { $0.last?.event == .finished }
        #expect(takeovers(entries).count { $0.process == engine.id } >= 2, "it claimed the run anew")
        #expect(engine.output.contains("store.rewound") || engine.output.contains("lost entries"), "\(engine.output)")
        try await scene.checkOutcome()
        engine.send(SIGTERM)
    }
}
