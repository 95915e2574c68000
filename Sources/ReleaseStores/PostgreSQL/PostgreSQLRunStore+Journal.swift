import Foundation
import ReleaseModel
import ReleasePorts

extension PostgreSQLRunStore {
    /// One view of everything, whatever others write meanwhile.
    static let looking = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    /// Of `r7` the 7; what no store would call a run is none.
    func number(of run: RunID) throws(StoreError) -> Int {
        guard run.text.hasPrefix("r"), let number = Int(run.text.dropFirst()), number > 0, "r\(number)" == run.text
        else { throw .noSuchRun(run) }
        return number
    }

    /// Locks a run's row until the transaction's end.
    func lock(_ connection: Connection, _ number: Int, _ run: RunID) throws -> (end: JournalEnd, fence: Int) {
        let rows = try connection.run(
            """
            SELECT revision, hash, last_at, fence FROM slipway_runs WHERE workspace = $1 AND number = $2 FOR UPDATE
            """, [workspace, "\(number)"])
        guard let row = rows.first else { throw StoreError.noSuchRun(run) }
        return (JournalEnd(revision: integer(row[0]), hash: row[1], at: row[2]), integer(row[3]))
    }

    /// Locks the workspace's row, and makes it where it is missing.
    func ends(
        _ connection: Connection
    ) throws -> (runs: Int, firstHash: String, workspace: JournalEnd) {
        let sql = """
            SELECT runs, first_hash, revision, hash, last_at FROM slipway_workspaces WHERE name = $1 FOR UPDATE
            """
        var rows = try connection.run(sql, [workspace])
        if rows.isEmpty {
            try connection.run("INSERT INTO slipway_workspaces (name) VALUES ($1) ON CONFLICT DO NOTHING", [workspace])
            rows = try connection.run(sql, [workspace])
        }
        guard let row = rows.first else { throw SQLFailure.refused("40001", "the workspace's row is not there") }
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

    /// Where a journal ends; nil where there is no such run.
    func end(_ connection: Connection, of run: Int) throws -> JournalEnd? {
        try connection.run(
            "SELECT revision, hash, last_at FROM slipway_runs WHERE workspace = $1 AND number = $2",
            [workspace, "\(run)"]
        ).first.map { JournalEnd(revision: integer($0[0]), hash: $0[1], at: $0[2]) }
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

    func stored(_ connection: Connection, of run: Int, after revision: Int) throws -> [StoredEntry] {
        try connection.run(
            """
            SELECT sequence, position, at, event, hash FROM slipway_events
            WHERE workspace = $1 AND run = $2 AND sequence > $3 ORDER BY sequence
            """, [workspace, "\(run)", "\(revision)"]
        ).map(storedEntry)
    }

    func storedWorkspace(_ connection: Connection) throws -> [StoredEntry] {
        try connection.run(
            """
            SELECT sequence, position, at, event, hash FROM slipway_workspace_events
            WHERE workspace = $1 ORDER BY sequence
            """, [workspace]
        ).map(storedEntry)
    }

    func entries(
        _ stored: [StoredEntry], after revision: Int, behind previous: String?, end: JournalEnd, of run: Int
    ) throws(StoreError) -> [JournalEntry] {
        try readJournal(
            stored, after: revision, behind: previous, end: end, journal: "r\(run)", in: address
        ) { (sequence, at, event: RunEvent) in JournalEntry(sequence: sequence, at: at, event: event) }
    }

    /// Runs that fulfil a condition, oldest first.
    func records(_ condition: String, _ values: [String]) throws(StoreError) -> [RunRecord] {
        try session.transaction(PostgreSQLRunStore.looking) { connection in
            let rows = try connection.run(
                """
                SELECT number, created_at, plan, revision, hash, last_at FROM slipway_runs
                WHERE workspace = $1 AND \(condition) ORDER BY number
                """, [workspace] + values)
            return try rows.map { row in
                let number = integer(row[0])
                let end = JournalEnd(revision: integer(row[3]), hash: row[4], at: row[5])
                let stored = try stored(connection, of: number, after: 0)
                return RunRecord(
                    id: RunID("r\(number)"), createdAt: try date(row[1], in: address),
                    plan: try decoded(ReleasePlan.self, row[2], what: "the plan of r\(number)", in: address),
                    entries: try entries(
                        stored, after: 0, behind: try hash(connection, before: 0, of: number), end: end, of: number))
            }
        }
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
