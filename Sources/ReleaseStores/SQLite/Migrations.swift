import ReleasePorts

/// The schema's history: numbered, forward only, each in one transaction. `user_version` says how far a file is.
enum Migrations {
    /// The text of a released migration never changes.
    private static let steps = [
        """
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
        """,
        """
        CREATE TABLE reservations (
            run INTEGER NOT NULL REFERENCES runs (number),
            component TEXT NOT NULL,
            version TEXT NOT NULL,
            PRIMARY KEY (component, run, version)
        ) STRICT, WITHOUT ROWID;
        """,
        """
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
        """,
    ]

    static func bringUpToDate(_ database: Database, path: String) throws(StoreError) {
        try database.transaction { () throws(StoreError) in
            var version = 0
            try database.run("PRAGMA user_version") { version = $0.integer(0) }
            guard version <= steps.count else {
                throw StoreError.tooNew(path: path, found: version, supported: steps.count)
            }
            for (index, sql) in steps.enumerated().dropFirst(version) {
                try database.execute(sql)
                try database.execute("PRAGMA user_version = \(index + 1)")
            }
        }
    }
}
