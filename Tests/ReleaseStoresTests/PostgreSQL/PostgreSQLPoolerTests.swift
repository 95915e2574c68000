import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// A real pgbouncer before a real server, with fewer sessions than there are stores.
@Suite(
    "A PostgreSQL store behind a pooler",
    .enabled(if: PostgreSQLNodes.hasPooler, "\(PostgreSQLNodes.poolerIsMissing)"), .serialized, .timeLimit(.minutes(5)))
struct PostgreSQLPoolerTests {
    private static let plan = RunStoreContractTests.plan
    private static let moment = RunStoreContractTests.moment
    private let nodes: PostgreSQLNodes

    init() throws {
        nodes = try PostgreSQLNodes()
        try nodes.say("new a", "start a")
    }

    private func open() throws -> PostgreSQLRunStore {
        try PostgreSQLRunStore(address: nodes.address("pool"), workspace: "demo")
    }

    @Test("In transaction mode everything works, for more stores than the pooler has sessions")
    func transactionMode() async throws {
        try nodes.say("pool transaction a")
        let first = try open()
        let run = try await first.create(Self.plan, at: Self.moment)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                let store = try open()
                group.addTask {
                    for number in 0..<3 { try await add("\(writer)/\(number)", to: run, in: store) }
                }
            }
            try await group.waitForAll()
        }
        #expect(Set(try await first.events(of: run, after: 0).map(\.event)).count == 13)
        let claim = try await first.claim(run, for: "a", lasting: .seconds(60), isTakingOver: false)
        try await first.renew(claim, lasting: .seconds(60))
        try await first.reserve(["core": Version(1, 0, 0)], for: run)
        try await first.record(.backedUp(to: "x", by: "a"), at: Self.moment)
        #expect(try await first.verifyChain(against: nil).faults.isEmpty)
    }

    @Test(
        "Settings are made in each transaction and left in no session of the pooler",
        arguments: ["transaction", "session"])
    func settings(mode: String) async throws {
        try nodes.say("pool \(mode) a")
        let store = try open()
        let run = try await store.create(Self.plan, at: Self.moment)
        // A session that stands still in a transaction is ended by the server, so ours holds up no other.
        let still = try StillSession(address: nodes.address("a"))
        try still.run("SET idle_in_transaction_session_timeout = '1s'; BEGIN; SELECT 1 FROM slipway_runs FOR UPDATE")
        try await store.append([.paused(by: "a")], to: run, after: 1, at: Self.moment)
        let limits = try PostgreSQLSchema.ask(nodes.address("pool"), "SHOW statement_timeout")
        #expect(limits == "0")
    }

    @Test("Changes by others are seen without notifications")
    func changes() async throws {
        try nodes.say("pool transaction a")
        let (waiting, writing) = (try open(), try open())
        let run = try await writing.create(Self.plan, at: Self.moment)
        var changes = waiting.changes().makeAsyncIterator()
        await changes.next()
        try await writing.append([.paused(by: "a")], to: run, after: 1, at: Self.moment)
        await changes.next()
        #expect(try await waiting.run(run).state.isPaused)
    }

    /// As a decision is stored beside others. Each conflict is an append of another writer, so there are fewer than those.
    private func add(_ name: String, to run: RunID, in store: any RunStore) async throws {
        for _ in 0..<12 {
            let revision = try await store.events(of: run, after: 0).count
            do {
                return try await store.append([.paused(by: Principal(name))], to: run, after: revision, at: Self.moment)
            } catch {
                guard case .conflict = error else { throw error }
            }
        }
        Issue.record("\(name) met more conflicts than there are other entries")
    }
}
