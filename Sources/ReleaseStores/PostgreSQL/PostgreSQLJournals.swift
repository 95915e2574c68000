import ReleaseModel
import ReleasePorts

/// Reads the journals of one workspace.
struct PostgreSQLJournals {
    let session: Session
    let workspace: String

    /// An entry's hash; nil where the entry does not exist.
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

    /// Entries behind a revision, in order of sequence. Asked for in parts, so that the server, which ends a
    /// transaction without a question, never waits for us to take in more than one.
    ///
    /// - Parameter limit: How many at most, rounded up to whole parts.
    /// - Returns: Rows for ``storedEntry(_:)``, which is called when the transaction has ended.
    func rows(
        _ connection: Connection, of run: Int, after revision: Int, limit: Int = .max
    ) throws -> [[String]] {
        var entries: [[String]] = []
        var last = revision
        while entries.count < limit {
            let part = try connection.run(
                """
                SELECT sequence, position, at, event, hash FROM slipway_events
                WHERE workspace = $1 AND run = $2 AND sequence > $3 ORDER BY sequence LIMIT \(PostgreSQLJournals.part)
                """, [workspace, "\(run)", "\(last)"])
            entries += part
            guard part.count == PostgreSQLJournals.part, let end = part.last?.first else { return entries }
            last = integer(end)
        }
        return entries
    }

    private static let part = 1_000

    /// nil where there is none of use.
    func snapshot(of run: Int, _ connection: Connection) throws -> (revision: Int, state: String)? {
        try connection.run(
            """
            SELECT kept.revision, state FROM slipway_snapshots AS kept
            JOIN slipway_events AS events ON events.workspace = kept.workspace AND events.run = kept.run
                AND events.sequence = kept.revision AND events.hash = kept.hash
            WHERE kept.workspace = $1 AND kept.run = $2 AND fold = $3
            """, [workspace, "\(run)", "\(RunState.foldNumber)"]
        ).first.map { (integer($0[0]), $0[1]) }
    }

    /// A run's row and journal as they are stored, at one moment; only fetched, so that no transaction is open while
    /// hashes are computed and JSON is decoded.
    ///
    /// - Parameters:
    ///   - revision: Behind which the entries are wanted; nil: behind the run's snapshot, if there is one of use.
    ///   - withPlan: false for who wants the journal alone.
    ///   - limit: How many entries at most, rounded up to whole parts; see ``moreEntries(of:limit:)``.
    func storedRun(
        _ run: RunID, after revision: Int?, withPlan: Bool, limit: Int = .max
    ) throws(StoreError) -> StoredRun {
        guard let number = run.number else { throw StoreError.noSuchRun(run) }
        let (stored, rows) = try session.transaction(PostgreSQLRunStore.looking) {
            (connection) -> (StoredRun, [[String]]) in
            let found = try connection.run(
                """
                SELECT id, created_at, \(withPlan ? "plan" : "''"), revision, hash, last_at FROM slipway_runs
                WHERE workspace = $1 AND number = $2 AND (id = $3 OR 'r' || number = $3)
                """, [workspace, "\(number)", run.text])
            guard let row = found.first else { throw StoreError.noSuchRun(run) }
            let kept = revision == nil ? try snapshot(of: number, connection) : nil
            let from = revision ?? kept?.revision ?? 0
            let stored = StoredRun(
                id: RunID(row[0]), number: number, createdAt: row[1], plan: row[2],
                end: JournalEnd(revision: integer(row[3]), hash: row[4], at: row[5]), snapshot: kept?.state,
                revision: from, previous: try hash(connection, before: from, of: number), entries: [])
            return (stored, try self.rows(connection, of: number, after: from, limit: limit))
        }
        var whole = stored
        whole.entries = rows.map(storedEntry)
        return whole
    }

    /// The entries of a run that follow those that it has, up to the end that was seen with the first: journals only grow.
    ///
    /// - Throws: ``StoreError/rewound(_:_:)`` where the store lost them meanwhile.
    func moreEntries(of stored: StoredRun, limit: Int) throws(StoreError) -> [StoredEntry] {
        let last = stored.entries.last?.sequence ?? stored.revision
        let rows = try session.transaction(PostgreSQLRunStore.looking) { connection in
            try self.rows(connection, of: stored.number, after: last, limit: limit)
        }
        let entries = rows.prefix(stored.end.revision - last).map(storedEntry)
        guard !entries.isEmpty else {
            throw .rewound(stored.id, "it had \(stored.end.revision) entries a moment ago, and has \(last)")
        }
        return entries
    }

    /// From the snapshot on; from the beginning where there is none that can be used.
    func folded(_ run: RunID) throws(StoreError) -> RunRecord {
        try foldedWithHash(run).record
    }

    func foldedWithHash(_ run: RunID) throws(StoreError) -> (record: RunRecord, hash: String) {
        let short = try storedRun(run, after: nil, withPlan: true)
        if let record = try short.folded(in: session.address) { return (record, short.end.hash) }
        let long = try storedRun(run, after: 0, withPlan: true)
        return (try long.record(in: session.address), long.end.hash)
    }
}
