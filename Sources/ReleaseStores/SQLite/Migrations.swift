import ReleaseModel
import ReleasePorts

/// The schema's history: numbered, forward only, each in one transaction. `user_version` says how far a file is.
enum Migrations {
    private struct Step: Sendable {
        /// The text of a released migration never changes.
        var sql: String
        /// What SQL can't do.
        var then: @Sendable (Database) throws(StoreError) -> Void = { (_) throws(StoreError) in }
    }

    private static let steps: [Step] = [
        Step(
            sql: """
                CREATE TABLE runs (
                    number INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE,
                    created_at TEXT NOT NULL,
                    plan TEXT NOT NULL
                ) STRICT;
                CREATE TABLE events (
                    run INTEGER NOT NULL REFERENCES runs (number),
                    sequence INTEGER NOT NULL,
                    at TEXT NOT NULL,
                    event TEXT NOT NULL,
                    PRIMARY KEY (run, sequence)
                ) STRICT, WITHOUT ROWID;
                """),
        Step(
            sql: """
                CREATE TABLE reservations (
                    run INTEGER NOT NULL REFERENCES runs (number),
                    component TEXT NOT NULL,
                    version TEXT NOT NULL,
                    PRIMARY KEY (component, run, version)
                ) STRICT, WITHOUT ROWID;
                """),
        Step(
            sql: """
                CREATE TABLE claims (
                    run INTEGER PRIMARY KEY REFERENCES runs (number),
                    engine TEXT NOT NULL,
                    fence INTEGER NOT NULL,
                    until TEXT NOT NULL
                ) STRICT;
                CREATE TABLE workspace_events (
                    sequence INTEGER PRIMARY KEY,
                    at TEXT NOT NULL,
                    event TEXT NOT NULL
                ) STRICT;
                ALTER TABLE runs ADD COLUMN is_over INTEGER NOT NULL DEFAULT 0;
                """),
        Step(
            sql: """
                ALTER TABLE events ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE events ADD COLUMN hash TEXT NOT NULL DEFAULT '';
                ALTER TABLE workspace_events ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE workspace_events ADD COLUMN hash TEXT NOT NULL DEFAULT '';
                ALTER TABLE runs ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE runs ADD COLUMN hash TEXT NOT NULL DEFAULT '';
                ALTER TABLE claims ADD COLUMN lasting INTEGER NOT NULL DEFAULT 0;
                CREATE TABLE ends (
                    name TEXT PRIMARY KEY,
                    number INTEGER NOT NULL DEFAULT 0,
                    hash TEXT NOT NULL DEFAULT ''
                ) STRICT, WITHOUT ROWID;
                INSERT INTO ends (name) VALUES ('positions'), ('runs'), ('workspace');
                UPDATE runs SET is_over = 1 WHERE EXISTS (
                    SELECT 1 FROM events WHERE run = number
                        AND (event LIKE '{"finished"%' OR event LIKE '{"cancelled"%')
                );
                """, then: { (database) throws(StoreError) in try chainExistingJournals(database) }),
        // From here on run ids are number and hash. The tables are the same, but a program that uses the number alone
        // must not run concurrently.
        Step(sql: ""),
        // Fences repeat where a file is restored; appends are known by their number under a claim.
        Step(
            sql: """
                ALTER TABLE claims ADD COLUMN token TEXT NOT NULL DEFAULT '';
                ALTER TABLE claims ADD COLUMN appends INTEGER NOT NULL DEFAULT 0;
                """),
        Step(
            sql: """
                CREATE TABLE held (
                    component TEXT NOT NULL,
                    version TEXT NOT NULL,
                    run INTEGER NOT NULL REFERENCES runs (number),
                    spelling TEXT NOT NULL,
                    PRIMARY KEY (component, version)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX held_by_run ON held (run);
                """, then: { (database) throws(StoreError) in try holdReservedVersions(database) }),
        // The index of runs, filled from the journals by ``SQLiteRunStore/fillIndex(_:)``. Plans have a separate table,
        // or every append would rewrite its run's plan.
        Step(
            sql: """
                CREATE TABLE plans (
                    run INTEGER PRIMARY KEY REFERENCES runs (number),
                    plan TEXT NOT NULL
                ) STRICT;
                INSERT INTO plans SELECT number, plan FROM runs;
                ALTER TABLE runs DROP COLUMN plan;
                ALTER TABLE runs ADD COLUMN last_at TEXT NOT NULL DEFAULT '';
                ALTER TABLE runs ADD COLUMN status TEXT NOT NULL DEFAULT '';
                ALTER TABLE runs ADD COLUMN wakes_at INTEGER NOT NULL DEFAULT -1;
                ALTER TABLE runs ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
                ALTER TABLE runs ADD COLUMN plan_digest TEXT NOT NULL DEFAULT '';
                ALTER TABLE runs ADD COLUMN origin TEXT NOT NULL DEFAULT '';
                ALTER TABLE runs ADD COLUMN steps INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE runs ADD COLUMN done INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE runs ADD COLUMN title TEXT NOT NULL DEFAULT '';
                CREATE INDEX runs_that_go_on ON runs (wakes_at) WHERE status = 'running';
                CREATE INDEX open_runs ON runs (number) WHERE is_over = 0;
                CREATE INDEX runs_by_origin ON runs (origin);
                CREATE INDEX runs_without_index ON runs (number) WHERE status = '';
                CREATE TABLE snapshots (
                    run INTEGER PRIMARY KEY REFERENCES runs (number),
                    revision INTEGER NOT NULL,
                    hash TEXT NOT NULL,
                    fold INTEGER NOT NULL,
                    state TEXT NOT NULL
                ) STRICT;
                CREATE TABLE outputs (
                    component TEXT NOT NULL,
                    version TEXT NOT NULL,
                    run INTEGER NOT NULL REFERENCES runs (number),
                    PRIMARY KEY (component, version)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX outputs_by_run ON outputs (run);
                """),
        // What arrived from outside, and what it started. None of it is part of a journal.
        Step(
            sql: """
                CREATE TABLE deliveries (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE,
                    source TEXT NOT NULL,
                    event TEXT NOT NULL,
                    body TEXT NOT NULL,
                    received_at TEXT NOT NULL,
                    decision TEXT NOT NULL DEFAULT '',
                    decided_at TEXT NOT NULL DEFAULT ''
                ) STRICT;
                CREATE INDEX undecided_deliveries ON deliveries (number) WHERE decision = '';
                CREATE TABLE starts (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    key TEXT NOT NULL UNIQUE,
                    start TEXT NOT NULL,
                    stage TEXT NOT NULL DEFAULT 'waiting',
                    run TEXT NOT NULL DEFAULT '',
                    delivery TEXT NOT NULL,
                    outcome TEXT NOT NULL DEFAULT ''
                ) STRICT;
                CREATE INDEX open_starts ON starts (number) WHERE stage <> 'ended';
                CREATE INDEX ended_starts ON starts (number) WHERE stage = 'ended';
                """),
        // Tokens of the API, without their secrets.
        Step(
            sql: """
                CREATE TABLE tokens (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE,
                    token TEXT NOT NULL
                ) STRICT;
                """),
        // Runs that wait for something outside are looked at again.
        Step(sql: "CREATE INDEX runs_that_wait ON runs (wakes_at) WHERE status = 'waiting'"),
    ]

    /// - Returns: The schema's number.
    @discardableResult
    static func bringUpToDate(_ database: Database) throws(StoreError) -> Int {
        // Who only reads takes no lock for writing.
        if try version(of: database) == steps.count { return steps.count }
        return try database.transaction { () throws(StoreError) in
            for (index, step) in steps.enumerated().dropFirst(try version(of: database)) {
                try database.execute(step.sql)
                try step.then(database)
                try database.execute("PRAGMA user_version = \(index + 1)")
            }
            return steps.count
        }
    }

    static func version(of database: Database) throws(StoreError) -> Int {
        let version = try database.number("PRAGMA user_version") ?? 0
        guard version <= steps.count else {
            throw StoreError.tooNew(path: database.path, found: version, supported: steps.count)
        }
        guard version >= 0 else { throw StoreError.corrupt(path: database.path, reason: "its schema is \(version)") }
        return version
    }

    /// Chains the journals of a file that was written before there was a chain; run by run, and the workspace's last.
    private static func chainExistingJournals(_ database: Database) throws(StoreError) {
        var runs: [Int] = []
        try database.run("SELECT number FROM runs ORDER BY number") { runs.append($0.integer(0)) }
        var position = 0
        var first = ""
        for run in runs {
            let entries = try chained(
                "SELECT sequence, at, event FROM events WHERE run = ? ORDER BY sequence", [.integer(run)], first: first,
                position: &position, in: database)
            for entry in entries {
                try database.run(
                    "UPDATE events SET position = ?, hash = ? WHERE run = ? AND sequence = ?",
                    [.integer(entry.position), .text(entry.hash), .integer(run), .integer(entry.sequence)])
            }
            guard let last = entries.last else { continue }
            first = entries[0].hash
            try database.run(
                "UPDATE runs SET revision = ?, hash = ? WHERE number = ?",
                [.integer(last.sequence), .text(last.hash), .integer(run)])
        }
        try note("runs", runs.last ?? 0, first, in: database)
        let own = try chained(
            "SELECT sequence, at, event FROM workspace_events ORDER BY sequence", [], first: "", position: &position,
            in: database)
        for entry in own {
            try database.run(
                "UPDATE workspace_events SET position = ?, hash = ? WHERE sequence = ?",
                [.integer(entry.position), .text(entry.hash), .integer(entry.sequence)])
        }
        try note("workspace", own.last?.sequence ?? 0, own.last?.hash ?? "", in: database)
        try note("positions", position, "", in: database)
    }

    /// Of what was reserved before there was a key: the first run that is not cancelled holds a version.
    private static func holdReservedVersions(_ database: Database) throws(StoreError) {
        var rows: [(run: Int, component: String, version: String)] = []
        try database.run(
            """
            SELECT run, component, version FROM reservations
            WHERE run NOT IN (SELECT run FROM events WHERE event LIKE '{"cancelled"%') ORDER BY run
            """
        ) { rows.append(($0.integer(0), $0.text(1), $0.text(2))) }
        for row in rows {
            guard let version = Version(lenient: row.version) else { continue }
            try database.run(
                "INSERT OR IGNORE INTO held (component, version, run, spelling) VALUES (?, ?, ?, ?)",
                [.text(row.component), .text(version.identity), .integer(row.run), .text(row.version)])
        }
        try database.execute("DROP TABLE reservations")
    }

    private static func chained(
        _ sql: String, _ values: [Database.Value], first: String, position: inout Int, in database: Database
    ) throws(StoreError) -> [StoredEntry] {
        var entries: [StoredEntry] = []
        try database.run(sql, values) { row in
            position += 1
            var entry = StoredEntry(
                sequence: row.integer(0), position: position, at: row.bytes(1), text: row.bytes(2), hash: "")
            entry.hash = entry.hash(behind: entries.last?.hash ?? first)
            entries.append(entry)
        }
        return entries
    }

    private static func note(
        _ name: String, _ number: Int, _ hash: String, in database: Database
    ) throws(StoreError) {
        try database.run(
            "UPDATE ends SET number = ?, hash = ? WHERE name = ?", [.integer(number), .text(hash), .text(name)])
    }
}
