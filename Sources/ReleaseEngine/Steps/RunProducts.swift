import ReleaseModel
import ReleasePorts

/// Commits and checkouts of a run's completed steps, checked before use and recreated if missing: the journal says that
/// they were made, not that they still exist.
///
/// A release commit depends only on the plan, so a recreated one is identical.
actor RunProducts {
    private let performers: [StepKind: any StepPerformer]
    /// Repositories whose commit is being made right now, with their waiters.
    private var busy: [RepositoryID: [CheckedContinuation<Void, Never>]] = [:]
    /// Checkouts are being recreated: one go at a time, so that none waits for another that waits for it.
    private var recreating: Task<Void, Never>?
    /// Why a checkout could not be recreated when that was last tried.
    private var failures: [RepositoryID: any Error] = [:]

    /// Results of earlier runs that this one may reuse; each is read once.
    private var earlier: [RunID: Task<[ComponentID: (version: Version, outcome: StepOutcome)], any Error>] = [:]

    init(performers: [StepKind: any StepPerformer]) { self.performers = performers }

    /// What a finished run made of a component; nil where its journal says that it made no such version.
    func output(
        of component: ComponentID, _ version: Version, by run: RunID, _ context: StepContext
    ) async throws -> StepOutcome? {
        let store = context.environment.store
        // Ended by itself when the run is read.
        let reading = earlier[run] ?? Task { try outputs(of: try await store.run(run)) }
        earlier[run] = reading
        guard let made = try await reading.value[component], made.version == version else { return nil }
        return made.outcome
    }

    /// Recreates a repository's release commit if its clone has lost it.
    func ensureCommit(of repository: RepositoryID, _ context: StepContext) async throws {
        guard let commit = context.outcomes[StepID.prepare(repository)]?.commit else { return }
        let git = context.environment.sourceControl
        let clone = try context.environment.clone(of: repository)
        let folder = clone.folder
        if let landed = context.outcomes[StepID.push(repository)]?.commit, landed != commit {
            // It is public: the remote has it.
            let base = context.index.repository(repository)?.base ?? commit
            _ = try await git.isAncestor(base, of: landed, in: folder, remote: clone.remote)
            return
        }
        if try await git.resolve(commit.text, in: folder) != nil { return }
        guard let (step, _) = prepared(repository, context) else { return }
        try await oneAtATime(repository) {
            if try await git.resolve(commit.text, in: folder) != nil { return }
            let made = try await releaseCommit(context.again(step)).commit
            guard made == commit else { throw ProductError.otherCommit(repository, expected: commit, found: made) }
        }
    }

    /// Recreates the checkouts that a step uses, including their builds.
    ///
    /// Nothing of a checkout is used while it is being recreated, and one whose recreation was interrupted, by an error
    /// or with its process, is recreated again.
    func ensureCheckouts(of repositories: some Sequence<RepositoryID>, _ context: StepContext) async throws {
        let used = Set(repositories)
        var isTried = false
        while true {
            while let recreating { await ended(recreating) }
            try Task.checkCancellation()
            var lost = await lost(among: used, context)
            if !lost.isEmpty { lost = await self.lost(among: requirements(of: lost, context), context) }
            // Another step may have begun to recreate some while this one looked.
            if recreating != nil { continue }
            guard let first = lost.first else { return }
            if isTried { throw failures[first] ?? ProductError.lostCheckout(first) }
            isTried = true
            for repository in lost { failures[repository] = nil }
            // After another engine's death nothing is there: what other steps will use is recreated beside it.
            let wanted = Set(lost).union(unfinished(context).subtracting(failures.keys))
            recreating = Task {
                await recreate(wanted, context)
                recreating = nil
            }
        }
    }

    /// Waits for a recreation, and ends it if this step is to end: then the whole run is.
    private func ended(_ task: Task<Void, Never>) async {
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Those that were prepared and whose checkout is not there, or not complete, in plan order.
    private func lost(among repositories: Set<RepositoryID>, _ context: StepContext) async -> [RepositoryID] {
        var found: [RepositoryID] = []
        for step in context.index.inOrder(repositories.map { StepID.prepare($0) }) {
            guard let repository = step.repository, let commit = context.outcomes[step.id]?.commit else { continue }
            let place = context.folders.source(of: repository)
            let isThere = await context.environment.sourceControl.isCheckedOut(commit, in: place)
            let isWhole: Bool
            do {
                isWhole = try await context.environment.files.read(context.folders.incomplete(repository)) == nil
            } catch {
                isWhole = false
            }
            if !isThere || !isWhole { found.append(repository) }
        }
        return found
    }

    /// These repositories and those of everything that their builds are built on.
    private func requirements(of repositories: [RepositoryID], _ context: StepContext) -> Set<RepositoryID> {
        var open = repositories.flatMap { madeBuilds(in: $0, context).map(\.id) }
        var seen = Set(open)
        var found = Set(repositories)
        while let id = open.popLast(), let step = context.index.step(id) {
            if step.kind == .prepare || step.kind == .build, let repository = step.repository {
                found.insert(repository)
            }
            open += step.needs.filter { seen.insert($0).inserted }
        }
        return found
    }

    /// The builds in a repository that are done.
    private func madeBuilds(in repository: RepositoryID, _ context: StepContext) -> [PlannedStep] {
        context.index.steps(in: repository).filter { $0.kind == .build && context.outcomes[$0.id] != nil }
    }

    /// The repositories in which something is still built, tested or collected.
    private func unfinished(_ context: StepContext) -> Set<RepositoryID> {
        Set(
            context.plan.steps.compactMap { step in
                guard [.build, .gate, .collect].contains(step.kind), context.outcomes[step.id] == nil else {
                    return nil
                }
                return step.repository
            })
    }

    /// Recreates those of these repositories that are lost: all checkouts, then their builds, upstreams first. What
    /// fails is noted, and left as incomplete.
    private func recreate(_ repositories: Set<RepositoryID>, _ context: StepContext) async {
        let lost = await lost(among: repositories, context)
        await atOnce(lost, context) { repository in
            try await context.environment.files.write([], to: context.folders.incomplete(repository))
            guard let (step, commit) = self.prepared(repository, context),
                let made = try await self.performers[.prepare]?.perform(context.again(step)).commit
            else { return }
            guard made == commit else { throw ProductError.otherCommit(repository, expected: commit, found: made) }
        }
        for level in levels(lost.flatMap { madeBuilds(in: $0, context) }, context) {
            // A repository's builds share its checkout.
            let byRepository = Dictionary(grouping: level) { $0.repository }
            for repository in lost where byRepository[repository] != nil && !failures.isEmpty {
                // Nothing is built on what is not complete.
                let incomplete = requirements(of: [repository], context).sorted().first { failures[$0] != nil }
                failures[repository] = incomplete.flatMap { failures[$0] }
            }
            await atOnce(lost.filter { byRepository[$0] != nil && failures[$0] == nil }, context) { repository in
                for build in byRepository[repository] ?? [] {
                    _ = try await self.performers[.build]?.perform(context.again(build))
                }
            }
        }
        await atOnce(lost.filter { failures[$0] == nil }, context) { repository in
            try await context.environment.files.remove(context.folders.incomplete(repository))
        }
    }

    /// Builds by how many of the others come before them.
    private func levels(_ builds: [PlannedStep], _ context: StepContext) -> [[PlannedStep]] {
        guard !builds.isEmpty else { return [] }
        let meant = Set(builds.map(\.id))
        var depths: [StepID: Int] = [:]
        var levels: [Int: [PlannedStep]] = [:]
        // A plan has upstreams first.
        for step in context.plan.steps {
            let before = step.needs.compactMap { depths[$0] }.max() ?? 0
            if meant.contains(step.id) { levels[before, default: []].append(step) }
            depths[step.id] = before + (meant.contains(step.id) ? 1 : 0)
        }
        return levels.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Works on several repositories at once, and notes what fails.
    private func atOnce(
        _ repositories: [RepositoryID], _ context: StepContext,
        _ body: @escaping @Sendable (RepositoryID) async throws -> Void
    ) async {
        await withTaskGroup(of: (RepositoryID, (any Error)?).self) { group in
            var rest = repositories[...]
            func begin() {
                guard let repository = rest.popFirst() else { return }
                group.addTask {
                    do { try await body(repository) } catch { return (repository, error) }
                    return (repository, nil)
                }
            }
            for _ in 0..<max(1, context.environment.parallelism) { begin() }
            for await (repository, error) in group {
                if let error { failures[repository] = error }
                begin()
            }
        }
    }

    /// Checks that the set still has a component's collected artifacts, and restores missing or changed ones from the
    /// checkout, if the same bytes are there or are rebuilt.
    func ensureArtifacts(of component: ComponentID, _ context: StepContext) async throws {
        let id = StepID.collect(component)
        guard let artifacts = context.outcomes[id]?.artifacts,
            let step = context.index.step(id)
        else { return }
        let files = context.environment.files
        var lost: [Artifact] = []
        for artifact in artifacts
        where try await !has(context.folders.artifacts + "/" + artifact.name, artifact, files) { lost.append(artifact) }
        guard !lost.isEmpty else { return }
        let collection = context.again(step)
        if case .collect(let work) = step.work, let staged = work.staged {
            let fetched = try await stagedPublication(to: staged.target).fetch(
                staged, of: component, into: collection.folders.staged, collection)
            for artifact in lost {
                guard fetched.contains(artifact) else { throw ProductError.lostArtifact(component, artifact.name) }
                try await context.place(artifact)
            }
            return
        }
        try await ensureCheckouts(of: [collection.repository], collection)
        let found = try await CollectStep.files(collection).wanted
        for artifact in lost {
            guard let file = found.first(where: { $0.name == artifact.name })?.file,
                try await stage(file, as: artifact, collection)
            else { throw ProductError.lostArtifact(component, artifact.name) }
            try await context.place(artifact)
        }
    }

    /// Takes a file from a checkout once more.
    ///
    /// - Returns: Whether it has the artifact's bytes.
    private func stage(_ file: String, as artifact: Artifact, _ collection: StepContext) async throws -> Bool {
        let source = collection.folders.source(of: collection.repository)
        let staged = collection.folders.staged + "/" + artifact.name
        let files = collection.environment.files
        do throws(FileError) {
            if try await files.copy(file, within: source, as: staged).digest == artifact.digest { return true }
            try await files.remove(staged)
            return false
        } catch {
            if case .missing = error { return false }
            throw error
        }
    }

    private func has(_ path: String, _ artifact: Artifact, _ files: any ReleaseFiles) async throws -> Bool {
        do throws(FileError) {
            return try await files.digest(of: path).digest == artifact.digest
        } catch {
            if case .missing = error { return false }
            throw error
        }
    }

    /// The completed step that prepared a repository, and its commit; nil if it has not run yet.
    private nonisolated func prepared(
        _ repository: RepositoryID, _ context: StepContext
    ) -> (step: PlannedStep, commit: CommitID)? {
        let id = StepID.prepare(repository)
        guard let commit = context.outcomes[id]?.commit, let step = context.index.step(id)
        else { return nil }
        return (step, commit)
    }

    /// One at a time for each repository.
    private func oneAtATime(_ repository: RepositoryID, _ body: () async throws -> Void) async rethrows {
        while busy[repository] != nil {
            await withCheckedContinuation { busy[repository]?.append($0) }
        }
        busy[repository] = []
        defer {
            let waiting = busy.removeValue(forKey: repository) ?? []
            for continuation in waiting { continuation.resume() }
        }
        try await body()
    }
}

/// What a run made that others may reuse, with the versions; nothing unless it has finished and was a release for users.
private func outputs(of record: RunRecord) throws -> [ComponentID: (version: Version, outcome: StepOutcome)] {
    guard record.state.isFinished, record.plan.request.purpose == nil else { return [:] }
    try record.checkPlanIsUnchanged()
    var made: [ComponentID: (version: Version, outcome: StepOutcome)] = [:]
    for step in record.plan.steps {
        guard let component = step.component, let outcome = record.state.outcome(of: step.id) else { continue }
        if let version = step.work.collected { made[component] = (version, outcome) }
    }
    return made
}

/// A recreated product differs from the original.
enum ProductError: UserFacingError, Equatable {
    case otherCommit(RepositoryID, expected: CommitID, found: CommitID?)
    /// It disappears as soon as it is made.
    case lostCheckout(RepositoryID)
    /// It is missing, and a build produces it with different bytes, or not at all.
    case lostArtifact(ComponentID, String)

    var code: String {
        switch self {
        case .otherCommit: "prepare.other-commit"
        case .lostCheckout: "prepare.lost-checkout"
        case .lostArtifact: "artifacts.lost"
        }
    }

    var summary: String {
        switch self {
        case .otherCommit(let repository, let expected, let found):
            "The release commit of \(repository) was \(expected.short); made again, it is \(found?.short ?? "no commit")."
        case .lostCheckout(let repository): "The checkout of \(repository) disappears as soon as it is made."
        case .lostArtifact(let component, let name):
            "'\(name)' of \(component) was collected, and the release set no longer has it with those bytes."
        }
    }

    var reasons: [String] {
        switch self {
        case .otherCommit: ["The commit was lost from the clone, and this program makes it differently."]
        case .lostCheckout: ["Something else removes folders below .slipway/work."]
        case .lostArtifact: ["Neither does the folder that it was built in."]
        }
    }

    var suggestions: [String] {
        switch self {
        case .otherCommit:
            ["Continue with the Slipway version that started the run, or: slipway run cancel, then slipway release"]
        case .lostCheckout: ["Stop what removes them, then: slipway run retry"]
        case .lostArtifact:
            [
                "Put the file back, then: slipway run retry",
                "Or build it again: slipway run cancel, then slipway release",
            ]
        }
    }
}
