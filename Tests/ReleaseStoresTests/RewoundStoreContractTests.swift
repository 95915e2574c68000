import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// What every store promises when it returned to an earlier state of itself, and when an answer of it was lost.
@Suite("Stores that lost commits or answers")
struct RewoundStoreContractTests {
    private static let plan = RunStoreContractTests.plan
    private static let moment = RunStoreContractTests.moment
    private let stores: TestedStores

    init() throws { stores = try TestedStores() }

    private func scene(_ kind: StoreKind) async throws -> (store: any RunStore, run: RunID) {
        let store = try stores.open(kind)
        return (store, try await store.create(RewoundStoreContractTests.plan, at: RewoundStoreContractTests.moment))
    }

    private func claim(_ run: RunID, for engine: EngineID, in store: any RunStore) async throws -> Claim {
        try await store.claim(run, for: engine, lasting: .seconds(60), isTakingOver: true)
    }

    @discardableResult
    private func append(
        _ number: Int?, after revision: Int, _ event: RunEvent, under claim: Claim?, in store: any RunStore,
        to run: RunID
    ) async throws -> Appended {
        try await store.append(
            [event], to: run, after: revision, at: RewoundStoreContractTests.moment, plan: nil, under: claim, as: number
        )
    }

    @Test(
        "A fence granted a second time belongs to a new claim; the earlier holder has lost it",
        arguments: StoreKind.available)
    func repeatedFence(kind: StoreKind) async throws {
        let (store, run) = try await scene(kind)
        let restore = try await stores.saved(kind)
        let lost = try await claim(run, for: "a", in: store)
        try await restore()
        let next = try await claim(run, for: "a", in: store)
        #expect(next.fence == lost.fence && next.token != lost.token)
        await #expect(throws: StoreError.claimLost(run)) { try await store.renew(lost, lasting: .seconds(60)) }
        await #expect(throws: StoreError.claimLost(run)) {
            try await append(1, after: 1, .claimed(by: "a", fence: 1), under: lost, in: store, to: run)
        }
        // It gives up nothing that is another's.
        try await store.giveUp(lost)
        await #expect(throws: StoreError.claimed(run, by: "a")) {
            try await store.claim(run, for: "b", lasting: .seconds(60), isTakingOver: false)
        }
        try await append(1, after: 1, .claimed(by: "a", fence: 1), under: next, in: store, to: run)
    }

    @Test(
        "A journal shorter than before is reported to writers and readers",
        arguments: StoreKind.available)
    func shorter(kind: StoreKind) async throws {
        let (store, run) = try await scene(kind)
        let restore = try await stores.saved(kind)
        try await append(nil, after: 1, .paused(by: "a"), under: nil, in: store, to: run)
        #expect(try await store.events(of: run, after: 2).isEmpty)
        try await restore()
        await expectRewound(run) { try await store.events(of: run, after: 2) }
        await expectRewound(run) { try await append(nil, after: 2, .resumed(by: "a"), under: nil, in: store, to: run) }
        #expect(try await store.events(of: run, after: 0).count == 1)
    }

    @Test(
        "Lost entries of an engine are noticed even if people have added as many since",
        arguments: StoreKind.available)
    func regrown(kind: StoreKind) async throws {
        let (store, run) = try await scene(kind)
        let claim = try await claim(run, for: "a", in: store)
        try await append(1, after: 1, .claimed(by: "a", fence: 1), under: claim, in: store, to: run)
        let restore = try await stores.saved(kind)
        try await append(2, after: 2, .started(step: "a", attempt: 1), under: claim, in: store, to: run)
        try await restore()
        try await append(nil, after: 2, .paused(by: "anna"), under: nil, in: store, to: run)
        await expectRewound(run) {
            try await append(3, after: 3, .started(step: "b", attempt: 1), under: claim, in: store, to: run)
        }
        #expect(try await store.events(of: run, after: 0).map(\.event).last == .paused(by: "anna"))
    }

    @Test(
        "A repeated append is stored once, whatever people added after it",
        arguments: StoreKind.available)
    func again(kind: StoreKind) async throws {
        let (store, run) = try await scene(kind)
        let claim = try await claim(run, for: "a", in: store)
        let event = RunEvent.started(step: "a", attempt: 1)
        #expect(try await append(1, after: 1, event, under: claim, in: store, to: run) == .stored)
        try await append(nil, after: 2, .paused(by: "anna"), under: nil, in: store, to: run)
        for revision in 1...3 {
            #expect(try await append(1, after: revision, event, under: claim, in: store, to: run) == .storedBefore)
        }
        #expect(try await store.events(of: run, after: 0).map(\.event).dropFirst() == [event, .paused(by: "anna")])
        #expect(try await append(2, after: 3, .finished, under: claim, in: store, to: run) == .stored)
    }

    @Test("An append that never arrived is stored when repeated", arguments: StoreKind.available)
    func neverArrived(kind: StoreKind) async throws {
        let (store, run) = try await scene(kind)
        let claim = try await claim(run, for: "a", in: store)
        try await append(nil, after: 1, .paused(by: "anna"), under: nil, in: store, to: run)
        await #expect(throws: StoreError.conflict(expected: 1, actual: 2)) {
            try await append(1, after: 1, .claimed(by: "a", fence: 1), under: claim, in: store, to: run)
        }
        let answer = try await append(1, after: 2, .claimed(by: "a", fence: 1), under: claim, in: store, to: run)
        #expect(answer == .stored)
    }

    // MARK: Folds that a store keeps

    @Test(
        "A cached fold is not continued after the journal lost entries and grew with others",
        arguments: StoreKind.available)
    func keptFold(kind: StoreKind) async throws {
        let (store, run) = try await scene(kind)
        let restore = try await stores.saved(kind)
        try await append(nil, after: 1, .paused(by: "anna"), under: nil, in: store, to: run)
        try await restore()
        // By another process, so that this store does not see it.
        let other = try stores.open(kind)
        try await append(nil, after: 1, .started(step: "a", attempt: 1), under: nil, in: other, to: run)
        try await append(nil, after: 2, .skipped(step: "b", by: "anna", reason: "r"), under: nil, in: store, to: run)
        #expect(try await store.run(run).state.isPaused == false)
        let summary = try #require(try await store.summaries(before: nil, limit: 1).first)
        #expect(summary == RunFold(try await store.run(run)).summary)
        #expect(summary.status == .running)
    }

    @Test(
        "Entries after a cached fold are added only if they are chained to its last one", arguments: StoreKind.available
    )
    func keptFoldBehind(kind: StoreKind) async throws {
        let (store, run) = try await scene(kind)
        let restore = try await stores.saved(kind)
        try await append(nil, after: 1, .paused(by: "anna"), under: nil, in: store, to: run)
        try await restore()
        let other = try stores.open(kind)
        for revision in 1...3 {
            try await append(
                nil, after: revision, .started(step: "a", attempt: revision), under: nil, in: other, to: run)
        }
        try await append(nil, after: 4, .skipped(step: "b", by: "anna", reason: "r"), under: nil, in: store, to: run)
        let summary = try #require(try await store.summaries(before: nil, limit: 1).first)
        #expect(summary == RunFold(try await store.run(run)).summary && summary.status == .running)
    }

    @Test("A snapshot is used only for its own journal, not after that was lost", arguments: StoreKind.available)
    func snapshot(kind: StoreKind) async throws {
        let (store, run) = try await scene(kind)
        let restore = try await stores.saved(kind)
        // Long enough to be worth a snapshot.
        let lost: [RunEvent] = (1...600).map { .started(step: "lost", attempt: $0) }
        try await store.append(lost, to: run, after: 1, at: RewoundStoreContractTests.moment, plan: nil)
        try await restore()
        let other = try stores.open(kind)
        let found: [RunEvent] = (1...600).map { .started(step: "found", attempt: $0) }
        try await other.append(found, to: run, after: 1, at: RewoundStoreContractTests.moment, plan: nil)
        // An engine that leaves a run alone has its fold written down.
        let claim = try await claim(run, for: "a", in: store)
        try await store.giveUp(claim)
        for reader in [store, try stores.open(kind)] {
            #expect(try await reader.glance(at: run).state == reader.run(run).state)
        }
    }

    private func expectRewound<Answer>(_ run: RunID, _ call: () async throws -> Answer) async {
        do {
            _ = try await call()
            Issue.record("it was done")
        } catch {
            #expect((error as? StoreError)?.isRewound == true, "\(error)")
        }
    }
}
