import Foundation
import ReleaseModel
import ReleasePorts

extension PostgreSQLRunStore {
    /// One view of everything, whatever others write meanwhile.
    static let looking = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    /// Of `r7-4be1c09a` and `r7` the 7; whether there is such a run is seen where it is read.
    func number(of run: RunID) throws(StoreError) -> Int {
        guard let number = run.number else { throw .noSuchRun(run) }
        return number
    }

    /// Locks a run's row until the transaction's end, in a schema that this program knows.
    func lock(_ connection: Connection, _ number: Int, _ run: RunID) throws -> (end: JournalEnd, claim: HeldClaim) {
        let rows = try connection.run(
            """
            SELECT revision, hash, last_at, fence, token, appends, (SELECT version FROM slipway_schema)
            FROM slipway_runs
            WHERE workspace = $1 AND number = $2 AND (id = $3 OR 'r' || number = $3) FOR UPDATE
            """, [workspace, "\(number)", run.text])
        guard let row = rows.first else { throw StoreError.noSuchRun(run) }
        try PostgreSQLMigrations.check(integer(row[6]), address)
        return (
            JournalEnd(revision: integer(row[0]), hash: row[1], at: row[2]),
            HeldClaim(fence: integer(row[3]), token: row[4], appends: integer(row[5]))
        )
    }

    /// Locks the workspace's row, in a schema that this program knows, and makes it where it is missing.
    func ends(
        _ connection: Connection
    ) throws -> (runs: Int, firstHash: String, workspace: JournalEnd) {
        let sql = """
            SELECT runs, first_hash, revision, hash, last_at, (SELECT version FROM slipway_schema)
            FROM slipway_workspaces WHERE name = $1 FOR UPDATE
            """
        var rows = try connection.run(sql, [workspace])
        if rows.isEmpty {
            try connection.run("INSERT INTO slipway_workspaces (name) VALUES ($1) ON CONFLICT DO NOTHING", [workspace])
            rows = try connection.run(sql, [workspace])
        }
        guard let row = rows.first else { throw SQLFailure.refused("40001", "the workspace's row is not there") }
        try PostgreSQLMigrations.check(integer(row[5]), address)
        return (integer(row[0]), row[1], JournalEnd(revision: integer(row[2]), hash: row[3], at: row[4]))
    }

    /// Takes places for entries; growing, not without gaps.
    func positions(_ count: Int, _ connection: Connection) throws -> [Int] {
        try connection.run("SELECT nextval('slipway_positions') FROM generate_series(1, $1::int)", ["\(count)"])
            .map { integer($0[0]) }.sorted()
    }

    func insert(_ entries: [StoredEntry], of run: Int, _ connection: Connection) throws {
        try connection.run(
            """
            INSERT INTO slipway_events (workspace, run, sequence, position, at, event, hash)
            SELECT $1, $2, entry.* FROM unnest($3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[]) AS entry
            """,
            [
                workspace, "\(run)", array(entries.map { "\($0.sequence)" }), array(entries.map { "\($0.position)" }),
                array(entries.map { String(decoding: $0.at, as: UTF8.self) }),
                array(entries.map { String(decoding: $0.text, as: UTF8.self) }), array(entries.map(\.hash)),
            ])
    }

    func workspaceEnd(_ connection: Connection) throws -> JournalEnd {
        try connection.run("SELECT revision, hash, last_at FROM slipway_workspaces WHERE name = $1", [workspace])
            .first.map { JournalEnd(revision: integer($0[0]), hash: $0[1], at: $0[2]) } ?? .beginning
    }

    /// An entry's hash; nil where there is no such entry.
    func hash(_ connection: Connection, of run: Int, at sequence: Int) throws -> String? {
        try connection.run(
            "SELECT hash FROM slipway_events WHERE workspace = $1 AND run = $2 AND sequence = $3",
            [workspace, "\(run)", "\(sequence)"]
        ).first?.first
    }

    /// What the entry behind a revision hangs on: the one before it, or the first one of the run before.
    func hash(_ connection: Connection, before revision: Int, of run: Int) throws -> String? {
        if revision > 0 { return try hash(connection, of: run, at: revision) }
        return run == 1 ? "" : try hash(connection, of: run - 1, at: 1)
    }

    /// Entries behind a revision, in order of sequence. Asked for in parts, so that the server, which ends a transaction in
    /// which nobody asks for anything, never waits for us to take in more than one.
    ///
    /// - Returns: Rows for ``storedEntry(_:)``, which is called when the transaction has ended.
    func rows(_ connection: Connection, of run: Int, after revision: Int) throws -> [[String]] {
        var entries: [[String]] = []
        var last = revision
        while true {
            let part = try connection.run(
                """
                SELECT sequence, position, at, event, hash FROM slipway_events
                WHERE workspace = $1 AND run = $2 AND sequence > $3 ORDER BY sequence LIMIT \(PostgreSQLRunStore.part)
                """, [workspace, "\(run)", "\(last)"])
            entries += part
            guard part.count == PostgreSQLRunStore.part, let end = part.last?.first else { return entries }
            last = integer(end)
        }
    }

    private static let part = 1_000

    /// Rows for ``storedEntry(_:)``.
    func workspaceRows(_ connection: Connection) throws -> [[String]] {
        try connection.run(
            """
            SELECT sequence, position, at, event, hash FROM slipway_workspace_events
            WHERE workspace = $1 ORDER BY sequence
            """, [workspace])
    }

    /// A run's row and journal as they are stored, at one moment; only fetched, so that no transaction is open while
    /// hashes are computed and JSON is decoded.
    ///
    /// - Parameter withPlan: false for who wants the journal alone.
    func storedRun(_ run: RunID, after revision: Int, withPlan: Bool) throws(StoreError) -> StoredRun {
        let number = try number(of: run)
        return try session.transaction(PostgreSQLRunStore.looking) { connection in
            let rows = try connection.run(
                """
                SELECT id, created_at, \(withPlan ? "plan" : "''"), revision, hash, last_at FROM slipway_runs
                WHERE workspace = $1 AND number = $2 AND (id = $3 OR 'r' || number = $3)
                """, [workspace, "\(number)", run.text])
            guard let row = rows.first else { throw StoreError.noSuchRun(run) }
            return StoredRun(
                id: RunID(row[0]), number: number, createdAt: row[1], plan: row[2],
                end: JournalEnd(revision: integer(row[3]), hash: row[4], at: row[5]),
                previous: try hash(connection, before: revision, of: number), revision: revision,
                rows: try self.rows(connection, of: number, after: revision))
        }
    }

    /// What stands in a database of a run.
    struct StoredRun {
        var id: RunID
        var number: Int
        var createdAt: String
        /// JSON; empty where nobody asked for it.
        var plan: String
        var end: JournalEnd
        /// What the first of the entries hangs on; nil where that isn't known.
        var previous: String?
        /// Behind which the entries are.
        var revision: Int
        var rows: [[String]]
    }

    func entries(_ stored: StoredRun) throws(StoreError) -> [JournalEntry] {
        try readJournal(
            stored.rows.map(storedEntry), after: stored.revision, behind: stored.previous, end: stored.end,
            journal: "r\(stored.number)", in: address
        ) { (sequence, at, event: RunEvent) in JournalEntry(sequence: sequence, at: at, event: event) }
    }

    func record(_ stored: StoredRun) throws(StoreError) -> RunRecord {
        RunRecord(
            id: stored.id, createdAt: try date(stored.createdAt, in: address),
            plan: try decodedPlan(stored.plan, what: "the plan of \(stored.id)", in: address),
            entries: try entries(stored))
    }

    /// The ids of runs that fulfil a condition, oldest first.
    func ids(_ condition: String) throws(StoreError) -> [RunID] {
        try session.transaction(PostgreSQLRunStore.looking) { connection in
            try connection.run(
                "SELECT id FROM slipway_runs WHERE workspace = $1 AND \(condition) ORDER BY number", [workspace]
            ).map { RunID($0[0]) }
        }
    }

    /// Runs that fulfil a condition, oldest first; each as it is when it is read.
    func records(_ condition: String) throws(StoreError) -> [RunRecord] {
        var records: [RunRecord] = []
        for id in try ids(condition) {
            records.append(try record(try storedRun(id, after: 0, withPlan: true)))
        }
        return records
    }
}

/// An array in PostgreSQL's own words
/// ([input](https://www.postgresql.org/docs/15/arrays.html#ARRAYS-INPUT)).
func array(_ texts: [String]) -> String {
    let quoted = texts.map { text in
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    return "{" + quoted.joined(separator: ",") + "}"
}

/// A number that the server sent; 0 for what is none, which its column's type rules out.
func integer(_ text: String) -> Int { Int(text) ?? 0 }

func storedEntry(_ row: [String]) -> StoredEntry {
    StoredEntry(
        sequence: integer(row[0]), position: integer(row[1]), at: row[2].utf8, text: row[3].utf8, hash: row[4])
}
