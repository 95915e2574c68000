import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// Servers and ways to them as they should not be.
@Suite(
    "A PostgreSQL store under adverse conditions", .enabled(if: PostgreSQLSchema.isThere, "\(PostgreSQLSchema.missing)")
)
struct PostgreSQLHardshipTests {
    private let schema: PostgreSQLSchema
    private static let plan = RunStoreContractTests.plan
    private static let moment = RunStoreContractTests.moment

    init() throws { schema = try PostgreSQLSchema() }

    private func open(_ address: String? = nil, patience: Duration = .seconds(5)) throws(StoreError)
        -> PostgreSQLRunStore
    {
        try PostgreSQLRunStore(address: address ?? schema.address, workspace: "demo", patience: patience)
    }

    /// A store behind a way that can fail, with a run.
    private func faultyScene() async throws -> (store: PostgreSQLRunStore, way: FaultyWay, run: RunID) {
        let way = try FaultyWay(to: schema.address)
        let store = try open(try way.address(schema.address))
        return (store, way, try await store.create(PostgreSQLHardshipTests.plan, at: PostgreSQLHardshipTests.moment))
    }

    @Test(
        "An append whose response was lost is stored once, whether the server did it or not",
        arguments: [FaultyWay.Fault.lostBefore, .lostBehind])
    func lostAppend(fault: FaultyWay.Fault) async throws {
        let (store, way, run) = try await faultyScene()
        defer { way.close() }
        way.arm(fault)
        try await store.append([.paused(by: "a")], to: run, after: 1, at: PostgreSQLHardshipTests.moment)
        try await store.append([.resumed(by: "a")], to: run, after: 2, at: PostgreSQLHardshipTests.moment)
        #expect(
            try await store.events(of: run, after: 0).map(\.event).dropFirst() == [.paused(by: "a"), .resumed(by: "a")])
        #expect(try await store.verifyChain(against: nil).faults.isEmpty)
    }

    @Test(
        "A lost response is looked up until the outcome is known or reported as unknown; nothing is done twice",
        arguments: [FaultyWay.Fault.lostBefore, .lostBehind], [1, 2, 9])
    func lostLook(fault: FaultyWay.Fault, looks: Int) async throws {
        let (store, way, run) = try await faultyScene()
        defer { way.close() }
        // Its fold is there, so that the append is the first that is asked.
        _ = try await store.run(run)
        way.arm(fault, losingLooks: looks)
        do {
            try await store.append([.paused(by: "a")], to: run, after: 1, at: PostgreSQLHardshipTests.moment)
            #expect(looks < 9)
        } catch {
            #expect(looks == 9 && error.code == "store.unreachable", "\(error)")
        }
        let entries = try await open().events(of: run, after: 0)
        #expect(entries.count == (looks == 9 && fault == .lostBefore ? 1 : 2))
    }

    @Test(
        "A run, a decision and a claim whose response was lost are stored once",
        arguments: [FaultyWay.Fault.lostBefore, .lostBehind])
    func lostOthers(fault: FaultyWay.Fault) async throws {
        let (store, way, run) = try await faultyScene()
        defer { way.close() }
        way.arm(fault)
        #expect(
            try await store.create(PostgreSQLHardshipTests.plan, at: PostgreSQLHardshipTests.moment).abbreviation
                == "r2")
        way.arm(fault)
        try await store.record(.backedUp(to: "x", by: "a"), at: PostgreSQLHardshipTests.moment)
        way.arm(fault)
        let claim = try await store.claim(run, for: "a", lasting: .seconds(60), isTakingOver: false)
        way.arm(fault)
        try await store.renew(claim, lasting: .seconds(60))
        way.arm(fault)
        try await store.reserve(["core": Version(1, 0, 0)], for: run)
        #expect(claim.fence == 1)
        #expect(try await store.runs().count == 2)
        #expect(try await store.workspaceEntries().count == 1)
        #expect(try await store.reservations().count == 1)
        #expect(try await store.verifyChain(against: nil).faults.isEmpty)
    }

    @Test("A connection that the server closed is reopened")
    func terminated() async throws {
        let store = try open(namedAddress)
        let run = try await store.create(PostgreSQLHardshipTests.plan, at: PostgreSQLHardshipTests.moment)
        try endSessions()
        try await store.append([.finished], to: run, after: 1, at: PostgreSQLHardshipTests.moment)
        #expect(try await store.events(of: run, after: 0).count == 2)
    }

    /// Ends the sessions of this test, which its schema names itself after.
    private func endSessions() throws {
        try schema.run(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND application_name = '\(schema.name)'
            """)
    }

    private var namedAddress: String { schema.address + " application_name=\(schema.name)" }

    @Test("Waiting for changes survives a lost connection")
    func listensAgain() async throws {
        let store = try open(namedAddress)
        let run = try await store.create(PostgreSQLHardshipTests.plan, at: PostgreSQLHardshipTests.moment)
        var changes = store.changes().makeAsyncIterator()
        await changes.next()
        try endSessions()
        // The connection was made again, and listens from then on.
        await changes.next()
        try await open().append([.paused(by: "a")], to: run, after: 1, at: PostgreSQLHardshipTests.moment)
        await changes.next()
        #expect(try await store.run(run).state.isPaused)
    }

    @Test("A missing server is reported after some attempts, and a retry helps")
    func unreachable() throws {
        let begin = ContinuousClock.now
        do {
            _ = try open("host=/tmp/slipway-nobody dbname=x", patience: .milliseconds(300))
            Issue.record("nobody was reached")
        } catch {
            #expect(error.code == "store.unreachable" && error.retry == .later)
            #expect(error.summary.contains("/tmp/slipway-nobody"))
        }
        #expect(ContinuousClock.now - begin < .seconds(5))
    }

    @Test(
        "An address that can't be parsed is not shown, since it may contain a password",
        arguments: ["host=localhost geheim", "postgresql://geheim@[", "postgresql:///x?geheim=1"])
    func unreadable(address: String) {
        do {
            _ = try open(address, patience: .milliseconds(100))
            Issue.record("it was opened")
        } catch {
            let text = ([error.summary] + error.suggestions + error.reasons).joined()
            #expect(error.code == "store.unusable" && !text.contains("geheim"), "\(error)")
        }
    }

    @Test("A session stalled in a transaction blocks others for only a few seconds")
    func stoppedSession() async throws {
        let store = try open()
        let run = try await store.create(PostgreSQLHardshipTests.plan, at: PostgreSQLHardshipTests.moment)
        let still = try StillSession(address: schema.address)
        try still.run("SET idle_in_transaction_session_timeout = '1s'; BEGIN; SELECT 1 FROM slipway_runs FOR UPDATE")
        try await store.append([.finished], to: run, after: 1, at: PostgreSQLHardshipTests.moment)
        #expect(try await store.events(of: run, after: 0).count == 2)
    }

    @Test("A database of a newer version is refused and not changed")
    func tooNew() throws {
        _ = try open()
        try schema.run("UPDATE slipway_schema SET version = 99")
        #expect(throws: StoreError.tooNew(path: schema.address, found: 99, supported: 8)) { try open() }
        #expect(try schema.run("SELECT version FROM slipway_schema") == "99")
    }

    @Test("Of many that migrate one database at once, one does and all can use it")
    func migrations() async throws {
        let schema = schema
        try await withThrowingTaskGroup(of: RunID.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    try await PostgreSQLRunStore(address: schema.address, workspace: "demo").create(
                        PostgreSQLHardshipTests.plan, at: PostgreSQLHardshipTests.moment)
                }
            }
            var runs: Set<RunID> = []
            for try await run in group { runs.insert(run) }
            #expect(runs.count == 6)
        }
    }

    @Test("Versions reserved before there was a key stay held by the first run that was not cancelled")
    func held() async throws {
        let store = try open()
        let moment = PostgreSQLHardshipTests.moment
        for number in 1...3 {
            let run = try await store.create(PostgreSQLHardshipTests.plan, at: moment)
            if number == 1 { try await store.append([.cancelled(by: "a", reason: "b")], to: run, after: 1, at: moment) }
        }
        try schema.run(
            """
            \(PostgreSQLMigrationTests.toSecondSchema)
            INSERT INTO slipway_reservations VALUES ('demo', 'core', 1, '1.0.0'), ('demo', 'core', 3, '1.0.0'),
                ('demo', 'core', 2, '1.0.0'), ('demo', 'lib', 3, '2.0.0'), ('demo', 'lib', 1, '3.0.0');
            """)
        let held = try await open().reservations()
        #expect(held.map(\.run.abbreviation) == ["r2", "r3"] && held.map(\.component) == ["core", "lib"])
        // What runs are found by is filled from their journals.
        #expect(try await open().summaries(before: nil, limit: 9).map(\.status) == [.running, .running, .cancelled])
    }

    @Test("Workspaces in one database are isolated from each other")
    func workspaces() async throws {
        let address = schema.address
        let first = try PostgreSQLRunStore(address: address, workspace: "first")
        let second = try PostgreSQLRunStore(address: address, workspace: "sec'ond")
        let moment = PostgreSQLHardshipTests.moment
        #expect(try await first.create(PostgreSQLHardshipTests.plan, at: moment).abbreviation == "r1")
        #expect(try await second.create(PostgreSQLHardshipTests.plan, at: moment).abbreviation == "r1")
        try await first.reserve(["core": Version(1, 0, 0)], for: "r1")
        try await second.reserve(["core": Version(1, 0, 0)], for: "r1")
        try await first.record(.backedUp(to: "x", by: "a"), at: moment)
        try await second.append([.finished], to: "r1", after: 1, at: moment)
        #expect(try await first.openRuns().map(\.id.abbreviation) == ["r1"])
        #expect(try await second.openRuns().isEmpty)
        #expect(try await second.workspaceEntries().isEmpty)
        #expect(try await first.verifyChain(against: nil).faults.isEmpty)
        #expect(try await second.verifyChain(against: nil).faults.isEmpty)
    }

    @Test("Backups are left to PostgreSQL, and the error says how")
    func backup() async throws {
        let store = try open()
        do {
            try await store.backUp(to: "/tmp/x")
            Issue.record("there is a backup")
        } catch {
            let error = try #require(error as? BackupError)
            #expect(error.suggestions.contains { $0.contains("pg_dump") })
        }
        #expect(try await store.check().isEmpty)
        #expect(try await store.size() > 0)
    }
}
