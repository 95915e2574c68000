package import Foundation
package import ReleaseModel
package import ReleasePorts

/// Keeps runs in memory; their ids are the abbreviations, since nothing of them outlives it.
package actor MemoryRunStore: RunStore {
    package nonisolated let isShared = false
    private var records: [RunRecord] = []
    private var journals: [[JournalEntry]] = []
    private var held: [ComponentID: [Version: RunID]] = [:]
    private var claims: [RunID: HeldClaim] = [:]
    private var decisions: [WorkspaceEntry] = []
    private var listeners: [UUID: AsyncStream<Void>.Continuation] = [:]
    private let now: @Sendable () -> Date

    fileprivate struct HeldClaim {
        var claim: Claim
        var until: Date
        /// The number of the last append under it.
        var appends = 0
    }

    /// All that it keeps at a moment.
    package struct State: Sendable {
        fileprivate var records: [RunRecord]
        fileprivate var journals: [[JournalEntry]]
        fileprivate var held: [ComponentID: [Version: RunID]]
        fileprivate var claims: [RunID: HeldClaim]
        fileprivate var decisions: [WorkspaceEntry]
    }

    /// - Parameter now: The store's own clock, by which claims run out.
    package init(now: @escaping @Sendable () -> Date = { Date() }) { self.now = now }

    package func create(
        _ plan: ReleasePlan, trigger: Trigger, at moment: Date
    ) async throws(StoreError) -> RunID {
        let id = RunID("r\(records.count + 1)")
        let created = RunEvent.created(plan: plan.digest, trigger: trigger, moment: plan.createdAt)
        let entry = JournalEntry(sequence: 1, at: moment, event: created)
        records.append(RunRecord(id: id, createdAt: moment, plan: plan, entries: [entry]))
        journals.append([entry])
        notifyListeners()
        return id
    }

    package func run(_ id: RunID) async throws(StoreError) -> RunRecord { records[try index(of: id)] }

    package func glance(at run: RunID) async throws(StoreError) -> RunRecord { try await self.run(run) }

    package func summaries(before run: RunID?, limit: Int) async throws(StoreError) -> [RunSummary] {
        let end = try run.map { (run) throws(StoreError) in try index(of: run) } ?? records.count
        return records.prefix(end).suffix(max(limit, 0)).reversed().map { RunFold($0).summary }
    }

    package func newest() async throws(StoreError) -> RunID? { records.last?.id }

    package func newestOpen(isShadow: Bool) async throws(StoreError) -> RunID? {
        records.last { record in
            let purpose = record.plan.request.purpose
            return !record.state.isOver && (purpose == .shadow) == isShadow && purpose != .channel
        }?.id
    }

    package func finished(plan: Digest) async throws(StoreError) -> RunID? {
        records.last { $0.state.isFinished && $0.state.origin == plan }?.id
    }

    package func runnable(at moment: Date, limit: Int) async throws(StoreError) -> [RunID] {
        let ready = records.filter { record in RunFold(record).summary.wakesAt.map { $0 <= moment } ?? false }
        return ready.prefix(max(limit, 0)).map(\.id)
    }

    package func hasRunning() async throws(StoreError) -> Bool { records.contains { $0.status == .running } }

    package func output(of component: ComponentID, _ version: Version) async throws(StoreError) -> RunID? {
        records.last { RunFold($0).outputs.contains { $0 == (component, version) } }?.id
    }

    package func known(among runs: Set<RunID>) async throws(StoreError) -> Set<RunID> {
        runs.intersection(records.map(\.id))
    }

    package func events(of run: RunID, after revision: Int) async throws(StoreError) -> [JournalEntry] {
        let entries = journals[try index(of: run)]
        try checkLength(entries.count, of: run, seen: revision)
        return Array(entries.dropFirst(revision))
    }

    private func checkLength(_ count: Int, of run: RunID, seen revision: Int) throws(StoreError) {
        if count < revision { throw .rewound(run, "Its journal has \(count) entries, and had \(revision).") }
    }

    /// What it keeps now, to return to.
    package func state() -> State {
        State(records: records, journals: journals, held: held, claims: claims, decisions: decisions)
    }

    /// Loses everything that came after a state, as a failover does, or a restored backup.
    package func restore(_ state: State) {
        (records, journals, held) = (state.records, state.journals, state.held)
        (claims, decisions) = (state.claims, state.decisions)
        notifyListeners()
    }

    @discardableResult
    package func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?, as number: Int?
    ) async throws(StoreError) -> Appended {
        let index = try index(of: run)
        if let claim {
            guard let held = claims[run], held.claim == claim else { throw .claimLost(run) }
            if let number, number == held.appends { return .storedBefore }
            if let number, number != held.appends + 1 {
                throw .rewound(run, "Of \(number - 1) appends of \(claim.engine) it has \(held.appends).")
            }
        }
        let actual = journals[index].count
        try checkLength(actual, of: run, seen: revision)
        guard actual == revision else { throw .conflict(expected: revision, actual: actual) }
        let at = max(moment, journals[index].last?.at ?? moment)
        let added = events.enumerated().map {
            JournalEntry(sequence: revision + 1 + $0.offset, at: at, event: $0.element)
        }
        journals[index] += added
        records[index].add(added)
        if let plan { records[index].plan = plan }
        if let number { claims[run]?.appends = number }
        if events.contains(where: \.isCancellation) {
            let usedUp = Set(RunFold(records[index]).usedUp)
            for component in held.keys where !usedUp.contains(component) {
                held[component] = held[component]?.filter { $0.value != run }
            }
        }
        notifyListeners()
        return .stored
    }

    package func claim(
        _ run: RunID, for engine: EngineID, lasting: Duration, isTakingOver: Bool
    ) async throws(StoreError) -> Claim {
        _ = try index(of: run)
        if let held = claims[run], held.claim.engine != engine, held.until > now(), !isTakingOver {
            throw .claimed(run, by: held.claim.engine)
        }
        let claim = Claim(run: run, engine: engine, fence: (claims[run]?.claim.fence ?? 0) + 1, token: .random())
        claims[run] = HeldClaim(claim: claim, until: now().addingTimeInterval(lasting / .seconds(1)))
        return claim
    }

    package func renew(_ claim: Claim, lasting: Duration) async throws(StoreError) {
        _ = try index(of: claim.run)
        guard claims[claim.run]?.claim == claim else { throw .claimLost(claim.run) }
        claims[claim.run]?.until = now().addingTimeInterval(lasting / .seconds(1))
    }

    package func giveUp(_ claim: Claim) async throws(StoreError) {
        if claims[claim.run]?.claim == claim { claims[claim.run]?.until = .distantPast }
        notifyListeners()
    }

    package func holder(of run: RunID) async throws(StoreError) -> EngineID? {
        _ = try index(of: run)
        guard let held = claims[run], held.until > now() else { return nil }
        return held.claim.engine
    }

    package nonisolated func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = UUID()
        // Each ends at once: it only adds to or removes from the list.
        continuation.onTermination = { _ in Task { await self.listen(id, nil) } }
        Task { await listen(id, continuation) }
        return stream
    }

    private func listen(_ id: UUID, _ continuation: AsyncStream<Void>.Continuation?) {
        listeners[id] = continuation
        continuation?.yield()
    }

    private func notifyListeners() { for listener in listeners.values { listener.yield() } }

    package func record(_ event: WorkspaceEvent, at moment: Date) async throws(StoreError) {
        let at = max(moment, decisions.last?.at ?? moment)
        decisions.append(WorkspaceEntry(sequence: decisions.count + 1, at: at, event: event))
        notifyListeners()
    }

    package func workspaceEntries() async throws(StoreError) -> [WorkspaceEntry] { decisions }

    package func reserve(_ versions: [ComponentID: Version], for run: RunID) async throws(StoreError) {
        // One that was given up meanwhile takes nothing.
        guard records[try index(of: run)].state.cancellation == nil else { return }
        for (component, version) in versions.sorted(by: { $0.key < $1.key }) {
            if let holder = held[component]?[version], holder != run {
                throw .versionHeld(component, version, by: holder)
            }
        }
        for (component, version) in versions where held[component]?[version] == nil {
            held[component, default: [:]][version] = run
        }
    }

    package func reservations(isOpen: Bool) async throws(StoreError) -> [Reservation] {
        let over = Set(records.filter(\.state.isOver).map(\.id))
        let order = Dictionary(uniqueKeysWithValues: records.enumerated().map { ($0.element.id, $0.offset) })
        let all = held.flatMap { component, versions in
            versions.map { Reservation(component: component, version: $0.key, run: $0.value) }
        }
        return all.filter { !isOpen || !over.contains($0.run) }.sorted {
            (order[$0.run] ?? 0, $0.component, $0.version) < (order[$1.run] ?? 0, $1.component, $1.version)
        }
    }

    private func index(of run: RunID) throws(StoreError) -> Int {
        guard let index = records.firstIndex(where: { $0.id == run }) else { throw .noSuchRun(run) }
        return index
    }
}

extension RunStore {
    /// A run that a test requested.
    package func create(_ plan: ReleasePlan, at moment: Date) async throws(StoreError) -> RunID {
        try await create(plan, trigger: Trigger(by: "test", command: "test"), at: moment)
    }

    /// All runs, newest first: for tests, which have few.
    package func runs() async throws(StoreError) -> [RunRecord] {
        var records: [RunRecord] = []
        for summary in try await summaries(before: nil, limit: .max) { records.append(try await run(summary.id)) }
        return records
    }

    /// The journals of all runs, newest first.
    package func journals() async throws(StoreError) -> [[JournalEntry]] {
        var journals: [[JournalEntry]] = []
        for record in try await runs() { journals.append(try await events(of: record.id, after: 0)) }
        return journals
    }

    /// Those that have neither finished nor been cancelled, oldest first.
    package func openRuns() async throws(StoreError) -> [RunRecord] {
        try await runs().filter { !$0.state.isOver }.reversed()
    }

    package func reservations() async throws(StoreError) -> [Reservation] { try await reservations(isOpen: false) }
}
