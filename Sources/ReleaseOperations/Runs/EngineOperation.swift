import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
package import ReleasePorts

/// What an engine reports about its work.
package enum EngineNews: Sendable {
    case began(RunRecord)
    case progress(RunID, [RunEvent])
    /// It can't continue for now, or has ended.
    case ended(RunRecord)
    /// It could not be executed here; it is retried later.
    case trouble(RunID, any Error)
    /// The store does not respond; it is asked again until it does, at most for this long.
    case outage(StoreError, limit: Duration)
    /// It responds again, after this long.
    case outageOver(after: Duration)
    /// Runs have folders here that the store does not know.
    case foundUnknown([RunID])
}

/// Executes unfinished runs, one after the other or several at once.
package struct EngineOperation: Sendable {
    let workspace: Workspace
    /// Whether this process holds the workspace for as long as it serves it.
    private let isHeld: Bool
    /// What is asked before runs are taken; once it says no, none is, and the engine ends with those that it has begun.
    private let takesRuns: @Sendable () -> Bool

    package init(
        _ workspace: Workspace, isHeld: Bool = false, takesRuns: @escaping @Sendable () -> Bool = { true }
    ) {
        self.workspace = workspace
        self.isHeld = isHeld
        self.takesRuns = takesRuns
    }

    /// Executes the open runs of the store, as one of several engines, until its task is cancelled.
    ///
    /// An unresponsive store is waited for, as long as configured.
    ///
    /// - Parameters:
    ///   - count: How many runs at once.
    ///   - endsWhenIdle: Whether to end once no run can continue.
    package func performRuns(
        atOnce count: Int, parallelism: Int?, endsWhenIdle: Bool,
        news: @escaping @Sendable (EngineNews) async -> Void
    ) async throws {
        try await workspace.checkState()
        var outage = Outage(of: workspace, news: news)
        let store = try await outage.outlasting { try await workspace.openStore() }
        guard store.isShared else {
            return try await perform(from: store, outage, count, parallelism, endsWhenIdle, news)
        }
        let performing = outage
        try await outage.outlasting { try await store.enter(try workspace.place(), lasting: Workspace.presence) }
        try await workspace.withPlace(in: store) {
            try await perform(from: store, performing, count, parallelism, endsWhenIdle, news)
        }
    }

    /// A run whose next attempt is further away is left alone until then: it costs a row of the store.
    static let patience: Duration = .seconds(10)

    private func perform(
        from store: any RunStore, _ outage: Outage, _ count: Int, _ parallelism: Int?, _ endsWhenIdle: Bool,
        _ news: @escaping @Sendable (EngineNews) async -> Void
    ) async throws {
        var outage = outage
        var options = PerformOptions(
            trigger: Trigger(by: workspace.principal, command: "slipway engine"), parallelism: parallelism)
        options.foundUnknown = { await news(.foundUnknown($0)) }
        options.patience = Self.patience
        let performing = options
        let mailbox = Mailbox<EngineMessage>()
        try await outage.outlasting { try await StoreOperation(workspace).noticeUnknownRuns(in: store, performing) }
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { for await _ in store.changes() { mailbox.put(.look) } }
            group.addTask {
                // Claims expire without a notification, so they are polled; once more at the end, so that the loop
                // ends.
                while !Task.isCancelled {
                    mailbox.put(.look)
                    try? await workspace.wait(.seconds(1))
                }
                mailbox.put(.look)
            }
            defer { group.cancelAll() }
            var queue = EngineQueue(limit: count)
            var place = WorkspaceHold(workspace: workspace, isShared: store.isShared || isHeld)
            defer { place.leave() }
            while true {
                for message in await mailbox.take() {
                    if case .ended(let run, let rest) = message { queue.end(run, rest: rest, at: workspace.now()) }
                }
                try Task.checkCancellation()
                let (moment, limit) = (workspace.now(), queue.reach)
                let open = try await outage.outlasting { try await store.runnable(at: moment, limit: limit) }
                    .filter { !queue.active.contains($0) }
                if queue.active.isEmpty, open.isEmpty { place.leave() }
                guard takesRuns() else {
                    if queue.active.isEmpty { return }
                    continue
                }
                if !open.isEmpty, try await place.enter() {
                    for run in queue.nextRuns(from: open, at: moment) {
                        group.addTask {
                            mailbox.put(.ended(run, rest: await performed(run, store, performing, news)))
                        }
                    }
                }
                if endsWhenIdle, open.isEmpty, queue.isEmpty,
                    try await outage.outlasting({ try await !store.hasRunning() })
                {
                    return
                }
                if endsWhenIdle, let trouble = queue.trouble { throw RunError.notPerformed(trouble) }
                // Bursts are handled once.
                try await workspace.wait(.milliseconds(100))
            }
        }
    }

    /// - Returns: How long to leave the run alone: not at all if it was executed, longer after an error.
    private func performed(
        _ run: RunID, _ store: any RunStore, _ options: PerformOptions,
        _ news: @escaping @Sendable (EngineNews) async -> Void
    ) async -> Duration {
        var options = options
        options.began = { await news(.began($0)) }
        options.progress = { await news(.progress(run, $0)) }
        do {
            let execution = RunExecution(workspace)
            let kept = try await execution.claim(run, in: store)
            let watched = options
            let performed = try await kept.keeping {
                let world = try await workspace.observe(.init(withHistory: false))
                return try await execution.perform(run, world: world, store: store, watched, under: kept)
            }
            let record = try await execution.takingInMerges(performed, store: store, watched)
            await news(.ended(record))
            return .zero
        } catch StoreError.claimed {
            // Another engine was first, which is normal with several; its claim is checked from time to time.
            return .seconds(1)
        } catch let error as StoreError where error.isRewound {
            // Claimed and read again at once; every open step checks first.
            await news(.trouble(run, error))
            return .zero
        } catch {
            if !Task.isCancelled { await news(.trouble(run, error)) }
            return .seconds(10)
        }
    }
}

private enum EngineMessage: Sendable {
    case look
    /// - Parameter rest: How long it is to be left alone.
    case ended(RunID, rest: Duration)
}

/// The workspace's lock, which an engine holds only while it executes runs: in between, others may. With a shared
/// store, claims are used instead.
private struct WorkspaceHold {
    let workspace: Workspace
    let isShared: Bool
    private var held: (any HeldLock)?

    init(workspace: Workspace, isShared: Bool) {
        self.workspace = workspace
        self.isShared = isShared
    }

    /// - Returns: false while someone else has it.
    mutating func enter() async throws -> Bool {
        guard !isShared, held == nil else { return true }
        do { held = try workspace.lock.acquire(for: "slipway engine", at: workspace.now()) } catch is WorkspaceHeld {
            return false
        }
        await workspace.runner.endLeftovers(with: ["SLIPWAY_STATE": workspace.stateFolder])
        return true
    }

    mutating func leave() {
        held?.release()
        held = nil
    }
}

/// Which runs an engine takes; each at most once at a time, and after an error only after a while.
struct EngineQueue {
    private let limit: Int
    private(set) var active: Set<RunID> = []
    private var resting: [RunID: Date] = [:]

    init(limit: Int) { self.limit = max(1, limit) }

    /// How many of the oldest runs hold one that can be taken, if there is any.
    var reach: Int { limit + active.count + resting.count }
    var isEmpty: Bool { active.isEmpty && resting.isEmpty }
    /// A run that could not be executed here.
    private(set) var trouble: RunID?

    mutating func nextRuns(from open: [RunID], at moment: Date) -> [RunID] {
        resting = resting.filter { $0.value > moment }
        let chosen = open.filter { !active.contains($0) && resting[$0] == nil }.prefix(limit - active.count)
        active.formUnion(chosen)
        return Array(chosen)
    }

    mutating func end(_ run: RunID, rest: Duration, at moment: Date) {
        active.remove(run)
        if rest > .seconds(1) { trouble = run }
        resting[run] = rest > .zero ? moment.addingTimeInterval(rest / .seconds(1)) : nil
    }
}
