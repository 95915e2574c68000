package import Foundation
package import ReleaseModel
package import ReleasePorts

extension SQLiteRunStore {
    // MARK: Finding runs

    package func glance(at run: RunID) async throws(StoreError) -> RunRecord {
        try SQLiteRunStore.folded(try number(of: run), in: database)
    }

    package func summaries(before run: RunID?, limit: Int) async throws(StoreError) -> [RunSummary] {
        let end = try run.map { (run) throws(StoreError) in try number(of: run) } ?? .max
        let rows = try SQLiteRunStore.rows(
            "WHERE number < ? ORDER BY number DESC LIMIT ?", [.integer(end), .integer(limit)], in: database)
        var summaries: [RunSummary] = []
        for row in rows {
            let summary = try row.summary.summary(
                of: row.id, createdAt: row.createdAt, lastAt: row.lastAt, in: database.path)
            // What could not be folded when it was filled says now why.
            if let summary {
                summaries.append(summary)
            } else {
                let record = try SQLiteRunStore.stored(row.number, in: database).record(in: database.path)
                summaries.append(RunFold(record).summary)
            }
        }
        return summaries
    }

    package func newest() async throws(StoreError) -> RunID? {
        try id("SELECT id FROM runs ORDER BY number DESC LIMIT 1", [])
    }

    package func newestOpen(isShadow: Bool) async throws(StoreError) -> RunID? {
        try id(
            "SELECT id FROM runs WHERE is_over = 0 AND (purpose = 'shadow') = ? AND purpose <> 'channel' ORDER BY number DESC LIMIT 1",
            [.integer(isShadow ? 1 : 0)])
    }

    package func finished(plan: Digest) async throws(StoreError) -> RunID? {
        try id(
            "SELECT id FROM runs WHERE origin = ? AND status = 'succeeded' ORDER BY number DESC LIMIT 1",
            [.text(plan.text)])
    }

    package func runnable(at moment: Date, limit: Int) async throws(StoreError) -> [RunID] {
        var found: [(number: Int, id: RunID)] = []
        try database.run(
            """
            SELECT number, id FROM runs WHERE status = 'running' AND wakes_at <= ?1
            UNION ALL SELECT number, id FROM runs WHERE status = 'waiting' AND wakes_at BETWEEN 0 AND ?1
            ORDER BY number LIMIT ?2
            """, [.integer(SummaryRow.milliseconds(moment)), .integer(limit)]
        ) { found.append(($0.integer(0), RunID($0.text(1)))) }
        return found.map(\.id)
    }

    package func hasRunning() async throws(StoreError) -> Bool {
        try id("SELECT id FROM runs WHERE status = 'running' LIMIT 1", []) != nil
    }

    package func output(of component: ComponentID, _ version: Version) async throws(StoreError) -> RunID? {
        try id(
            "SELECT id FROM outputs JOIN runs ON number = run WHERE component = ? AND version = ?",
            [.text(component.text), .text(version.identity)])
    }

    package func known(among runs: Set<RunID>) async throws(StoreError) -> Set<RunID> {
        var known: Set<RunID> = []
        for run in runs where try id("SELECT id FROM runs WHERE id = ?", [.text(run.text)]) != nil { known.insert(run) }
        return known
    }

    private func id(_ sql: String, _ values: [Database.Value]) throws(StoreError) -> RunID? {
        var id: RunID?
        try database.run(sql, values) { id = RunID($0.text(0)) }
        return id
    }

    // MARK: Keeping what they are found by

    func change(
        of run: Int, after revision: Int, adding events: [RunEvent], _ texts: [String], at moment: Date,
        plan: ReleasePlan?
    ) throws(StoreError) -> FoldedChange? {
        let database = database
        return try folds.change(
            of: run, after: revision, adding: events, texts, at: moment, plan: plan, in: database.path,
            behind: { (seen) throws(StoreError) in
                try SQLiteRunStore.stored(run, after: seen, withPlan: false, in: database)
            }, whole: { () throws(StoreError) in try SQLiteRunStore.foldedWithHash(run, in: database) })
    }

    /// In the transaction that adds to the journal.
    func store(_ change: FoldedChange, lastAt: String, of run: Int) throws(StoreError) {
        try SQLiteRunStore.write(change.row, lastAt: lastAt, of: run, in: database)
        if let usedUp = change.usedUp { try release(run, except: usedUp) }
        for output in change.outputs { try SQLiteRunStore.write(output, of: run, in: database) }
    }

    /// Keeps a fold for the next append, and in the file where that is worth it.
    ///
    /// - Parameter hash: Of the entry that the journal ends with now.
    func keep(_ change: FoldedChange?, hash: String, of run: Int, isAtRest: Bool) throws(StoreError) {
        guard let change else {
            // The journal ended elsewhere before the transaction: the row is rebuilt from it.
            _ = try SQLiteRunStore.fit(run, in: database)
            return
        }
        let fold = KeptFold(fold: change.fold, hash: hash)
        try keepSnapshot(fold, of: run, isAtRest: isAtRest)
        folds.put(fold, of: run)
    }

    private func keepSnapshot(_ kept: KeptFold, of run: Int, isAtRest: Bool) throws(StoreError) {
        let (fold, hash) = (kept.fold, kept.hash)
        let kept = try database.number("SELECT revision FROM snapshots WHERE run = ?", [.integer(run)]) ?? 0
        guard fold.isDue(behind: kept, isAtRest: isAtRest) else { return }
        let text = fold.state.snapshot
        // Its hash is that of the entry up to which it folds, whoever adds others meanwhile; where that entry is another by
        // now, the fold is worth nothing.
        try database.run(
            """
            INSERT OR REPLACE INTO snapshots (run, revision, hash, fold, state)
            SELECT run, sequence, hash, ?, ? FROM events WHERE run = ? AND sequence = ? AND hash = ?
            """,
            [
                .integer(RunState.foldNumber), .text(text), .integer(run), .integer(fold.state.revision), .text(hash),
            ])
    }

    /// An engine leaves the run alone for now.
    func rest(_ run: Int) throws(StoreError) {
        guard let fold = folds.remove(run) else { return }
        try keepSnapshot(fold, of: run, isAtRest: true)
    }

    static func snapshot(of run: Int, in database: Database) throws(StoreError) -> (revision: Int, state: String)? {
        var kept: (revision: Int, state: String)?
        try database.run(
            """
            SELECT snapshots.revision, state FROM snapshots
            JOIN events ON events.run = snapshots.run AND sequence = snapshots.revision AND events.hash = snapshots.hash
            WHERE snapshots.run = ? AND fold = ?
            """, [.integer(run), .integer(RunState.foldNumber)]
        ) { kept = ($0.integer(0), $0.text(1)) }
        return kept
    }

    /// From the snapshot on; from the beginning where there is none that can be used.
    static func folded(_ run: Int, in database: Database) throws(StoreError) -> RunRecord {
        try foldedWithHash(run, in: database).record
    }

    static func foldedWithHash(
        _ run: Int, in database: Database
    ) throws(StoreError) -> (record: RunRecord, hash: String) {
        let short = try stored(run, after: nil, in: database)
        if let record = try short.folded(in: database.path) { return (record, short.end.hash) }
        let long = try stored(run, in: database)
        return (try long.record(in: database.path), long.end.hash)
    }

    // MARK: Rows

    struct Row {
        var number: Int
        var id: RunID
        var createdAt: String
        var lastAt: String
        var summary: SummaryRow
    }

    static func rows(
        _ condition: String, _ values: [Database.Value], in database: Database
    ) throws(StoreError) -> [Row] {
        var rows: [Row] = []
        try database.run(
            """
            SELECT number, id, created_at, last_at, status, wakes_at, purpose, plan_digest, origin, steps, done, title
            FROM runs \(condition)
            """, values
        ) { row in
            rows.append(
                Row(
                    number: row.integer(0), id: RunID(row.text(1)), createdAt: row.text(2), lastAt: row.text(3),
                    summary: SummaryRow(
                        status: row.text(4), wakesAt: row.integer(5), purpose: row.text(6), plan: row.text(7),
                        origin: row.text(8), steps: row.integer(9), done: row.integer(10), title: row.text(11))))
        }
        return rows
    }

    static func write(
        _ row: SummaryRow, lastAt: String, of run: Int, in database: Database
    ) throws(StoreError) {
        try database.run(
            """
            UPDATE runs SET last_at = ?, status = ?, wakes_at = ?, purpose = ?, plan_digest = ?, origin = ?, steps = ?,
                done = ?, title = ? WHERE number = ?
            """,
            [
                .text(lastAt), .text(row.status), .integer(row.wakesAt), .text(row.purpose), .text(row.plan),
                .text(row.origin), .integer(row.steps), .integer(row.done), .text(row.title), .integer(run),
            ])
    }

    static func write(_ output: VersionKey, of run: Int, in database: Database) throws(StoreError) {
        try database.run(
            """
            INSERT INTO outputs (component, version, run) VALUES (?, ?, ?)
            ON CONFLICT (component, version) DO UPDATE SET run = excluded.run WHERE excluded.run > run
            """, [.text(output.component), .text(output.version), .integer(run)])
    }
}
