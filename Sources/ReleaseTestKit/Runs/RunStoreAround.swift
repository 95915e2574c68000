package import Foundation
package import ReleaseModel
package import ReleasePorts

/// A store around another one, which does what its conforming type does not do otherwise.
package protocol RunStoreAround: RunStore {
    var inner: any RunStore { get }
}

extension RunStoreAround {
    package var isShared: Bool { inner.isShared }
    package func create(_ plan: ReleasePlan, trigger: Trigger, at moment: Date) async throws(StoreError) -> RunID {
        try await inner.create(plan, trigger: trigger, at: moment)
    }
    package func run(_ id: RunID) async throws(StoreError) -> RunRecord { try await inner.run(id) }
    package func runs() async throws(StoreError) -> [RunRecord] { try await inner.runs() }
    package func openRuns() async throws(StoreError) -> [RunRecord] { try await inner.openRuns() }
    package func openRunIDs() async throws(StoreError) -> [RunID] { try await inner.openRunIDs() }
    package func runIDs() async throws(StoreError) -> [RunID] { try await inner.runIDs() }
    package func enter(_ place: WorkingPlace, lasting: Duration) async throws(StoreError) {
        try await inner.enter(place, lasting: lasting)
    }
    package func leave(_ place: WorkingPlace) async throws(StoreError) { try await inner.leave(place) }
    package func events(of run: RunID, after revision: Int) async throws(StoreError) -> [JournalEntry] {
        try await inner.events(of: run, after: revision)
    }
    package func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?, as number: Int?
    ) async throws(StoreError) -> Appended {
        try await inner.append(events, to: run, after: revision, at: moment, plan: plan, under: claim, as: number)
    }
    package func claim(
        _ run: RunID, for engine: EngineID, lasting: Duration, isTakingOver: Bool
    ) async throws(StoreError) -> Claim {
        try await inner.claim(run, for: engine, lasting: lasting, isTakingOver: isTakingOver)
    }
    package func renew(_ claim: Claim, lasting: Duration) async throws(StoreError) {
        try await inner.renew(claim, lasting: lasting)
    }
    package func giveUp(_ claim: Claim) async throws(StoreError) { try await inner.giveUp(claim) }
    package func changes() -> AsyncStream<Void> { inner.changes() }
    package func reserve(_ versions: [ComponentID: Version], for run: RunID) async throws(StoreError) {
        try await inner.reserve(versions, for: run)
    }
    package func reservations() async throws(StoreError) -> [Reservation] { try await inner.reservations() }
    package func record(_ event: WorkspaceEvent, at moment: Date) async throws(StoreError) {
        try await inner.record(event, at: moment)
    }
    package func workspaceEntries() async throws(StoreError) -> [WorkspaceEntry] {
        try await inner.workspaceEntries()
    }
}
