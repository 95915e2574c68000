package import Foundation
package import ReleaseEngine
package import ReleaseModel
package import ReleaseObservation
import ReleasePlanning
package import ReleasePorts

/// A workspace with everything that its operations need. The command line and the server call the same operations.
package struct Workspace: Sendable {
    /// Absolute.
    package let folder: String
    package let configuration: WorkspaceConfiguration
    package let ecosystems: [any Ecosystem]
    package var sourceControl: any SourceControl
    package var runner: any CommandRunner
    package var files: any ReleaseFiles
    package let lock: any WorkspaceLock
    /// Opens the store; only what writes or reads runs does.
    package var openStore: @Sendable () async throws -> any RunStore
    /// What the configuration says of components that is not so in the observed workspace.
    package let checkNames: @Sendable (ObservedWorkspace) -> [Diagnostic]
    /// The values of the configured secrets, by variable.
    package let secrets: [String: Secret]
    /// Who acts here: the person or service whose process this is.
    package let principal: Principal
    package var now: @Sendable () -> Date
    /// Lets time pass wherever an operation or a run waits.
    package var wait: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// This machine's own clock, by which claims expire and outages are measured.
    package var time: @Sendable () -> Duration = bootTime
    /// The names of variables that are set here, and that configured commands don't see.
    package var withheld: Set<String> = []
    /// Set if release-please's two files determine what is released, instead of `slipway.yaml`; otherwise nil.
    package var releasePlease: ReleasePleaseSource?
    /// What the only repository is called at its forge, where the command says it; nil: as configuration or remote say.
    package var repositoryName: ForgeRepository?
    /// Whether a commit that is not understood stops planning.
    package var refusesUnreadCommits = false
    /// The package indexes and forges of this workspace.
    package var outside = PublicationAccess()
    /// What was asked of forges so far, in words; empty where nothing was.
    package var forgeUsage: @Sendable () -> String = { "" }
    /// How the forges that were asked are reached, a sentence each; empty where no proxy is named.
    package var forgeRoutes: @Sendable () -> [String] = { [] }
    /// Whether a store exists; reading creates none.
    package var hasStore: @Sendable () -> Bool = { true }
    /// Opens the store for maintenance.
    package var openUpkeep: @Sendable () async throws -> any RunStore & StoreUpkeep = {
        preconditionFailure("who keeps a store whole says how it is opened")
    }

    /// Opens the store with what arrived for the workspace.
    package var openInbox: @Sendable () async throws -> any ServedStore = {
        preconditionFailure("who keeps deliveries says where")
    }
    /// Reads an event of the forge: its name there, and its body.
    package var readDelivery: @Sendable (_ event: String, _ body: Data) throws(UnreadableDelivery) -> Occurrence = {
        event, _ throws(UnreadableDelivery) in
        throw UnreadableDelivery(sentence: "Events of the kind '\(event)' can't be read here.")
    }

    /// Refuses a state folder that came with a clone, or that leads elsewhere; called before anything is executed.
    package var checkState: @Sendable () async throws -> Void = {}
    /// The same, and makes the state folder where it is missing.
    package var prepareState: @Sendable () async throws -> Void = {}
    /// Where this process executes runs; needed with a shared store.
    package var place: @Sendable () throws -> WorkingPlace = {
        preconditionFailure("who shares a store says where it works")
    }

    package init(
        folder: String, configuration: WorkspaceConfiguration, ecosystems: [any Ecosystem],
        sourceControl: any SourceControl, runner: any CommandRunner, files: any ReleaseFiles, lock: any WorkspaceLock,
        openStore: @escaping @Sendable () async throws -> any RunStore,
        checkNames: @escaping @Sendable (ObservedWorkspace) -> [Diagnostic] = { _ in [] }, secrets: [String: Secret],
        principal: Principal = Principal(NSUserName()), now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.folder = folder
        self.configuration = configuration
        self.ecosystems = ecosystems
        self.sourceControl = sourceControl
        self.runner = runner
        self.files = files
        self.lock = lock
        self.openStore = openStore
        self.checkNames = checkNames
        self.secrets = secrets
        self.principal = principal
        self.now = now
    }

    /// How many remotes are asked at once; git mostly waits for the network.
    static let remotesAtOnce = 8

    /// Where Slipway keeps what it must not lose, and what it may.
    package var stateFolder: String { folder + "/.slipway" }

    package func observe(_ options: WorkspaceObserver.Options = .init()) async throws -> ObservedWorkspace {
        try await sourceControl.checkProgram()
        let world = try await WorkspaceObserver(sourceControl: sourceControl, files: files, ecosystems: ecosystems)
            .observe(folder, configuration: configuration, options: options)
        let wrong = checkNames(world)
        guard options.isTolerant || !wrong.contains(where: { $0.severity == .error }) else {
            throw UnreadableInput(diagnostics: wrong)
        }
        var tolerated = world
        tolerated.warnings += wrong
        return tolerated
    }

    /// The repositories, and what else can be read; errors of the rest are among the warnings.
    package func observeRepositories() async throws -> ObservedWorkspace {
        var options = WorkspaceObserver.Options(withHistory: false)
        options.isTolerant = true
        return try await observe(options)
    }

    /// A plan and the world that it was made from.
    ///
    /// - Parameter isWhole: false to compute only versions and entries, which is faster; see ``PlanMaker``.
    package func plan(
        _ request: ReleaseRequest, at commit: String? = nil, isWhole: Bool = true
    ) async throws -> (plan: ReleasePlan, world: ObservedWorkspace) {
        try await plan(request, at: commit, isWhole: isWhole, overrides: [:])
    }

    /// What would be planned if a commit were the head, where a name could have meant a plan file as well.
    package func plan(_ request: ReleaseRequest, fileOrCommit name: String) async throws -> ReleasePlan {
        do { return try await plan(request, at: name).plan } catch ObservationError.noSuchCommit(
            let name, let ids, let folder, _)
        {
            throw ObservationError.noSuchCommit(name, ids, folder: folder, orPlan: true)
        }
    }

    /// - Parameter overrides: What pull requests say instead of their commits.
    func plan(
        _ request: ReleaseRequest, at commit: String? = nil, isWhole: Bool = true,
        overrides: [RepositoryID: MessageOverrides]
    ) async throws -> (plan: ReleasePlan, world: ObservedWorkspace) {
        let planned = try await anyPlan(
            request, at: commit, isWhole: isWhole || refusesUnreadCommits, overrides: overrides)
        try checkUnread(planned.plan)
        return planned
    }

    private func anyPlan(
        _ request: ReleaseRequest, at commit: String?, isWhole: Bool, overrides: [RepositoryID: MessageOverrides]
    ) async throws -> (plan: ReleasePlan, world: ObservedWorkspace) {
        if let releasePlease {
            let planned = try await plan(releasePlease, request, at: commit, overrides: overrides)
            return (planned.plan, planned.world)
        }
        var request = request
        if let tag = request.tag {
            request.unfinished = try await PublicTag(name: tag, of: request.components, in: self).releases()
        }
        var observing = WorkspaceObserver.Options(commit: commit, upstreamTag: request.upstreamTag)
        observing.unfinished = (request.unfinished ?? [:]).values.sorted { $0.tag < $1.tag }
        var world = try await observe(observing)
        for index in world.repositories.indices {
            guard let own = overrides[world.repositories[index].id] else { continue }
            world.repositories[index].commits = world.repositories[index].commits.mapValues(own.applied)
            world.repositories[index].earlierCommits = world.repositories[index].earlierCommits.mapValues(own.applied)
            world.repositories[index].history = own.applied(to: world.repositories[index].history)
        }
        request.components = request.components.map(world.named).sorted()
        request.versions = Dictionary(
            request.versions.map { (world.named($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
        return (try await makePlan(request, of: world, isWhole: isWhole), world)
    }

    /// What would be planned of a world that is read already.
    func plan(of world: ObservedWorkspace) async throws -> ReleasePlan {
        let plan = try await makePlan(ReleaseRequest(), of: world, isWhole: true)
        try checkUnread(plan)
        return plan
    }

    private func checkUnread(_ plan: ReleasePlan) throws {
        let unread = (plan.commits ?? []).filter { !$0.faults.isEmpty }
        if refusesUnreadCommits, !unread.isEmpty { throw UnreadCommits(commits: unread) }
    }

    private func makePlan(
        _ request: ReleaseRequest, of world: ObservedWorkspace, isWhole: Bool
    ) async throws -> ReleasePlan {
        try checkRequestedVersions(of: world.components, ecosystems: ecosystems) { request.versions[$0] }
        let held = try await reserved()
        let maker = try PlanMaker(
            world: world, request: request, moment: now(), ecosystems: ecosystems,
            publications: allPublications,
            reserved: Dictionary(grouping: held, by: \.component).mapValues { $0.map(\.version) })
        var plan: ReleasePlan
        do { plan = try maker.plan(isWhole: isWhole) } catch {
            // What fails may follow from a version that can't be taken: that says more.
            let named = request.components.isEmpty ? world.components.map(\.id) : request.components
            try checkVersion(of: Set(named), request, world)
            if let behind = await cloneBehind(error, in: world) { throw behind }
            throw error
        }
        try checkVersion(of: Set(plan.released.map(\.name)), request, world)
        if let tag = request.tag {
            try PublicTag.checkTree(of: tag, plan)
            if hasStore(), let run = try await PublicTag.released(by: plan, in: try await openStore()) {
                plan.nothingToRelease = "\(tag) is released already, by \(run)."
                plan.steps = []
                plan.digest = try planDigest(plan)
            }
        }
        let warnings = (request.tag == nil ? heldWarnings(held, plan) : []) + localWarnings(plan, world)
        if !warnings.isEmpty {
            plan.warnings += warnings
            if isWhole { plan.digest = try planDigest(plan) }
        }
        return plan
    }

    /// Refuses the one version of all where an ecosystem can't take it.
    private func checkVersion(
        of components: Set<ComponentID>, _ request: ReleaseRequest, _ world: ObservedWorkspace
    ) throws {
        guard let version = request.version else { return }
        try checkRequestedVersions(
            of: world.components.filter { components.contains($0.id) }, ecosystems: ecosystems
        ) { request.versions[$0] ?? version }
    }

    /// The store that has a run already; reading creates none.
    ///
    /// - Parameter run: nil: the newest.
    /// - Throws: ``StoreError/noSuchRun(_:)`` where no store exists.
    package func store(holding run: RunID?) async throws -> any RunStore {
        guard hasStore() else { throw StoreError.noSuchRun(run ?? "@latest") }
        return try await openStore()
    }

    /// A release where nothing could ever be released was most likely started in the wrong folder.
    package func checkComponents(_ plan: ReleasePlan, _ world: ObservedWorkspace) throws(NoComponents) {
        if plan.components.isEmpty { throw NoComponents(folder: folder, ignored: world.ignored) }
    }

    /// The same, where nothing is planned.
    func checkComponents(_ world: ObservedWorkspace) throws(NoComponents) {
        if world.components.isEmpty { throw NoComponents(folder: folder, ignored: world.ignored) }
    }

    /// The versions held by unfinished runs.
    private func reserved() async throws -> [Reservation] {
        guard hasStore() else { return [] }
        return try await openStore().reservations(isOpen: true)
    }

    /// Each open run that holds a version of a component that is released, a sentence each.
    private func heldWarnings(_ held: [Reservation], _ plan: ReleasePlan) -> [String] {
        let released = Set(plan.released.map(\.name))
        return Dictionary(grouping: held.filter { released.contains($0.component) }, by: \.run)
            .sorted { $0.key < $1.key }.map { run, versions in
                let names = versions.map { "\($0.component) \($0.version)" }.sorted().joined(separator: ", ")
                return "The open run \(run) has reserved \(names), so this plan has later versions."
            }
    }

    /// Released repositories of which nothing leaves this machine.
    private func localWarnings(_ plan: ReleasePlan, _ world: ObservedWorkspace) -> [String] {
        guard plan.request.purpose != .shadow else { return [] }
        return Set(plan.released.map(\.repository)).sorted().compactMap { id in
            guard let repository = world.repository(id), repository.head != nil, repository.remote == nil else {
                return nil
            }
            return localWarning(of: id, remedy: gitCommand("remote add origin ADDRESS", in: repository.folder))
        }
    }

    /// Reads what starts a workflow.
    var readWorkflow: WorkflowReader {
        { bytes, path throws(UnreadableInput) in try workflowTriggers(in: bytes, file: path) }
    }

    /// The environment of this workspace's runs.
    func environment(
        world: ObservedWorkspace, store: any RunStore, parallelism: Int?,
        progress: @escaping @Sendable ([RunEvent]) async -> Void
    ) -> RunEnvironment {
        let clones = world.repositories.map { repository in
            (
                repository.id,
                RunEnvironment.Clone(
                    folder: repository.folder, remote: repository.remote, address: repository.remoteAddress)
            )
        }
        var environment = RunEnvironment(
            sourceControl: sourceControl, runner: runner, files: files, store: store, ecosystems: ecosystems,
            clones: Dictionary(clones, uniquingKeysWith: { first, _ in first }), workspaceFolder: folder,
            stateFolder: stateFolder, secrets: secrets,
            parallelism: parallelism ?? configuration.parallelism ?? ProcessInfo.processInfo.activeProcessorCount,
            isTakingOver: !store.isShared, retries: configuration.retries, now: now, wait: wait,
            progress: progress)
        environment.time = time
        environment.claimWait = wait
        environment.outside = outside
        environment.readWorkflow = readWorkflow
        environment.withheld = withheld
        return environment
    }
}
