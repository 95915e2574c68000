package import ReleaseModel
package import ReleasePorts
import Synchronization

/// A claim that is renewed for as long as something is done under it, and asked for before each act.
///
/// How long it lasts is measured on this machine's own clock, from before the request was sent, and a margin is taken off:
/// here it is over before it is at the store. Whoever was frozen for longer asks the store before they act again.
package final class KeptClaim: Sendable {
    package let claim: Claim
    private let store: any RunStore
    private let lease: Duration
    private let time: @Sendable () -> Duration
    private let state: Mutex<State>

    private struct State {
        /// Until when acts may begin.
        var deadline: Duration
        var isLost = false
    }

    /// Takes the right to perform a run.
    ///
    /// - Parameters:
    ///   - lease: How long the claim lasts at a time.
    ///   - time: This machine's clock, which goes on while it sleeps.
    /// - Throws: ``StoreError/claimed(_:by:)`` while another engine has it.
    package static func take(
        _ run: RunID, for engine: EngineID, in store: any RunStore, lasting lease: Duration = RunEnvironment.lease,
        isTakingOver: Bool, time: @escaping @Sendable () -> Duration = bootTime
    ) async throws(StoreError) -> KeptClaim {
        let asked = time()
        let claim = try await store.claim(run, for: engine, lasting: lease, isTakingOver: isTakingOver)
        return KeptClaim(claim, in: store, lasting: lease, since: asked, time: time)
    }

    private init(
        _ claim: Claim, in store: any RunStore, lasting lease: Duration, since asked: Duration,
        time: @escaping @Sendable () -> Duration
    ) {
        self.claim = claim
        self.store = store
        self.lease = lease
        self.time = time
        state = Mutex(State(deadline: KeptClaim.deadline(since: asked, lease)))
    }

    /// Does something under the claim, which is renewed all the while: from the moment it was taken, before anything is
    /// read or looked at. A look at a large workspace takes longer than a claim lasts. It is given up at the end.
    ///
    /// - Throws: ``StoreError/claimLost(_:)`` if another engine took the run; what was going on is cancelled then.
    package func keeping<Answer: Sendable>(
        _ body: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let answer: Answer
        do { answer = try await renewing(body) } catch {
            // What went wrong is the news; a claim that can't be given up runs out.
            try? await store.giveUp(claim)
            throw error
        }
        try await store.giveUp(claim)
        return answer
    }

    private func renewing<Answer: Sendable>(
        _ body: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        try await withThrowingTaskGroup(of: Answer?.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    // In real time, whatever is made of waiting elsewhere.
                    try? await Task.sleep(for: self.lease / 3)
                    if Task.isCancelled { break }
                    do throws(StoreError) { try await self.renew() } catch {
                        // A store that can't be reached just now is asked again; the claim may outlast that.
                        if error.retry == .never { throw error }
                    }
                }
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let ended { return ended }
            }
            throw CancellationError()
        }
    }

    /// Asked right before each act: whether it may begin.
    ///
    /// Past the deadline the store is asked first, and waited for; an engine that was frozen learns there that it lost the
    /// run. Frozen between this question and the act, it begins that one act late.
    package func check() async throws {
        var waits = KeptClaim.waits[...]
        while true {
            if isLost { throw StoreError.claimLost(claim.run) }
            if holds { return }
            do throws(StoreError) {
                try await renew()
                if holds { return }
                throw .unreachable(
                    address: "the store of \(claim.run)", reason: "it answers later than a claim lasts, \(lease)")
            } catch {
                guard error.retry != .never, let wait = waits.popFirst() else { throw error }
                try await Task.sleep(for: wait)
            }
        }
    }

    /// Another engine has the run, as its journal says: nothing begins any more.
    func lose() { state.withLock { $0.isLost = true } }

    /// Whether acts may begin, as far as this machine knows.
    var holds: Bool {
        let now = time()
        return state.withLock { !$0.isLost && now < $0.deadline }
    }

    private var isLost: Bool { state.withLock { $0.isLost } }

    private func renew() async throws(StoreError) {
        let asked = time()
        do throws(StoreError) { try await store.renew(claim, lasting: lease) } catch {
            if case .claimLost = error { lose() }
            throw error
        }
        state.withLock { $0.deadline = max($0.deadline, KeptClaim.deadline(since: asked, lease)) }
    }

    /// A fifth of the lease before the store's own.
    private static func deadline(since asked: Duration, _ lease: Duration) -> Duration { asked + lease - lease / 5 }

    private static let waits: [Duration] = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8].map { .seconds($0) }
}
