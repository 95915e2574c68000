package import ReleasePorts

extension SQLiteRunStore: StoreUpkeep {
    package func check() async throws(StoreError) -> [String] {
        try SQLiteRunStore.findings(of: "integrity_check(100)", in: database)
            + SQLiteRunStore.foreign(database).map { "\($0) refers to what is not there" }
    }

    package func verifyChain(against noted: ChainHead?) async throws(StoreError) -> ChainVerification {
        try SQLiteRunStore.verification(of: database, against: noted)
    }

    package func size() async throws(StoreError) -> Int64 {
        let pages = try database.number("PRAGMA page_count") ?? 0
        let size = try database.number("PRAGMA page_size") ?? 0
        return Int64(clamping: pages.multipliedReportingOverflow(by: size).partialValue)
    }

    /// Tables with rows that refer to others which are not there.
    private static func foreign(_ database: Database) throws(StoreError) -> [String] {
        var rows: [String] = []
        try database.run("PRAGMA foreign_key_check") { row in rows.append("a row of '\(row.text(0))'") }
        return rows
    }

    static func verification(
        of database: Database, against noted: ChainHead?
    ) throws(StoreError) -> ChainVerification {
        try database.snapshot { () throws(StoreError) in
            let ends = try ends(in: database)
            var check = ChainCheck(noted: noted, upTo: ends["positions"]?.revision ?? 0)
            let runs = try storedRuns(database)
            for number in try numbers(in: database, beside: runs) {
                check.add(
                    runs[number], number: number,
                    try stored("events WHERE run = ?", [.integer(number)], in: database))
            }
            check.end(lastRun: ends["runs"]?.revision ?? 0, hash: ends["runs"]?.hash ?? "")
            check.addWorkspace(
                try stored("workspace_events", [], in: database), end: ends["workspace"] ?? .beginning)
            return check.verification
        }
    }

    /// Also of those of which only the journal is left.
    private static func numbers(
        in database: Database, beside runs: [Int: ChainCheck.Run]
    ) throws(StoreError) -> [Int] {
        var numbers = Set(runs.keys)
        try database.run("SELECT DISTINCT run FROM events") { numbers.insert($0.integer(0)) }
        return numbers.sorted()
    }

    private static func storedRuns(_ database: Database) throws(StoreError) -> [Int: ChainCheck.Run] {
        var runs: [Int: ChainCheck.Run] = [:]
        try database.run("SELECT number, id, created_at, is_over, revision, hash FROM runs") { row in
            runs[row.integer(0)] = ChainCheck.Run(
                number: row.integer(0), id: row.text(1), createdAt: row.text(2), isOver: row.integer(3) != 0,
                revision: row.integer(4), hash: row.text(5))
        }
        return runs
    }

    private static func ends(in database: Database) throws(StoreError) -> [String: JournalEnd] {
        var ends: [String: JournalEnd] = [:]
        try database.run("SELECT name, number, hash FROM ends") { row in
            ends[row.text(0)] = JournalEnd(revision: row.integer(1), hash: row.text(2), at: "")
        }
        return ends
    }

    /// Entries of a table, in order of sequence.
    static func stored(
        _ source: String, _ values: [Database.Value], in database: Database
    ) throws(StoreError) -> [StoredEntry] {
        var entries: [StoredEntry] = []
        try database.run("SELECT sequence, position, at, event, hash FROM \(source) ORDER BY sequence", values) { row in
            entries.append(
                StoredEntry(
                    sequence: row.integer(0), position: row.integer(1), at: row.bytes(2), text: row.bytes(3),
                    hash: row.text(4)))
        }
        return entries
    }
}
