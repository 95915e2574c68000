package import Foundation
package import ReleaseModel

/// Keeps what arrived, what was decided about it, and what it started: so that nothing is lost, decided by two servers, or
/// started twice.
package protocol DeliveryInbox: Sendable {
    /// Stores deliveries durably, in this order, all or none. One whose id is stored already is left as it is.
    ///
    /// - Returns: For each, whether it is new.
    func take(_ deliveries: [Delivery]) async throws(StoreError) -> [Bool]

    /// The oldest deliveries that are not decided.
    func undecided(limit: Int) async throws(StoreError) -> [DeliveryRecord]

    /// Stores what a delivery leads to, and what it starts. A start whose key is stored already is the earlier one; what
    /// it supersedes ends, unless it has begun meanwhile.
    ///
    /// - Parameter again: Whether a decision that is stored already is replaced, and what it started and has ended starts
    ///   once more.
    /// - Returns: Whether this decision counts; false: another one was stored before.
    @discardableResult
    func decide(
        _ delivery: DeliveryID, _ decision: TriggerDecision, at moment: Date, again: Bool
    ) async throws(StoreError) -> Bool

    /// A page of deliveries, newest first.
    ///
    /// - Parameter number: Of the one before the page; nil: from the newest on.
    func deliveries(before number: Int?, limit: Int) async throws(StoreError) -> [DeliveryRecord]

    /// nil: there is none, or it was removed because of its age.
    func delivery(_ id: DeliveryID) async throws(StoreError) -> DeliveryRecord?

    /// What was started, oldest first: everything that has not ended, and what ended last.
    ///
    /// - Parameter ended: How many of those that have ended, at most.
    func starts(ended: Int) async throws(StoreError) -> [StartRecord]

    /// The start with a key; nil: there is none.
    func start(_ key: CauseKey) async throws(StoreError) -> StartRecord?

    /// Creates the run of a start that waits for it: both or neither, so that a start has one run however many servers
    /// there are and whenever one dies.
    ///
    /// - Returns: nil: the start no longer waits; nothing was created.
    func create(
        _ plan: ReleasePlan, trigger: Trigger, at moment: Date, by start: CauseKey
    ) async throws(StoreError) -> RunID?

    /// Stores how far a start is.
    ///
    /// - Returns: false where it was no longer at the stage that it is to leave: another server was first.
    @discardableResult
    func advance(
        _ key: CauseKey, from stage: StartRecord.Stage, to next: StartRecord.Stage, run: RunID?, outcome: String
    ) async throws(StoreError) -> Bool

    /// Removes decided deliveries that arrived before a moment, and starts that ended without any of them left.
    ///
    /// - Returns: How many deliveries.
    @discardableResult
    func removeDeliveries(before moment: Date) async throws(StoreError) -> Int
}

/// A store that also keeps what arrives, and who may ask for it.
package typealias ServedStore = DeliveryInbox & RunStore & TokenKeeper
