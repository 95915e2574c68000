/// The smallest unit with its own version and release.
package struct Component: Sendable, Hashable, Codable {
    package var id: ComponentID
    package var repository: RepositoryID
    /// Relative to the repository, `.` for its root.
    package var path: String
    /// The ecosystem of its first manifest; nil for one that only the configuration knows.
    package var ecosystem: EcosystemName?
    /// The package name in its manifest, if that differs from ``id``.
    package var package: String
    /// What it is called in the other ecosystems whose manifests it has.
    package var packageNames: [EcosystemName: String] = [:]
    /// As the version sources say; nil where nothing says it.
    package var version: Version?
    package var versionSources: [VersionSource]
    /// Places that say a part of the version, or the day of its release.
    package var versionParts: [VersionSource] = []
    /// Why the version that its manifests declare can't be updated; it is not released then.
    package var versionFaults: [Diagnostic] = []
    /// Other names by which requirements, tags or people call it.
    package var aliases: [String]
    /// Programs that a release of it must contain.
    package var binaries: [String]
    /// What its manifests say against publishing it; nil: nothing. It is then released only on request: by the
    /// configuration, by tags, or by a command.
    package var unpublishedBy: String?

    package init(
        id: ComponentID, repository: RepositoryID, path: String = ".", ecosystem: EcosystemName? = nil,
        package: String? = nil, version: Version? = nil, versionSources: [VersionSource] = [], aliases: [String] = [],
        binaries: [String] = []
    ) {
        self.id = id
        self.repository = repository
        self.path = path
        self.ecosystem = ecosystem
        self.package = package ?? id.text
        self.version = version
        self.versionSources = versionSources
        self.aliases = aliases
        self.binaries = binaries
    }
}

extension Component {
    /// Every place in its own repository that must carry its version once that is released, parts included. An entry of
    /// `versions.toml` is written after the release.
    package var carriers: [VersionSource] {
        (versionSources + versionParts).filter { !$0.isRecord && !$0.saysDay }
    }

    /// The name of its package in an ecosystem.
    package func package(in ecosystem: EcosystemName) -> String { packageNames[ecosystem] ?? package }

    /// By its name, its package's, its repository's where it is that repository's root, or an alias.
    package func isCalled(_ name: String) -> Bool {
        id.text == name || package == name || packageNames.values.contains(name) || aliases.contains(name)
            || (path == "." && repository.text == name)
    }
}

/// What a requirement is for.
package enum EdgeKind: String, Sendable, Codable, CaseIterable {
    case normal, optional, dev, build, peer
    /// Only a local override (`[patch]`); never a reason to release.
    case patch
    /// Said by the configuration or by `versions.toml`.
    case declared

    /// Whether a downstream is built after its upstream because of such an edge. Cargo allows dev cycles, and a patch
    /// is no requirement of its own.
    package var ordersBuilds: Bool { self != .dev && self != .patch }
}

/// One requirement between two components of the workspace.
package struct Edge: Sendable, Hashable, Codable {
    /// The downstream.
    package var from: ComponentID
    /// The upstream.
    package var to: ComponentID
    package var kind: EdgeKind
    /// As written; nil where the requirement names no version.
    package var requirement: String?
    package var origin: Place
    /// The repository in which ``origin`` lies; nil for the workspace's configuration.
    package var repository: RepositoryID?
    package var ecosystem: EcosystemName?
    /// What an edit of the requirement is called; nil where there is nothing to edit.
    package var key: String?
    /// The digest beside the required version; nil without one.
    package var pin: DigestPin?
    /// The tag or commit beside the required version; nil without one.
    package var revision: GitRevision?
    /// Packages of others that are required by the same value: a property of a pom, a version of a catalogue.
    package var sharing: [String]?
    /// What is published in its place, with `{version}` for the version that the upstream then has; nil: what is written.
    package var publishedAs: String?
    /// Whether the upstream is taken from its folder and from nowhere else, so that nothing can be built where the
    /// requirement refuses what lies there; nil: no.
    package var isByPath: Bool?

    /// Where it is written, for people: with the repository, since files of several have one name.
    package var place: String { (repository.map { "\($0)/" } ?? "") + "\(origin)" }

    package init(
        from: ComponentID, to: ComponentID, kind: EdgeKind, requirement: String? = nil, origin: Place,
        repository: RepositoryID? = nil, ecosystem: EcosystemName? = nil, key: String? = nil
    ) {
        self.from = from
        self.to = to
        self.kind = kind
        self.requirement = requirement
        self.origin = origin
        self.repository = repository
        self.ecosystem = ecosystem
        self.key = key
    }
}
