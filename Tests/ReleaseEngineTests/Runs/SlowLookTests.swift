import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

/// A clock that only a test moves. After each move, whoever was due has done what it waited for before time goes on.
private final class SteppedClock: Sendable {
    private struct State {
        var now = Duration.zero
        var waits: [Int: Duration] = [:]
        var number = 0
        /// Waits that ended, and whose owner has not come back to wait again.
        var awake = 0
    }

    private let state = Mutex(State())

    var now: Duration { state.withLock { $0.now } }

    func wait(_ duration: Duration) async throws {
        let number = state.withLock { state in
            state.awake = max(0, state.awake - 1)
            state.number += 1
            state.waits[state.number] = state.now + duration
            return state.number
        }
        do {
            try await eventually("the clock went on by \(duration)", every: .zero) { self.isDue(number) }
        } catch {
            state.withLock { $0.waits[number] = nil }
            throw error
        }
        state.withLock { state in
            state.waits[number] = nil
            state.awake += 1
        }
    }

    private func isDue(_ number: Int) -> Bool {
        state.withLock { state in state.waits[number].map { $0 <= state.now } ?? true }
    }

    func pass(_ duration: Duration) async throws {
        state.withLock { $0.now += duration }
        try await eventually("everyone who was due is waiting again", every: .zero) {
            self.state.withLock { state in state.awake == 0 && !state.waits.values.contains { $0 <= state.now } }
        }
    }
}

/// A store whose journals take twelve claims long to read, on a clock of the test's. All the while two other engines
/// try to take the run, each second.
private final class SlowStore: RunStoreAround {
    let inner: any RunStore
    let clock = SteppedClock()
    /// How long one look takes.
    private let look = Duration.seconds(60)
    private let state = Mutex(State())

    private struct State {
        var until = Duration.zero
        var renewals = 0
        var attempts = 0
        var taken: [EngineID] = []
    }

    init(_ store: any RunStore) { inner = store }

    var renewals: Int { state.withLock { $0.renewals } }
    var attempts: Int { state.withLock { $0.attempts } }
    var taken: [EngineID] { state.withLock { $0.taken } }

    /// The claim lasts for an hour at the store within: this clock decides when it has run out.
    func claim(
        _ run: RunID, for engine: EngineID, lasting: Duration, isTakingOver: Bool
    ) async throws(StoreError) -> Claim {
        let now = clock.now
        let hasRunOut = state.withLock { $0.until <= now }
        let claim = try await inner.claim(
            run, for: engine, lasting: .seconds(3_600), isTakingOver: isTakingOver || hasRunOut)
        state.withLock { $0.until = now + lasting }
        return claim
    }

    func renew(_ claim: Claim, lasting: Duration) async throws(StoreError) {
        let now = clock.now
        try await inner.renew(claim, lasting: .seconds(3_600))
        state.withLock { state in
            state.until = now + lasting
            state.renewals += 1
        }
    }

    func run(_ id: RunID) async throws(StoreError) -> RunRecord {
        try await slowly(id)
        return try await inner.run(id)
    }

    private func slowly(_ id: RunID) async throws(StoreError) {
        for second in 0..<Int(look.components.seconds) {
            do { try await clock.pass(.seconds(1)) } catch {
                throw .unreachable(address: "the test", reason: "\(error)")
            }
            try await attempt(id, by: second % 2 == 0 ? "second" : "third")
        }
    }

    /// What another engine does with each run that may go on.
    private func attempt(_ id: RunID, by engine: EngineID) async throws(StoreError) {
        state.withLock { $0.attempts += 1 }
        do throws(StoreError) {
            _ = try await claim(id, for: engine, lasting: RunEnvironment.lease, isTakingOver: false)
        } catch {
            guard case .claimed = error else { throw error }
            return
        }
        state.withLock { $0.taken.append(engine) }
    }
}

/// Engines that look longer than a claim lasts don't take runs from each other for ever.
@Suite("Several engines and a slow look")
struct SlowLookTests {
    private let stores: EngineStores

    init() throws { stores = try EngineStores() }

    /// A run that people paused and resumed very often.
    private func longRun(in store: any RunStore, _ scene: Scene) async throws -> RunID {
        let run = try await store.create(scene.plan, at: Scene.moment)
        let events = (0..<500).flatMap { _ in [RunEvent.paused(by: "anna"), .resumed(by: "anna")] }
        for part in 0..<6 {
            try await store.append(events, to: run, after: 1 + part * events.count, at: Scene.moment)
        }
        return run
    }

    @Test(
        "An engine keeps a run whose long journal takes many claims to read, and performs it, while others try to take it",
        arguments: StoreKind.available)
    func keeps(kind: StoreKind) async throws {
        let store = SlowStore(try stores.open(kind))
        let scene = try Scene(store: store)
        let run = try await longRun(in: store.inner, scene)
        var environment = scene.environment()
        environment.isTakingOver = false
        environment.wait = { _ in }
        environment.time = { store.clock.now }
        environment.claimWait = { try await store.clock.wait($0) }
        let record = try await RunEngine(environment: environment).perform(run)
        #expect(record.status == .succeeded)
        #expect(store.taken.isEmpty, "it was taken by \(store.taken)")
        // At the beginning and at the end.
        #expect(store.attempts >= 120)
        #expect(store.renewals >= 60, "\(store.renewals)")
    }

    @Test(
        "An engine that renews only once it has read loses the run: what the rule is for",
        arguments: StoreKind.available)
    func loses(kind: StoreKind) async throws {
        let store = SlowStore(try stores.open(kind))
        let scene = try Scene(store: store)
        let run = try await longRun(in: store.inner, scene)
        let kept = try await KeptClaim.take(
            run, for: "first", in: store, isTakingOver: false, time: { store.clock.now },
            wait: { try await store.clock.wait($0) })
        _ = try await store.run(run)
        #expect(store.taken.contains("second"))
        await #expect(throws: StoreError.claimLost(run)) { try await kept.check() }
    }
}
