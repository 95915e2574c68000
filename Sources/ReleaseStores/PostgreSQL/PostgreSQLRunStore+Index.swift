package import Foundation
package import ReleaseModel
package import ReleasePorts

extension PostgreSQLRunStore {
    // MARK: Finding runs

    package func glance(at run: RunID) async throws(StoreError) -> RunRecord { try journals.folded(run) }

    package func summaries(before run: RunID?, limit: Int) async throws(StoreError) -> [RunSummary] {
        let end = try run.map { (run) throws(StoreError) in try number(of: run) } ?? .max
        let (workspace, index) = (workspace, index)
        let rows = try session.transaction(PostgreSQLRunStore.looking) { connection in
            try index.rows(
                "AND number < $2 ORDER BY number DESC LIMIT $3", [workspace, "\(end)", "\(limit)"], connection)
        }
        var summaries: [RunSummary] = []
        for row in rows {
            let summary = try row.summary.summary(of: row.id, createdAt: row.createdAt, lastAt: row.lastAt, in: address)
            // What could not be folded when it was filled says now why.
            if let summary {
                summaries.append(summary)
            } else {
                let record = try journals.storedRun(row.id, after: 0, withPlan: true).record(in: address)
                summaries.append(RunFold(record).summary)
            }
        }
        return summaries
    }

    package func newest() async throws(StoreError) -> RunID? { try ids("ORDER BY number DESC LIMIT 1", []).first }

    package func newestOpen(isShadow: Bool) async throws(StoreError) -> RunID? {
        try ids(
            "AND NOT is_over AND (purpose = 'shadow') = $2 AND purpose <> 'channel' ORDER BY number DESC LIMIT 1",
            ["\(isShadow)"]
        ).first
    }

    package func finished(plan: Digest) async throws(StoreError) -> RunID? {
        try ids("AND origin = $2 AND status = 'succeeded' ORDER BY number DESC LIMIT 1", [plan.text]).first
    }

    package func runnable(at moment: Date, limit: Int) async throws(StoreError) -> [RunID] {
        try ids(
            """
            AND (status = 'running' AND wakes_at <= $2 OR status = 'waiting' AND wakes_at BETWEEN 0 AND $2)
            ORDER BY number LIMIT $3
            """,
            ["\(SummaryRow.milliseconds(moment))", "\(limit)"])
    }

    package func hasRunning() async throws(StoreError) -> Bool {
        try !ids("AND status = 'running' LIMIT 1", []).isEmpty
    }

    package func output(of component: ComponentID, _ version: Version) async throws(StoreError) -> RunID? {
        try ids(
            """
            AND number = (SELECT run FROM slipway_outputs
                WHERE workspace = $1 AND component = $2 AND version = $3)
            """, [component.text, version.identity]
        ).first
    }

    package func known(among runs: Set<RunID>) async throws(StoreError) -> Set<RunID> {
        Set(try ids("AND id = ANY ($2::text[])", [array(runs.map(\.text))]))
    }

    private func ids(_ condition: String, _ values: [String]) throws(StoreError) -> [RunID] {
        let workspace = workspace
        return try session.transaction(PostgreSQLRunStore.looking) { connection in
            try connection.run("SELECT id FROM slipway_runs WHERE workspace = $1 \(condition)", [workspace] + values)
                .map { RunID($0[0]) }
        }
    }

    // MARK: Keeping what they are found by

    func change(
        of run: RunID, _ number: Int, after revision: Int, adding events: [RunEvent], _ texts: [String],
        at moment: Date, plan: ReleasePlan?
    ) throws(StoreError) -> FoldedChange? {
        let (journals, address) = (journals, address)
        return try folds.change(
            of: number, after: revision, adding: events, texts, at: moment, plan: plan, in: address,
            behind: { (seen) throws(StoreError) in
                try journals.storedRun(run, after: seen, withPlan: false)
            }, whole: { () throws(StoreError) in try journals.foldedWithHash(run) })
    }

    /// In the transaction that adds to the journal, beside the run's row.
    func store(_ change: FoldedChange, of run: Int, _ connection: Connection) throws {
        if let usedUp = change.usedUp { try release(run, except: usedUp, connection) }
        try index.write(outputs: change.outputs, of: run, connection)
    }

    /// Keeps a fold for the next append, and in the database where that is worth it.
    ///
    /// - Parameter hash: Of the entry that the journal ends with now.
    func keep(_ change: FoldedChange?, hash: String, of run: Int, isAtRest: Bool) throws(StoreError) {
        guard let change else {
            // The journal ended elsewhere before the transaction: the row is rebuilt from it.
            _ = try index.fit(run)
            return
        }
        let fold = KeptFold(fold: change.fold, hash: hash)
        try index.keepSnapshot(of: fold, run, isAtRest: isAtRest)
        folds.put(fold, of: run)
    }

    /// An engine leaves the run alone for now.
    func rest(_ run: Int) throws(StoreError) {
        guard let fold = folds.remove(run) else { return }
        try index.keepSnapshot(of: fold, run, isAtRest: true)
    }

    package func rebuildIndex() async throws(StoreError) -> [RunID] { try index.rebuild() }
}
