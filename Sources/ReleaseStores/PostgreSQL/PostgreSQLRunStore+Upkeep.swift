import ReleaseModel
package import ReleasePorts

extension PostgreSQLRunStore: StoreUpkeep {
    /// What the server knows: pages whose checksum failed, and its indexes where the extension `amcheck` is there.
    package func check() async throws(StoreError) -> [String] {
        try session.transaction { connection in
            var findings: [String] = []
            let failures = try connection.execute(
                "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()")
            let count = integer(failures.first?.first ?? "")
            if count > 0 { findings.append("\(count) pages of the database failed their checksum") }
            let extensions = try connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'")
            guard !extensions.isEmpty else { return findings }
            let indexes = try connection.execute(
                """
                SELECT c.oid FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
                WHERE i.indrelid IN ('slipway_runs'::regclass, 'slipway_events'::regclass,
                    'slipway_workspace_events'::regclass, 'slipway_workspaces'::regclass)
                """)
            for index in indexes { try connection.run("SELECT bt_index_check($1::oid, true)::text", index) }
            return findings
        }
    }

    package func backUp(to path: String) async throws {
        throw BackupError.elsewhere(
            command: "pg_dump --dbname='\(address)' --format=custom --table='slipway_*' --file='\(path)'")
    }

    package func size() async throws(StoreError) -> Int64 {
        let tables = "runs events workspaces workspace_events held snapshots outputs".split(separator: " ").map {
            "pg_total_relation_size('slipway_\($0)')"
        }
        return try session.transaction { connection in
            Int64(integer(try connection.execute("SELECT \(tables.joined(separator: " + "))").first?.first ?? ""))
        }
    }

    package func verifyChain(against noted: ChainHead?) async throws(StoreError) -> ChainVerification {
        let position = try lastPosition()
        // Runs that begin from here on are of a greater position, and are left out.
        let (numbers, last, own, ownEnd) = try session.transaction(PostgreSQLRunStore.looking) { connection in
            let numbers = try connection.run(
                """
                SELECT number FROM slipway_runs WHERE workspace = $1
                UNION SELECT run FROM slipway_events WHERE workspace = $1 ORDER BY 1
                """, [workspace])
            let last = try connection.run(
                "SELECT runs, first_hash FROM slipway_workspaces WHERE name = $1", [workspace])
            return (
                numbers.map { integer($0[0]) }, last.first, try workspaceRows(connection),
                try workspaceEnd(connection)
            )
        }
        var check = ChainCheck(noted: noted, upTo: position)
        for number in numbers {
            // Fetched in one transaction, so that end and entries fit; followed when it has ended.
            let (run, rows) = try session.transaction(PostgreSQLRunStore.looking) { connection in
                (try storedRow(number, connection), try journals.rows(connection, of: number, after: .min))
            }
            check.add(run, number: number, rows.map(storedEntry))
        }
        check.end(lastRun: integer(last?[0] ?? ""), hash: last?[1] ?? "")
        check.addWorkspace(own.map(storedEntry), end: ownEnd)
        return check.verification
    }

    /// Behind which nothing is on its way any more: who writes holds a row of one of these tables before it takes a
    /// position, so it is waited for, and who comes later takes a greater one.
    private func lastPosition() throws(StoreError) -> Int {
        try session.transaction { connection in
            try connection.execute("LOCK TABLE slipway_workspaces, slipway_runs IN EXCLUSIVE MODE")
            let rows = try connection.run(
                """
                SELECT greatest((SELECT max(position) FROM slipway_events WHERE workspace = $1),
                    (SELECT max(position) FROM slipway_workspace_events WHERE workspace = $1))
                """, [workspace])
            return integer(rows.first?.first ?? "")
        }
    }

    /// nil where only a journal is left.
    private func storedRow(_ number: Int, _ connection: Connection) throws -> ChainCheck.Run? {
        try connection.run(
            """
            SELECT id, created_at, is_over, revision, hash FROM slipway_runs WHERE workspace = $1 AND number = $2
            """, [workspace, "\(number)"]
        ).first.map { row in
            ChainCheck.Run(
                number: number, id: row[0], createdAt: row[1], isOver: row[2] == "t", revision: integer(row[3]),
                hash: row[4])
        }
    }
}
