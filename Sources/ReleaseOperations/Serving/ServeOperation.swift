import Foundation
import ReleaseEngine
package import ReleaseModel
package import ReleasePorts

/// What serving a workspace reports.
package enum ServedNews: Sendable {
    case decided(DeliveryRecord)
    case began(TriggeredStart, RunID)
    case waits(TriggeredStart, [RunID])
    case ended(TriggeredStart, String)
    /// - Parameter retryAfter: nil: it is not tried again.
    case failed(TriggeredStart, any UserFacingError, retryAfter: Duration?)
    case engine(EngineNews)
    /// A remote did not answer when it was looked at; it is looked at again.
    case unreachable(RepositoryID, any UserFacingError)
    /// Deciding and starting could not be done, and are tried again.
    case trouble(any UserFacingError)
}

/// Serves one workspace: decides what arrives, begins what follows from it, and executes its runs.
package struct ServeOperation: Sendable {
    private let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// Serves until the task is cancelled, or until no more runs are to be taken and those that were begun have stopped.
    ///
    /// - Parameters:
    ///   - runs: How many are executed at once.
    ///   - lookInterval: How often the remotes are looked at.
    ///   - eventsKept: How long events are kept after they were decided.
    ///   - arrivals: Yields whenever something has arrived by another way than the store's own notifications.
    package func serve(
        runs: Int, lookInterval: Duration, eventsKept: Duration, arrivals: AsyncStream<Void>,
        takesRuns: @escaping @Sendable () -> Bool = { true },
        news: @escaping @Sendable (ServedNews) async -> Void
    ) async throws {
        try await workspace.checkState()
        var outage = Outage(of: workspace) { await news(.engine($0)) }
        let store = try await outage.outlasting { try await workspace.openInbox() }
        let lock =
            store.isShared ? nil : try workspace.lock.acquire(for: "slipway serve", at: workspace.now())
        defer { lock?.release() }
        if lock != nil { await workspace.runner.endLeftovers(with: ["SLIPWAY_STATE": workspace.stateFolder]) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [workspace] in
                try await EngineOperation(workspace, isHeld: lock != nil, takesRuns: takesRuns).performRuns(
                    atOnce: runs, parallelism: nil, endsWhenIdle: false
                ) { await news(.engine($0)) }
            }
            group.addTask { [workspace, outage] in
                try await ServeOperation.decideAndStart(
                    workspace, store, outage, lookInterval, eventsKept, arrivals, news)
            }
            defer { group.cancelAll() }
            // The engine ends where no more runs are taken; nothing is begun any more then.
            try await group.next()
        }
    }

    private static func decideAndStart(
        _ workspace: Workspace, _ store: any ServedStore, _ outage: Outage, _ lookInterval: Duration,
        _ eventsKept: Duration, _ arrivals: AsyncStream<Void>,
        _ news: @escaping @Sendable (ServedNews) async -> Void
    ) async throws {
        var outage = outage
        let deliveries = DeliveryOperation(workspace, TriggerContexts(workspace))
        let schedules = DueSchedules(workspace: workspace)
        let clones = ClonesInForce(workspace)
        var starts = StartsInForce(workspace, clones, news: news)
        let watching = RemoteWatch(workspace, clones, news: news)
        let mailbox = Mailbox<Void>()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { for await _ in store.changes() { mailbox.put(()) } }
            group.addTask { for await _ in arrivals { mailbox.put(()) } }
            group.addTask {
                var watch = watching
                while !Task.isCancelled, watch.isNeeded {
                    do {
                        if try await watch.look(in: store) > 0 { mailbox.put(()) }
                    } catch let error as any UserFacingError { await news(.trouble(error)) }
                    try await workspace.wait(lookInterval)
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    mailbox.put(())
                    try? await workspace.wait(.seconds(1))
                }
                mailbox.put(())
            }
            defer { group.cancelAll() }
            var pruned: Date?
            while true {
                _ = await mailbox.take()
                try Task.checkCancellation()
                do {
                    try await outage.outlasting {
                        try await schedules.take(in: store)
                        for record in try await deliveries.decideAll(in: store) { await news(.decided(record)) }
                        try await starts.proceed(in: store)
                        let now = workspace.now()
                        if pruned.map({ now.timeIntervalSince($0) > 3_600 }) ?? true {
                            try await store.removeDeliveries(
                                before: now.addingTimeInterval(-(eventsKept / .seconds(1))))
                            pruned = now
                        }
                    }
                } catch let error as StoreOutage {
                    throw error
                } catch let error as any UserFacingError {
                    // A workspace that can't be read now stops nothing that was stored: it is decided later.
                    await news(.trouble(error))
                    try await workspace.wait(.seconds(10))
                }
            }
        }
    }
}
