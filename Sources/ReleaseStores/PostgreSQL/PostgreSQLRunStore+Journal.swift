import Foundation
import ReleaseModel
import ReleasePorts

extension PostgreSQLRunStore {
    /// One view of everything, whatever others write meanwhile.
    static let looking = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    /// As ``PostgreSQLJournals/storedRun(_:after:withPlan:limit:)``, with a pause after each ten thousand entries, in which
    /// claims are renewed.
    func stored(_ run: RunID, after revision: Int, withPlan: Bool) async throws(StoreError) -> StoredRun {
        let limit = 10_000
        var stored = try journals.storedRun(run, after: revision, withPlan: withPlan, limit: limit)
        while let last = stored.entries.last, last.sequence < stored.end.revision {
            await Task.yield()
            stored.entries += try journals.moreEntries(of: stored, limit: limit)
        }
        return stored
    }

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

    /// - Parameter texts: Of the entries, as ``array(_:)`` writes them: worked out before the transaction begins.
    func insert(_ entries: [StoredEntry], texts: String, of run: Int, _ connection: Connection) throws {
        try connection.run(
            """
            INSERT INTO slipway_events (workspace, run, sequence, position, at, event, hash)
            SELECT $1, $2, entry.* FROM unnest($3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[]) AS entry
            """,
            [
                workspace, "\(run)", array(entries.map { "\($0.sequence)" }), array(entries.map { "\($0.position)" }),
                array(entries.map { String(decoding: $0.at, as: UTF8.self) }),
                texts, array(entries.map(\.hash)),
            ])
    }

    func workspaceEnd(_ connection: Connection) throws -> JournalEnd {
        try connection.run("SELECT revision, hash, last_at FROM slipway_workspaces WHERE name = $1", [workspace])
            .first.map { JournalEnd(revision: integer($0[0]), hash: $0[1], at: $0[2]) } ?? .beginning
    }

    /// Rows for ``storedEntry(_:)``.
    func workspaceRows(_ connection: Connection) throws -> [[String]] {
        try connection.run(
            """
            SELECT sequence, position, at, event, hash FROM slipway_workspace_events
            WHERE workspace = $1 ORDER BY sequence
            """, [workspace])
    }
}

/// An array as PostgreSQL reads it ([input](https://www.postgresql.org/docs/15/arrays.html#ARRAYS-INPUT)).
///
/// Bytes instead of characters, since every event of a journal passes here.
func array(_ texts: [String]) -> String {
    var bytes: [UInt8] = [UInt8(ascii: "{")]
    bytes.reserveCapacity(texts.reduce(2) { $0 + $1.utf8.count * 9 / 8 + 3 })
    for (index, text) in texts.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: "}"))
    return String(decoding: bytes, as: UTF8.self)
}

/// A number that the server sent; 0 for what is none, which its column's type rules out.
func integer(_ text: String) -> Int { Int(text) ?? 0 }

func storedEntry(_ row: [String]) -> StoredEntry {
    StoredEntry(
        sequence: integer(row[0]), position: integer(row[1]), at: row[2].utf8, text: row[3].utf8, hash: row[4])
}
