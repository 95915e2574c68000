import Foundation
import ReleaseEngine
import ReleaseModel
import ReleaseObservation
import ReleasePorts

extension RunRecord {
    /// Whether a pull request of the run was, or would be, merged with other files than those that were proven.
    var hasOtherMerge: Bool {
        plan.steps.contains { step in
            if case .failed(_, let failure) = state[step.id] {
                MergeError.amendedCodes.contains(failure.code)
            } else {
                false
            }
        }
    }
}

/// Executes one run here: under a claim, and under the workspace's lock where the store is the workspace's own.
struct RunExecution: Sendable {
    let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    /// This process's claim on a run; with the workspace's own store it is taken from any earlier holder, since the
    /// workspace's lock shows that they are dead.
    func claim(
        _ run: RunID, in store: any RunStore
    ) async throws -> KeptClaim {
        try await KeptClaim.take(
            run, for: .thisProcess, in: store, isTakingOver: !store.isShared, time: workspace.time,
            wait: workspace.wait)
    }

    func perform(
        _ id: RunID, world: ObservedWorkspace, store: any RunStore, _ options: PerformOptions
    ) async throws -> RunRecord {
        let kept = try await claim(id, in: store)
        let performed = try await kept.keeping {
            try await perform(id, world: world, store: store, options, under: kept)
        }
        return try await takingInMerges(performed, store: store, options)
    }

    /// - Parameter kept: The run's claim.
    func perform(
        _ id: RunID, world: ObservedWorkspace, store: any RunStore, _ options: PerformOptions, under kept: KeptClaim
    ) async throws -> RunRecord {
        let record = try await store.glance(at: id)
        let purpose = record.plan.request.purpose
        guard try await SystemsOperation(workspace).allowedByMode(ReleaseRequest(purpose: purpose)).purpose == purpose
        else {
            throw SystemError.onlyShadows(id)
        }
        for folder in ["logs/\(id)", "work/\(id)"] {
            do {
                try FileManager.default.createDirectory(
                    atPath: "\(workspace.stateFolder)/\(folder)", withIntermediateDirectories: true)
            } catch {
                throw FileError.failed(path: "\(workspace.stateFolder)/\(folder)", reason: systemReason(error))
            }
        }
        await options.began(record)
        var environment = workspace.environment(
            world: world, store: store, parallelism: options.parallelism, progress: options.progress)
        environment.patience = options.patience
        environment.storeIsSilent = options.storeIsSilent
        let performed = try await RunEngine(environment: environment).perform(under: kept)
        if performed.state.isFinished {
            // Late output of another engine's command is removed by `store prune`.
            try? await workspace.files.remove("\(workspace.stateFolder)/work/\(id)")
            try await StoreOperation(workspace).pruneByPolicy(in: store)
            await options.noticed(await ReleasedPullRequests(workspace).label(after: performed, in: world))
        }
        return try await SystemsOperation(workspace).handOver(performed, store: store, under: kept)
    }

    /// Goes on where a pull request was merged with other files than those that were proven: what was merged is proven in
    /// their place, under a claim of its own.
    func takingInMerges(
        _ performed: RunRecord, store: any RunStore, _ options: PerformOptions
    ) async throws -> RunRecord {
        var record = performed
        while record.hasOtherMerge {
            let id = record.id
            let kept = try await claim(id, in: store)
            let next = try await kept.keeping { () -> RunRecord? in
                guard let world = try await RetryOperation(workspace).adoptMerge(id, in: store, kept) else {
                    return nil
                }
                return try await perform(id, world: world, store: store, options, under: kept)
            }
            guard let next else { break }
            record = next
        }
        return record
    }

    /// Works while no other process can do so in this workspace.
    func exclusively<Answer: Sendable>(
        _ purpose: String, _ options: PerformOptions, _ body: (any RunStore) async throws -> Answer
    ) async throws -> Answer {
        try await workspace.checkState()
        let store = try await workspace.openStore()
        // Where engines share a store, their claims keep them apart.
        guard !store.isShared else { return try await workspace.withPlace(in: store) { try await body(store) } }
        let held = try await acquired(purpose, options)
        defer { held.release() }
        // Processes left by a killed process of ours must not run beside this one.
        await workspace.runner.endLeftovers(with: ["SLIPWAY_STATE": workspace.stateFolder])
        return try await body(store)
    }

    private func acquired(_ purpose: String, _ options: PerformOptions) async throws -> any HeldLock {
        var isTold = false
        while true {
            do { return try workspace.lock.acquire(for: purpose, at: workspace.now()) } catch let held as WorkspaceHeld
                where options.waits
            {
                if !isTold { await options.waiting(held) }
                isTold = true
                try await workspace.wait(.milliseconds(200))
            }
        }
    }
}
