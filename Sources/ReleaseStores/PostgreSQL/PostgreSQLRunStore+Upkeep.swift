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
        let tables = "runs events workspaces workspace_events reservations".split(separator: " ").map {
            "pg_total_relation_size('slipway_\($0)')"
        }
        return try session.transaction { connection in
            Int64(integer(try connection.execute("SELECT \(tables.joined(separator: " + "))").first?.first ?? ""))
        }
    }

    package func verifyChain(against noted: ChainHead?) async throws(StoreError) -> ChainVerification {
        let position = try lastPosition()
        return try session.transaction(PostgreSQLRunStore.looking) { connection in
            var check = ChainCheck(noted: noted, upTo: position)
            let runs = try storedRuns(connection)
            let numbers = try connection.run(
                "SELECT DISTINCT run FROM slipway_events WHERE workspace = $1", [workspace])
            for number in Set(runs.keys).union(numbers.map { integer($0[0]) }).sorted() {
                check.add(
                    runs[number], number: number, try stored(connection, of: number, after: .min))
            }
            let last = try connection.run(
                "SELECT runs, first_hash FROM slipway_workspaces WHERE name = $1", [workspace])
            check.end(lastRun: integer(last.first?[0] ?? ""), hash: last.first?[1] ?? "")
            check.addWorkspace(try storedWorkspace(connection), end: try workspaceEnd(connection))
            return check.verification
        }
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

    private func storedRuns(_ connection: Connection) throws -> [Int: ChainCheck.Run] {
        let rows = try connection.run(
            "SELECT number, id, created_at, is_over, revision, hash FROM slipway_runs WHERE workspace = $1",
            [workspace])
        let runs = rows.map { row in
            ChainCheck.Run(
                number: integer(row[0]), id: row[1], createdAt: row[2], isOver: row[3] == "t",
                revision: integer(row[4]), hash: row[5])
        }
        return Dictionary(runs.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
