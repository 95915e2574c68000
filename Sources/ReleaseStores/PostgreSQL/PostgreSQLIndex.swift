import ReleaseModel
import ReleasePorts

/// What is kept beside the journals of one workspace: written by its store, rebuilt from the journals.
struct PostgreSQLIndex {
    let journals: PostgreSQLJournals
    private var session: Session { journals.session }
    private var workspace: String { journals.workspace }

    struct Row {
        var id: RunID
        var createdAt: String
        var lastAt: String
        var revision: Int
        var summary: SummaryRow
    }

    /// - Parameter condition: With `$1` for the workspace.
    func rows(_ condition: String, _ values: [String], _ connection: Connection) throws -> [Row] {
        try connection.run(
            """
            SELECT id, created_at, last_at, revision, status, wakes_at, purpose, plan_digest, origin, steps, done, title
            FROM slipway_runs WHERE workspace = $1 \(condition)
            """, values
        ).map { row in
            Row(
                id: RunID(row[0]), createdAt: row[1], lastAt: row[2], revision: integer(row[3]),
                summary: SummaryRow(
                    status: row[4], wakesAt: integer(row[5]), purpose: row[6], plan: row[7], origin: row[8],
                    steps: integer(row[9]), done: integer(row[10]), title: row[11]))
        }
    }

    func write(_ row: SummaryRow, of run: Int, _ connection: Connection) throws {
        try update(PostgreSQLIndex.columns(row), of: run, connection)
    }

    /// What a run's row says of its fold.
    static func columns(_ row: SummaryRow) -> [(name: String, value: String)] {
        [
            ("status", row.status), ("wakes_at", "\(row.wakesAt)"), ("purpose", row.purpose), ("plan_digest", row.plan),
            ("origin", row.origin), ("steps", "\(row.steps)"), ("done", "\(row.done)"), ("title", row.title),
        ]
    }

    /// Changes a run's row. Only once in a transaction that does not hold the workspace's: the server looks up the foreign
    /// key of a row again that the transaction changed before, and so waits for whoever locks both tables and waits for it.
    func update(_ columns: [(name: String, value: String)], of run: Int, _ connection: Connection) throws {
        guard !columns.isEmpty else { return }
        let assignments = columns.enumerated().map { "\($1.name) = $\($0 + 3)" }.joined(separator: ", ")
        try connection.run(
            "UPDATE slipway_runs SET \(assignments) WHERE workspace = $1 AND number = $2",
            [workspace, "\(run)"] + columns.map(\.value))
    }

    func write(outputs: [VersionKey], of run: Int, _ connection: Connection) throws {
        guard !outputs.isEmpty else { return }
        try connection.run(
            """
            INSERT INTO slipway_outputs AS kept (workspace, run, component, version)
            SELECT $1, $2, made.* FROM unnest($3::text[], $4::text[]) AS made
            ON CONFLICT (workspace, component, version) DO UPDATE SET run = excluded.run WHERE excluded.run > kept.run
            """, [workspace, "\(run)", array(outputs.map(\.component)), array(outputs.map(\.version))])
    }

    // MARK: Snapshots

    func keepSnapshot(of kept: KeptFold, _ run: Int, isAtRest: Bool) throws(StoreError) {
        let (fold, hash) = (kept.fold, kept.hash)
        // A short journal has none, so the server is not asked.
        guard fold.isDue(behind: 0, isAtRest: isAtRest) else { return }
        let kept = try session.transaction(PostgreSQLRunStore.looking) { connection in
            try connection.run(
                "SELECT revision FROM slipway_snapshots WHERE workspace = $1 AND run = $2", [workspace, "\(run)"]
            ).first.map { integer($0[0]) }
        }
        guard fold.isDue(behind: kept ?? 0, isAtRest: isAtRest) else { return }
        let text = fold.state.snapshot
        // What PostgreSQL keeps in no text.
        guard !text.utf8.contains(0) else { return }
        // Its hash is that of the entry up to which it folds, whoever adds others meanwhile; where that entry is another by
        // now, the fold is worth nothing.
        try session.transaction { connection in
            _ = try connection.run(
                """
                INSERT INTO slipway_snapshots (workspace, run, revision, hash, fold, state)
                SELECT $1, run, sequence, hash, $4, $5 FROM slipway_events
                WHERE workspace = $1 AND run = $2 AND sequence = $3 AND hash = $6
                ON CONFLICT (workspace, run) DO UPDATE SET revision = excluded.revision, hash = excluded.hash,
                    fold = excluded.fold, state = excluded.state
                """,
                [workspace, "\(run)", "\(fold.state.revision)", "\(RunState.foldNumber)", text, hash])
        }
    }

    // MARK: Rebuilding

    /// Folds the runs of a database that was written before there was an index, one after the other; who is interrupted
    /// goes on.
    func fill() throws(StoreError) {
        while let run = try next("AND status = ''", after: 0) { try fit(run) }
    }

    func rebuild() throws(StoreError) -> [RunID] {
        var rebuilt: [RunID] = []
        var number = 0
        while let next = try next("", after: number) {
            number = next
            if let id = try fit(number) { rebuilt.append(id) }
        }
        return rebuilt
    }

    private func next(_ condition: String, after number: Int) throws(StoreError) -> Int? {
        try session.transaction(PostgreSQLRunStore.looking) { connection in
            try connection.run(
                """
                SELECT number FROM slipway_runs WHERE workspace = $1 AND number > $2 \(condition)
                ORDER BY number LIMIT 1
                """, [workspace, "\(number)"]
            ).first.map { integer($0[0]) }
        }
    }

    /// Makes what is kept beside a run's journal fit it. One that can't be folded is marked and does not hold up the others.
    ///
    /// - Returns: The run's id where anything did not fit.
    @discardableResult
    func fit(_ run: Int) throws(StoreError) -> RunID? {
        do throws(StoreError) { return try fitFolded(run) } catch {
            guard error.isOfOneRun else { throw error }
            try session.transaction { connection in
                _ = try connection.run(
                    """
                    UPDATE slipway_runs SET status = $3 WHERE workspace = $1 AND number = $2 AND status = ''
                    """, [workspace, "\(run)", SummaryRow.unknown])
            }
            return nil
        }
    }

    private func fitFolded(_ run: Int) throws(StoreError) -> RunID? {
        let stored = try journals.storedRun(RunID("r\(run)"), after: 0, withPlan: true)
        let journal = try stored.journal(in: session.address)
        let fold = RunFold(try stored.record(journal, in: session.address))
        let keys = IndexDifference.keys(fold)
        let kept = try session.transaction(PostgreSQLRunStore.looking) { connection in
            try keptIndex(of: run, besides: keys, connection)
        }
        let difference = IndexDifference(
            fold, journal, number: run, lastAt: stored.end.at, kept: kept)
        guard !difference.isEmpty else { return nil }
        return try session.transaction { connection in
            let rows = try connection.run(
                "SELECT revision FROM slipway_runs WHERE workspace = $1 AND number = $2 FOR UPDATE",
                [workspace, "\(run)"])
            // Whoever added something meanwhile has written it all.
            guard let row = rows.first, integer(row[0]) == fold.state.revision else { return nil }
            try write(difference, of: run, connection)
            return stored.id
        }
    }

    private func write(_ difference: IndexDifference, of run: Int, _ connection: Connection) throws {
        if let row = difference.row { try write(row, of: run, connection) }
        try remove(difference.removedHeld, from: "slipway_held", connection)
        let added = difference.addedHeld
        if !added.isEmpty {
            try connection.run(
                """
                INSERT INTO slipway_held (workspace, run, component, version, spelling)
                SELECT $1, $2, added.* FROM unnest($3::text[], $4::text[], $5::text[]) AS added ON CONFLICT DO NOTHING
                """,
                [
                    workspace, "\(run)", array(added.map(\.key.component)), array(added.map(\.key.version)),
                    array(added.map(\.spelling)),
                ])
        }
        try remove(difference.removedOutputs, from: "slipway_outputs", connection)
        try write(outputs: difference.addedOutputs, of: run, connection)
        if difference.dropsSnapshot {
            try connection.run(
                "DELETE FROM slipway_snapshots WHERE workspace = $1 AND run = $2", [workspace, "\(run)"])
        }
    }

    private func remove(_ keys: [VersionKey], from table: String, _ connection: Connection) throws {
        guard !keys.isEmpty else { return }
        try connection.run(
            """
            DELETE FROM \(table) WHERE workspace = $1
                AND (component, version) IN (SELECT * FROM unnest($2::text[], $3::text[]))
            """, [workspace, array(keys.map(\.component)), array(keys.map(\.version))])
    }

    /// - Parameter keys: Of which rows are wanted although they may be other runs'.
    private func keptIndex(
        of run: Int, besides keys: Set<VersionKey>, _ connection: Connection
    ) throws -> KeptIndex {
        guard let row = try rows("AND number = $2", [workspace, "\(run)"], connection).first else {
            throw StoreError.noSuchRun(RunID("r\(run)"))
        }
        var kept = KeptIndex(
            row: row.summary, lastAt: row.lastAt, snapshot: try journals.snapshot(of: run, connection))
        kept.held = try versions("slipway_held", of: run, besides: keys, connection)
        kept.outputs = try versions("slipway_outputs", of: run, besides: keys, connection)
        return kept
    }

    private func versions(
        _ table: String, of run: Int, besides keys: Set<VersionKey>, _ connection: Connection
    ) throws -> [VersionKey: Int] {
        let keys = Array(keys)
        let rows = try connection.run(
            """
            SELECT component, version, run FROM \(table) WHERE workspace = $1 AND (run = $2
                OR (component, version) IN (SELECT * FROM unnest($3::text[], $4::text[])))
            """, [workspace, "\(run)", array(keys.map(\.component)), array(keys.map(\.version))])
        return Dictionary(
            rows.map { (VersionKey(component: $0[0], version: $0[1]), integer($0[2])) },
            uniquingKeysWith: { first, _ in first })
    }
}
