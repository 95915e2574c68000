import ReleaseManifests
import ReleaseModel
import ReleasePorts

/// Reads which commits each component of a repository has had since its last release.
struct HistoryReader: Sendable {
    let sourceControl: any CloneReader
    /// Where every search stops; this commit does not count.
    var stop: CommitID?
    /// How many commits are looked at, the newest; nil: all.
    var limit: Int?
    let moves: FolderMoves
    let joined: JoinedHistories
    /// Whether a file declares a package.
    let isManifestPath: @Sendable (String) -> Bool

    struct Since: Sendable {
        var component: Component
        /// nil: never released; its history is then not read, unless ``isWhole``.
        var last: CommitID?
        /// Whether all of its history is read.
        var isWhole = false
        /// Relative to the repository.
        var includedPaths: [String] = []
        var excludedPaths: [String] = []

        var needsPaths: Bool { !includedPaths.isEmpty || !excludedPaths.isEmpty }
    }

    struct Answer: Sendable {
        /// By component, newest first.
        var commits: [ComponentID: [ObservedCommit]] = [:]
        /// Between the last stable release and a prerelease that is the last one, newest first.
        var earlier: [ComponentID: [ObservedCommit]] = [:]
        /// All since the oldest last release, newest first.
        var history: [ObservedCommit] = []
        /// Whether their paths were read.
        var hasPaths = true
        /// The last releases that the head's history does not have.
        var missed: Set<CommitID> = []
    }

    /// All commits reachable from the head and not from the last release count, side branches of merges included; each
    /// belongs to the components whose paths it touches.
    func commits(of repository: ObservedRepository, since: [Since]) async throws -> Answer {
        let since = since.filter { !$0.component.isOnlyRecorded }
        let isWhole = since.contains(where: \.isWhole)
        let released = since.filter { $0.last != nil || $0.isWhole }
        guard let head = repository.head, !since.isEmpty else { return Answer() }
        // Without tags it is also unknown whether there was a release.
        guard !repository.isShallow else { throw ObservationError.shallow(repository.id, folder: repository.folder) }
        guard !released.isEmpty else { return Answer() }
        let tags = Set(released.compactMap(\.last)).sorted()
        if tags == [head], !isWhole { return Answer() }
        let packages = FormerPackages(sourceControl: sourceControl, moves: moves, isManifestPath: isManifestPath)
        if let only = tags.first, tags.count == 1, !isWhole {
            let former = try await packages.packages(
                at: only, before: head, since.map(\.component), of: repository)
            let needsPaths = since.count > 1 || since.contains(where: \.needsPaths) || !former.isEmpty
            let all = try await sourceControl.commits(
                HistoryQuery(
                    head: head, excluding: tags + [stop].compactMap { $0 }, paths: needsPaths ? .changed : .none,
                    limit: limit), in: repository.folder)
            let split = try await split(all, among: since, former, of: repository) { _ in [] }
            // Whatever lies on the way from the head to it, its last commit has it as a parent.
            let isMissed = !isCut(all) && only != head && !all.contains { $0.parents.contains(only) }
            return Answer(
                commits: split.commits, history: all, hasPaths: needsPaths, missed: isMissed ? [only] : [])
        }
        let ancestor =
            isWhole ? nil : try await sourceControl.commonAncestor(of: tags + [head], in: repository.folder)
        var former: [Component] = []
        if let ancestor {
            former = try await packages.packages(
                at: ancestor, before: head, since.map(\.component), of: repository)
        }
        let all = try await sourceControl.commits(
            HistoryQuery(head: head, excluding: [ancestor, stop].compactMap { $0 }, limit: limit), in: repository.folder
        )
        let byID = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var reachable: [CommitID: Set<CommitID>] = [:]
        for tag in tags { reachable[tag] = reach(from: tag, in: byID) }
        let everywhere = reachable.values.dropFirst().reduce(reachable.values.first ?? []) { $0.intersection($1) }
        let split = try await split(all, among: since, former, of: repository) { reachable[$0] ?? [] }
        // Commits that all affected components have released are left out, however old another component's release is.
        let missed = isCut(all) ? [] : tags.filter { $0 != head && $0 != ancestor && byID[$0] == nil }
        return Answer(
            commits: split.commits,
            history: all.filter { !everywhere.contains($0.id) && !split.released.contains($0.id) },
            missed: Set(missed))
    }

    /// Whether these may be fewer commits than there are.
    private func isCut(_ commits: [ObservedCommit]) -> Bool {
        stop != nil || limit.map { commits.count >= $0 } == true
    }

    private func reach(from start: CommitID, in commits: [CommitID: ObservedCommit]) -> Set<CommitID> {
        var seen: Set<CommitID> = []
        var open = [start]
        while let id = open.popLast() {
            guard let commit = commits[id], seen.insert(id).inserted else { continue }
            open += commit.parents
        }
        return seen
    }

    /// The commits of each component, and those whose components have all released them.
    ///
    /// - Parameter former: Packages that are there no more; their commits are of no component.
    private func split(
        _ commits: [ObservedCommit], among since: [Since], _ former: [Component], of repository: ObservedRepository,
        releasedBefore: (CommitID) -> Set<CommitID>
    ) async throws -> (commits: [ComponentID: [ObservedCommit]], released: Set<CommitID>) {
        let only = since.count == 1 && since[0].needsPaths == false ? since[0] : nil
        let elsewhere = try await joined.folders(in: commits, of: since.map(\.component), repository)
        if let only, former.isEmpty {
            let own = commits.filter { elsewhere[$0.id].map { $0[only.component.id] != nil } ?? true }
            return ([only.component.id: own], [])
        }
        var owners = PathOwners(since + former.map { Since(component: $0) })
        let gone = Set(former.map(\.id))
        var result: [ComponentID: [ObservedCommit]] = [:]
        var released: Set<CommitID> = []
        let before = Dictionary(
            since.compactMap { one in one.last.map { ($0, releasedBefore($0)) } },
            uniquingKeysWith: { first, _ in first })
        let lasts = Dictionary(since.map { ($0.component.id, $0.last) }, uniquingKeysWith: { first, _ in first })
        let whole = Set(since.filter(\.isWhole).map(\.component.id))
        let (together, oldest) = manifestsChangedTogether(in: commits)
        for commit in commits {
            // Newest first: what is older than a move lies, like what the move removes, in the folder that was left.
            if let manifests = together[commit.id] {
                let questions = questions(about: commit, manifests, since, owners, repository) {
                    oldest[$0] == commit.id
                }
                owners.add(try await moves.moves(questions, in: commit, of: repository.folder))
            }
            var all = owners.owners(of: commit).subtracting(gone)
            // Whatever lies in no package that is gone is the only component's.
            if let only, !owners.isOnly(gone, commit) { all = [only.component.id] }
            if let folders = elsewhere[commit.id] { all = PathOwners(since, in: folders).owners(of: commit) }
            // A commit without files belongs to the only component.
            if commit.paths.isEmpty, commit.parents.count < 2, since.count == 1, elsewhere[commit.id] == nil {
                all = Set(since.map(\.component.id))
            }
            var isReleased = !all.isEmpty
            for component in all {
                if let last = lasts[component] ?? nil {
                    if before[last]?.contains(commit.id) == true { continue }
                } else if !whole.contains(component) {
                    // One that was never released takes its commits into its first release.
                    isReleased = false
                    continue
                }
                isReleased = false
                result[component, default: []].append(commit)
            }
            if isReleased { released.insert(commit.id) }
        }
        return (result, released)
    }

    /// The manifests of each commit that changes several of one file name, and the oldest such commit of each manifest.
    private func manifestsChangedTogether(
        in commits: [ObservedCommit]
    ) -> (byCommit: [CommitID: [String]], oldest: [String: CommitID]) {
        var byCommit: [CommitID: [String]] = [:]
        var oldest: [String: CommitID] = [:]
        for commit in commits where commit.paths.count > 1 && commit.parents.count == 1 {
            let byName = Dictionary(grouping: commit.paths) { RepositoryPath.name(of: $0) }
            let manifests = byName.values.filter { $0.count > 1 && isManifestPath($0[0]) }.flatMap(\.self).sorted()
            guard !manifests.isEmpty else { continue }
            byCommit[commit.id] = manifests
            for manifest in manifests { oldest[manifest] = commit.id }
        }
        return (byCommit, oldest)
    }

    /// Which components a commit may have moved, and from where: to a folder of a component from one whose manifest is
    /// there no more, or from any other where the manifest seems to begin with this commit.
    private func questions(
        about commit: ObservedCommit, _ manifests: [String], _ since: [Since], _ owners: PathOwners,
        _ repository: ObservedRepository, isOldest: (String) -> Bool
    ) -> [FolderMoves.Question] {
        since.flatMap { one -> [FolderMoves.Question] in
            let folders = owners.folders(of: one.component)
            let own = manifests.filter { folders.contains(RepositoryPath.folder(of: $0)) }
            return own.compactMap { manifest in
                let folder = RepositoryPath.folder(of: manifest)
                let name = RepositoryPath.name(of: manifest)
                let isFirst = isOldest(manifest)
                let candidates = manifests.filter { other in
                    other != manifest && RepositoryPath.name(of: other) == name
                        && (isFirst || repository.files[other] == nil || RepositoryPath.folder(of: other) == ".")
                }.map { RepositoryPath.folder(of: $0) }.filter { !folders.contains($0) }
                guard !candidates.isEmpty else { return nil }
                return FolderMoves.Question(
                    component: one.component.id, folder: folder, name: String(name), candidates: candidates,
                    count: commit.paths.count { RepositoryPath.isInside($0, folder: folder) })
            }
        }
    }
}

/// Which components a path belongs to: those of the deepest folder that holds it, and those that name it as well.
private struct PathOwners {
    private var byFolder: [String: [ComponentID]] = [:]
    private var included: [(path: String, component: ComponentID)] = []
    private var excluded: [ComponentID: [String]] = [:]
    private var former: [ComponentID: [String]] = [:]
    /// The file names of their manifests.
    private var manifests: [ComponentID: Set<String>] = [:]

    init(_ since: [HistoryReader.Since]) {
        for one in since {
            byFolder[one.component.path, default: []].append(one.component.id)
            manifests[one.component.id] = Set(
                one.component.versionSources.map { String(RepositoryPath.name(of: $0.place.file)) })
            included += one.includedPaths.map { ($0, one.component.id) }
            if !one.excludedPaths.isEmpty { excluded[one.component.id] = one.excludedPaths }
        }
    }

    /// As it was in the history of another repository, where only the components with a folder were.
    init(_ since: [HistoryReader.Since], in folders: [ComponentID: String]) {
        self.init(
            since.compactMap { one in
                folders[one.component.id].map { folder in
                    var one = one
                    one.component.path = folder
                    return one
                }
            })
    }

    /// A component's folder, and those that it lay in before.
    func folders(of component: Component) -> [String] { [component.path] + (former[component.id] ?? []) }

    /// Takes account of all moves of one commit. What another component has in a folder now began there later, if its
    /// manifest is called like the one that was moved away.
    mutating func add(_ moves: [FolderMoves.Move]) {
        for move in moves {
            byFolder[move.from]?.removeAll { manifests[$0]?.contains(move.name) == true }
            if move.isReplacing { byFolder[move.to]?.removeAll { $0 == move.component } }
        }
        for move in moves {
            former[move.component, default: []].append(move.from)
            byFolder[move.from, default: []].append(move.component)
        }
    }

    /// A component is left out where all that the commit changes of it is excluded.
    func owners(of commit: ObservedCommit) -> Set<ComponentID> {
        var owners: Set<ComponentID> = []
        for path in commit.paths {
            for owner in byFolder[deepestFolder(of: path)] ?? [] where !isExcluded(path, from: owner) {
                owners.insert(owner)
            }
            for (folder, owner) in included where lies(path, in: folder) && !isExcluded(path, from: owner) {
                owners.insert(owner)
            }
        }
        return owners
    }

    /// Whether a commit changes nothing but what belongs to these.
    func isOnly(_ components: Set<ComponentID>, _ commit: ObservedCommit) -> Bool {
        !commit.paths.isEmpty
            && commit.paths.allSatisfy { path in
                let owners = byFolder[deepestFolder(of: path)] ?? []
                return !owners.isEmpty && components.isSuperset(of: owners)
            }
    }

    private func deepestFolder(of path: String) -> String {
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            let folder = String(rest)
            if byFolder[folder] != nil { return folder }
        }
        return "."
    }

    private func isExcluded(_ path: String, from component: ComponentID) -> Bool {
        excluded[component]?.contains { lies(path, in: $0) } ?? false
    }

    /// Whether a path is this folder or file, or below it.
    private func lies(_ path: String, in folder: String) -> Bool {
        folder == "." || path == folder
            || (path.hasPrefix(folder) && path.utf8.dropFirst(folder.utf8.count).first == 0x2F)
    }
}
