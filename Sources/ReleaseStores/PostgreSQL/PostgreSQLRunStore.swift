package import Foundation
package import ReleaseModel
package import ReleasePorts

/// Runs in a PostgreSQL database, which several workspaces and several engines may share.
///
/// Each run is a row: who adds to its journal or claims it locks the row, so of two writers one comes after the other.
/// New runs and entries of the workspace's own journal lock the workspace's row.
package actor PostgreSQLRunStore: RunStore {
    package nonisolated let isShared = true
    /// libpq blocks, so the actor has a thread of its own and leaves the shared pool alone.
    private nonisolated let executor = QueueExecutor(label: "slipway.postgresql")
    let session: Session
    let workspace: String
    nonisolated let address: String
    let journals: PostgreSQLJournals
    let index: PostgreSQLIndex
    private var isNoticeDue = false
    var folds = RunFolds()

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Connects and brings the schema up to date.
    ///
    /// - Parameters:
    ///   - address: A connection string of libpq's, without a password; it stands in errors.
    ///   - workspace: Whose runs these are.
    ///   - patience: How long to look for a server that is not there, each time it is needed.
    ///   - idleLimit: After how long the server ends an idle transaction.
    ///   - statementLimit: How long a statement may take; migrations take as long as they need.
    package init(
        address: String, workspace: String, patience: Duration = .seconds(5), idleLimit: Duration = .seconds(4),
        statementLimit: Duration = .seconds(20)
    ) throws(StoreError) {
        let session = Session(
            address: address, patience: patience, idleLimit: idleLimit, statementLimit: statementLimit)
        try PostgreSQLMigrations.bringUpToDate(session)
        self.session = session
        self.workspace = workspace
        self.address = session.address
        let journals = PostgreSQLJournals(session: session, workspace: workspace)
        let index = PostgreSQLIndex(journals: journals)
        self.journals = journals
        self.index = index
        try index.fill()
    }

    package func create(
        _ plan: ReleasePlan, trigger: Trigger, at moment: Date, for start: CauseKey?
    ) async throws(StoreError) -> RunID? {
        // Encoded before the transaction, which keeps every other run of the workspace from beginning.
        let created = RunEvent.created(plan: plan.digest, trigger: trigger, moment: plan.createdAt)
        let (planText, event, at) = (storedPlanText(plan), storedText(created), stamp(moment))
        let record = RunRecord(id: "", createdAt: try date(at, in: address), plan: plan, state: RunState())
        let change = try FoldedChange(
            RunFold(record), adding: [created], texts: [event], at: at, plan: nil, in: address)
        let (workspace, index) = (workspace, index)
        return try session.transaction(wasDone: { (connection, made: RunID?) in
            guard let made else { return true }
            // Waits for the lock of the lost transaction, which may be ending only now.
            _ = try ends(connection)
            return try connection.run(
                "SELECT 1 FROM slipway_runs WHERE workspace = $1 AND id = $2", [workspace, made.text]
            ).isEmpty == false
        }) { (connection) -> RunID? in
            let last = try ends(connection)
            if let start, try !isWaiting(start, connection) { return nil }
            let number = last.runs &+ 1
            let entry = JournalEnd.beginning.following(
                [event], stamp: at, first: last.firstHash, positions: try positions(1, connection))[0]
            let id = RunID(number: number, hash: entry.hash)
            try connection.run(
                """
                INSERT INTO slipway_runs (workspace, number, id, created_at, plan, revision, hash, last_at)
                VALUES ($1, $2, $3, $4, $5, 1, $6, $4)
                """, [workspace, "\(number)", id.text, at, planText, entry.hash])
            try insert([entry], texts: array([event]), of: number, connection)
            try connection.run(
                "UPDATE slipway_workspaces SET runs = $2, first_hash = $3 WHERE name = $1",
                [workspace, "\(number)", entry.hash])
            try index.write(change.row, of: number, connection)
            if let start { try begin(start, as: id, connection) }
            try notifyListeners(connection)
            return id
        }
    }

    package func run(_ id: RunID) async throws(StoreError) -> RunRecord {
        let stored = try await stored(id, after: 0, withPlan: true)
        let address = address
        let record = try await apart(stored.entries.count) { () throws(StoreError) in try stored.record(in: address) }
        folds.put(record, hash: stored.end.hash, of: stored.number)
        return record
    }

    package func events(of run: RunID, after revision: Int) async throws(StoreError) -> [JournalEntry] {
        let stored = try await stored(run, after: max(revision, 0), withPlan: false)
        try checkLength(stored.end, of: run, seen: revision)
        let address = address
        return try await apart(stored.entries.count) { () throws(StoreError) in try stored.journal(in: address) }
    }

    @discardableResult
    package func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?, as append: Int?
    ) async throws(StoreError) -> Appended {
        let (texts, planText) = (events.map { storedText($0) }, plan.map { storedPlanText($0) })
        let (written, endsRun) = (array(texts), events.contains(where: \.endsRun))
        let (number, index) = (try number(of: run), index)
        let change = try change(of: run, number, after: revision, adding: events, texts, at: moment, plan: plan)
        // nil: the fold is of a journal that was lost.
        let answer = try session.transaction(wasDone: { (connection, done: (Appended?, last: StoredEntry?)) in
            _ = try lock(connection, number, run)
            return try done.last.map { try journals.hash(connection, of: number, at: $0.sequence) == $0.hash } ?? true
        }) { (connection) -> (Appended?, last: StoredEntry?) in
            let row = try lock(connection, number, run)
            if try claim.map({ try row.claim.check($0, append: append) }) == .storedBefore {
                return (.storedBefore, nil)
            }
            try checkLength(row.end, of: run, seen: revision)
            guard row.end.revision == revision else {
                throw StoreError.conflict(expected: revision, actual: row.end.revision)
            }
            if let change, change.previous != row.end.hash { return (nil, nil) }
            let entries = row.end.following(
                texts, stamp: stamp(moment), positions: try positions(texts.count, connection))
            try insert(entries, texts: written, of: number, connection)
            var columns: [(name: String, value: String)] = []
            if let last = entries.last {
                columns += [
                    ("revision", "\(last.sequence)"), ("hash", last.hash),
                    ("last_at", String(decoding: last.at, as: UTF8.self)),
                    ("appends", "\(claim == nil ? row.claim.appends : append ?? row.claim.appends)"),
                ]
                if endsRun { columns.append(("is_over", "true")) }
            }
            if let planText { columns.append(("plan", planText)) }
            if let change { columns += PostgreSQLIndex.columns(change.row) }
            try index.update(columns, of: number, connection)
            if let change { try store(change, of: number, connection) }
            if claim == nil || endsRun { try notifyListeners(connection) }
            return (.stored, entries.last)
        }
        guard let appended = answer.0 else {
            return try await self.append(
                events, to: run, after: revision, at: moment, plan: plan, under: claim, as: append)
        }
        if claim != nil { notifyListenersSoon() }
        // Earlier stored events may not be the latest: the fold is rebuilt.
        guard appended == .stored else { return appended }
        try keep(change, hash: answer.last?.hash ?? "", of: number, isAtRest: endsRun)
        return appended
    }

    package func record(_ event: WorkspaceEvent, at moment: Date) async throws(StoreError) {
        let text = storedText(event)
        let workspace = workspace
        _ = try session.transaction(wasDone: { (connection, entry: StoredEntry) in
            _ = try ends(connection)
            let rows = try connection.run(
                "SELECT hash FROM slipway_workspace_events WHERE workspace = $1 AND sequence = $2",
                [workspace, "\(entry.sequence)"])
            return rows.first?.first == entry.hash
        }) { (connection) -> StoredEntry in
            let end = try ends(connection).workspace
            let entry = end.following([text], stamp: stamp(moment), positions: try positions(1, connection))[0]
            let at = String(decoding: entry.at, as: UTF8.self)
            try connection.run(
                """
                INSERT INTO slipway_workspace_events (workspace, sequence, position, at, event, hash)
                VALUES ($1, $2, $3, $4, $5, $6)
                """, [workspace, "\(entry.sequence)", "\(entry.position)", at, text, entry.hash])
            try connection.run(
                "UPDATE slipway_workspaces SET revision = $2, hash = $3, last_at = $4 WHERE name = $1",
                [workspace, "\(entry.sequence)", entry.hash, at])
            try notifyListeners(connection)
            return entry
        }
    }

    package func workspaceEntries() async throws(StoreError) -> [WorkspaceEntry] {
        let (end, rows) = try session.transaction(PostgreSQLRunStore.looking) { connection in
            (try workspaceEnd(connection), try workspaceRows(connection))
        }
        return try readJournal(
            rows.map(storedEntry), after: 0, behind: "", end: end, journal: "the workspace", in: address
        ) {
            (sequence, at, event: WorkspaceEvent) in WorkspaceEntry(sequence: sequence, at: at, event: event)
        }
    }

    /// In the writing transaction, so that listeners find the change.
    func notifyListeners(_ connection: Connection) throws {
        try connection.run("SELECT pg_notify('slipway', $1)", [noticeText(workspace)])
    }

    /// An engine's writes are announced a little later, for many writes at once: the server commits only one
    /// transaction with a notification at a time.
    private func notifyListenersSoon() {
        guard !isNoticeDue else { return }
        isNoticeDue = true
        // Ends by itself after a moment.
        Task {
            try? await Task.sleep(for: .milliseconds(100))
            isNoticeDue = false
            // A lost hint does no harm: listeners also poll from time to time.
            _ = try? session.transaction { connection in try notifyListeners(connection) }
        }
    }
}
