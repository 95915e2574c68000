import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
package import ReleasePorts

/// How a run is watched and bounded.
package struct PerformOptions: Sendable {
    /// nil: as configured, or one for each core.
    package var parallelism: Int?
    /// Who requests it, and how; recorded in the journal of a new run.
    package var trigger: Trigger
    /// Whether to wait for another process that holds the workspace, rather than fail.
    package var waits: Bool
    /// Called once the run exists, before its first step.
    package var began: @Sendable (RunRecord) async -> Void
    package var progress: @Sendable ([RunEvent]) async -> Void
    /// Called whenever waiting begins.
    package var waiting: @Sendable (WorkspaceHeld) async -> Void
    /// Called for runs that have folders here and are not in the store, once for each.
    package var foundUnknown: @Sendable ([RunID]) async -> Void = { _ in }
    /// How long an idle run is kept for its next attempt; nil: without limit.
    package var patience: Duration?
    /// Called on a temporary failure before the run begins, with the delay until the retry.
    package var tryingAgain: @Sendable (any UserFacingError, Duration) async -> Void = { _, _ in }

    package init(
        trigger: Trigger, parallelism: Int? = nil, waits: Bool = false,
        began: @escaping @Sendable (RunRecord) async -> Void = { _ in },
        progress: @escaping @Sendable ([RunEvent]) async -> Void = { _ in },
        waiting: @escaping @Sendable (WorkspaceHeld) async -> Void = { _ in }
    ) {
        self.trigger = trigger
        self.parallelism = parallelism
        self.waits = waits
        self.began = began
        self.progress = progress
        self.waiting = waiting
    }
}

extension Workspace {
    /// What `release` did.
    package enum ReleaseOutcome: Sendable {
        case nothingToRelease(ReleasePlan)
        case ran(RunRecord)
    }

    /// Plans and executes in one go; continues an interrupted run instead, if there is one.
    package func release(_ request: ReleaseRequest, _ options: PerformOptions) async throws -> ReleaseOutcome {
        try refuseReleasePlease()
        let request = try await asModeSays(request)
        return try await holding("slipway release", options) { store in
            if let open = try await openRun(in: store, for: request.purpose) {
                // A test release never continues a real one, or vice versa.
                guard open.plan.request.purpose == request.purpose else {
                    throw RunError.unfinished(open.id, open.status)
                }
                return .ran(try await goOn(with: open, store: store, options))
            }
            let (plan, world) = try await plan(request)
            guard plan.nothingToRelease == nil else { return .nothingToRelease(plan) }
            return .ran(try await begin(plan, world: world, store: store, options))
        }
    }

    /// Executes exactly this plan, or refuses if the repositories changed since.
    package func apply(_ plan: ReleasePlan, _ options: PerformOptions) async throws -> ReleaseOutcome {
        try refuseReleasePlease()
        guard try await asModeSays(plan.request).purpose == plan.request.purpose else {
            throw SystemError.onlyShadows(nil)
        }
        return try await holding("slipway apply", options) { store in
            if let open = try await openRun(in: store, for: plan.request.purpose) {
                guard open.stems(from: plan) else { throw RunError.unfinished(open.id, open.status) }
                return .ran(try await goOn(with: open, store: store, options))
            }
            guard plan.nothingToRelease == nil else { return .nothingToRelease(plan) }
            // Requested again after it was complete: there is nothing left to do.
            if let run = try await store.finished(plan: plan.digest) {
                let done = try await store.run(run)
                if done.state.isFinished, done.stems(from: plan) { return .ran(done) }
            }
            return .ran(
                try await begin(plan, world: try await observe(.init(withHistory: false)), store: store, options))
        }
    }

    /// With release-please's files a release is a pull request that a person merges.
    private func refuseReleasePlease() throws {
        if releasePlease != nil { throw ReleasePleaseError.releasesByBranch }
    }

    private func begin(
        _ plan: ReleasePlan, world: ObservedWorkspace, store: any RunStore, _ options: PerformOptions
    ) async throws -> RunRecord {
        let index = PlanIndex(plan)
        for repository in plan.repositories where repository.branch == nil {
            guard index.steps(in: repository.id).isEmpty else { throw PlanError.detached(repository.id) }
        }
        // Missing requirements of publishing are reported now, not when half of it is public.
        for step in plan.steps {
            guard case .publish(let work) = step.work else { continue }
            try publication(to: work.target).checkReady(work.target, indexes: packageIndexes)
        }
        try checkPrograms(plan)
        try await patiently(options) { try await checkWorld(plan, against: world, git: sourceControl) }
        try await noticeUnknownRuns(in: store, options)
        let id = try await store.create(plan, trigger: options.trigger, at: now())
        return try await perform(id, world: world, store: store, options)
    }

    /// Refuses a plan whose builds and blocking gates call programs that this machine lacks.
    private func checkPrograms(_ plan: ReleasePlan) throws(RunError) {
        let missing = missingPrograms(of: plan, onlyBlocking: true)
        guard missing.isEmpty else { throw .missingPrograms(missing) }
    }

    /// Programs that builds and gates of a plan call and this machine lacks, with the step that calls them.
    package func missingPrograms(of plan: ReleasePlan, onlyBlocking: Bool = false) -> [String] {
        var missing: [String: StepID] = [:]
        for step in plan.steps {
            // A command with a PATH of its own is looked for along that one.
            guard let work = step.work.command, work.environment["PATH"] == nil,
                work.isBlocking || !onlyBlocking, let program = missingProgram(of: work.arguments),
                missing[program] == nil
            else { continue }
            missing[program] = step.id
        }
        return missing.sorted { $0.key < $1.key }.map { "\($0.key), which \($0.value) calls" }
    }

    /// Retries temporary failures a few times. Nothing has begun yet, so the wait is short.
    private func patiently(_ options: PerformOptions, _ body: () async throws -> Void) async throws {
        var policy = configuration.retries
        policy.attempts = min(policy.attempts, 4)
        var failures = 0
        while true {
            do { return try await body() } catch let error as any UserFacingError {
                failures += 1
                guard let wait = policy.wait(after: failures, error.retry) else { throw error }
                await options.tryingAgain(error, wait)
                try await Task.sleep(for: wait)
            }
        }
    }

    /// Continues an interrupted or paused run.
    package func resume(_ id: RunID?, _ options: PerformOptions) async throws -> RunRecord {
        try await holding("slipway run resume", options) { store in
            let record = try await chosen(id, in: store)
            try await RunControl(store: store, now: now).decide(.resume, on: record.id, by: principal.text)
            let world = try await observe(.init(withHistory: false))
            return try await perform(record.id, world: world, store: store, options)
        }
    }

    func perform(
        _ id: RunID, world: ObservedWorkspace, store: any RunStore, _ options: PerformOptions
    ) async throws -> RunRecord {
        let kept = try await claim(id, in: store)
        return try await kept.keeping {
            try await perform(id, world: world, store: store, options, under: kept)
        }
    }

    /// - Parameter kept: The run's claim.
    func perform(
        _ id: RunID, world: ObservedWorkspace, store: any RunStore, _ options: PerformOptions, under kept: KeptClaim
    ) async throws -> RunRecord {
        let record = try await store.glance(at: id)
        let purpose = record.plan.request.purpose
        guard try await asModeSays(ReleaseRequest(purpose: purpose)).purpose == purpose else {
            throw SystemError.onlyShadows(id)
        }
        var environment = environment(
            world: world, store: store, parallelism: options.parallelism, progress: options.progress)
        environment.patience = options.patience
        for folder in ["logs/\(id)", "work/\(id)"] {
            do {
                try FileManager.default.createDirectory(
                    atPath: "\(stateFolder)/\(folder)", withIntermediateDirectories: true)
            } catch {
                throw FileError.failed(path: "\(stateFolder)/\(folder)", reason: error.localizedDescription)
            }
        }
        await options.began(record)
        let performed = try await RunEngine(environment: environment).perform(under: kept)
        if performed.state.isFinished {
            // Late output of another engine's command is removed by `store prune`.
            try? await files.remove("\(stateFolder)/work/\(id)")
            try await pruneByPolicy(in: store)
        }
        return try await handOver(performed, store: store, under: kept)
    }

    private func goOn(with open: RunRecord, store: any RunStore, _ options: PerformOptions) async throws -> RunRecord {
        try open.checkPlan()
        if open.state.asked != nil { return try await handOver(open, store: store) }
        switch open.status {
        case .running:
            return try await perform(
                open.id, world: try await observe(.init(withHistory: false)), store: store, options)
        case .failed, .waiting, .paused, .cancelled, .succeeded:
            throw RunError.unfinished(open.id, open.status)
        }
    }

    /// The newest run with this purpose that can still continue; a shadow never blocks a release.
    func openRun(in store: any RunReader, for purpose: ReleasePurpose?) async throws -> RunRecord? {
        guard let run = try await store.newestOpen(isShadow: purpose == .shadow) else { return nil }
        let record = try await store.run(run)
        return record.state.isOver ? nil : record
    }

    /// A run by its id, with its journal; nil: the newest.
    package func chosen(_ id: RunID?, in store: any RunReader) async throws -> RunRecord {
        try await store.run(try await named(id, in: store))
    }

    /// A run by its id, for display; nil: the newest.
    package func glanced(_ id: RunID?, in store: any RunReader) async throws -> RunRecord {
        try await store.glance(at: try await named(id, in: store))
    }

    private func named(_ id: RunID?, in store: any RunReader) async throws -> RunID {
        if let id, id != "@latest" { return id }
        guard let newest = try await store.newest() else { throw StoreError.noSuchRun(id ?? "@latest") }
        return newest
    }

    /// Works while no other process can do so in this workspace.
    func holding<Answer: Sendable>(
        _ purpose: String, _ options: PerformOptions, _ body: (any RunStore) async throws -> Answer
    ) async throws -> Answer {
        try await checkState()
        let store = try await openStore()
        // Where engines share a store, their claims keep them apart.
        guard !store.isShared else { return try await withPlace(in: store) { try await body(store) } }
        let held = try await acquired(purpose, options)
        defer { held.release() }
        // Processes left by a killed process of ours must not run beside this one.
        await runner.endLeftovers(with: ["SLIPWAY_STATE": stateFolder])
        return try await body(store)
    }

    private func acquired(_ purpose: String, _ options: PerformOptions) async throws -> any HeldLock {
        var isTold = false
        while true {
            do { return try lock.acquire(for: purpose, at: now()) } catch let held as WorkspaceHeld where options.waits
            {
                if !isTold { await options.waiting(held) }
                isTold = true
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

}

extension RunRecord {
    /// Whether this is a run of that plan, amended or not.
    fileprivate func stems(from plan: ReleasePlan) -> Bool {
        state.origin == plan.digest
    }
}
