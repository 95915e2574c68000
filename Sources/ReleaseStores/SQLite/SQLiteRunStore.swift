package import Foundation
package import ReleaseModel
package import ReleasePorts

/// Runs in one SQLite file, in WAL mode, each append synced to the disk before it returns.
package actor SQLiteRunStore: RunStore {
    /// SQLite blocks, so the actor has a thread of its own and leaves the shared pool alone.
    private nonisolated let executor = QueueExecutor(label: "slipway.store")
    let database: Database
    let now: @Sendable () -> Date

    package nonisolated let isShared = false
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens or makes the file, looks for damage and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - patience: How long to wait where another process holds the file.
    ///   - now: By which claims run out.
    /// - Throws: ``StoreError/corrupt(path:reason:)`` for a damaged file, which is left as it is.
    package init(
        path: String, patience: Duration = .seconds(10), now: @escaping @Sendable () -> Date = { Date() }
    ) throws(StoreError) {
        try SQLiteRunStore.protect(path)
        let database = try Database(path: path, patience: patience)
        try SQLiteRunStore.prepare(database, patience: patience)
        self.database = database
        self.now = now
    }

    package func create(
        _ plan: ReleasePlan, trigger: Trigger, at moment: Date
    ) async throws(StoreError) -> RunID {
        let created = RunEvent.created(plan: plan.digest, trigger: trigger, moment: plan.createdAt)
        let (planText, event) = (storedText(plan), storedText(created))
        return try changing { () throws(StoreError) in
            let last = try end("runs")
            let number = last.number &+ 1
            let entry = JournalEnd.beginning.following(
                [event], stamp: stamp(moment), first: last.hash, positions: try positions(1))[0]
            let id = RunID(number: number, hash: entry.hash)
            try database.run(
                """
                INSERT INTO runs (number, id, created_at, plan, revision, hash) VALUES (?, ?, ?, ?, 1, ?)
                """,
                [.integer(number), .text(id.text), .bytes(entry.at), .text(planText), .text(entry.hash)])
            try insert(entry, of: number)
            try note("runs", number, entry.hash)
            return id
        }
    }

    package func run(_ id: RunID) async throws(StoreError) -> RunRecord {
        let number = try number(of: id)
        guard let record = try records(matching: "WHERE number = ?", [.integer(number)]).first else {
            throw .noSuchRun(id)
        }
        return record
    }

    package func runs() async throws(StoreError) -> [RunRecord] {
        try records(matching: "ORDER BY number DESC", [])
    }

    package func openRuns() async throws(StoreError) -> [RunRecord] {
        try records(matching: "WHERE is_over = 0 ORDER BY number", [])
    }

    package func openRunIDs() async throws(StoreError) -> [RunID] {
        var ids: [RunID] = []
        try database.run("SELECT id FROM runs WHERE is_over = 0 ORDER BY number") { ids.append(RunID($0.text(0))) }
        return ids
    }

    package func runIDs() async throws(StoreError) -> [RunID] {
        var ids: [RunID] = []
        try database.run("SELECT id FROM runs ORDER BY number") { ids.append(RunID($0.text(0))) }
        return ids
    }

    package func events(of run: RunID, after revision: Int) async throws(StoreError) -> [JournalEntry] {
        let number = try number(of: run)
        return try database.snapshot { () throws(StoreError) in
            try checkLength(try end(of: number), of: run, seen: revision)
            return try entries(of: number, after: max(revision, 0))
        }
    }

    @discardableResult
    package func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?, as append: Int?
    ) async throws(StoreError) -> Appended {
        let texts = events.map { storedText($0) }
        let planText = plan.map { storedText($0) }
        return try changing { () throws(StoreError) in
            let number = try number(of: run)
            if let claim, try check(claim, of: number, append: append) == .storedBefore { return .storedBefore }
            let end = try end(of: number)
            try checkLength(end, of: run, seen: revision)
            guard end.revision == revision else { throw StoreError.conflict(expected: revision, actual: end.revision) }
            let entries = end.following(texts, stamp: stamp(moment), positions: try positions(texts.count))
            for entry in entries { try insert(entry, of: number) }
            if let last = entries.last {
                try database.run(
                    "UPDATE runs SET revision = ?, hash = ? WHERE number = ?",
                    [.integer(last.sequence), .text(last.hash), .integer(number)])
            }
            if let planText {
                try database.run("UPDATE runs SET plan = ? WHERE number = ?", [.text(planText), .integer(number)])
            }
            if events.contains(where: \.endsRun) {
                try database.run("UPDATE runs SET is_over = 1 WHERE number = ?", [.integer(number)])
            }
            return .stored
        }
    }

    /// Looks a few times a second whether another connection wrote; SQLite has nobody who would tell.
    package nonisolated func changes() -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            // Ended with the stream that it serves.
            let task = Task {
                var last = -1
                while !Task.isCancelled {
                    let version = await self.dataVersion()
                    if version != last { continuation.yield() }
                    last = version
                    try? await Task.sleep(for: .milliseconds(250))
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Changes with every write of another connection; 0 where it can't be read, which the next real call reports.
    private func dataVersion() -> Int { (try? database.number("PRAGMA data_version")) ?? 0 }

    package func record(_ event: WorkspaceEvent, at moment: Date) async throws(StoreError) {
        let text = storedText(event)
        try changing { () throws(StoreError) in
            let last = try end("workspace")
            var at = ""
            try database.run("SELECT at FROM workspace_events WHERE sequence = ?", [.integer(last.number)]) {
                at = $0.text(0)
            }
            let end = JournalEnd(revision: last.number, hash: last.hash, at: at)
            let entry = end.following([text], stamp: stamp(moment), positions: try positions(1))[0]
            try database.run(
                "INSERT INTO workspace_events (sequence, position, at, event, hash) VALUES (?, ?, ?, ?, ?)",
                [
                    .integer(entry.sequence), .integer(entry.position), .bytes(entry.at), .bytes(entry.text),
                    .text(entry.hash),
                ])
            try note("workspace", entry.sequence, entry.hash)
        }
    }

    package func workspaceEntries() async throws(StoreError) -> [WorkspaceEntry] {
        let path = database.path
        return try database.snapshot { () throws(StoreError) in
            let end = try end("workspace")
            return try readJournal(
                try SQLiteRunStore.stored("workspace_events", [], in: database), after: 0, behind: "",
                end: JournalEnd(revision: end.number, hash: end.hash, at: ""), journal: "the workspace", in: path
            ) { (sequence, at, event: WorkspaceEvent) in
                WorkspaceEntry(sequence: sequence, at: at, event: event)
            }
        }
    }
}
