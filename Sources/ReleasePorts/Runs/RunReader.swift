package import Foundation
package import ReleaseModel

/// What was stored about runs. A run is named by its id or its abbreviation (``RunID/abbreviation``); results have the id.
package protocol RunReader: Sendable {
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

    /// The newest run that has neither finished nor been cancelled; builds of channels don't count.
    ///
    /// - Parameter isShadow: Whether it is to be a shadow, or none.
    func newestOpen(isShadow: Bool) async throws(StoreError) -> RunID?

    /// The newest run that began with a plan and has finished.
    func finished(plan: Digest) async throws(StoreError) -> RunID?

    /// Runs in which an engine has something to do by a moment, oldest first: also those that wait for something outside,
    /// once they are to be looked at. A hint: the journal decides.
    func runnable(at moment: Date, limit: Int) async throws(StoreError) -> [RunID]

    /// Whether a run goes on without anyone's help, now or later.
    func hasRunning() async throws(StoreError) -> Bool

    /// The newest finished run whose set has the artifacts of a component's version.
    func output(of component: ComponentID, _ version: Version) async throws(StoreError) -> RunID?

    /// Those of these runs that the store has.
    func known(among runs: Set<RunID>) async throws(StoreError) -> Set<RunID>

    /// Events after a revision, oldest first; empty where the caller has seen all.
    ///
    /// - Throws: ``StoreError/rewound(_:_:)`` where the journal is shorter than what the caller has seen.
    func events(of run: RunID, after revision: Int) async throws(StoreError) -> [JournalEntry]

    /// Changes by others: a hint to check, which may be spurious or stand for many changes. Ends with the task that
    /// reads it.
    func changes() -> AsyncStream<Void>

    /// What runs hold, by run in order of creation, then by component: open runs all their versions, finished ones what
    /// they released, and those that were given up what is used up.
    ///
    /// - Parameter isOpen: Only of runs that have neither finished nor been cancelled.
    func reservations(isOpen: Bool) async throws(StoreError) -> [Reservation]

    /// The workspace's own journal, oldest first.
    func workspaceEntries() async throws(StoreError) -> [WorkspaceEntry]
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
