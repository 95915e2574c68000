import Foundation
import ReleaseManifests
package import ReleaseModel
import ReleasePlanning
package import ReleasePorts

/// Reads a workspace into values: repositories, components, edges, tags and the commits since the last releases.
///
/// Everything under git is read from commits, so that uncommitted work never gets into a plan. A failed read stops the
/// observation; it never counts as empty.
package struct WorkspaceObserver: Sendable {
    private let sourceControl: any CloneReader
    private let files: any ReleaseFiles
    private let ecosystems: [any Ecosystem]

    /// How many repositories are read at once; git mostly waits for the disk.
    private static let width = 8

    package init(sourceControl: any CloneReader, files: any ReleaseFiles, ecosystems: [any Ecosystem]) {
        self.sourceControl = sourceControl
        self.files = files
        self.ecosystems = ecosystems
    }

    package struct Options: Sendable {
        /// Read this commit of every repository that has it instead of its branch.
        package var commit: String?
        /// Whether the commits since the last releases are read; a graph needs none.
        package var withHistory: Bool
        /// An upstream release whose tree must carry the version that its tag says.
        package var upstreamTag: TagName?
        /// Releases that are to be finished: their repositories are read at their commits, as they were before the tags.
        package var unfinished: [UnfinishedRelease] = []
        /// Whether to return the readable parts, with the errors of the others among the warnings. Only for display:
        /// nothing is planned from an incomplete observation.
        package var isTolerant = false

        package init(commit: String? = nil, withHistory: Bool = true, upstreamTag: TagName? = nil) {
            self.commit = commit
            self.withHistory = withHistory
            self.upstreamTag = upstreamTag
        }
    }

    /// - Parameter folder: The workspace's folder, absolute.
    /// - Throws: ``UnreadableInput`` with every file that can't be parsed; ``ObservationError``;
    ///   ``SourceControlError``.
    package func observe(
        _ folder: String, configuration: WorkspaceConfiguration, options: Options = Options()
    ) async throws -> ObservedWorkspace {
        let repositories = try await RepositoryFinder(
            sourceControl: sourceControl, files: files, ecosystems: ecosystems
        ).repositories(of: folder, configuration: configuration)
        let readings = try await boundedMap(repositories.places, atMost: Self.width) { place in
            try await reading(of: place, in: folder, configuration, options)
        }.sorted { $0.repository.id < $1.repository.id }
        var doubled: [Diagnostic] = []
        do throws(ObservationError) { try checkIdentities(of: readings, configuration) } catch {
            guard options.isTolerant, case .sameRepository(let ids, _, _) = error else { throw error }
            doubled.append(
                Diagnostic(
                    code: error.code, place: Place(file: ids.last?.text ?? "", line: 1, column: 1),
                    message: error.summary, suggestion: error.suggestions.first))
        }
        if let commit = options.commit, !readings.contains(where: \.isAtCommit) {
            throw ObservationError.noSuchCommit(
                commit, readings.map(\.repository.id), folder: readings.first?.repository.folder ?? folder)
        }
        let errors = readings.flatMap(\.diagnostics).filter { $0.severity == .error }
        guard errors.isEmpty || options.isTolerant else { throw UnreadableInput(diagnostics: errors) }
        let found = ComponentFinder(readings: readings, configuration: configuration, ecosystems: ecosystems).find()
        let edges = EdgeFinder(found: found, readings: readings, configuration: configuration, ecosystems: ecosystems)
            .find()
        var world = ObservedWorkspace(
            configuration: configuration, repositories: readings.map(\.repository), components: found.components,
            edges: edges.edges, differences: edges.differences, versionSets: edges.sets,
            warnings: doubled + repositories.warnings + readings.flatMap(\.diagnostics) + found.warnings
                + edges.warnings)
        let plainReader = reader(configuration, of: "")
        world.warnings += try await LostClones(ecosystems: ecosystems) { try await plainReader.read($0, at: nil) }
            .warnings(repositories.plain, beside: readings, found.components)
        world.rootRequirements = edges.ofRoots
        world.ignored = found.ignored
        world.misplaced = found.misplaced
        do {
            try await ExtraFileReader(sourceControl: sourceControl, files: files).addSources(to: &world)
        } catch let error as UnreadableInput {
            guard options.isTolerant else { throw error }
            world.warnings += error.diagnostics
        }
        CompanionFiles.addSources(to: &world)
        let histories = try await addTags(to: &world)
        if options.withHistory {
            do {
                try await ChangeFileReader(sourceControl: sourceControl).addFiles(to: &world)
            } catch let error as UnreadableInput {
                guard options.isTolerant else { throw error }
                world.warnings += error.diagnostics
            }
            let missed = try await addHistory(to: &world, histories)
            let rewritten = RewrittenBranches(sourceControl: sourceControl)
            // Only the commits show that a branch was written anew. Other releases are the last ones then, and the commits
            // since those count.
            if try await rewritten.add(to: &world, histories, missed: missed) {
                _ = try await addHistory(to: &world, try PlanMaker.histories(of: world))
            }
        }
        if let tag = options.upstreamTag { try await checkTree(of: tag, in: world) }
        return world
    }

    /// One repository. Errors that a setting would prevent say how it is written.
    private func reading(
        of place: RepositoryPlace, in folder: String, _ configuration: WorkspaceConfiguration, _ options: Options
    ) async throws -> RepositoryReading {
        do {
            let unfinished = options.unfinished.filter { $0.repository == place.id }
            var reading = try await reader(configuration, of: place.id).read(
                place, at: unfinished.first?.commit.text ?? options.commit)
            // With its tag, the release would count as the last one, and nothing would be left to do.
            let hidden = Set(unfinished.map(\.tag))
            if !hidden.isEmpty { reading.repository.tags.removeAll { hidden.contains($0.name) } }
            return reading
        } catch ObservationError.remoteMissing(let id, let remote, let others, _) {
            let written =
                others.first.map {
                    configuration.remedies(setting: "remote: \(yamlText($0))", of: id, at: place.folder, in: folder)
                } ?? []
            throw ObservationError.remoteMissing(
                id, remote: remote, others: others,
                remedies: written.isEmpty
                    ? ["Add it: \(gitCommand("remote add \(remote) ADDRESS", in: place.folder))"] : written)
        } catch ObservationError.noSuchBranch(let branch, let id, let clone, let remote, _) {
            throw ObservationError.noSuchBranch(
                branch, id, folder: clone, remote: remote,
                entry: configuration.entries(setting: "branch: main", of: id, at: clone, in: folder).first)
        }
    }

    private func reader(_ configuration: WorkspaceConfiguration, of repository: RepositoryID) -> RepositoryReader {
        let changelogNames = Set(
            ([configuration.defaults] + configuration.components.values).map {
                RepositoryPath.name(of: $0.changelog.path).lowercased()
            } + ["changelog.md"])
        return RepositoryReader(
            sourceControl: sourceControl, files: files, ecosystems: ecosystems, changelogNames: changelogNames,
            ignored: configuration.ignoredPaths(in: repository),
            configuredPaths: Set(configuration.components.values.compactMap(\.path)).subtracting(["."]))
    }

    /// What has to be known about tags besides their names: whose version their trees have, and which of them are
    /// abandoned.
    private func addTags(to world: inout ObservedWorkspace) async throws -> [ComponentID: Cascade.History] {
        let configuration = world.configuration
        let trees = TagTreeReader(sourceControl: sourceControl, ecosystems: ecosystems) { repository, commit in
            try await reader(configuration, of: repository.id).packages(of: repository, at: commit)
        }
        try await trees.addTrees(to: &world)
        var histories = try PlanMaker.histories(of: world)
        if try await trees.addJumps(to: &world, histories) { histories = try PlanMaker.histories(of: world) }
        histories = try await AbandonedTags(sourceControl: sourceControl).add(to: &world, histories)
        try await trees.addDifferences(to: &world, histories)
        return histories
    }

    /// - Returns: The last releases that the history of their repository's head does not have.
    private func addHistory(
        to world: inout ObservedWorkspace, _ histories: [ComponentID: Cascade.History]
    ) async throws -> [RepositoryID: Set<CommitID>] {
        let members = Dictionary(grouping: world.components, by: \.repository)
        let sourceControl = sourceControl
        let ecosystems = ecosystems
        let repositories = world.repositories
        let configuration = world.configuration
        let commits = try await boundedMap(repositories, atMost: Self.width) { repository in
            func named(_ name: String?) async throws -> CommitID? {
                // In a workspace of several repositories only one has the commit.
                guard let name, repository.head != nil else { return nil }
                return try await sourceControl.resolve(name, in: repository.folder)
            }
            let reader = HistoryReader(
                sourceControl: sourceControl, stop: try await named(configuration.lastReleaseCommit),
                limit: configuration.commitSearchDepth,
                moves: FolderMoves(sourceControl: sourceControl) { ecosystems.packageName(in: $1, at: $0) },
                joined: JoinedHistories { repository, commit in
                    try await self.reader(configuration, of: repository.id).packages(of: repository, at: commit)
                },
                isManifestPath: { path in ecosystems.contains { $0.isManifest(path: path) } })
            let bootstrap = try await named(configuration.bootstrapCommit)
            let components = (members[repository.id] ?? []).map { component in
                let settings = configuration.settings(of: component.id)
                return HistoryReader.Since(
                    component: component, last: histories[component.id]?.last?.tag.commit ?? bootstrap,
                    includedPaths: settings.includedPaths, excludedPaths: settings.excludedPaths)
            }
            var answer = try await reader.commits(of: repository, since: components)
            try await addEarlier(to: &answer, of: repository, since: components, histories, reader)
            return (repository.id, answer)
        }
        let byRepository = Dictionary(commits, uniquingKeysWith: { first, _ in first })
        for index in world.repositories.indices {
            let answer = byRepository[world.repositories[index].id]
            world.repositories[index].commits = answer?.commits ?? [:]
            world.repositories[index].earlierCommits = answer?.earlier ?? [:]
            world.repositories[index].history = answer?.history ?? []
            world.repositories[index].historyHasPaths = answer?.hasPaths ?? true
        }
        return byRepository.mapValues(\.missed).filter { !$0.value.isEmpty }
    }

    /// Adds what came between the last stable release and a later prerelease: the next stable release is about that, too.
    private func addEarlier(
        to answer: inout HistoryReader.Answer, of repository: ObservedRepository,
        since components: [HistoryReader.Since],
        _ histories: [ComponentID: Cascade.History], _ reader: HistoryReader
    ) async throws {
        let stable = components.map { one in
            let history = histories[one.component.id]
            var one = one
            let isEarly = history?.last?.version.isPrerelease == true
            one.last = isEarly ? history?.lastStable?.tag.commit : nil
            one.isWhole = isEarly && one.last == nil
            return one
        }
        guard stable.contains(where: { $0.last != nil || $0.isWhole }) else { return }
        let wide = try await reader.commits(of: repository, since: stable)
        for one in stable where one.last != nil || one.isWhole {
            let newer = Set((answer.commits[one.component.id] ?? []).map(\.id))
            answer.earlier[one.component.id] = (wide.commits[one.component.id] ?? []).filter { !newer.contains($0.id) }
        }
    }

    /// R4: a tag whose version differs from any version source of its component at that commit is refused.
    private func checkTree(of tag: TagName, in world: ObservedWorkspace) async throws {
        let histories = try PlanMaker.histories(of: world)
        for component in world.components {
            guard let version = histories[component.id]?.forms.pushedVersion(of: tag),
                let repository = world.repository(component.repository),
                let target = repository.tags.first(where: { $0.name == tag })
            else { continue }
            let reader = reader(world.configuration, of: repository.id)
            let place = RepositoryPlace(
                id: repository.id, folder: repository.folder, branch: repository.branch, remote: repository.remote)
            let then = try await reader.read(place, at: target.commit.text)
            let sources = then.packages.filter { $0.name == component.package || $0.path == component.path }
                .flatMap(\.versionSources).filter { !$0.isRecord }
            guard sources.allSatisfy({ $0.carries(version) }) else {
                throw PlanError.tagDiffers(tag, component.id, version: version, sources: sources)
            }
        }
    }
}

/// Why a workspace can't be observed.
package enum ObservationError: UserFacingError, Equatable {
    case noSuchFolder(String)
    /// Where the configuration says that the clones are.
    case noSuchRoot(String)
    /// A repository that the configuration names does not exist.
    case repositoryMissing(RepositoryID, folder: String)
    /// A shallow clone can't show what happened since the last release.
    case shallow(RepositoryID, folder: String)
    /// - Parameter orPlan: Whether a plan file was acceptable as well.
    case noSuchCommit(String, [RepositoryID], folder: String, orPlan: Bool = false)
    /// Folders that are one repository; its remote, where it has one.
    case sameRepository([RepositoryID], folders: [String], remote: String?)
    /// The remote of a repository is another clone of the workspace.
    case remoteInWorkspace(RepositoryID, folder: String, remote: String, clone: RepositoryID)
    /// Folders whose names are two spellings of one.
    case sameName(RepositoryID, folders: [String])
    /// - Parameters:
    ///   - remote: Where it may be; nil: the clone has no remote.
    ///   - entry: What in `slipway.yaml` would name another branch.
    case noSuchBranch(String, RepositoryID, folder: String, remote: String?, entry: String? = nil)
    /// A clone that has other remotes than the one that its releases go to.
    /// - Parameter remedies: What to write into `slipway.yaml`, a sentence each.
    case remoteMissing(RepositoryID, remote: String, others: [String], remedies: [String] = [])
    /// What is planned from commits needs a repository with at least one.
    case notUnderGit(String)

    package var code: String {
        switch self {
        case .noSuchFolder: "observe.no-such-folder"
        case .noSuchRoot: "observe.no-such-root"
        case .repositoryMissing: "observe.repository-missing"
        case .shallow: "observe.shallow-clone"
        case .noSuchCommit: "observe.no-such-commit"
        case .noSuchBranch: "observe.no-such-branch"
        case .remoteMissing: "observe.remote-missing"
        case .sameRepository: "clone.same-repository"
        case .remoteInWorkspace: "observe.remote-in-workspace"
        case .sameName: "observe.same-name"
        case .notUnderGit: "observe.not-under-git"
        }
    }

    package var summary: String {
        switch self {
        case .noSuchFolder(let folder): "The folder \(folder) does not exist."
        case .noSuchRoot(let folder):
            "The root under forge in slipway.yaml leads to \(folder), which does not exist."
        case .repositoryMissing(let id, let folder): "The repository '\(id)' has no clone in \(folder)."
        case .shallow(let id, _):
            "The clone of \(id) is shallow, so the commits since its last release are unknown."
        case .noSuchCommit(let commit, let ids, _, let orPlan):
            "'\(commit)' is neither \(orPlan ? "a plan file nor a commit or tag" : "a commit nor a tag") in "
                + (ids.count == 1 ? "\(ids[0])." : "any repository of the workspace.")
        case .noSuchBranch(let branch, let id, _, _, _): "\(id) has no branch '\(branch)'."
        case .remoteMissing(let id, let remote, let others, _):
            "\(id) has no remote '\(remote)'; it has \(others.isEmpty ? "none" : others.joined(separator: ", "))."
        case .sameRepository(let ids, _, let remote):
            "\(ids.map(\.text).joined(separator: " and ")) are one repository"
                + (remote.map { ": both belong to \($0)." } ?? ".")
        case .remoteInWorkspace(let id, _, let remote, let clone):
            "The remote '\(remote)' of \(id) is \(clone), a clone of this workspace: a release of \(id) would push into it."
        case .sameName(let id, _): "Two repositories have the name '\(id)', spelled in two ways."
        case .notUnderGit(let folder): "\(folder) is not a git repository with a commit."
        }
    }

    package var reasons: [String] {
        switch self {
        case .sameRepository(_, let folders, _), .sameName(_, let folders): folders
        default: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .sameRepository(let ids, let folders, _):
            [
                "Move the one that is not to be released out of the workspace: \(folders.joined(separator: " or "))",
                "Or name those that are in slipway.yaml: repositories: { \(yamlText(ids.first?.text ?? "NAME")): {} }",
                "Or give each a branch of its own: repositories: { "
                    + ids.map { "\(yamlText($0.text)): { branch: BRANCH }" }.joined(separator: ", ") + " }",
            ]
        case .remoteInWorkspace(let id, let folder, let remote, let clone):
            [
                "Point it to where its releases go: \(gitCommand("remote set-url \(remote) ADDRESS", in: folder))",
                "Or release it elsewhere: repositories: { \(yamlText(clone.text)): {} }, without \(id)",
            ]
        case .sameName: ["Rename one of the folders."]
        case .noSuchFolder: ["Name the workspace's folder: slipway -C FOLDER …"]
        case .repositoryMissing(let id, let folder):
            [
                "Clone it: git clone ADDRESS \(folder)",
                "Or name its folder in slipway.yaml: repositories: { \(yamlText(id.text)): { path: FOLDER } }",
            ]
        case .shallow(_, let folder): ["Fetch all commits: \(gitCommand("fetch --unshallow --tags", in: folder))"]
        case .noSuchRoot: ["Correct root, or make that folder and clone into it."]
        case .noSuchCommit(_, _, let folder, _):
            ["Check the name, or fetch: \(gitCommand("fetch --tags", in: folder))"]
        case .noSuchBranch(let branch, _, let folder, let remote, let entry):
            (remote.map { ["Fetch it: \(gitCommand("fetch \($0) \(branch):\(branch)", in: folder))"] } ?? [])
                + (entry.map { ["\(remote == nil ? "Correct" : "Or correct") branch in slipway.yaml: \($0)"] } ?? [])
        case .remoteMissing(_, _, _, let remedies): remedies
        case .notUnderGit(let folder):
            ["Choose the repository: slipway -C FOLDER …", "Or put it under git: \(gitBeginning(in: folder))"]
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .noSuchFolder: .usage
        case .noSuchRoot, .repositoryMissing, .sameRepository, .remoteInWorkspace, .sameName, .remoteMissing:
            .configuration
        case .shallow, .noSuchCommit, .noSuchBranch, .notUnderGit: .failed
        }
    }
}
