import Foundation
package import ReleaseModel
package import ReleasePorts

extension PostgreSQLRunStore {
    package func claim(
        _ run: RunID, for engine: EngineID, lasting: Duration, isTakingOver: Bool
    ) async throws(StoreError) -> Claim {
        let (number, workspace) = (try number(of: run), workspace)
        return try session.transaction(wasDone: { (connection, claim: Claim) in
            try lock(connection, number, run).claim.token == claim.token.text
        }) { (connection) -> Claim in
            let row = try lock(connection, number, run)
            if let held = try holder(connection, number), held.isInForce, held.engine != engine.text, !isTakingOver {
                throw StoreError.claimed(run, by: EngineID(held.engine))
            }
            let claim = Claim(run: run, engine: engine, fence: row.claim.fence &+ 1, token: .random())
            try connection.run(
                """
                UPDATE slipway_runs SET engine = $3, fence = $4, token = $6, appends = 0,
                    until = clock_timestamp() + $5::bigint * interval '1 millisecond'
                WHERE workspace = $1 AND number = $2
                """,
                [
                    workspace, "\(number)", engine.text, "\(claim.fence)", "\(lasting.milliseconds)", claim.token.text,
                ])
            return claim
        }
    }

    package func renew(_ claim: Claim, lasting: Duration) async throws(StoreError) {
        let (number, workspace) = (try number(of: claim.run), workspace)
        // Done again after a lost answer, it only lasts a little longer.
        try session.transaction { connection in
            _ = try lock(connection, number, claim.run).claim.check(claim, append: nil)
            try connection.run(
                """
                UPDATE slipway_runs SET until = clock_timestamp() + $3::bigint * interval '1 millisecond'
                WHERE workspace = $1 AND number = $2
                """, [workspace, "\(number)", "\(lasting.milliseconds)"])
        }
    }

    package func giveUp(_ claim: Claim) async throws(StoreError) {
        let (number, workspace) = (try number(of: claim.run), workspace)
        try session.transaction { connection in
            let held = try lock(connection, number, claim.run).claim
            guard held.fence == claim.fence, held.token == claim.token.text else { return }
            try connection.run(
                "UPDATE slipway_runs SET until = '-infinity' WHERE workspace = $1 AND number = $2",
                [workspace, "\(number)"])
            try tell(connection)
        }
    }

    /// Who claimed a run last, and whether that is in force by the server's clock; nil where nobody ever did.
    private func holder(_ connection: Connection, _ number: Int) throws -> (engine: String, isInForce: Bool)? {
        try connection.run(
            """
            SELECT engine, until > clock_timestamp() FROM slipway_runs
            WHERE workspace = $1 AND number = $2 AND fence > 0
            """, [workspace, "\(number)"]
        ).first.map { ($0[0], $0[1] == "t") }
    }

    package func reserve(_ versions: [ComponentID: Version], for run: RunID) async throws(StoreError) {
        let (number, workspace) = (try number(of: run), workspace)
        try session.transaction { connection in
            // One at a time: what two runs both see as free is held by neither yet.
            _ = try ends(connection)
            _ = try lock(connection, number, run)
            let held = try standing(connection)
            for (component, version) in versions.sorted(by: { $0.key < $1.key }) {
                if let other = held.first(where: {
                    $0.component == component && $0.version == version && $0.run.number != number
                }) {
                    throw StoreError.versionHeld(component, version, by: other.run)
                }
                try connection.run(
                    """
                    INSERT INTO slipway_reservations (workspace, component, run, version) VALUES ($1, $2, $3, $4)
                    ON CONFLICT DO NOTHING
                    """, [workspace, component.text, "\(number)", version.text])
            }
        }
    }

    package func reservations() async throws(StoreError) -> [Reservation] {
        try session.transaction(PostgreSQLRunStore.looking) { connection in try standing(connection) }
    }

    /// Those of runs that are not cancelled, by run in order of creation, then by component.
    private func standing(_ connection: Connection) throws -> [Reservation] {
        let rows = try connection.run(
            """
            SELECT held.run, held.component, held.version, runs.id FROM slipway_reservations AS held
            JOIN slipway_runs AS runs ON runs.workspace = held.workspace AND runs.number = held.run
            WHERE held.workspace = $1
            """, [workspace])
        let runs = Set(rows.map { integer($0[0]) })
        let cancelled = try connection.run(
            """
            SELECT DISTINCT run FROM slipway_events
            WHERE workspace = $1 AND run = ANY ($2::bigint[]) AND event LIKE '{"cancelled"%'
            """, [workspace, array(runs.map { "\($0)" })])
        let gone = Set(cancelled.map { integer($0[0]) })
        let held = rows.compactMap { row -> (number: Int, Reservation)? in
            guard !gone.contains(integer(row[0])), let version = Version(lenient: row[2]) else { return nil }
            return (
                integer(row[0]), Reservation(component: ComponentID(row[1]), version: version, run: RunID(row[3]))
            )
        }
        return held.sorted {
            ($0.number, $0.1.component, $0.1.version) < ($1.number, $1.1.component, $1.1.version)
        }.map(\.1)
    }
}
