package import Foundation
package import ReleaseModel

/// Adds to runs and their journals, durably before it returns.
package protocol RunWriter: Sendable {
    /// Stores a plan and starts its journal with ``RunEvent/created(plan:trigger:)``, durably.
    func create(_ plan: ReleasePlan, trigger: Trigger, at moment: Date) async throws(StoreError) -> RunID

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

    /// Holds versions for a run, all or none, durably before it returns; those that it already holds stay.
    ///
    /// - Throws: ``StoreError/versionHeld(_:_:by:cancelled:)`` where another run that is not cancelled holds one of them.
    func reserve(_ versions: [ComponentID: Version], for run: RunID) async throws(StoreError)

    /// Adds a decision to the workspace's own journal, durably before it returns.
    func record(_ event: WorkspaceEvent, at moment: Date) async throws(StoreError)
}

extension RunWriter {
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
