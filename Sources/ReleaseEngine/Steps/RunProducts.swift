import ReleaseModel
import ReleasePorts

/// Commits and checkouts of a run's completed steps, checked before use and recreated if missing: the journal says that
/// they were made, not that they still exist.
///
/// A release commit depends only on the plan, so a recreated one is identical.
actor RunProducts {
    private let performers: [StepKind: any StepPerformer]
    /// Repositories being checked right now, with their waiters.
    private var busy: [RepositoryID: [CheckedContinuation<Void, Never>]] = [:]

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
        let folder = try context.environment.clone(of: repository).folder
        if try await git.resolve(commit.text, in: folder) != nil { return }
        guard let (step, _) = prepared(repository, context) else { return }
        try await alone(repository) {
            if try await git.resolve(commit.text, in: folder) != nil { return }
            let made = try await releaseCommit(context.again(step)).commit
            guard made == commit else { throw ProductError.otherCommit(repository, expected: commit, found: made) }
        }
    }

    /// Recreates the checkouts that a step uses, including their builds.
    func ensureCheckouts(of repositories: some Sequence<RepositoryID>, _ context: StepContext) async throws {
        var missing: Set<RepositoryID> = []
        for repository in Set(repositories) {
            guard let commit = context.outcomes[StepID.prepare(repository)]?.commit else { continue }
            let place = context.folders.source(of: repository)
            if await !context.environment.sourceControl.isCheckedOut(commit, in: place) { missing.insert(repository) }
        }
        guard !missing.isEmpty else { return }
        // Upstreams come first in a plan.
        for step in context.index.inOrder(missing.map { StepID.prepare($0) }) {
            if let repository = step.repository { try await ensureCheckout(of: repository, context) }
        }
    }

    private func ensureCheckout(of repository: RepositoryID, _ context: StepContext) async throws {
        guard let (step, commit) = prepared(repository, context), let prepare = performers[.prepare] else { return }
        let git = context.environment.sourceControl
        let place = context.folders.source(of: repository)
        if await git.isCheckedOut(commit, in: place) { return }
        try await alone(repository) {
            if await git.isCheckedOut(commit, in: place) { return }
            let made = try await prepare.perform(context.again(step)).commit
            guard made == commit else { throw ProductError.otherCommit(repository, expected: commit, found: made) }
            for build in context.index.steps(in: repository) where build.kind == .build {
                guard build.id != context.step.id, context.outcomes[build.id] != nil else { continue }
                _ = try await performers[.build]?.perform(context.again(build))
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
    private func prepared(
        _ repository: RepositoryID, _ context: StepContext
    ) -> (step: PlannedStep, commit: CommitID)? {
        let id = StepID.prepare(repository)
        guard let commit = context.outcomes[id]?.commit, let step = context.index.step(id)
        else { return nil }
        return (step, commit)
    }

    /// One at a time for each repository.
    private func alone(_ repository: RepositoryID, _ body: () async throws -> Void) async rethrows {
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
    try record.checkPlan()
    var made: [ComponentID: (version: Version, outcome: StepOutcome)] = [:]
    for step in record.plan.steps {
        guard let component = step.component, let outcome = record.state.outcome(of: step.id) else { continue }
        switch step.work {
        case .collect(let work): made[component] = (work.version, outcome)
        case .reuse(let work): made[component] = (work.version, outcome)
        case .prepare, .build, .gate, .approval, .line, .push, .tag, .publish, .verify, .writeBack, .assemble: break
        }
    }
    return made
}

/// A recreated product differs from the original.
enum ProductError: UserFacingError, Equatable {
    case otherCommit(RepositoryID, expected: CommitID, found: CommitID?)
    /// It is missing, and a build produces it with different bytes, or not at all.
    case lostArtifact(ComponentID, String)

    var code: String {
        switch self {
        case .otherCommit: "prepare.other-commit"
        case .lostArtifact: "artifacts.lost"
        }
    }

    var summary: String {
        switch self {
        case .otherCommit(let repository, let expected, let found):
            "The release commit of \(repository) was \(expected.short); made again, it is \(found?.short ?? "no commit")."
        case .lostArtifact(let component, let name):
            "'\(name)' of \(component) was collected, and the release set no longer has it with those bytes."
        }
    }

    var reasons: [String] {
        switch self {
        case .otherCommit: ["The commit was lost from the clone, and this program makes it differently."]
        case .lostArtifact: ["Neither does the folder that it was built in."]
        }
    }

    var suggestions: [String] {
        switch self {
        case .otherCommit:
            ["Continue with the Slipway version that started the run, or: slipway run cancel, then slipway release"]
        case .lostArtifact:
            [
                "Put the file back, then: slipway run retry",
                "Or build it again: slipway run cancel, then slipway release",
            ]
        }
    }
}
