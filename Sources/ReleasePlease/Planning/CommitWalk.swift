import ReleasePlanning
import ReleaseModel

/// Which commits belong to which package.
struct CommitWalk {
    /// What was walked over, newest first.
    private(set) var commits: [ObservedCommit] = []
    /// By package path, newest first: those since its last release.
    private(set) var byPackage: [String: [ObservedCommit]] = [:]

    /// Walks as release-please does: newest first by date, until all last releases were met, the configured stop, or
    /// the depth. A side branch older than the release commit is lost if that commit is reached first.
    init(
        _ all: [ObservedCommit], configuration: ReleasePleaseConfiguration, identities: [PackageIdentity],
        releases: [String: FoundRelease]
    ) {
        let found = Set(releases.values.compactMap(\.commit))
        let needsBootstrap = releases.values.count { $0.commit != nil } < identities.count
        var met = 0
        for commit in all.prefix(configuration.commitSearchDepth) {
            if found.contains(commit.id) { met += 1 }
            if isCommit(commit.id, named: configuration.lastReleaseCommit) { break }
            if needsBootstrap {
                if isCommit(commit.id, named: configuration.bootstrapCommit) { break }
            } else if met >= found.count {
                break
            }
            commits.append(commit)
        }
        split(among: identities)
        for identity in identities {
            let path = identity.path
            if let release = releases[path]?.commit,
                let end = byPackage[path]?.firstIndex(where: { $0.id == release })
            {
                byPackage[path]?.removeSubrange(end...)
            }
        }
    }

    /// Takes exactly the commits that are not part of a package's last release, however old.
    ///
    /// - Parameter others: Commits of last releases that the head does not have.
    init(
        _ all: [ObservedCommit], beside others: [ObservedCommit], identities: [PackageIdentity],
        releases: [String: FoundRelease], stop: CommitID?
    ) {
        commits = all
        split(among: identities)
        let byID = Dictionary((all + others).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var released: [CommitID: Set<CommitID>] = [:]
        for commit in Set(releases.values.compactMap(\.commit) + [stop].compactMap { $0 }) {
            released[commit] = CommitWalk.reach(from: commit, in: byID)
        }
        let owned = Set(byPackage.values.joined().map(\.id))
        var everywhere: Set<CommitID>?
        for identity in identities {
            let before = releases[identity.path]?.commit.flatMap { released[$0] } ?? []
            let stopped = stop.flatMap { released[$0] } ?? []
            byPackage[identity.path]?.removeAll { before.contains($0.id) || stopped.contains($0.id) }
            let all = before.union(stopped)
            everywhere = everywhere?.intersection(all) ?? all
        }
        // Only the commits of the range are listed: those that all affected packages have released are left out.
        let open = Set(byPackage.values.joined().map(\.id))
        commits = all.filter { one in
            open.contains(one.id) || (!owned.contains(one.id) && everywhere?.contains(one.id) != true)
        }
    }

    private static func reach(from start: CommitID, in commits: [CommitID: ObservedCommit]) -> Set<CommitID> {
        var seen: Set<CommitID> = [start]
        var open = [start]
        while let id = open.popLast() {
            for parent in commits[id]?.parents ?? [] where seen.insert(parent).inserted { open.append(parent) }
        }
        return seen
    }

    /// By the longest package folder that holds a file; the root package has all, and a commit without files belongs to
    /// all. Files outside all folders belong only to the root.
    private mutating func split(among identities: [PackageIdentity]) {
        let folders = Set(identities.map(\.path)).subtracting(["."])
        let hasRoot = identities.contains { $0.path == "." }
        for commit in commits {
            if hasRoot { byPackage[".", default: []].append(commit) }
            let owners = commit.paths.isEmpty ? folders : Set(commit.paths.compactMap { owner(of: $0, in: folders) })
            for owner in owners { byPackage[owner, default: []].append(commit) }
        }
        for identity in identities where !identity.package.excludedPaths.isEmpty {
            byPackage[identity.path]?.removeAll { CommitWalk.isExcluded($0, from: identity.package) }
        }
    }

    private func owner(of path: String, in folders: Set<String>) -> String? {
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            if folders.contains(String(rest)) { return String(rest) }
        }
        return nil
    }

    /// Whether all its files inside the package lie in excluded folders; true as well where it has none there.
    static func isExcluded(_ commit: ObservedCommit, from package: ReleasePleasePackage) -> Bool {
        commit.paths.filter { package.path == "." || $0.hasPrefix(package.path + "/") }.allSatisfy { path in
            package.excludedPaths.contains { path.hasPrefix($0 + "/") }
        }
    }

    /// Commits are named by full ids.
    private func isCommit(_ commit: CommitID, named name: String?) -> Bool { commit.text == name }
}
