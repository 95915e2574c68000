import ReleaseModel
package import ReleasePorts

extension PostgreSQLRunStore {
    package func enter(_ place: WorkingPlace, lasting: Duration) async throws(StoreError) {
        let workspace = workspace
        try session.transaction { connection in
            // One at a time: of two that come at once one sees the other.
            _ = try ends(connection)
            let others = try connection.run(
                """
                SELECT folder, engine FROM slipway_places
                WHERE workspace = $1 AND place <> $2 AND engine <> $3 AND until > clock_timestamp() ORDER BY until LIMIT 1
                """, [workspace, place.identity, place.engine.text])
            if let other = others.first { throw StoreError.otherFolder(other[0], engine: EngineID(other[1])) }
            try connection.run(
                "DELETE FROM slipway_places WHERE workspace = $1 AND until < clock_timestamp()", [workspace])
            try connection.run(
                """
                INSERT INTO slipway_places (workspace, engine, place, folder, until)
                VALUES ($1, $2, $3, $4, clock_timestamp() + $5::bigint * interval '1 millisecond')
                ON CONFLICT (workspace, engine) DO UPDATE SET place = $3, folder = $4, until = excluded.until
                """,
                [workspace, place.engine.text, place.identity, place.folder, "\(lasting.milliseconds)"])
        }
    }

    package func leave(_ place: WorkingPlace) async throws(StoreError) {
        let workspace = workspace
        try session.transaction { connection in
            _ = try connection.run(
                "DELETE FROM slipway_places WHERE workspace = $1 AND engine = $2", [workspace, place.engine.text])
        }
    }
}
