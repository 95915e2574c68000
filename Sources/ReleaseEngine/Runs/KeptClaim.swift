package import ReleaseModel
package import ReleasePorts
import Synchronization

/// A claim that is renewed as long as work is done under it, and checked before each act.
///
/// Its duration is measured on this machine's own clock, from before the request was sent, less a margin: it expires
/// here before it does at the store. An engine that was frozen for longer asks the store before it acts again.
///
/// With the workspace's own store, the workspace lock is the claim: the kernel releases it only when the process ends,
/// so no other engine acts while the store does not respond.
package final class KeptClaim: Sendable {
    package let claim: Claim
    private let store: any ClaimKeeper
    private let lease: Duration
    private let time: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void
    private let hasLock: Bool
    private let state: Mutex<State>

    private struct State {
        /// Until when acts may begin.
        var deadline: Duration
        var isLost = false
    }

    /// Claims a run.
    ///
    /// - Parameters:
    ///   - lease: How long the claim lasts at a time.
    ///   - isTakingOver: Whether this process holds the workspace's lock, and so takes the run from any earlier holder.
    ///   - time: This machine's clock, which continues during sleep.
    ///   - wait: Lets time pass on that clock: until the claim is renewed, has run out, or the store is asked again.
    /// - Throws: ``StoreError/claimed(_:by:)`` while another engine has it.
    package static func take(
        _ run: RunID, for engine: EngineID, in store: any ClaimKeeper, lasting lease: Duration = RunEnvironment.lease,
        isTakingOver: Bool, time: @escaping @Sendable () -> Duration = bootTime,
        wait: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) async throws(StoreError) -> KeptClaim {
        let asked = time()
        let claim = try await store.claim(run, for: engine, lasting: lease, isTakingOver: isTakingOver)
        return KeptClaim(
            claim, in: store, lasting: lease, since: asked, hasLock: isTakingOver, time: time, wait: wait)
    }

    private init(
        _ claim: Claim, in store: any ClaimKeeper, lasting lease: Duration, since asked: Duration, hasLock: Bool,
        time: @escaping @Sendable () -> Duration, wait: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.claim = claim
        self.store = store
        self.lease = lease
        self.hasLock = hasLock
        self.time = time
        self.wait = wait
        state = Mutex(State(deadline: KeptClaim.deadline(since: asked, lease)))
    }

    /// Works under the claim, which is renewed from the moment it was taken, before anything is read. Observing a large
    /// workspace takes longer than a claim lasts. The claim is released at the end.
    ///
    /// - Throws: ``StoreError/claimLost(_:)`` if another engine took the run; the work is then cancelled.
    package func keeping<Answer: Sendable>(
        _ body: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let answer: Answer
        do { answer = try await renewing(body) } catch {
            // The original error matters; a claim that can't be released expires.
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
                    try? await self.wait(self.lease / 3)
                    if Task.isCancelled { break }
                    do throws(StoreError) { try await self.renew() } catch {
                        // A temporarily unreachable store is asked again; the claim may outlast the outage.
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

    /// Checks, right before each act, whether it may begin.
    ///
    /// After the deadline it asks the store first, and waits for it; an engine that was frozen learns there that it
    /// lost the run. If frozen between this check and the act, it begins that one act late.
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
                guard error.retry != .never, let pause = waits.popFirst() else { throw error }
                try await wait(pause)
            }
        }
    }

    /// Does work that must stop once another engine may have the run, such as a command that a successor would also
    /// start. At the deadline it is cancelled, and this call waits for its end.
    ///
    /// The store is not asked, since it may be unreachable while others claim the run. A result that arrives before the
    /// deadline is noticed counts; the store refuses to record it if the claim was lost.
    ///
    /// - Throws: ``ClaimExpired`` where the deadline came first.
    package func whileHeld<Answer: Sendable>(
        _ body: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        if hasLock { return try await body() }
        return try await withThrowingTaskGroup(of: Held<Answer>.self) { group in
            group.addTask { .answered(try await body()) }
            group.addTask { await self.hasExpired() ? .expired : .stopped }
            defer { group.cancelAll() }
            while let first = try await group.next() {
                switch first {
                case .answered(let answer): return answer
                case .stopped: continue
                case .expired:
                    group.cancelAll()
                    // The caller may start it again only once it has really ended.
                    while await group.nextResult() != nil {}
                    throw ClaimExpired(run: claim.run, lease: lease)
                }
            }
            throw CancellationError()
        }
    }

    /// Returns at the deadline, which each renewal moves, or once the claim is known to be lost; false if the task was
    /// cancelled before.
    private func hasExpired() async -> Bool {
        while holds {
            let left = state.withLock { $0.deadline } - time()
            // In short intervals: a timer may stop while the machine sleeps, and the clock continues.
            do { try await wait(min(max(left, .zero), lease / 10)) } catch { return false }
        }
        return true
    }

    /// Another engine has the run, according to its journal: nothing more starts.
    func markLost() { state.withLock { $0.isLost = true } }

    /// Whether acts may begin, as far as this machine knows.
    var holds: Bool {
        let now = time()
        return state.withLock { !$0.isLost && now < $0.deadline }
    }

    private var isLost: Bool { state.withLock { $0.isLost } }

    private func renew() async throws(StoreError) {
        let asked = time()
        do throws(StoreError) { try await store.renew(claim, lasting: lease) } catch {
            if case .claimLost = error { markLost() }
            throw error
        }
        state.withLock { $0.deadline = max($0.deadline, KeptClaim.deadline(since: asked, lease)) }
    }

    /// A fifth of the lease before the store's own.
    private static func deadline(since asked: Duration, _ lease: Duration) -> Duration { asked + lease - lease / 5 }

    private static let waits: [Duration] = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8].map { .seconds($0) }
}

private enum Held<Answer: Sendable>: Sendable {
    case answered(Answer)
    case expired
    /// The deadline watch was cancelled.
    case stopped
}

/// Work was terminated because its claim expired.
package struct ClaimExpired: UserFacingError, Equatable {
    package var run: RunID
    package var lease: Duration

    package init(run: RunID, lease: Duration) {
        self.run = run
        self.lease = lease
    }

    package var code: String { "claim.expired" }
    package var summary: String { "The command was ended, because the claim to \(run) could not be renewed in time." }
    package var reasons: [String] {
        ["The store did not answer for nearly \(lease); after that, another engine may continue the run."]
    }
    package var suggestions: [String] {
        ["It is repeated once the store answers. If this happens often, check the connection to the store."]
    }
    package var retry: RetryAdvice { .later }
}
