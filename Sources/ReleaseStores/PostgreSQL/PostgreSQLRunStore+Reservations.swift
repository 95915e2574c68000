package import ReleaseModel
package import ReleasePorts

extension PostgreSQLRunStore {
    /// One statement for all versions: the key of the table says which of them others hold. Two runs that want the same
    /// version wait for each other there; no others do.
    package func reserve(_ versions: [ComponentID: Version], for run: RunID) async throws(StoreError) {
        let (number, workspace) = (try number(of: run), workspace)
        // In one order, so that they never deadlock.
        let wanted = versions.sorted { $0.key < $1.key }
        let keys = [
            workspace, "\(number)", array(wanted.map(\.key.text)), array(wanted.map(\.value.identity)),
            array(wanted.map(\.value.text)),
        ]
        try session.transaction { connection in
            _ = try lock(connection, number, run)
            // A run cancelled meanwhile reserves nothing.
            guard try !isCancelled(number, connection) else { return }
            try connection.run(
                """
                INSERT INTO slipway_held (workspace, run, component, version, spelling)
                SELECT $1, $2, wanted.* FROM unnest($3::text[], $4::text[], $5::text[]) AS wanted ON CONFLICT DO NOTHING
                """, keys)
            let others = try connection.run(
                """
                SELECT held.component, wanted.spelling, runs.id
                FROM unnest($3::text[], $4::text[], $5::text[]) AS wanted (component, version, spelling)
                JOIN slipway_held AS held ON held.workspace = $1 AND held.component = wanted.component
                    AND held.version = wanted.version AND held.run <> $2
                JOIN slipway_runs AS runs ON runs.workspace = $1 AND runs.number = held.run
                ORDER BY held.component LIMIT 1
                """, keys)
            guard let other = others.first else { return }
            let component = ComponentID(other[0])
            guard let version = versions[component] else { return }
            throw StoreError.versionHeld(component, version, by: RunID(other[2]))
        }
    }

    package func reservations(isOpen: Bool) async throws(StoreError) -> [Reservation] {
        let rows = try session.transaction(PostgreSQLRunStore.looking) { connection in
            try connection.run(
                """
                SELECT runs.id, held.component, held.spelling FROM slipway_held AS held
                JOIN slipway_runs AS runs ON runs.workspace = held.workspace AND runs.number = held.run
                WHERE held.workspace = $1 \(isOpen ? "AND NOT runs.is_over" : "")
                ORDER BY held.run, held.component COLLATE "C", held.version COLLATE "C"
                """, [workspace])
        }
        return rows.compactMap { row in
            Version(stored: row[2]).map {
                Reservation(component: ComponentID(row[1]), version: $0, run: RunID(row[0]))
            }
        }
    }

    /// In the transaction that stores that a run is given up.
    ///
    /// - Parameter usedUp: Whose versions stay held: they are public.
    func release(_ run: Int, except usedUp: [ComponentID], _ connection: Connection) throws {
        try connection.run(
            "DELETE FROM slipway_held WHERE workspace = $1 AND run = $2 AND component <> ALL ($3::text[])",
            [workspace, "\(run)", array(usedUp.map(\.text))])
    }

    private func isCancelled(_ run: Int, _ connection: Connection) throws -> Bool {
        try connection.run(
            "SELECT 1 FROM slipway_runs WHERE workspace = $1 AND number = $2 AND status = 'cancelled'",
            [workspace, "\(run)"]
        ).isEmpty == false
    }
}
