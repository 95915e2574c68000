import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization

/// Something that tasks wait for until a test lets it happen, or until they are cancelled.
final class Signal: Sendable {
    private struct State {
        var isGiven = false
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    func give() {
        let waiting = state.withLock { state in
            state.isGiven = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for one in waiting { one.resume() }
    }

    func wait() async {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isGiven || Task.isCancelled { return true }
                    state.waiting[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume()
        }
    }
}

/// A store that stops answering renewals, until it answers again: a database behind a network that is down.
final class SilentStore: RunStoreAround {
    let inner: any RunStore
    private let silence = Signal()
    private let isSilent = Mutex(false)

    init(_ store: any RunStore) { inner = store }

    func fallSilent() { isSilent.withLock { $0 = true } }

    /// What was asked meanwhile is answered too.
    func answer() {
        isSilent.withLock { $0 = false }
        silence.give()
    }

    func renew(_ claim: Claim, lasting: Duration) async throws(StoreError) {
        if isSilent.withLock({ $0 }) { await silence.wait() }
        try await inner.renew(claim, lasting: lasting)
    }
}
