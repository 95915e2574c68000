import ReleaseModel
import ReleasePorts

/// The schema's history: numbered, forward only. `slipway_schema` says how far a database is. Names carry `slipway_`,
/// since the database may be others' too; they are found by the search path.
enum PostgreSQLMigrations {
    private struct Step: Sendable {
        /// The text of a released migration never changes.
        var sql: String
        /// What SQL can't do.
        var then: @Sendable (Connection) throws -> Void = { _ in }
    }

    private static let steps = [
        Step(
            sql: """
                CREATE SEQUENCE slipway_positions;
                CREATE TABLE slipway_workspaces (
                    name text PRIMARY KEY,
                    runs bigint NOT NULL DEFAULT 0,
                    first_hash text NOT NULL DEFAULT '',
                    revision bigint NOT NULL DEFAULT 0,
                    hash text NOT NULL DEFAULT '',
                    last_at text NOT NULL DEFAULT ''
                );
                CREATE TABLE slipway_runs (
                    workspace text NOT NULL REFERENCES slipway_workspaces (name),
                    number bigint NOT NULL,
                    id text NOT NULL,
                    created_at text NOT NULL,
                    plan text NOT NULL,
                    is_over boolean NOT NULL DEFAULT false,
                    revision bigint NOT NULL,
                    hash text NOT NULL,
                    last_at text NOT NULL,
                    engine text NOT NULL DEFAULT '',
                    fence bigint NOT NULL DEFAULT 0,
                    until timestamptz NOT NULL DEFAULT '-infinity',
                    PRIMARY KEY (workspace, number)
                ) WITH (fillfactor = 50);
                CREATE INDEX slipway_open_runs ON slipway_runs (workspace, number) WHERE NOT is_over;
                CREATE TABLE slipway_events (
                    workspace text NOT NULL,
                    run bigint NOT NULL,
                    sequence bigint NOT NULL,
                    position bigint NOT NULL,
                    at text NOT NULL,
                    event text NOT NULL,
                    hash text NOT NULL,
                    PRIMARY KEY (workspace, run, sequence),
                    FOREIGN KEY (workspace, run) REFERENCES slipway_runs (workspace, number)
                );
                CREATE TABLE slipway_workspace_events (
                    workspace text NOT NULL REFERENCES slipway_workspaces (name),
                    sequence bigint NOT NULL,
                    position bigint NOT NULL,
                    at text NOT NULL,
                    event text NOT NULL,
                    hash text NOT NULL,
                    PRIMARY KEY (workspace, sequence)
                );
                CREATE TABLE slipway_reservations (
                    workspace text NOT NULL,
                    component text NOT NULL,
                    run bigint NOT NULL,
                    version text NOT NULL,
                    PRIMARY KEY (workspace, component, run, version),
                    FOREIGN KEY (workspace, run) REFERENCES slipway_runs (workspace, number)
                );
                """),
        // From here on run ids are number and hash; a program that uses the number alone must not run concurrently.
        Step(
            sql: """
                CREATE TABLE slipway_places (
                    workspace text NOT NULL,
                    engine text NOT NULL,
                    place text NOT NULL,
                    folder text NOT NULL,
                    until timestamptz NOT NULL,
                    PRIMARY KEY (workspace, engine)
                );
                """),
        // Fences repeat after a failover that lost commits; appends are known by their number under a claim.
        Step(
            sql: """
                ALTER TABLE slipway_runs ADD COLUMN token text NOT NULL DEFAULT '',
                    ADD COLUMN appends bigint NOT NULL DEFAULT 0;
                """),
        Step(
            sql: """
                CREATE TABLE slipway_held (
                    workspace text NOT NULL,
                    component text NOT NULL,
                    version text NOT NULL,
                    run bigint NOT NULL,
                    spelling text NOT NULL,
                    PRIMARY KEY (workspace, component, version),
                    FOREIGN KEY (workspace, run) REFERENCES slipway_runs (workspace, number)
                );
                CREATE INDEX slipway_held_by_run ON slipway_held (workspace, run);
                """, then: holdReservedVersions),
        // The index of runs, filled from the journals by ``PostgreSQLRunStore/fillIndex()``.
        Step(
            sql: """
                ALTER TABLE slipway_runs
                    ADD COLUMN status text NOT NULL DEFAULT '',
                    ADD COLUMN wakes_at bigint NOT NULL DEFAULT -1,
                    ADD COLUMN purpose text NOT NULL DEFAULT '',
                    ADD COLUMN plan_digest text NOT NULL DEFAULT '',
                    ADD COLUMN origin text NOT NULL DEFAULT '',
                    ADD COLUMN steps bigint NOT NULL DEFAULT 0,
                    ADD COLUMN done bigint NOT NULL DEFAULT 0,
                    ADD COLUMN title text NOT NULL DEFAULT '';
                CREATE INDEX slipway_runs_that_go_on ON slipway_runs (workspace, wakes_at) WHERE status = 'running';
                CREATE INDEX slipway_runs_by_origin ON slipway_runs (workspace, origin);
                CREATE INDEX slipway_runs_by_id ON slipway_runs (workspace, id);
                CREATE INDEX slipway_runs_without_index ON slipway_runs (workspace, number) WHERE status = '';
                CREATE TABLE slipway_snapshots (
                    workspace text NOT NULL,
                    run bigint NOT NULL,
                    revision bigint NOT NULL,
                    hash text NOT NULL,
                    fold bigint NOT NULL,
                    state text NOT NULL,
                    PRIMARY KEY (workspace, run),
                    FOREIGN KEY (workspace, run) REFERENCES slipway_runs (workspace, number)
                );
                CREATE TABLE slipway_outputs (
                    workspace text NOT NULL,
                    component text NOT NULL,
                    version text NOT NULL,
                    run bigint NOT NULL,
                    PRIMARY KEY (workspace, component, version),
                    FOREIGN KEY (workspace, run) REFERENCES slipway_runs (workspace, number)
                );
                CREATE INDEX slipway_outputs_by_run ON slipway_outputs (workspace, run);
                """),
        // What arrived from outside, and what it started. None of it is part of a journal.
        Step(
            sql: """
                CREATE TABLE slipway_deliveries (
                    workspace text NOT NULL,
                    number bigserial NOT NULL,
                    id text NOT NULL,
                    source text NOT NULL,
                    event text NOT NULL,
                    body text NOT NULL,
                    received_at text NOT NULL,
                    decision text NOT NULL DEFAULT '',
                    decided_at text NOT NULL DEFAULT '',
                    PRIMARY KEY (workspace, id)
                );
                CREATE INDEX slipway_deliveries_by_number ON slipway_deliveries (workspace, number);
                CREATE INDEX slipway_undecided_deliveries ON slipway_deliveries (workspace, number)
                    WHERE decision = '';
                CREATE TABLE slipway_starts (
                    workspace text NOT NULL,
                    number bigserial NOT NULL,
                    key text NOT NULL,
                    start text NOT NULL,
                    stage text NOT NULL DEFAULT 'waiting',
                    run text NOT NULL DEFAULT '',
                    delivery text NOT NULL,
                    outcome text NOT NULL DEFAULT '',
                    PRIMARY KEY (workspace, key)
                );
                CREATE INDEX slipway_open_starts ON slipway_starts (workspace, number) WHERE stage <> 'ended';
                CREATE INDEX slipway_ended_starts ON slipway_starts (workspace, number) WHERE stage = 'ended';
                """),
        // Tokens of the API, without their secrets.
        Step(
            sql: """
                CREATE TABLE slipway_tokens (
                    workspace text NOT NULL,
                    number bigserial NOT NULL,
                    id text NOT NULL,
                    token text NOT NULL,
                    PRIMARY KEY (workspace, id)
                );
                """),
        // Runs that wait for something outside are looked at again.
        Step(
            sql: """
                CREATE INDEX slipway_runs_that_wait ON slipway_runs (workspace, wakes_at) WHERE status = 'waiting'
                """),
    ]

    /// Of those who bring one database up to date at once, one does: step by step, each in a transaction of its own that
    /// takes as long as it needs.
    ///
    /// Whoever writes holds a row of one of the locked tables, and has asked for the schema's version in the statement
    /// that locks it; so no program writes into a schema that it does not know.
    static func bringUpToDate(_ session: Session) throws(StoreError) {
        var version = try session.transaction { connection in
            let encoding = try connection.execute("SHOW server_encoding").first?.first ?? ""
            guard encoding == "UTF8" else {
                throw StoreError.unusable(
                    path: session.address, reason: "the database's encoding is \(encoding); it must be UTF8")
            }
            return try Self.version(connection, session.address)
        }
        while version < steps.count {
            version = try session.transaction { connection in
                // The number is ours alone: "slipway" as bytes.
                try connection.execute("SELECT pg_advisory_xact_lock(32488783072360825)")
                return try connection.liftLimits { try migrate(connection, session.address) }
            }
        }
    }

    /// Makes one step, unless another program did meanwhile.
    ///
    /// - Returns: The version that holds now.
    private static func migrate(_ connection: Connection, _ address: String) throws -> Int {
        let version = try version(connection, address)
        guard version < steps.count else { return version }
        if version == 0 {
            try connection.execute("CREATE TABLE slipway_schema (version bigint NOT NULL)")
            try connection.execute("INSERT INTO slipway_schema VALUES (0)")
        } else {
            try connection.execute("LOCK TABLE slipway_workspaces, slipway_runs IN EXCLUSIVE MODE")
        }
        let step = steps[version]
        for statement in step.sql.split(separator: ";\n") { try connection.execute(String(statement)) }
        try step.then(connection)
        try connection.execute("UPDATE slipway_schema SET version = \(version + 1)")
        return version + 1
    }

    /// - Parameter found: The version that stands in the database.
    /// - Throws: ``StoreError/tooNew(path:found:supported:)`` where a later program changed the schema.
    static func check(_ found: Int, _ address: String) throws(StoreError) {
        if found > steps.count { throw .tooNew(path: address, found: found, supported: steps.count) }
    }

    /// Of what was reserved before there was a key: the first run that is not cancelled holds a version.
    private static func holdReservedVersions(_ connection: Connection) throws {
        let rows = try connection.execute(
            """
            SELECT workspace, component, run, version FROM slipway_reservations AS reserved WHERE NOT EXISTS (
                SELECT 1 FROM slipway_events AS events WHERE events.workspace = reserved.workspace
                    AND events.run = reserved.run AND event LIKE '{"cancelled"%')
            ORDER BY workspace, run
            """)
        let known = rows.compactMap { row in Version(lenient: row[3]).map { (row, $0.identity) } }
        try connection.run(
            """
            INSERT INTO slipway_held (workspace, component, run, spelling, version)
            SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[]) ON CONFLICT DO NOTHING
            """, (0..<4).map { column in array(known.map { $0.0[column] }) } + [array(known.map(\.1))])
        try connection.execute("DROP TABLE slipway_reservations")
    }

    /// 0 in a database that no Slipway has seen yet.
    static func version(_ connection: Connection, _ address: String) throws -> Int {
        // Read from the table, not from what the session remembers: another one may have made it just now.
        let tables = try connection.execute(
            "SELECT 1 FROM pg_class WHERE relname = 'slipway_schema' AND relkind = 'r' AND pg_table_is_visible(oid)")
        guard !tables.isEmpty else { return 0 }
        let version = Int(try connection.execute("SELECT version FROM slipway_schema").first?.first ?? "") ?? 0
        try check(version, address)
        return max(version, 0)
    }
}
