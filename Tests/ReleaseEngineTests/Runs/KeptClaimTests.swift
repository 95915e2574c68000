import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

/// A store whose answers take a while, on a clock that a test reads.
private actor SlowStore: RunStoreAround {
    nonisolated let inner: any RunStore = MemoryRunStore { Date(timeIntervalSince1970: 0) }
    private let time: Mutex<Duration>
    private(set) var renewals = 0
    private var failures: [StoreError] = []

    init() { time = Mutex(.zero) }

    nonisolated var now: Duration { time.withLock { $0 } }
    nonisolated func pass(_ duration: Duration) { time.withLock { $0 += duration } }
    func fail(_ failures: [StoreError]) { self.failures = failures }

    func claim(
        _ run: RunID, for engine: EngineID, lasting: Duration, isTakingOver: Bool
    ) async throws(StoreError) -> Claim {
        let claim = try await inner.claim(run, for: engine, lasting: lasting, isTakingOver: isTakingOver)
        pass(.seconds(3))
        return claim
    }

    func renew(_ claim: Claim, lasting: Duration) async throws(StoreError) {
        renewals += 1
        if !failures.isEmpty { throw failures.removeFirst() }
        try await inner.renew(claim, lasting: lasting)
        pass(.seconds(3))
    }
}

@Suite("A claim on its engine's own clock")
struct KeptClaimTests {
    private func scene() async throws -> (store: SlowStore, kept: KeptClaim) {
        let store = SlowStore()
        let run = try await store.create(try Scene().plan, at: Scene.moment)
        let kept = try await KeptClaim.take(
            run, for: "a", in: store, lasting: .seconds(5), isTakingOver: false, time: { store.now },
            wait: { store.pass($0) })
        return (store, kept)
    }

    @Test("It lasts from before the request, less a margin; after that the store is asked before the next act")
    func deadline() async throws {
        let (store, kept) = try await scene()
        // Asked for at 0, answered at 3; it lasts 5, and the margin is 1.
        try await kept.check()
        #expect(await store.renewals == 0)
        store.pass(.milliseconds(999))
        try await kept.check()
        #expect(await store.renewals == 0)
        store.pass(.milliseconds(1))
        try await kept.check()
        #expect(await store.renewals == 1)
        // Asked for at 4, answered at 7: until 8.
        store.pass(.milliseconds(999))
        try await kept.check()
        #expect(await store.renewals == 1)
    }

    @Test("Once lost it stays lost, whatever the clock shows")
    func lost() async throws {
        let (store, kept) = try await scene()
        _ = try await store.claim(kept.claim.run, for: "b", lasting: .seconds(5), isTakingOver: true)
        store.pass(.seconds(5))
        for _ in 0..<2 {
            await #expect(throws: StoreError.claimLost(kept.claim.run)) { try await kept.check() }
        }
        #expect(await store.renewals == 1)
    }

    @Test("A store that is briefly unreachable is asked again before the act")
    func unreachable() async throws {
        let (store, kept) = try await scene()
        await store.fail([.unreachable(address: "db", reason: "it restarts"), .busy(path: "db")])
        store.pass(.seconds(5))
        try await kept.check()
        #expect(await store.renewals == 3)
    }

    @Test("A store that stays unreachable is asked for about as long as a few claims last, and its error is thrown")
    func unreachableForLong() async throws {
        let (store, kept) = try await scene()
        await store.fail(Array(repeating: .busy(path: "db"), count: 100))
        store.pass(.seconds(5))
        let begin = store.now
        await #expect(throws: StoreError.busy(path: "db")) { try await kept.check() }
        #expect(await store.renewals == 9)
        #expect(((store.now - begin) / .milliseconds(1)).rounded() == 25_500)
    }

    @Test("While work is done under it, it is renewed three times as often as it runs out")
    func renewing() async throws {
        let store = SlowStore()
        let run = try await store.create(try Scene().plan, at: Scene.moment)
        let waits = Mutex<[Duration]>([])
        let renewed = Signal()
        let kept = try await KeptClaim.take(
            run, for: "a", in: store, lasting: .seconds(6), isTakingOver: false, time: { store.now },
            wait: { duration in
                try Task.checkCancellation()
                let count = waits.withLock { waits in
                    waits.append(duration)
                    return waits.count
                }
                if count > 3 { renewed.give() }
            })
        try await kept.keeping { await renewed.wait() }
        #expect(waits.withLock { $0.allSatisfy { $0 == .seconds(2) } })
        #expect(await store.renewals >= 3)
    }

    /// A claim whose clock goes on by what is waited for, once something was begun under it.
    private func heldScene(isTakingOver: Bool) async throws -> (kept: KeptClaim, begun: Signal) {
        let (store, begun) = (SlowStore(), Signal())
        let run = try await store.create(try Scene().plan, at: Scene.moment)
        let kept = try await KeptClaim.take(
            run, for: "a", in: store, lasting: .seconds(5), isTakingOver: isTakingOver, time: { store.now },
            wait: { duration in
                await begun.wait()
                try Task.checkCancellation()
                store.pass(duration)
            })
        return (kept, begun)
    }

    @Test("Work under an expiring claim is cancelled at the deadline, and awaited")
    func expired() async throws {
        let (kept, begun) = try await heldScene(isTakingOver: false)
        let wasCancelled = Mutex(false)
        await #expect(throws: ClaimExpired(run: kept.claim.run, lease: .seconds(5))) {
            try await kept.whileHeld {
                begun.give()
                await Signal().wait()
                wasCancelled.withLock { $0 = Task.isCancelled }
            }
        }
        #expect(wasCancelled.withLock { $0 })
        #expect(!Task.isCancelled)
    }

    @Test("Where the workspace's lock is the claim, no deadline ends anything")
    func lock() async throws {
        let store = SlowStore()
        let run = try await store.create(try Scene().plan, at: Scene.moment)
        let kept = try await KeptClaim.take(
            run, for: "a", in: store, lasting: .seconds(5), isTakingOver: true, time: { store.now },
            wait: { _ in Issue.record("no one looks at the clock") })
        let wasCancelled = try await kept.whileHeld {
            store.pass(.seconds(3_600))
            await Task.yield()
            return Task.isCancelled
        }
        #expect(!wasCancelled)
    }

    @Test("The clock keeps running while the machine sleeps")
    func clock() throws {
        // Seconds since the start, sleep included, as the kernel says.
        let text = try String(contentsOfFile: "/proc/uptime", encoding: .utf8)
        let uptime = try #require(text.split(separator: " ").first.flatMap { Double($0) })
        let difference = bootTime() / .seconds(1) - uptime
        #expect(abs(difference) < 5, "\(difference)")
    }
}
