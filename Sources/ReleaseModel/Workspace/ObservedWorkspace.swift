/// An observed workspace: everything a plan is made from, as values.
package struct ObservedWorkspace: Sendable {
    package var configuration: WorkspaceConfiguration
    /// Sorted by id.
    package var repositories: [ObservedRepository]
    /// Sorted by id.
    package var components: [Component]
    /// Sorted by downstream, upstream, origin.
    package var edges: [Edge]
    /// Where declared and derived edges disagree.
    package var differences: [EdgeDifference]
    /// Every `versions.toml` that records the set.
    package var versionSets: [VersionSet]
    /// What was noticed and does not stop planning.
    package var warnings: [Diagnostic]
    /// Components that the configuration leaves out.
    package var ignored: [ComponentID] = []
    /// Requirements on components in manifests around them that are no component themselves, such as the root of a
    /// workspace; each is from the component that it is on.
    package var rootRequirements: [Edge] = []
    /// Components that are not in the folder that the configuration names.
    package var misplaced: [MisplacedComponent] = []

    package init(
        configuration: WorkspaceConfiguration, repositories: [ObservedRepository], components: [Component],
        edges: [Edge], differences: [EdgeDifference] = [], versionSets: [VersionSet] = [],
        warnings: [Diagnostic] = []
    ) {
        self.versionSets = versionSets
        self.configuration = configuration
        self.repositories = repositories
        self.components = components
        self.edges = edges
        self.differences = differences
        self.warnings = warnings
    }

    package func repository(_ id: RepositoryID) -> ObservedRepository? { repositories.first { $0.id == id } }
    package func component(_ id: ComponentID) -> Component? { components.first { $0.id == id } }

    /// The component that a person calls by this name or alias; the name itself if there is none.
    package func named(_ name: ComponentID) -> ComponentID {
        components.first { $0.id == name }?.id ?? components.first { $0.isCalled(name.text) }?.id ?? name
    }
}

/// A component with a configured folder that it is not in.
package struct MisplacedComponent: Sendable, Hashable {
    package var component: ComponentID
    package var repository: RepositoryID
    /// As configured.
    package var path: String
    /// Where its manifest was found; nil: nowhere.
    package var found: String?
    /// Whether the repository has the configured folder.
    package var exists: Bool

    package init(component: ComponentID, repository: RepositoryID, path: String, found: String?, exists: Bool) {
        self.component = component
        self.repository = repository
        self.path = path
        self.found = found
        self.exists = exists
    }
}

/// One observed repository.
package struct ObservedRepository: Sendable {
    package var id: RepositoryID
    /// The local clone, absolute.
    package var folder: String
    /// The commit everything was read from; nil for a folder that is not under git.
    package var head: CommitID?
    /// The branch that is released; nil when detached.
    package var branch: String?
    /// The remote's name; nil where the clone has none, and commits and tags stay local.
    package var remote: String?
    /// The remote's address as git would use it; nil without one.
    package var remoteAddress: String?
    package var tags: [ObservedTag]
    /// The trees of nameless tags, if there are several components; only of examined tags.
    package var tagTrees: [TagName: TagTree] = [:]
    /// Abandoned tags of a component, which are not its last release.
    package var abandonedTags: [ComponentID: Set<TagName>] = [:]
    /// Tags of releases that the history of no branch has: theirs was written anew, or is gone.
    package var orphanedTags: Set<TagName> = []
    /// Whether the clone's history is cut off.
    package var isShallow: Bool
    /// Whether tracked files differ from ``head``; such changes are not part of a release.
    package var isDirty: Bool
    /// Manifests and lock files by path.
    package var files: [String: [UInt8]]
    /// Changelogs by path: files that are called `CHANGELOG.md`, or as the configuration says, in any case; and what
    /// links of such names lead to.
    package var changelogs: [String: [UInt8]] = [:]
    /// Of each component whose last release's tree has another version than its tag: the places that say so.
    package var differingSources: [ComponentID: [VersionSource]] = [:]
    /// Symbolic links by path, with what each says.
    package var links: [String: String] = [:]
    /// Those that lead to nothing in the repository.
    package var lostLinks: Set<String> = []
    /// Folders that other repositories are checked out into.
    package var submodules: Set<String> = []
    /// Commits since the last release of each component that was asked about, newest first.
    package var commits: [ComponentID: [ObservedCommit]]
    /// Of each component whose last release is a prerelease: the commits between its last stable release and that one,
    /// newest first.
    package var earlierCommits: [ComponentID: [ObservedCommit]] = [:]
    /// What changed, said beside the commits; by path.
    package var changeFiles: [ChangeFile] = []
    /// All commits since the oldest of these releases, newest first, for any component.
    package var history: [ObservedCommit] = []
    /// Whether the paths of these commits were read: where every commit is of the one component, they are not.
    package var historyHasPaths = true

    package init(
        id: RepositoryID, folder: String, head: CommitID? = nil, branch: String? = nil, remote: String? = nil,
        remoteAddress: String? = nil, tags: [ObservedTag] = [], isShallow: Bool = false, isDirty: Bool = false,
        files: [String: [UInt8]] = [:],
        commits: [ComponentID: [ObservedCommit]] = [:]
    ) {
        self.id = id
        self.folder = folder
        self.head = head
        self.branch = branch
        self.remote = remote
        self.remoteAddress = remoteAddress
        self.tags = tags
        self.isShallow = isShallow
        self.isDirty = isDirty
        self.files = files
        self.commits = commits
    }
}

extension ObservedRepository {
    /// Where a path leads that may be, or pass through, symbolic links; nil: out of the repository, or nowhere.
    package func target(of path: String) -> String? {
        var path = path
        for _ in 0..<16 {
            let parts = path.split(separator: "/").map(String.init)
            let prefix = parts.indices.map { parts[...$0].joined(separator: "/") }.first { links[$0] != nil }
            guard let prefix, let link = links[prefix] else { return path }
            guard !link.hasPrefix("/") else { return nil }
            var folder = Array(prefix.split(separator: "/").dropLast().map(String.init))
            for part in link.split(separator: "/") where part != "." {
                if part == ".." {
                    guard folder.popLast() != nil else { return nil }
                } else {
                    folder.append(String(part))
                }
            }
            path = (folder + parts.dropFirst(prefix.split(separator: "/").count)).joined(separator: "/")
        }
        return nil
    }
}

extension ObservedRepository {
    /// Further paths of files: those of links that lead to them, or to a folder around them.
    ///
    /// - Parameter paths: Of files.
    /// - Returns: What each of these paths really is.
    package func aliases(of paths: [String]) -> [String: String] {
        guard !links.isEmpty else { return [:] }
        let known = Set(paths)
        let sorted = paths.sorted()
        var found: [String: String] = [:]
        for link in links.keys.sorted() {
            guard let target = target(of: link) else { continue }
            if known.contains(target) {
                found[link] = target
                continue
            }
            // All below the folder follow each other.
            var (low, high) = (0, sorted.count)
            while low < high {
                let middle = (low + high) / 2
                if sorted[middle] < target + "/" { low = middle + 1 } else { high = middle }
            }
            while low < sorted.count, sorted[low].hasPrefix(target + "/"), found.count < 100_000 {
                found[link + sorted[low].dropFirst(target.count)] = sorted[low]
                low += 1
            }
        }
        return found
    }
}

/// What a tag's tree says of the components of its repository.
package struct TagTree: Sendable, Hashable {
    /// Those that have there the version that the tag says.
    package var fitting: Set<ComponentID>
    /// Those that have another version there.
    package var differing: Set<ComponentID>

    package init(fitting: Set<ComponentID> = [], differing: Set<ComponentID> = []) {
        self.fitting = fitting
        self.differing = differing
    }
}

/// A tag and the commit it finally points to.
package struct ObservedTag: Sendable, Hashable, Codable {
    package var name: TagName
    package var commit: CommitID
    /// Whether its commit is in the history of what is planned; a tag of another branch is not.
    package var isReachable: Bool

    package init(name: TagName, commit: CommitID, isReachable: Bool = true) {
        self.name = name
        self.commit = commit
        self.isReachable = isReachable
    }
}

/// A commit with what planning needs of it.
package struct ObservedCommit: Sendable, Hashable, Codable {
    package var id: CommitID
    package var parents: [CommitID]
    /// The entire message, with its subject first.
    package var message: String
    /// Paths that it changed, relative to the repository; empty for merges.
    package var paths: [String]
    /// When it was committed, in seconds since 1970.
    package var time = 0

    package init(id: CommitID, parents: [CommitID] = [], message: String, paths: [String] = [], time: Int = 0) {
        self.time = time
        self.id = id
        self.parents = parents
        self.message = message
        self.paths = paths
    }

    package var subject: String { String(message.prefix { $0 != "\n" && $0 != "\r\n" }) }
}

/// An edge that only one side knows, or that both know differently.
package struct EdgeDifference: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Codable {
        /// `versions.toml` or the configuration says it; no manifest does.
        case declaredOnly = "declared-only"
        /// A manifest says it; the declarations of that component don't.
        case derivedOnly = "derived-only"
        /// Both name the upstream; the declared version is not accepted by the derived requirement.
        case requirement
    }

    package var kind: Kind
    package var from: ComponentID
    package var to: ComponentID
    /// The declared requirement and its origin, where there is one.
    package var declared: String?
    package var derived: String?
    package var origin: Place

    package init(
        kind: Kind, from: ComponentID, to: ComponentID, declared: String? = nil, derived: String? = nil, origin: Place
    ) {
        self.kind = kind
        self.from = from
        self.to = to
        self.declared = declared
        self.derived = derived
        self.origin = origin
    }
}
