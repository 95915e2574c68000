/// What one ecosystem found in a repository.
package struct ManifestReading: Sendable {
    /// Sorted by path, then name.
    package var packages: [FoundPackage]
    package var diagnostics: [Diagnostic]

    package init(packages: [FoundPackage] = [], diagnostics: [Diagnostic] = []) {
        self.packages = packages
        self.diagnostics = diagnostics
    }
}

/// A package that a manifest declares.
package struct FoundPackage: Sendable, Hashable {
    package var ecosystem: EcosystemName
    package var name: String
    /// The manifest's folder relative to the repository, `.` for its root.
    package var path: String
    /// The manifest that declares it.
    package var manifest: Place
    /// Every place that says the version; all must agree. Empty where the version is not in a file.
    package var versionSources: [VersionSource]
    /// Places that say a part of the version only.
    package var versionParts: [VersionSource] = []
    /// Why the version that it declares can't be updated, with the location; empty if it can.
    package var versionFaults: [Diagnostic] = []
    package var requirements: [FoundRequirement]
    /// Names of the programs that it builds; empty where the manifest does not say.
    package var binaries: [String]
    /// Test or template material that nothing else depends on; not a component unless the configuration names it.
    package var isSample = false
    /// Whether its version is that of another package in its folder; its own sources only repeat it.
    package var leavesVersion = false
    /// What its manifest says against publishing it (`publish = false`, `"private": true`); nil: nothing.
    package var unpublishedBy: String?

    package init(
        ecosystem: EcosystemName, name: String, path: String, manifest: Place, versionSources: [VersionSource],
        requirements: [FoundRequirement] = [], binaries: [String] = []
    ) {
        self.ecosystem = ecosystem
        self.name = name
        self.path = path
        self.manifest = manifest
        self.versionSources = versionSources
        self.requirements = requirements
        self.binaries = binaries
    }
}

extension FoundPackage {
    /// A manifest that declares no package and requires some, as the root of a workspace may; nil where it requires none.
    package static func unnamed(
        in ecosystem: EcosystemName, at place: Place, _ requirements: [FoundRequirement]
    ) -> FoundPackage? {
        guard !requirements.isEmpty else { return nil }
        var package = FoundPackage(
            ecosystem: ecosystem, name: "", path: RepositoryPath.folder(of: place.file), manifest: place,
            versionSources: [], requirements: requirements)
        package.isSample = true
        return package
    }
}

/// A value in a file that says a component's version.
package struct VersionSource: Sendable, Hashable, Codable {
    package var ecosystem: EcosystemName
    package var place: Place
    /// Where the value is, in the ecosystem's words: `package.version`, `workspace.package.version`, `version`.
    package var key: String
    /// As written.
    package var value: String
    /// How the text follows from the version; nil: it is the full version.
    package var part: VersionPart?
    /// The version that the ecosystem computes of this value and others; nil: what is written is all there is.
    package var computed: String?

    package init(
        ecosystem: EcosystemName, place: Place, key: String, value: String, part: VersionPart? = nil,
        computed: String? = nil
    ) {
        self.ecosystem = ecosystem
        self.place = place
        self.key = key
        self.value = value
        self.part = part
        self.computed = computed
    }
}

/// Something that a manifest requires.
package struct FoundRequirement: Sendable, Hashable {
    /// The required package's real name, also where it is renamed.
    package var package: String
    /// The ecosystem of what is required, where it is another than the manifest's (a wheel that holds a crate).
    package var upstreamEcosystem: EcosystemName?
    package var kind: EdgeKind
    /// As written; nil where only a path, a git address or a bare name is given.
    package var requirement: String?
    /// The folder a path requirement names, relative to the repository and normalized (may start with `../`); nil
    /// without one.
    package var path: String?
    package var place: Place
    /// Where the requirement text is, for an edit; nil where there is none to edit.
    package var key: String?
    /// The digest that stands beside the version and names the same thing; nil without one.
    package var pin: DigestPin?
    /// The tag or commit that stands beside the version and from which the package is taken; nil without one.
    package var revision: GitRevision?
    /// What the ecosystem's tool writes in its place when it is published, with `{version}` for the version that the folder
    /// then has (`workspace:^` → `^{version}`); nil: nothing else than what is written.
    package var publishedAs: String?
    /// Whether the package is taken from the workspace and from nowhere else, although no path is named
    /// (`workspace:^1.0.0`, `{ workspace = true }`).
    package var isOfWorkspace = false

    package init(
        package: String, in upstreamEcosystem: EcosystemName? = nil, kind: EdgeKind, requirement: String?,
        path: String? = nil, place: Place, key: String?
    ) {
        self.package = package
        self.upstreamEcosystem = upstreamEcosystem
        self.kind = kind
        self.requirement = requirement
        self.path = path
        self.place = place
        self.key = key
    }
}

/// A digest beside a version, which has to move with it (`newTag` and `digest`, `FROM base:1.0@sha256:…`).
package struct DigestPin: Sendable, Hashable, Codable {
    package var place: Place
    /// What an edit of it is called; nil where it can't be edited.
    package var key: String?
    /// As written: `sha256:…`.
    package var value: String

    package init(place: Place, key: String?, value: String) {
        self.place = place
        self.key = key
        self.value = value
    }
}
