package import ReleaseModel

/// Who executes which run.
package protocol ClaimKeeper: Sendable {
    /// Whether engines on several machines execute its runs, each under its own claims. Otherwise only the holder of
    /// the workspace's lock does.
    var isShared: Bool { get }

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

    /// The engine whose claim on a run is in force, by the store's own clock; nil: none executes it.
    func holder(of run: RunID) async throws(StoreError) -> EngineID?

    /// Announces for a while that an engine executes runs in a folder; repeated as long as it does. Candidates and
    /// release sets are stored there, so engines that share a store must share their folder too.
    ///
    /// - Throws: ``StoreError/otherFolder(_:engine:)`` while another engine works in another folder.
    func enter(_ place: WorkingPlace, lasting: Duration) async throws(StoreError)

    /// An engine no longer executes runs.
    func leave(_ place: WorkingPlace) async throws(StoreError)
}

extension ClaimKeeper {
    /// A store that is not shared is in the folder itself, and its lock keeps others away.
    package func enter(_ place: WorkingPlace, lasting: Duration) async throws(StoreError) {}
    package func leave(_ place: WorkingPlace) async throws(StoreError) {}
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
