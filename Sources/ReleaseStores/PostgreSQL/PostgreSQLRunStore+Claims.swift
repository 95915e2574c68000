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
            try notifyListeners(connection)
        }
        try rest(number)
    }

    package func holder(of run: RunID) async throws(StoreError) -> EngineID? {
        let number = try number(of: run)
        return try session.transaction(PostgreSQLRunStore.looking) { connection in
            guard let held = try holder(connection, number), held.isInForce else { return nil }
            return EngineID(held.engine)
        }
    }

    /// Who claimed a run last, and whether that is in force by the server's clock; nil if it was never claimed.
    private func holder(_ connection: Connection, _ number: Int) throws -> (engine: String, isInForce: Bool)? {
        try connection.run(
            """
            SELECT engine, until > clock_timestamp() FROM slipway_runs
            WHERE workspace = $1 AND number = $2 AND fence > 0
            """, [workspace, "\(number)"]
        ).first.map { ($0[0], $0[1] == "t") }
    }
}
