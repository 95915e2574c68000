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
    /// Whether a file declares a package.
    var isManifestPath: @Sendable (String) -> Bool = { _ in false }

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
        if tags.count == 1, !isWhole {
            let needsPaths = since.count > 1 || since.contains(where: \.needsPaths)
            let all = try await sourceControl.commits(
                HistoryQuery(
                    head: head, excluding: tags + [stop].compactMap { $0 }, paths: needsPaths ? .changed : .none,
                    limit: limit), in: repository.folder)
            let split = split(all, among: since, of: repository) { _ in [] }
            return Answer(commits: split.commits, history: all)
        }
        let ancestor =
            isWhole ? nil : try await sourceControl.commonAncestor(of: tags + [head], in: repository.folder)
        let all = try await sourceControl.commits(
            HistoryQuery(head: head, excluding: [ancestor, stop].compactMap { $0 }, limit: limit), in: repository.folder
        )
        let byID = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var reachable: [CommitID: Set<CommitID>] = [:]
        for tag in tags { reachable[tag] = reach(from: tag, in: byID) }
        let everywhere = reachable.values.dropFirst().reduce(reachable.values.first ?? []) { $0.intersection($1) }
        let split = split(all, among: since, of: repository) { reachable[$0] ?? [] }
        // Commits that all affected components have released are left out, however old another component's release is.
        return Answer(
            commits: split.commits,
            history: all.filter { !everywhere.contains($0.id) && !split.released.contains($0.id) })
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
    private func split(
        _ commits: [ObservedCommit], among since: [Since], of repository: ObservedRepository,
        releasedBefore: (CommitID) -> Set<CommitID>
    ) -> (commits: [ComponentID: [ObservedCommit]], released: Set<CommitID>) {
        if since.count == 1, let only = since.first, !only.needsPaths { return ([only.component.id: commits], []) }
        var owners = PathOwners(since)
        var result: [ComponentID: [ObservedCommit]] = [:]
        var released: Set<CommitID> = []
        let before = Dictionary(
            since.compactMap { one in one.last.map { ($0, releasedBefore($0)) } },
            uniquingKeysWith: { first, _ in first })
        let lasts = Dictionary(since.map { ($0.component.id, $0.last) }, uniquingKeysWith: { first, _ in first })
        let whole = Set(since.filter(\.isWhole).map(\.component.id))
        for commit in commits {
            var all = owners.owners(of: commit)
            // A commit without files belongs to the only component.
            if commit.paths.isEmpty, commit.parents.count < 2, since.count == 1 {
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
            // Newest first: what is older than a renaming lies in the folder that was renamed.
            for since in since {
                if let former = formerFolder(of: owners.folders(of: since.component), in: commit, repository, owners) {
                    owners.add(former, of: since.component)
                }
            }
        }
        return (result, released)
    }

    /// The folder that a commit renamed to one of a component's: its manifest came from there, with most of what the
    /// commit changes in it, and is there no more.
    private func formerFolder(
        of folders: [String], in commit: ObservedCommit, _ repository: ObservedRepository, _ owners: PathOwners
    ) -> String? {
        let paths = Set(commit.paths)
        for folder in folders {
            let own = commit.paths.filter { RepositoryPath.isInside($0, folder: folder) }
            let manifests = own.filter { RepositoryPath.folder(of: $0) == folder && isManifestPath($0) }
            guard let manifest = manifests.first else { continue }
            let name = String(RepositoryPath.name(of: manifest))
            let others = commit.paths.filter { RepositoryPath.name(of: $0) == name && $0 != manifest }
                .map { RepositoryPath.folder(of: $0) }
            let found = others.first { other in
                guard !owners.isFolder(other), !folders.contains(other) else { return false }
                let moved = own.filter { path in
                    let rest = folder == "." ? path : String(path.dropFirst(folder.utf8.count + 1))
                    return paths.contains(RepositoryPath.joined(other, rest))
                }
                let isGone = repository.files[RepositoryPath.joined(other, name)] == nil
                return moved.count * 2 >= own.count && (isGone || (other == "." && moved.count > 1))
            }
            if let found { return found }
        }
        return nil
    }

}

/// Which components a path belongs to: those of the deepest folder that holds it, and those that name it as well.
private struct PathOwners {
    private var byFolder: [String: [ComponentID]] = [:]
    private var included: [(path: String, component: ComponentID)] = []
    private var excluded: [ComponentID: [String]] = [:]
    private var former: [ComponentID: [String]] = [:]

    init(_ since: [HistoryReader.Since]) {
        for one in since {
            byFolder[one.component.path, default: []].append(one.component.id)
            included += one.includedPaths.map { ($0, one.component.id) }
            if !one.excludedPaths.isEmpty { excluded[one.component.id] = one.excludedPaths }
        }
    }

    /// A component's folder, and those that it lay in before.
    func folders(of component: Component) -> [String] { [component.path] + (former[component.id] ?? []) }

    /// Whether some component lies there, or has lain.
    func isFolder(_ folder: String) -> Bool { byFolder[folder] != nil }

    mutating func add(_ folder: String, of component: Component) {
        former[component.id, default: []].append(folder)
        byFolder[folder, default: []].append(component.id)
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
