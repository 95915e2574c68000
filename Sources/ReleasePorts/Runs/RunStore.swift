package import Foundation
package import ReleaseModel

/// Keeps runs and their journals so that they survive any crash.
///
/// A run is named by its id or its abbreviation (``RunID/abbreviation``); results have the id.
package protocol RunStore: Sendable {
    /// Whether engines on several machines execute its runs, each under its own claims. Otherwise only the holder of
    /// the workspace's lock does.
    var isShared: Bool { get }

    /// Stores a plan and starts its journal with ``RunEvent/created(plan:trigger:)``, durably.
    func create(_ plan: ReleasePlan, trigger: Trigger, at moment: Date) async throws(StoreError) -> RunID

    /// A run, folded from its entire journal, each entry checked against the one before it: for acting on it.
    func run(_ id: RunID) async throws(StoreError) -> RunRecord

    /// A run, folded from a cached fold: only for display.
    func glance(at run: RunID) async throws(StoreError) -> RunRecord

    /// A page of the list of runs, newest first.
    ///
    /// - Parameters:
    ///   - run: The one before the page; nil: from the newest on.
    ///   - limit: How many at most.
    func summaries(before run: RunID?, limit: Int) async throws(StoreError) -> [RunSummary]

    /// The run that was made last; nil where there is none.
    func newest() async throws(StoreError) -> RunID?

    /// The newest run that has neither finished nor been cancelled.
    ///
    /// - Parameter isShadow: Whether it is to be a shadow, or none.
    func newestOpen(isShadow: Bool) async throws(StoreError) -> RunID?

    /// The newest run that began with a plan and has finished.
    func finished(plan: Digest) async throws(StoreError) -> RunID?

    /// Runs in which an engine has something to do by a moment, oldest first. A hint: the journal decides.
    func runnable(at moment: Date, limit: Int) async throws(StoreError) -> [RunID]

    /// The newest finished run whose set has the artifacts of a component's version.
    func output(of component: ComponentID, _ version: Version) async throws(StoreError) -> RunID?

    /// Those of these runs that the store has.
    func known(among runs: Set<RunID>) async throws(StoreError) -> Set<RunID>

    /// Events after a revision, oldest first; empty where the caller has seen all.
    ///
    /// - Throws: ``StoreError/rewound(_:_:)`` where the journal is shorter than what the caller has seen.
    func events(of run: RunID, after revision: Int) async throws(StoreError) -> [JournalEntry]

    /// Adds events to the end of a run's journal, all or none, durably before it returns.
    ///
    /// - Parameters:
    ///   - events: In the order they happened; not empty.
    ///   - moment: When. A clock that was set back makes no entry earlier than the one before it.
    ///   - revision: How many events the caller has seen.
    ///   - plan: The plan that holds from now on, where the events amend it.
    ///   - claim: The engine's claim on the run; nil for people's decisions.
    ///   - number: Which append under this claim it is, from 1. The store keeps the last one, so that an append whose
    ///     answer was lost is asked for again under its number, wherever the journal ends by then. nil for appends that
    ///     are not repeated.
    /// - Throws: ``StoreError/claimLost(_:)`` when another engine has the run by now,
    ///   ``StoreError/rewound(_:_:)`` when the journal lost entries that the caller has seen or written, or
    ///   ``StoreError/conflict(expected:actual:)`` when another writer was first.
    @discardableResult
    func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?, as number: Int?
    ) async throws(StoreError) -> Appended

    /// Claims a run for a while, by the store's own clock.
    ///
    /// - Parameter isTakingOver: Whether to take it from an engine that still has it. Only if that engine is known to
    ///   be dead: its process held the workspace's lock, which is free.
    /// - Throws: ``StoreError/claimed(_:by:)`` while another engine has it.
    func claim(
        _ run: RunID, for engine: EngineID, lasting: Duration, isTakingOver: Bool
    ) async throws(StoreError) -> Claim

    /// Renews a claim, even an expired one if no other engine took it.
    ///
    /// - Throws: ``StoreError/claimLost(_:)`` when another engine has the run by now.
    func renew(_ claim: Claim, lasting: Duration) async throws(StoreError)

    /// Releases a claim: others may claim the run at once. Does nothing if the claim is already lost.
    func giveUp(_ claim: Claim) async throws(StoreError)

    /// Announces for a while that an engine executes runs in a folder; repeated as long as it does. Candidates and
    /// release sets are stored there, so engines that share a store must share their folder too.
    ///
    /// - Throws: ``StoreError/otherFolder(_:engine:)`` while another engine works in another folder.
    func enter(_ place: WorkingPlace, lasting: Duration) async throws(StoreError)

    /// An engine no longer executes runs.
    func leave(_ place: WorkingPlace) async throws(StoreError)

    /// Changes by others: a hint to check, which may be spurious or stand for many changes. Ends with the task that
    /// reads it.
    func changes() -> AsyncStream<Void>

    /// Holds versions for a run, all or none, durably before it returns; those that it already holds stay.
    ///
    /// - Throws: ``StoreError/versionHeld(_:_:by:)`` where another run that is not cancelled holds one of them.
    func reserve(_ versions: [ComponentID: Version], for run: RunID) async throws(StoreError)

    /// What runs hold, by run in order of creation, then by component: open runs all their versions, finished ones what
    /// they released, and those that were given up what is used up.
    ///
    /// - Parameter isOpen: Only of runs that have neither finished nor been cancelled.
    func reservations(isOpen: Bool) async throws(StoreError) -> [Reservation]

    /// Adds a decision to the workspace's own journal, durably before it returns.
    func record(_ event: WorkspaceEvent, at moment: Date) async throws(StoreError)

    /// The workspace's own journal, oldest first.
    func workspaceEntries() async throws(StoreError) -> [WorkspaceEntry]
}

extension RunStore {
    /// A store that is not shared is in the folder itself, and its lock keeps others away.
    package func enter(_ place: WorkingPlace, lasting: Duration) async throws(StoreError) {}
    package func leave(_ place: WorkingPlace) async throws(StoreError) {}

    /// A person's decision, which needs no claim, or an event written once under a claim.
    package func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan? = nil,
        under claim: Claim? = nil
    ) async throws(StoreError) {
        try await append(events, to: run, after: revision, at: moment, plan: plan, under: claim, as: nil)
    }
}

/// The result of an append.
package enum Appended: Sendable, Hashable {
    case stored
    /// An earlier attempt of the same append stored the events; its response was lost.
    case storedBefore
}

/// The right to execute a run, until another engine takes it.
package struct Claim: Sendable, Hashable {
    package var run: RunID
    package var engine: EngineID
    /// Greater than that of every earlier claim of this run that the store remembers.
    package var fence: Int
    /// Unique to this claim: a fence repeats if a store lost its last commits.
    package var token: ClaimToken

    package init(run: RunID, engine: EngineID, fence: Int, token: ClaimToken) {
        self.run = run
        self.engine = engine
        self.fence = fence
        self.token = token
    }
}

/// A version that a run holds, so that no other run can use it.
package struct Reservation: Sendable, Hashable {
    package var component: ComponentID
    package var version: Version
    package var run: RunID

    package init(component: ComponentID, version: Version, run: RunID) {
        self.component = component
        self.version = version
        self.run = run
    }
}
