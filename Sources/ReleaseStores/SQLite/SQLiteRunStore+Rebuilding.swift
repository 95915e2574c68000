package import ReleaseModel
package import ReleasePorts

extension SQLiteRunStore {
    package func rebuildIndex() async throws(StoreError) -> [RunID] {
        var rebuilt: [RunID] = []
        var number = 0
        while let next = try database.number(
            "SELECT number FROM runs WHERE number > ? ORDER BY number LIMIT 1", [.integer(number)])
        {
            number = next
            guard try SQLiteRunStore.fit(number, in: database) else { continue }
            rebuilt += try SQLiteRunStore.rows("WHERE number = ?", [.integer(number)], in: database).map(\.id)
        }
        return rebuilt
    }

    /// Folds the runs of a file that was written before there was an index, one after the other; who is interrupted goes on.
    static func fillIndex(_ database: Database) throws(StoreError) {
        while let run = try database.number("SELECT number FROM runs WHERE status = '' ORDER BY number LIMIT 1") {
            try fit(run, in: database)
        }
    }

    /// Makes what is kept beside a run's journal fit it. One that can't be folded is marked and does not hold up the others.
    ///
    /// - Returns: Whether anything did not fit.
    @discardableResult
    static func fit(_ run: Int, in database: Database) throws(StoreError) -> Bool {
        do throws(StoreError) { return try fitFolded(run, in: database) } catch {
            guard error.isOfOneRun else { throw error }
            try database.run(
                "UPDATE runs SET status = ?, last_at = created_at WHERE number = ? AND status = ''",
                [.text(SummaryRow.unknown), .integer(run)])
            return false
        }
    }

    private static func fitFolded(_ run: Int, in database: Database) throws(StoreError) -> Bool {
        let stored = try stored(run, in: database)
        let journal = try stored.journal(in: database.path)
        let fold = RunFold(try stored.record(journal, in: database.path))
        let lastAt = stored.entries.last.map { String(decoding: $0.at, as: UTF8.self) } ?? stored.createdAt
        let kept = try keptIndex(of: run, besides: IndexDifference.keys(fold), in: database)
        let difference = IndexDifference(fold, journal, number: run, lastAt: lastAt, kept: kept)
        guard !difference.isEmpty else { return false }
        return try database.transaction { () throws(StoreError) in
            // Whoever added something meanwhile has written it all.
            guard
                try database.number("SELECT revision FROM runs WHERE number = ?", [.integer(run)])
                    == fold.state.revision
            else { return false }
            try write(difference, of: run, in: database)
            return true
        }
    }

    private static func write(
        _ difference: IndexDifference, of run: Int, in database: Database
    ) throws(StoreError) {
        if let row = difference.row { try write(row, lastAt: difference.lastAt, of: run, in: database) }
        for key in difference.removedHeld {
            try database.run(
                "DELETE FROM held WHERE component = ? AND version = ?", [.text(key.component), .text(key.version)])
        }
        for (key, spelling) in difference.addedHeld {
            try database.run(
                "INSERT OR IGNORE INTO held (component, version, run, spelling) VALUES (?, ?, ?, ?)",
                [.text(key.component), .text(key.version), .integer(run), .text(spelling)])
        }
        for key in difference.removedOutputs {
            try database.run(
                "DELETE FROM outputs WHERE component = ? AND version = ?", [.text(key.component), .text(key.version)])
        }
        for key in difference.addedOutputs { try write(key, of: run, in: database) }
        if difference.dropsSnapshot {
            try database.run("DELETE FROM snapshots WHERE run = ?", [.integer(run)])
        }
    }

    /// - Parameter keys: Of which rows are wanted although they may be other runs'.
    private static func keptIndex(
        of run: Int, besides keys: Set<VersionKey>, in database: Database
    ) throws(StoreError) -> KeptIndex {
        guard let row = try rows("WHERE number = ?", [.integer(run)], in: database).first else {
            throw .noSuchRun(RunID("r\(run)"))
        }
        var kept = KeptIndex(row: row.summary, lastAt: row.lastAt, snapshot: try snapshot(of: run, in: database))
        try database.run("SELECT component, version FROM held WHERE run = ?", [.integer(run)]) {
            kept.held[VersionKey(component: $0.text(0), version: $0.text(1))] = run
        }
        try database.run("SELECT component, version FROM outputs WHERE run = ?", [.integer(run)]) {
            kept.outputs[VersionKey(component: $0.text(0), version: $0.text(1))] = run
        }
        for key in keys {
            let values: [Database.Value] = [.text(key.component), .text(key.version)]
            if let holder = try database.number("SELECT run FROM held WHERE component = ? AND version = ?", values) {
                kept.held[key] = holder
            }
            if let maker = try database.number("SELECT run FROM outputs WHERE component = ? AND version = ?", values) {
                kept.outputs[key] = maker
            }
        }
        return kept
    }
}
