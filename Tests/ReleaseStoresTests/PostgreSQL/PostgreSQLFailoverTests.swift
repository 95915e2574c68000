import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// A primary and its standby, with real servers.
@Suite(
    "A PostgreSQL store whose primary changes", .enabled(if: PostgreSQLNodes.isPossible, "\(PostgreSQLNodes.missing)"),
    .serialized)
struct PostgreSQLFailoverTests {
    private static let plan = RunStoreContractTests.plan
    private static let moment = RunStoreContractTests.moment
    private let nodes: PostgreSQLNodes

    init() throws {
        nodes = try PostgreSQLNodes()
        try nodes.say("new a", "start a", "copy b a", "start b")
    }

    private func open(_ address: String? = nil, patience: Duration = .seconds(5)) throws -> PostgreSQLRunStore {
        try PostgreSQLRunStore(address: address ?? nodes.address("a", "b"), workspace: "demo", patience: patience)
    }

    /// Asks one server, whatever it is.
    private func ask(_ node: String, _ sql: String) throws -> String? {
        try PostgreSQLSchema.ask(nodes.address(node), sql)
    }

    /// Until the standby has everything.
    private func waitForStandby() async throws {
        let end = try ask("a", "SELECT pg_current_wal_lsn()") ?? ""
        try await eventually("the standby has everything") {
            try ask("b", "SELECT pg_last_wal_replay_lsn() >= '\(end)'") == "t"
        }
    }

    @Test("A server that became a standby is left for the one that accepts writes")
    func demoted() async throws {
        let store = try open()
        let run = try await store.create(Self.plan, at: Self.moment)
        try nodes.say("stop a", "promote b", "follow a b", "start a")
        // The first of the hosts is there, answers what is asked, and takes no writes.
        #expect(try ask("a", "SELECT pg_is_in_recovery()") == "t")
        try await store.append([.paused(by: "a")], to: run, after: 1, at: Self.moment)
        #expect(try await store.events(of: run, after: 0).count == 2)
        #expect(try await open().events(of: run, after: 0).count == 2)
    }

    @Test("A session that can no longer write is left; while no server accepts writes, a retry helps")
    func readOnly() async throws {
        let store = try open(patience: .milliseconds(300))
        let run = try await store.create(Self.plan, at: Self.moment)
        _ = try ask("a", "ALTER SYSTEM SET default_transaction_read_only = on")
        _ = try ask("a", "SELECT pg_reload_conf()")
        try await eventually("default_transaction_read_only is on") {
            try ask("a", "SHOW default_transaction_read_only") == "on"
        }
        do {
            try await store.append([.paused(by: "a")], to: run, after: 1, at: Self.moment)
            Issue.record("it was written")
        } catch { #expect(error.code == "store.unreachable" && error.retry == .later, "\(error)") }
        _ = try ask("a", "ALTER SYSTEM RESET default_transaction_read_only")
        _ = try ask("a", "SELECT pg_reload_conf()")
        try await eventually("default_transaction_read_only is off") {
            try ask("a", "SHOW default_transaction_read_only") == "off"
        }
        try await store.append([.paused(by: "a")], to: run, after: 1, at: Self.moment)
    }

    @Test("After a failover that lost commits an engine gets store.rewound and writes nothing")
    func lostCommits() async throws {
        let store = try open()
        let run = try await store.create(Self.plan, at: Self.moment)
        let claim = try await store.claim(run, for: "a", lasting: .seconds(600), isTakingOver: false)
        try await store.append(
            [.claimed(by: "a", fence: 1)], to: run, after: 1, at: Self.moment, plan: nil, under: claim, as: 1)
        try await waitForStandby()
        try nodes.say("stop b")
        let later: [RunEvent] = [.started(step: "a", attempt: 1), .started(step: "b", attempt: 1)]
        for (index, event) in later.enumerated() {
            try await store.append(
                [event], to: run, after: 2 + index, at: Self.moment, plan: nil, under: claim, as: 2 + index)
        }
        try nodes.say("kill a", "start b", "promote b")
        for _ in 0..<2 {
            do {
                try await store.append([.finished], to: run, after: 4, at: Self.moment, plan: nil, under: claim, as: 4)
                Issue.record("it was written")
            } catch { #expect(error.isRewound, "\(error)") }
        }
        #expect(try await store.events(of: run, after: 0).count == 2)
        #expect(try await store.verifyChain(against: nil).faults.isEmpty)
    }

    @Test("A claim lost in a failover is void, even if another engine's claim has its number")
    func lostClaim() async throws {
        let store = try open()
        let run = try await store.create(Self.plan, at: Self.moment)
        try await waitForStandby()
        try nodes.say("stop b")
        let lost = try await store.claim(run, for: "a", lasting: .seconds(600), isTakingOver: false)
        try nodes.say("kill a", "start b", "promote b")
        let next = try await open().claim(run, for: "b", lasting: .seconds(600), isTakingOver: false)
        #expect(next.fence == lost.fence)
        await #expect(throws: StoreError.claimLost(run)) { try await store.renew(lost, lasting: .seconds(600)) }
        await #expect(throws: StoreError.claimLost(run)) {
            try await store.append(
                [.claimed(by: "a", fence: 1)], to: run, after: 1, at: Self.moment, plan: nil, under: lost, as: 1)
        }
        #expect(try await store.events(of: run, after: 0).count == 1)
    }

    @Test("A wrong password is final; a server without a free connection is not, although a password was sent")
    func refusals() async throws {
        _ = try ask("a", "CREATE ROLE guarded LOGIN PASSWORD 'right' CONNECTION LIMIT 1")
        _ = try ask("a", "GRANT ALL ON SCHEMA public TO guarded")
        let address = nodes.address("a", user: "guarded")
        let held = try StillSession(address: address + " password=right")
        let expected = [
            ("right", "store.unreachable", RetryAdvice.later), ("wrong", "store.unusable", .never),
        ]
        for (password, code, retry) in expected {
            do {
                _ = try open(address + " password=\(password)", patience: .milliseconds(300))
                Issue.record("\(password) was let in")
            } catch let error as StoreError { #expect(error.code == code && error.retry == retry, "\(error)") }
        }
        do {
            _ = try open(nodes.address("a", database: "nowhere"), patience: .milliseconds(300))
            Issue.record("there is such a database")
        } catch let error as StoreError { #expect(error.code == "store.unusable" && error.retry == .never, "\(error)") }
        try held.run("SELECT 1")
    }

    @Test("A restarting server is waited for")
    func restart() async throws {
        let store = try open(nodes.address("a"), patience: .seconds(30))
        let run = try await store.create(Self.plan, at: Self.moment)
        try nodes.say("kill a")
        async let appended: Void = store.append([.paused(by: "a")], to: run, after: 1, at: Self.moment)
        try nodes.say("start a")
        try await appended
        #expect(try await store.events(of: run, after: 0).count == 2)
    }
}
