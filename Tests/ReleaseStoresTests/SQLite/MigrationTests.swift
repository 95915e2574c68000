import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// Files of schemas that were never released, as they are on developers' machines.
@Suite("Migrations of an SQLite file")
struct MigrationTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/state.db" }

    init() throws { folder = try TemporaryFolder() }

    /// A file as schema 2 wrote it: without claims, positions or hashes; one run is over.
    private func writeSecondSchema() throws {
        let plan = String(decoding: try encodeJSON(RunStoreContractTests.plan, isPretty: false), as: UTF8.self)
            .replacing("'", with: "''")
        let created = #"{"created":{"plan":"d1","trigger":{"by":"a","command":"b","reason":""}}}"#
        try ForeignHand(path: path).run(
            """
            CREATE TABLE runs (
                number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, plan TEXT NOT NULL) STRICT;
            CREATE TABLE events (run INTEGER NOT NULL REFERENCES runs (number), sequence INTEGER NOT NULL,
                at TEXT NOT NULL, event TEXT NOT NULL, PRIMARY KEY (run, sequence)) STRICT, WITHOUT ROWID;
            CREATE TABLE reservations (run INTEGER NOT NULL REFERENCES runs (number), component TEXT NOT NULL,
                version TEXT NOT NULL, PRIMARY KEY (component, run, version)) STRICT, WITHOUT ROWID;
            INSERT INTO runs VALUES (1, 'r1', '2026-01-01T00:00:00.000Z', '\(plan)'),
                (2, 'r2', '2026-01-01T00:00:01.000Z', '\(plan)');
            INSERT INTO events VALUES (1, 1, '2026-01-01T00:00:00.000Z', '\(created)'),
                (1, 2, '2026-01-01T00:00:02.000Z', '{"finished":{}}'),
                (2, 1, '2026-01-01T00:00:01.000Z', '\(created)'),
                (2, 2, '2026-01-01T00:00:03.000Z', '{"paused":{"by":"a"}}');
            PRAGMA user_version = 2;
            """)
    }

    @Test("A file without a chain gets one, and finished runs stay finished")
    func chained() async throws {
        try writeSecondSchema()
        let store = try SQLiteRunStore(path: path)
        #expect(try await store.openRuns().map(\.id) == ["r2"])
        #expect(try await store.verifyChain(against: nil).faults.isEmpty)
        try await store.append([.resumed(by: "a")], to: "r2", after: 2, at: RunStoreContractTests.moment)
        #expect(
            try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment).abbreviation == "r3")
        let verification = try await store.verifyChain(against: nil)
        #expect(verification.faults.isEmpty && verification.entries == 6)
    }

    @Test("Reserved versions stay held by the first run that was not cancelled")
    func held() async throws {
        try writeSecondSchema()
        try ForeignHand(path: path).run(
            """
            INSERT INTO events VALUES (2, 3, '2026-01-01T00:00:04.000Z', '{"cancelled":{"by":"a","reason":"b"}}');
            INSERT INTO reservations VALUES (1, 'core', '1.0.0'), (2, 'core', '1.1.0'), (2, 'core', '1.0.0');
            """)
        let store = try SQLiteRunStore(path: path)
        #expect(
            try await store.reservations() == [Reservation(component: "core", version: Version(1, 0, 0), run: "r1")])
    }

    @Test("Of many that open an old file at once, one migrates it and all can use it")
    func atOnce() async throws {
        try writeSecondSchema()
        let path = path
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<6 { group.addTask { try await SQLiteRunStore(path: path).runs().count } }
            for try await count in group { #expect(count == 2) }
        }
    }

    @Test("A migration that fails leaves the file as it was")
    func failing() throws {
        try writeSecondSchema()
        // In the way of the third migration, which comes before the fourth.
        try ForeignHand(path: path).run("CREATE TABLE ends (x)")
        #expect(throws: StoreError.self) { try SQLiteRunStore(path: path) }
        let hand = ForeignHand(path: path)
        #expect(try hand.text("PRAGMA user_version") == "2")
        #expect(try hand.text("SELECT count(*) FROM sqlite_master WHERE name = 'claims'") == "0")
    }
}
