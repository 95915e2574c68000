import Foundation
import ReleaseModel
import ReleasePorts

extension SQLiteRunStore {
    /// All or nothing, durable when it returns, and in a schema that this program knows: a later one may have changed it
    /// since the file was opened.
    func changing<Answer>(_ body: () throws(StoreError) -> Answer) throws(StoreError) -> Answer {
        try database.transaction { () throws(StoreError) in
            _ = try Migrations.version(of: database)
            return try body()
        }
    }

    /// Where a run's journal ends.
    func end(of run: Int) throws(StoreError) -> JournalEnd {
        var end = JournalEnd.beginning
        try database.run(
            """
            SELECT revision, hash, (SELECT at FROM events WHERE run = number AND sequence = revision)
            FROM runs WHERE number = ?
            """, [.integer(run)]
        ) { end = JournalEnd(revision: $0.integer(0), hash: $0.text(1), at: $0.text(2)) }
        return end
    }

    /// What the store notes of its last run (its number and first hash) or of the workspace's journal (its end).
    func end(_ name: String) throws(StoreError) -> (number: Int, hash: String) {
        var end: (number: Int, hash: String)?
        try database.run("SELECT number, hash FROM ends WHERE name = ?", [.text(name)]) {
            end = ($0.integer(0), $0.text(1))
        }
        guard let end else { throw .corrupt(path: database.path, reason: "the end of its journals is not noted") }
        return end
    }

    func note(_ name: String, _ number: Int, _ hash: String) throws(StoreError) {
        try database.run(
            "UPDATE ends SET number = ?, hash = ? WHERE name = ?", [.integer(number), .text(hash), .text(name)])
    }

    /// Takes places for entries, in a transaction.
    ///
    /// - Returns: As many as requested, increasing.
    func positions(_ count: Int) throws(StoreError) -> [Int] {
        let last = try end("positions").number
        try note("positions", last &+ count, "")
        return (0..<count).map { last &+ 1 &+ $0 }
    }

    func insert(_ entry: StoredEntry, of run: Int) throws(StoreError) {
        try database.run(
            "INSERT INTO events (run, sequence, position, at, event, hash) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .integer(run), .integer(entry.sequence), .integer(entry.position), .bytes(entry.at),
                .bytes(entry.text), .text(entry.hash),
            ])
    }

    /// - Parameter run: By its id, or by the abbreviation of it.
    func number(of run: RunID) throws(StoreError) -> Int {
        let sql = "SELECT number FROM runs WHERE number = ? AND (id = ? OR 'r' || number = ?)"
        guard let wanted = run.number,
            let number = try database.number(sql, [.integer(wanted), .text(run.text), .text(run.text)])
        else { throw .noSuchRun(run) }
        return number
    }

    /// What is stored of a run at one moment.
    ///
    /// - Parameters:
    ///   - revision: Behind which the entries are wanted; nil: behind the run's snapshot, if there is one of use.
    ///   - withPlan: false for who wants the journal alone.
    static func stored(
        _ run: Int, after revision: Int? = 0, withPlan: Bool = true, in database: Database
    ) throws(StoreError) -> StoredRun {
        try database.snapshot { () throws(StoreError) in
            var found: StoredRun?
            try database.run(
                """
                SELECT id, created_at, revision, hash FROM runs WHERE number = ?
                """, [.integer(run)]
            ) { row in
                found = StoredRun(
                    id: RunID(row.text(0)), number: run, createdAt: row.text(1), plan: "",
                    end: JournalEnd(revision: row.integer(2), hash: row.text(3), at: ""), revision: revision ?? 0,
                    entries: [])
            }
            guard var found else { throw StoreError.noSuchRun(RunID("r\(run)")) }
            if withPlan {
                try database.run("SELECT plan FROM plans WHERE run = ?", [.integer(run)]) { found.plan = $0.text(0) }
            }
            if revision == nil, let kept = try snapshot(of: run, in: database) {
                (found.snapshot, found.revision) = (kept.state, kept.revision)
            }
            found.previous = try hash(before: found.revision, of: run, in: database)
            found.entries = try stored(
                "events WHERE run = ? AND sequence > ?", [.integer(run), .integer(found.revision)], in: database)
            return found
        }
    }

    /// What the entry behind a revision hangs on: the one before it, or the first one of the run before.
    private static func hash(
        before revision: Int, of run: Int, in database: Database
    ) throws(StoreError) -> String? {
        if run == 1, revision == 0 { return "" }
        var hash: String?
        try database.run(
            "SELECT hash FROM events WHERE run = ? AND sequence = ?",
            [.integer(revision == 0 ? run &- 1 : run), .integer(max(revision, 1))]
        ) { hash = $0.text(0) }
        return hash
    }
}
