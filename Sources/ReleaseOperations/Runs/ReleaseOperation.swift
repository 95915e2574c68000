import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePlease
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
    /// Called with what forges may refuse, or do not say, before the run begins.
    package var forgeNotices: @Sendable ([Finding]) async -> Void = { _ in }
    /// How long an idle run is kept for its next attempt; nil: without limit.
    package var patience: Duration?
    /// Called when the run is finished, with what people should know.
    package var noticed: @Sendable ([String]) async -> Void = { _ in }
    /// Called with old builds of a channel that were removed after a new one was made.
    package var pruned: @Sendable ([PrunedBuild]) async -> Void = { _ in }
    /// Called on a temporary failure before the run begins, with the delay until the retry.
    package var tryingAgain: @Sendable (any UserFacingError, Duration) async -> Void = { _, _ in }
    /// Called each time that the store did not answer and is asked again, while the run is executed.
    package var storeIsSilent: @Sendable () async -> Void = {}
    /// Called before a release of a run that was lost is finished, with its tags.
    package var finishing: @Sendable ([TagName]) async -> Void = { _ in }
    /// Called before an open run is continued where a new release was requested, with the run as it stands.
    package var continuing: @Sendable (RunRecord) async -> Void = { _ in }
    /// Called with the run that has finished such a release.
    package var finished: @Sendable (RunRecord) async -> Void = { _ in }

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

/// Releases: plans and performs, performs a stored plan, or continues an open run.
package struct ReleaseOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// What `release` did.
    package enum ReleaseOutcome: Sendable {
        case nothingToRelease(ReleasePlan)
        case ran(RunRecord)
        /// An earlier run has executed this very plan; nothing was done.
        case ranBefore(RunRecord)
    }

    /// Plans and executes in one go; continues an interrupted run instead, if there is one.
    ///
    /// - Parameter onlyMerged: Releases nothing but versions that are merged already.
    package func release(
        _ request: ReleaseRequest, onlyMerged: Bool = false, _ options: PerformOptions
    ) async throws -> ReleaseOutcome {
        try refuseReleasePlease()
        let request = try await SystemsOperation(workspace).allowedByMode(request)
        return try await RunExecution(workspace).exclusively("slipway release", options) { store in
            if let open = try await store.openRun(for: request.purpose) {
                // A test release never continues a real one, or vice versa.
                guard open.plan.request.purpose == request.purpose else {
                    throw RunError.unfinished(open.id, open.status)
                }
                return .ran(try await continueRun(open, store, options))
            }
            let (unfinished, unclear) = try await finishLostReleases(request, store, options)
            if let run = unfinished.last, !run.state.isFinished { return .ran(run) }
            let (plan, world) = try await planned(request, onlyMerged: onlyMerged)
            guard plan.nothingToRelease == nil else {
                guard unclear.isEmpty else { throw UnclearReleases(all: unclear) }
                if let run = unfinished.last { return .ran(run) }
                if request.purpose == nil, publishesAtForge {
                    await options.noticed(await ReleasedPullRequests(workspace).labelLeft(in: world))
                }
                return .nothingToRelease(plan)
            }
            if !unclear.isEmpty { await options.noticed(UnclearReleases(all: unclear).reasons) }
            return .ran(try await begin(plan, isFresh: true, world: world, store: store, options))
        }
    }

    private var publishesAtForge: Bool {
        let configuration = workspace.configuration
        return configuration.unifiedRelease != nil
            || ([configuration.defaults] + configuration.components.values).contains { settings in
                settings.publish.contains { $0.target.kind == .forgeRelease }
            }
    }

    /// Finishes what runs left unfinished that were lost with their disk: their tags are public, and drafts at the forge
    /// hold their artifacts.
    ///
    /// - Returns: The runs, of which only the last may be unfinished; and drafts that can't be published from here.
    private func finishLostReleases(
        _ request: ReleaseRequest, _ store: any RunStore, _ options: PerformOptions
    ) async throws -> (runs: [RunRecord], unclear: [UnclearReleases.One]) {
        guard request.purpose == nil, request.tag == nil, publishesAtForge else { return ([], []) }
        var runs: [RunRecord] = []
        var seen: Set<TagName> = []
        while true {
            let world = try await workspace.observe(.init(withHistory: false))
            let left = try await UnfinishedReleases(in: world, workspace)
            let tags = Set(left.ready.values.map(\.tag))
            // What was finished a moment ago may not be visible yet.
            guard !tags.isEmpty, seen.isDisjoint(with: tags) else { return (runs, left.unclear) }
            seen.formUnion(tags)
            var finishing = ReleaseRequest()
            finishing.unfinished = left.ready
            let (plan, then) = try await workspace.plan(finishing)
            // The tagged commits have everything that the plan would write.
            let edits = plan.components.flatMap(\.edits).map(\.edit).filter { !$0.isRecord }
            guard edits.isEmpty, Set(plan.released.compactMap(\.tag)) == tags else {
                throw RunError.cannotFinish(tags.sorted(), edits.map(\.file))
            }
            await options.finishing(tags.sorted())
            let run = try await begin(plan, isFresh: true, world: then, store: store, options)
            runs.append(run)
            guard run.state.isFinished else { return (runs, left.unclear) }
            await options.finished(run)
        }
    }

    /// What ``release(_:onlyMerged:_:)`` would execute, in Slipway's mode, and the rights that it needs at forges.
    package func plan(
        _ request: ReleaseRequest, onlyMerged: Bool = false
    ) async throws -> (plan: ReleasePlan, rights: [NeededRight]) {
        var (plan, world) = try await planned(
            try await SystemsOperation(workspace).allowedByMode(request), onlyMerged: onlyMerged)
        // Without an answer of the forge the plan is shown all the same.
        if request.tag == nil, publishesAtForge, let left = try? await UnfinishedReleases(in: world, workspace).ready,
            !left.isEmpty
        {
            let tags = Set(left.values.map(\.tag)).sorted().map(\.text).joined(separator: ", ")
            plan.warnings.append(
                "The release of \(tags) is unfinished, and is finished first, from its draft: slipway release")
            plan.digest = try planDigest(plan)
        }
        return (plan, workspace.repositoryNeeds(of: plan, in: world).rights)
    }

    /// The run that ``release(_:onlyMerged:_:)`` would continue, or be refused for, instead of what is planned; nil: none.
    ///
    /// Reading creates no store.
    package func openRun(for request: ReleaseRequest) async throws -> RunRecord? {
        guard workspace.hasStore(), workspace.releasePlease == nil else { return nil }
        let request = try await SystemsOperation(workspace).allowedByMode(request)
        return try await workspace.openStore().openRun(for: request.purpose)
    }

    private func planned(
        _ request: ReleaseRequest, onlyMerged: Bool
    ) async throws -> (plan: ReleasePlan, world: ObservedWorkspace) {
        let planned = try await onlyPlanned(request, onlyMerged: onlyMerged)
        guard planned.plan.nothingToRelease != nil, request == ReleaseRequest() else { return planned }
        return try await LeftMerges(workspace).plan(in: planned.world) ?? planned
    }

    private func onlyPlanned(
        _ request: ReleaseRequest, onlyMerged: Bool
    ) async throws -> (plan: ReleasePlan, world: ObservedWorkspace) {
        var (plan, world) = try await workspace.plan(request)
        try workspace.checkComponents(plan, world)
        guard onlyMerged else { return (plan, world) }
        let merged = plan.mergedComponents
        try await UnknownMerges(workspace).refuse(beside: merged, in: world)
        guard plan.nothingToRelease == nil else { return (plan, world) }
        if merged.isEmpty {
            plan.nothingToRelease = "No merged release is unfinished."
        } else if merged.count < plan.released.count {
            var narrowed = request
            narrowed.components = merged
            (plan, world) = try await workspace.plan(narrowed)
            let others = plan.released.map(\.name).filter { !merged.contains($0) }
            if !others.isEmpty {
                let names = [merged, others].map { $0.map(\.text).joined(separator: ", ") }
                // Released without them, the set would be one that no gate has seen.
                plan.nothingToRelease =
                    "The merged release of \(names[0]) waits for \(names[1]), which has to follow: "
                    + "merge that release pull request too, or release all of it: slipway release"
            }
        }
        return (plan, world)
    }

    /// Executes exactly this plan, or refuses if the repositories changed since.
    package func apply(_ plan: ReleasePlan, _ options: PerformOptions) async throws -> ReleaseOutcome {
        try refuseReleasePlease()
        guard try await SystemsOperation(workspace).allowedByMode(plan.request).purpose == plan.request.purpose else {
            throw SystemError.onlyShadows(nil)
        }
        return try await RunExecution(workspace).exclusively("slipway apply", options) { store in
            if let open = try await store.openRun(for: plan.request.purpose) {
                guard open.began(with: plan) else { throw RunError.unfinished(open.id, open.status) }
                return .ran(try await continueRun(open, store, options))
            }
            guard plan.nothingToRelease == nil else { return .nothingToRelease(plan) }
            // Requested again after it was complete: there is nothing left to do.
            if let run = try await store.finished(plan: plan.digest) {
                let done = try await store.run(run)
                if done.state.isFinished, done.began(with: plan) { return .ranBefore(done) }
            }
            return .ran(
                try await begin(
                    plan, world: try await workspace.observe(.init(withHistory: false)), store: store, options))
        }
    }

    /// With release-please's files a release is a pull request that a person merges.
    private func refuseReleasePlease() throws {
        if workspace.releasePlease != nil { throw ReleasePleaseError.releasesByBranch }
    }

    func begin(
        _ plan: ReleasePlan, isFresh: Bool = false, world: ObservedWorkspace, store: any RunStore,
        _ options: PerformOptions
    ) async throws -> RunRecord {
        try await check(plan, isFresh: isFresh, world, options)
        try await StoreOperation(workspace).noticeUnknownRuns(in: store, options)
        let id = try await store.create(plan, trigger: options.trigger, at: workspace.now())
        return try await RunExecution(workspace).perform(id, world: world, store: store, options)
    }

    /// What became of a release that was asked for where the workspace is served.
    enum Queued: Sendable {
        /// A sentence.
        case nothingToRelease(String)
        /// Unfinished runs release the same repositories.
        case waits(for: [RunID])
        case began(RunID)
        /// Another server was first.
        case gone
    }

    /// Plans a release and creates its run, which an engine executes.
    ///
    /// - Parameters:
    ///   - start: What it belongs to; it has one run.
    ///   - begun: Runs that may not hold their versions yet, since no engine has begun them.
    func queue(
        _ request: ReleaseRequest, onlyMerged: Bool, by start: CauseKey, behind begun: Set<RunID>,
        in store: any ServedStore, _ options: PerformOptions
    ) async throws -> Queued {
        try refuseReleasePlease()
        let request = try await SystemsOperation(workspace).allowedByMode(request)
        let (plan, world) = try await planned(request, onlyMerged: onlyMerged)
        if let reason = plan.nothingToRelease { return .nothingToRelease(reason) }
        let places = Dictionary(
            world.components.map { ($0.id, $0.repository) }, uniquingKeysWith: { first, _ in first })
        let released = Set(plan.released.map(\.repository))
        var busy = Set(
            try await store.reservations(isOpen: true).filter { held in
                places[held.component].map(released.contains) ?? false
            }.map(\.run))
        for run in begun.subtracting(busy) {
            let record = try await store.glance(at: run)
            guard !record.state.isOver, !released.isDisjoint(with: record.plan.released.map(\.repository)) else {
                continue
            }
            busy.insert(run)
        }
        guard busy.isEmpty else { return .waits(for: busy.sorted()) }
        try await check(plan, isFresh: true, world, options)
        guard let run = try await store.create(plan, trigger: options.trigger, at: workspace.now(), by: start) else {
            return .gone
        }
        return .began(run)
    }

    /// Refuses a plan that could not be executed.
    func check(
        _ plan: ReleasePlan, isFresh: Bool, _ world: ObservedWorkspace, _ options: PerformOptions
    ) async throws {
        let digest = try planDigest(plan)
        guard digest == plan.digest else { throw RunError.planTampered(named: plan.digest, found: digest) }
        try checkPlan(plan, ecosystems: Set(workspace.ecosystems.map(\.name)))
        let index = PlanIndex(plan)
        for repository in plan.repositories where repository.branch == nil {
            guard index.steps(in: repository.id).isEmpty else { throw await detached(repository.id, world) }
        }
        // Missing requirements of publishing are reported now, not when half of it is public.
        for step in plan.steps {
            let target: PublicationTarget
            switch step.work {
            case .publish(let work): target = work.target
            case .publishSet(let work): target = work.target
            default: continue
            }
            let repository = step.repository
            try await patiently(options) {
                try await publication(to: target).checkReady(target, of: repository, workspace.outside)
            }
        }
        try checkPrograms(plan)
        try await checkSigning(plan, world)
        if plan.request.purpose != .shadow { try await checkForges(plan, world, options) }
        // What a channel builds is on its branch, wherever that is by now.
        guard plan.request.channel == nil else { return }
        try await patiently(options) {
            try await checkPlanIsCurrent(plan, against: world, git: workspace.sourceControl, isFresh: isFresh)
            try await PublicTag.checkRemote(of: plan, world, workspace.sourceControl)
        }
    }

    /// Refuses what a forge would refuse.
    private func checkForges(
        _ plan: ReleasePlan, _ world: ObservedWorkspace, _ options: PerformOptions
    ) async throws {
        let needs = workspace.repositoryNeeds(of: plan, in: world)
        try await patiently(options) {
            let findings = try await ForgeReadiness(workspace: workspace, world: world).findings(for: needs)
            if let refusal = ForgeRefusal(findings) { throw refusal }
            if !findings.isEmpty { await options.forgeNotices(findings) }
            let followUps = FollowUpReadiness(workspace: workspace)
            if let refusal = FollowUpRefusal(try await followUps.findings(for: FollowUpReadiness.messages(of: plan))) {
                throw refusal
            }
            try await BuildReadiness(workspace: workspace).check(plan)
        }
    }

    /// Refuses a plan whose commits and tags git would have to sign and can't.
    private func checkSigning(_ plan: ReleasePlan, _ world: ObservedWorkspace) async throws {
        for (id, trial) in signingTrials(of: plan).sorted(by: { $0.key < $1.key }) {
            guard let folder = world.repository(id)?.folder else { continue }
            try await workspace.sourceControl.checkSigning(trial, in: folder)
        }
    }

    private func detached(_ id: RepositoryID, _ world: ObservedWorkspace) async -> PlanError {
        guard let folder = world.repository(id)?.folder else { return .detached(id, remedies: []) }
        let git = workspace.sourceControl
        var branch: String?
        for name in ["main", "master"] where branch == nil {
            if (try? await git.resolve("refs/heads/\(name)", in: folder)) ?? nil != nil { branch = name }
        }
        let checkout = "Check out the branch to release: \(gitCommand("switch \(branch ?? "BRANCH")", in: folder))"
        let entries = workspace.configuration.remedies(
            setting: "branch: \(branch ?? "BRANCH")", of: id, at: folder, in: workspace.folder)
        return .detached(id, remedies: [checkout, "Or release it while another commit is checked out:"] + entries)
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
                work.isBlocking || !onlyBlocking,
                let program = DoctorOperation(workspace).missingProgram(of: work.arguments),
                missing[program] == nil
            else { continue }
            missing[program] = step.id
        }
        return missing.sorted { $0.key < $1.key }.map { "\($0.key), called by \($0.value)" }
    }

    /// Retries temporary failures a few times. Nothing has begun yet, so the wait is short.
    private func patiently(_ options: PerformOptions, _ body: () async throws -> Void) async throws {
        var policy = workspace.configuration.retries
        policy.attempts = min(policy.attempts, 4)
        var failures = 0
        while true {
            do { return try await body() } catch let error as any UserFacingError {
                failures += 1
                guard let pause = policy.wait(after: failures, error.retry) else { throw error }
                await options.tryingAgain(error, pause)
                try await workspace.wait(pause)
            }
        }
    }

    /// Continues an interrupted or paused run.
    package func resume(_ id: RunID?, _ options: PerformOptions) async throws -> RunRecord {
        try await RunExecution(workspace).exclusively("slipway run resume", options) { store in
            let record = try await store.chosen(id)
            try await RunControl(store: store, now: workspace.now).decide(
                .resume, on: record.id, by: workspace.principal)
            let world = try await workspace.observe(.init(withHistory: false))
            return try await RunExecution(workspace).perform(record.id, world: world, store: store, options)
        }
    }

    private func continueRun(
        _ open: RunRecord, _ store: any RunStore, _ options: PerformOptions
    ) async throws -> RunRecord {
        try open.checkPlan(ecosystems: Set(workspace.ecosystems.map(\.name)))
        if open.state.asked != nil { return try await SystemsOperation(workspace).handOver(open, store: store) }
        switch open.status {
        // A process died between seeing the merge and taking it in.
        case .failed where open.hasOtherMerge:
            await options.continuing(open)
            return try await RunExecution(workspace).takingInMerges(open, store: store, options)
        case .waiting where !open.plan.steps.contains { open.state.isPolled($0.id) }:
            throw RunError.unfinished(open.id, .waiting)
        case .running, .waiting:
            await options.continuing(open)
            return try await RunExecution(workspace).perform(
                open.id, world: try await workspace.observe(.init(withHistory: false)), store: store, options)
        case .failed, .paused, .cancelled, .succeeded:
            throw RunError.unfinished(open.id, open.status)
        }
    }

}

extension RunRecord {
    /// Whether this is a run of that plan, amended or not.
    fileprivate func began(with plan: ReleasePlan) -> Bool {
        state.origin == plan.digest
    }
}
