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
    package func glance(at run: RunID) async throws(StoreError) -> RunRecord { try await inner.glance(at: run) }
    package func summaries(before run: RunID?, limit: Int) async throws(StoreError) -> [RunSummary] {
        try await inner.summaries(before: run, limit: limit)
    }
    package func newest() async throws(StoreError) -> RunID? { try await inner.newest() }
    package func newestOpen(isShadow: Bool) async throws(StoreError) -> RunID? {
        try await inner.newestOpen(isShadow: isShadow)
    }
    package func finished(plan: Digest) async throws(StoreError) -> RunID? { try await inner.finished(plan: plan) }
    package func runnable(at moment: Date, limit: Int) async throws(StoreError) -> [RunID] {
        try await inner.runnable(at: moment, limit: limit)
    }
    package func hasRunning() async throws(StoreError) -> Bool { try await inner.hasRunning() }
    package func output(of component: ComponentID, _ version: Version) async throws(StoreError) -> RunID? {
        try await inner.output(of: component, version)
    }
    package func known(among runs: Set<RunID>) async throws(StoreError) -> Set<RunID> {
        try await inner.known(among: runs)
    }
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
    package func holder(of run: RunID) async throws(StoreError) -> EngineID? { try await inner.holder(of: run) }
    package func changes() -> AsyncStream<Void> { inner.changes() }
    package func reserve(_ versions: [ComponentID: Version], for run: RunID) async throws(StoreError) {
        try await inner.reserve(versions, for: run)
    }
    package func reservations(isOpen: Bool) async throws(StoreError) -> [Reservation] {
        try await inner.reservations(isOpen: isOpen)
    }
    package func record(_ event: WorkspaceEvent, at moment: Date) async throws(StoreError) {
        try await inner.record(event, at: moment)
    }
    package func workspaceEntries() async throws(StoreError) -> [WorkspaceEntry] {
        try await inner.workspaceEntries()
    }
}
