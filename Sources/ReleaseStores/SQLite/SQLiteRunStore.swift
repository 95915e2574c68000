package import Foundation
package import ReleaseModel
package import ReleasePorts

/// Runs in one SQLite file, in WAL mode, each append synced to the disk before it returns.
package actor SQLiteRunStore: RunStore {
    /// SQLite blocks, so the actor has a thread of its own and leaves the shared pool alone.
    private nonisolated let executor = QueueExecutor(label: "slipway.store")
    private let database: Database
    private let now: @Sendable () -> Date

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens or makes the file and brings its schema up to date.
    ///
    /// - Parameter now: By which claims run out.
    package init(path: String, now: @escaping @Sendable () -> Date = { Date() }) throws(StoreError) {
        let database = try Database(path: path)
        try database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
        try Migrations.bringUpToDate(database, path: path)
        self.database = database
        self.now = now
    }

    package func create(
        _ plan: ReleasePlan, trigger: Trigger, at moment: Date
    ) async throws(StoreError) -> RunID {
        let (planText, event) = (json(plan), json(RunEvent.created(plan: plan.digest, trigger: trigger)))
        return try database.transaction { () throws(StoreError) in
            var number = 0
            try database.run("SELECT coalesce(max(number), 0) + 1 FROM runs") { number = $0.integer(0) }
            let id = RunID("r\(number)")
            try database.run(
                "INSERT INTO runs (number, id, created_at, plan) VALUES (?, ?, ?, ?)",
                [.integer(number), .text(id.text), .text(stamp(moment)), .text(planText)])
            try insert(event, sequence: 1, of: number, at: moment)
            return id
        }
    }

    package func run(_ id: RunID) async throws(StoreError) -> RunRecord {
        guard let record = try records(matching: "WHERE id = ?", [.text(id.text)]).first else { throw .noSuchRun(id) }
        return record
    }

    package func runs() async throws(StoreError) -> [RunRecord] {
        try records(matching: "ORDER BY number DESC", [])
    }

    package func openRuns() async throws(StoreError) -> [RunRecord] {
        try records(matching: "WHERE is_over = 0 ORDER BY number", [])
    }

    package func events(of run: RunID, after revision: Int) async throws(StoreError) -> [JournalEntry] {
        try entries(of: number(of: run), after: revision)
    }

    package func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?
    ) async throws(StoreError) {
        let texts = events.map { json($0) }
        let planText = plan.map { json($0) }
        try database.transaction { () throws(StoreError) in
            let number = try number(of: run)
            if let claim, try fence(of: number) != claim.fence { throw StoreError.claimLost(run) }
            var last = 0
            try database.run("SELECT coalesce(max(sequence), 0) FROM events WHERE run = ?", [.integer(number)]) {
                last = $0.integer(0)
            }
            guard last == revision else { throw StoreError.conflict(expected: revision, actual: last) }
            for (offset, text) in texts.enumerated() {
                try insert(text, sequence: revision + 1 + offset, of: number, at: moment)
            }
            if let planText {
                try database.run("UPDATE runs SET plan = ? WHERE number = ?", [.text(planText), .integer(number)])
            }
            if events.contains(where: \.endsRun) {
                try database.run("UPDATE runs SET is_over = 1 WHERE number = ?", [.integer(number)])
            }
        }
    }

    package func claim(
        _ run: RunID, for engine: EngineID, lasting: Duration, isTakingOver: Bool
    ) async throws(StoreError) -> Claim {
        try database.transaction { () throws(StoreError) in
            let number = try number(of: run)
            var held: (engine: EngineID, fence: Int, until: String)?
            try database.run("SELECT engine, fence, until FROM claims WHERE run = ?", [.integer(number)]) { row in
                held = (EngineID(row.text(0)), row.integer(1), row.text(2))
            }
            if let held, held.engine != engine, held.until > stamp(now()), !isTakingOver {
                throw StoreError.claimed(run, by: held.engine)
            }
            let claim = Claim(run: run, engine: engine, fence: (held?.fence ?? 0) + 1)
            try database.run(
                "INSERT OR REPLACE INTO claims (run, engine, fence, until) VALUES (?, ?, ?, ?)",
                [.integer(number), .text(engine.text), .integer(claim.fence), .text(end(lasting))])
            return claim
        }
    }

    package func renew(_ claim: Claim, lasting: Duration) async throws(StoreError) {
        try database.transaction { () throws(StoreError) in
            let number = try number(of: claim.run)
            guard try fence(of: number) == claim.fence else { throw StoreError.claimLost(claim.run) }
            try database.run(
                "UPDATE claims SET until = ? WHERE run = ?", [.text(end(lasting)), .integer(number)])
        }
    }

    package func giveUp(_ claim: Claim) async throws(StoreError) {
        try database.run(
            "UPDATE claims SET until = '' WHERE run = ? AND fence = ?",
            [.integer(try number(of: claim.run)), .integer(claim.fence)])
    }

    /// Looks a few times a second whether another connection wrote; SQLite has nobody who would tell.
    package nonisolated func changes() -> AsyncStream<Void> {
        AsyncStream { continuation in
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
    private func dataVersion() -> Int {
        var version = 0
        try? database.run("PRAGMA data_version") { version = $0.integer(0) }
        return version
    }

    package func record(_ event: WorkspaceEvent, at moment: Date) async throws(StoreError) {
        try database.run(
            "INSERT INTO workspace_events (at, event) VALUES (?, ?)", [.text(stamp(moment)), .text(json(event))])
    }

    package func workspaceEntries() async throws(StoreError) -> [WorkspaceEntry] {
        var rows: [(sequence: Int, at: String, event: String)] = []
        try database.run("SELECT sequence, at, event FROM workspace_events ORDER BY sequence") { row in
            rows.append((row.integer(0), row.text(1), row.text(2)))
        }
        var entries: [WorkspaceEntry] = []
        for row in rows {
            let event = try decoded(WorkspaceEvent.self, row.event, what: "event \(row.sequence)")
            entries.append(WorkspaceEntry(sequence: row.sequence, at: try date(row.at), event: event))
        }
        return entries
    }

    /// 0 where nobody ever claimed the run.
    private func fence(of run: Int) throws(StoreError) -> Int {
        var fence = 0
        try database.run("SELECT fence FROM claims WHERE run = ?", [.integer(run)]) { fence = $0.integer(0) }
        return fence
    }

    private func end(_ lasting: Duration) -> String { stamp(now().addingTimeInterval(lasting / .seconds(1))) }

    package func reserve(_ versions: [ComponentID: Version], for run: RunID) async throws(StoreError) {
        try database.transaction { () throws(StoreError) in
            let number = try number(of: run)
            for (component, version) in versions.sorted(by: { $0.key < $1.key }) {
                for held in try reservations(matching: "WHERE component = ?", [.text(component.text)])
                where held.run != run && held.version == version {
                    throw StoreError.versionHeld(component, version, by: held.run)
                }
                try database.run(
                    "INSERT OR IGNORE INTO reservations (run, component, version) VALUES (?, ?, ?)",
                    [.integer(number), .text(component.text), .text(version.text)])
            }
        }
    }

    package func reservations() async throws(StoreError) -> [Reservation] {
        try reservations(matching: "", [])
    }

    /// Those of runs that are not cancelled.
    private func reservations(
        matching condition: String, _ values: [Database.Value]
    ) throws(StoreError) -> [Reservation] {
        var rows: [(number: Int, reservation: Reservation)] = []
        try database.run(
            """
            SELECT runs.number, runs.id, component, version FROM reservations JOIN runs ON run = runs.number \(condition)
            ORDER BY runs.number, component, version
            """, values
        ) { row in
            guard let version = Version(lenient: row.text(3)) else { return }
            rows.append(
                (
                    row.integer(0),
                    Reservation(component: ComponentID(row.text(2)), version: version, run: RunID(row.text(1)))
                ))
        }
        var isCancelled: [Int: Bool] = [:]
        for number in Set(rows.map(\.number)) {
            isCancelled[number] = RunState(try entries(of: number, after: 0)).cancellation != nil
        }
        return rows.filter { isCancelled[$0.number] == false }.map(\.reservation)
    }

    private func insert(_ event: String, sequence: Int, of run: Int, at moment: Date) throws(StoreError) {
        try database.run(
            "INSERT INTO events (run, sequence, at, event) VALUES (?, ?, ?, ?)",
            [.integer(run), .integer(sequence), .text(stamp(moment)), .text(event)])
    }

    private func number(of run: RunID) throws(StoreError) -> Int {
        var number: Int?
        try database.run("SELECT number FROM runs WHERE id = ?", [.text(run.text)]) { number = $0.integer(0) }
        guard let number else { throw .noSuchRun(run) }
        return number
    }

    private func records(matching condition: String, _ values: [Database.Value]) throws(StoreError) -> [RunRecord] {
        var rows: [(number: Int, id: RunID, created: String, plan: String)] = []
        try database.run("SELECT number, id, created_at, plan FROM runs \(condition)", values) { row in
            rows.append((row.integer(0), RunID(row.text(1)), row.text(2), row.text(3)))
        }
        var records: [RunRecord] = []
        for row in rows {
            let plan = try decoded(ReleasePlan.self, row.plan, what: "the plan of \(row.id)")
            records.append(
                RunRecord(
                    id: row.id, createdAt: try date(row.created), plan: plan,
                    entries: try entries(of: row.number, after: 0)))
        }
        return records
    }

    private func entries(of run: Int, after revision: Int) throws(StoreError) -> [JournalEntry] {
        var rows: [(sequence: Int, at: String, event: String)] = []
        try database.run(
            "SELECT sequence, at, event FROM events WHERE run = ? AND sequence > ? ORDER BY sequence",
            [.integer(run), .integer(revision)]
        ) { row in rows.append((row.integer(0), row.text(1), row.text(2))) }
        var entries: [JournalEntry] = []
        for row in rows {
            let event = try decoded(RunEvent.self, row.event, what: "event \(row.sequence)")
            entries.append(JournalEntry(sequence: row.sequence, at: try date(row.at), event: event))
        }
        return entries
    }

    private func decoded<Value: Decodable>(_ type: Value.Type, _ text: String, what: String) throws(StoreError) -> Value
    {
        do { return try decodeJSON(type, from: Data(text.utf8)) } catch {
            throw .unusable(path: "state.db", reason: "\(what) can't be read: \(error)")
        }
    }

    private func date(_ text: String) throws(StoreError) -> Date {
        do { return try Date(text, strategy: timeFormat) } catch {
            throw .unusable(path: "state.db", reason: "'\(text)' is no time")
        }
    }
}

/// UTC with milliseconds, so that texts order as times do.
private let timeFormat = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

private func stamp(_ moment: Date) -> String { moment.formatted(timeFormat) }

private func json(_ value: some Encodable) -> String {
    do { return String(decoding: try encodeJSON(value, isPretty: false), as: UTF8.self) } catch {
        preconditionFailure("every value of the model can be written as JSON: \(error)")
    }
}
