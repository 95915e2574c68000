package import Foundation
package import ReleaseModel
package import ReleasePorts

/// Runs in one SQLite file, in WAL mode, each append synced to the disk before it returns.
package actor SQLiteRunStore: RunStore {
    /// SQLite blocks, so the actor has a thread of its own and leaves the shared pool alone.
    private nonisolated let executor = QueueExecutor(label: "slipway.store")
    let database: Database
    let now: @Sendable () -> Date
    var folds = RunFolds()

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
        try SQLiteRunStore.fillIndex(database)
    }

    /// What SQLite has done for this store so far, in its own steps; grows with what is asked and with what is stored.
    package var work: Int { database.work }

    package func create(
        _ plan: ReleasePlan, trigger: Trigger, at moment: Date, for start: CauseKey?
    ) async throws(StoreError) -> RunID? {
        let created = RunEvent.created(plan: plan.digest, trigger: trigger, moment: plan.createdAt)
        let (planText, event, at) = (storedPlanText(plan), storedText(created), stamp(moment))
        let record = RunRecord(id: "", createdAt: try date(at, in: database.path), plan: plan, state: RunState())
        let change = try FoldedChange(
            RunFold(record), adding: [created], texts: [event], at: at, plan: nil, in: database.path)
        return try changing { () throws(StoreError) -> RunID? in
            guard try start.map({ key throws(StoreError) in try isWaiting(key) }) ?? true else { return nil }
            let last = try end("runs")
            let number = last.number &+ 1
            let entry = JournalEnd.beginning.following(
                [event], stamp: at, first: last.hash, positions: try positions(1))[0]
            let id = RunID(number: number, hash: entry.hash)
            try database.run(
                """
                INSERT INTO runs (number, id, created_at, revision, hash) VALUES (?, ?, ?, 1, ?)
                """,
                [.integer(number), .text(id.text), .bytes(entry.at), .text(entry.hash)])
            try database.run("INSERT INTO plans (run, plan) VALUES (?, ?)", [.integer(number), .text(planText)])
            try insert(entry, of: number)
            try note("runs", number, entry.hash)
            try SQLiteRunStore.write(change.row, lastAt: at, of: number, in: database)
            if let start { try begin(start, as: id) }
            return id
        }
    }

    package func run(_ id: RunID) async throws(StoreError) -> RunRecord {
        let number = try number(of: id)
        let stored = try SQLiteRunStore.stored(number, in: database)
        let path = database.path
        let record = try await apart(stored.entries.count) { () throws(StoreError) in try stored.record(in: path) }
        folds.put(record, hash: stored.end.hash, of: number)
        return record
    }

    package func events(of run: RunID, after revision: Int) async throws(StoreError) -> [JournalEntry] {
        let number = try number(of: run)
        let stored = try SQLiteRunStore.stored(number, after: max(revision, 0), withPlan: false, in: database)
        try checkLength(stored.end, of: run, seen: revision)
        let path = database.path
        return try await apart(stored.entries.count) { () throws(StoreError) in try stored.journal(in: path) }
    }

    @discardableResult
    package func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?, as append: Int?
    ) async throws(StoreError) -> Appended {
        let texts = events.map { storedText($0) }
        let planText = plan.map { storedPlanText($0) }
        let number = try number(of: run)
        let change = try change(of: number, after: revision, adding: events, texts, at: moment, plan: plan)
        var hash = ""
        // nil: the fold is of a journal that was lost.
        let answer = try changing { () throws(StoreError) -> Appended? in
            if let claim, try check(claim, of: number, append: append) == .storedBefore { return .storedBefore }
            let end = try end(of: number)
            try checkLength(end, of: run, seen: revision)
            guard end.revision == revision else { throw StoreError.conflict(expected: revision, actual: end.revision) }
            if let change, change.previous != end.hash { return nil }
            let entries = end.following(texts, stamp: stamp(moment), positions: try positions(texts.count))
            for entry in entries { try insert(entry, of: number) }
            guard let last = entries.last else { return .stored }
            hash = last.hash
            try database.run(
                "UPDATE runs SET revision = ?, hash = ?, is_over = max(is_over, ?) WHERE number = ?",
                [
                    .integer(last.sequence), .text(last.hash), .integer(events.contains(where: \.endsRun) ? 1 : 0),
                    .integer(number),
                ])
            if let planText {
                try database.run("UPDATE plans SET plan = ? WHERE run = ?", [.text(planText), .integer(number)])
            }
            if let change { try store(change, lastAt: String(decoding: last.at, as: UTF8.self), of: number) }
            return .stored
        }
        guard let answer else {
            return try await self.append(
                events, to: run, after: revision, at: moment, plan: plan, under: claim, as: append)
        }
        // Earlier stored events may not be the latest: the fold is rebuilt.
        guard answer == .stored else { return answer }
        try keep(change, hash: hash, of: number, isAtRest: events.contains(where: \.endsRun))
        return answer
    }

    /// Checks a few times a second whether another connection wrote; SQLite has no notifications.
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
