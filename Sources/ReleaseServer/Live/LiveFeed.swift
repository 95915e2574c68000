import Foundation
import ReleaseModel
import ReleasePorts
import Synchronization

/// Looks at the runs of a workspace once for all who follow it, and wakes them where something changed.
///
/// It hands on no entries: each follower reads what it has not seen, so that none can miss one.
final class LiveFeed: Sendable {
    private struct State {
        var followers: [Int: AsyncStream<Void>.Continuation] = [:]
        var count = 0
        var summaries: [RunSummary] = []
        var hasEnded = false
    }

    private let state = Mutex(State())

    /// How many runs are looked at, newest first.
    static let window = 100
    /// Followers are woken this often in any case, to show their clients that the stream is alive.
    static let pingInterval = 15

    /// The runs as they were at the last look.
    var summaries: [RunSummary] { state.withLock { $0.summaries } }

    /// Yields whenever there may be something new; ends with the server.
    func ticks() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state -> Int? in
            guard !state.hasEnded else { return nil }
            state.count += 1
            state.followers[state.count] = continuation
            return state.count
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.followers[number] = nil } }
        return stream
    }

    /// Looks until the task is cancelled, while someone follows.
    func follow(_ store: OpenedStore) async throws {
        defer {
            let followers = state.withLock { state in
                state.hasEnded = true
                return state.followers.values
            }
            for one in followers { one.finish() }
        }
        var seconds = 0
        while !Task.isCancelled {
            try await Task.sleep(for: .seconds(1))
            seconds += 1
            guard state.withLock({ !$0.followers.isEmpty }) else { continue }
            // What can't be read now is read later; the log says so elsewhere.
            let hasChanged = (try? await look(store)) ?? false
            if hasChanged || seconds % LiveFeed.pingInterval == 0 { wake() }
        }
    }

    /// - Returns: Whether anything changed since the last look.
    @discardableResult
    func look(_ store: OpenedStore) async throws -> Bool {
        let found = try await store.get().summaries(before: nil, limit: LiveFeed.window)
        return state.withLock { state in
            defer { state.summaries = found }
            return state.summaries != found
        }
    }

    private func wake() {
        for one in state.withLock({ Array($0.followers.values) }) { one.yield() }
    }
}

/// How many streams are open at once, so that the rest of the server stays within reach.
final class StreamSlots: Sendable {
    private let open = Mutex(0)
    private let most: Int

    init(most: Int) { self.most = most }

    /// One stream's place, which ends with the value; nil: there is none left.
    func take() -> StreamSlot? {
        let isFree = open.withLock { open in
            guard open < most else { return false }
            open += 1
            return true
        }
        return isFree ? StreamSlot { [weak self] in self?.open.withLock { $0 -= 1 } } : nil
    }
}

final class StreamSlot: Sendable {
    private let release: @Sendable () -> Void

    init(release: @escaping @Sendable () -> Void) { self.release = release }

    deinit { release() }
}
