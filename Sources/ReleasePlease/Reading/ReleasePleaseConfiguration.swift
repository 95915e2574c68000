package import ReleaseModel

/// What `release-please-config.json` and `.release-please-manifest.json` mean: complete, precedence and defaults applied.
package struct ReleasePleaseConfiguration: Sendable, Hashable, Codable {
    /// In the order of the file.
    package var packages: [ReleasePleasePackage]
    /// In the order of the file, in which they run.
    package var plugins: [ReleasePleasePlugin]
    /// The last released version by package path, as written; `.` is the repository's root.
    package var manifest: [String: String]
    /// The manifest's path in the repository, for editing it.
    package var manifestPath = ".release-please-manifest.json"
    /// Where the first search for commits stops; this commit does not count.
    package var bootstrapCommit: String?
    /// Where every search for commits stops; this commit does not count.
    package var lastReleaseCommit: String?
    package var commitSearchDepth = 500
    package var releaseSearchDepth = 400
    package var isSequential = false
    /// What holds for the pull request of several packages.
    package var pullRequest: PullRequestConfiguration

    package init(
        packages: [ReleasePleasePackage], plugins: [ReleasePleasePlugin] = [], manifest: [String: String] = [:],
        pullRequest: PullRequestConfiguration = PullRequestConfiguration()
    ) {
        self.packages = packages
        self.plugins = plugins
        self.manifest = manifest
        self.pullRequest = pullRequest
    }

    /// Whether each package gets a pull request of its own.
    package var isSeparate: Bool { pullRequest.isSeparate ?? (packages.count == 1) }
}

/// One package of the configuration; a key that it leaves out has the top level's value.
package struct ReleasePleasePackage: Sendable, Hashable, Codable {
    /// As written: a folder of the repository without slashes at its ends, or `.`.
    package var path: String
    package var releaseType: ReleaseTypeName
    /// Folders of the configuration's other packages that lie in this one's, sorted.
    package var innerPaths: [String] = []
    package var versioning = VersioningConfiguration()
    package var changelog = ChangelogConfiguration()
    package var pullRequest = PullRequestConfiguration()
    /// `package-name`; nil: as the package's own file says.
    package var packageName: String?
    /// nil: derived from the package's name.
    package var component: String?
    package var includesComponentInTag = true
    package var includesVInTag = true
    package var includesVInReleaseName = true
    package var tagSeparator = "-"
    package var isReleaseSkipped = false
    package var isDraft = false
    package var forcesTagCreation = false
    package var isSnapshotSkipped = false
    /// Relative to the repository's root.
    package var excludedPaths: [String] = []
    /// Paths are relative to the package, or with a leading `/` to the repository.
    package var extraFiles: [ExtraFileConfiguration] = []
    package var versionFile: String?

    package init(path: String, releaseType: ReleaseTypeName = "node") {
        self.path = path
        self.releaseType = releaseType
    }
}

/// `node`, `rust`, `simple`, …; see ``allReleaseTypes``.
package struct ReleaseTypeName: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A plugin with its options.
package enum ReleasePleasePlugin: Sendable, Hashable, Codable {
    /// - merge: Whether the pull requests of what it changed become one; nil: unless they are separate.
    case nodeWorkspace(updatesPeers: Bool, alwaysLinksLocal: Bool, merge: Bool?)
    case cargoWorkspace(merge: Bool?)
    case mavenWorkspace(considersAllArtifacts: Bool, merge: Bool?)
    case linkedVersions(group: String, components: [String], merge: Bool)
    case sentenceCase(specialWords: [String])
    case groupPriority(groups: [String])
}
