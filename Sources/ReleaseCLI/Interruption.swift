import Dispatch
import Foundation
import Synchronization

/// What Ctrl-C and polite kills do to this process.
///
/// The first one stops it in order: children are terminated, the journal stays complete. Without a run there is nothing
/// to finish, so the wait is short.
enum Interruption {
    private struct State {
        var signal: Int32?
        var moment: ContinuousClock.Instant?
        var hasRun = false
        /// Whether it is something other than a run that is stopped in order.
        var isOrderly = false
        /// Goes with this process.
        var folder: String?
    }

    private static let state = Mutex(State())

    /// The first signal that came; nil where none did.
    static var signal: Int32? { state.withLock(\.signal) }
    /// Whether a run was in progress when it came.
    static var hasRun: Bool { state.withLock(\.hasRun) }

    /// From now on there is a run to resume.
    static func runBegan() { state.withLock { $0.hasRun = true } }

    /// From now on there is something to stop in order, as with a run, but nothing to resume.
    ///
    /// - Parameter folder: Does not outlive this process; nil: nothing is removed.
    static func rehearsalBegan(removing folder: String?) {
        state.withLock {
            $0.isOrderly = true
            $0.folder = folder
        }
    }

    private static var isOrderly: Bool { state.withLock(\.isOrderly) }

    /// One sentence for people.
    static var sentence: String {
        switch signal {
        case SIGTERM: "Interrupted by SIGTERM; no step of a release was begun."
        case SIGHUP: "Interrupted by SIGHUP; no step of a release was begun."
        default: "Interrupted; no step of a release was begun."
        }
    }

    /// As in shells: 130 for Ctrl-C, 143 for SIGTERM.
    static var exitCode: Int32 { 128 + (signal ?? SIGINT) }

    /// Does something that a signal cancels.
    static func handling<Answer: Sendable>(
        _ body: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        // Ends with its body, whose end is awaited below.
        let task = Task { try await body() }
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            Foundation.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { receive(number) { task.cancel() } }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        return try await task.value
    }

    private static func receive(_ number: Int32, _ cancel: () -> Void) {
        let now = ContinuousClock.now
        let before = state.withLock { state in
            defer {
                state.signal = state.signal ?? number
                state.moment = state.moment ?? now
            }
            return state.moment
        }
        guard let before else {
            cancel()
            if !hasRun, !isOrderly {
                DispatchQueue.global().asyncAfter(deadline: .now() + 3) { if !hasRun { end() } }
            }
            return
        }
        // A second signal after a while: it stops waiting. A run may be killed at any moment.
        if before.duration(to: now) > .seconds(2) { end() }
    }

    private static func end() -> Never {
        if let folder = state.withLock(\.folder) { try? FileManager.default.removeItem(atPath: folder) }
        Terminal.standard.say(hasRun ? "Interrupted twice. Continue with: slipway run resume" : sentence)
        _exit(exitCode)
    }
}
