import Foundation
import Synchronization

/// Threads for calls that block, so that the shared pool of Swift's concurrency never waits.
///
/// Grows with demand and keeps idle threads for the next call. The callers limit how many calls run at once.
package final class WorkerThreads: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var idle = 0
    }

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)

    package init() {}

    /// Performs a call on a separate thread and returns its result.
    package func perform<Answer: Sendable>(_ call: @escaping @Sendable () -> Answer) async -> Answer {
        await withCheckedContinuation { continuation in
            add { continuation.resume(returning: call()) }
        }
    }

    private func add(_ job: @escaping @Sendable () -> Void) {
        let needsThread = state.withLock { state in
            state.jobs.append(job)
            return state.jobs.count > state.idle
        }
        if needsThread {
            let thread = Thread { [self] in work() }
            thread.stackSize = 512 * 1024
            thread.start()
        } else {
            wakeUp.signal()
        }
    }

    /// A thread never ends; it lives as long as the process.
    private func work() {
        while true {
            let job = state.withLock { state in state.jobs.isEmpty ? nil : state.jobs.removeFirst() }
            if let job {
                job()
            } else {
                state.withLock { $0.idle += 1 }
                wakeUp.wait()
                state.withLock { $0.idle -= 1 }
            }
        }
    }
}
