import ReleasePlanning
package import ReleaseModel

/// Everything that a plan of a release-please repository is made from, as values.
package struct ReleasePleaseWorld: Sendable {
    package var configuration: ReleasePleaseConfiguration
    /// Reading as release-please does, or with its bugs fixed.
    package var compatibility: Compatibility
    /// Head, branch, tags and files of the repository; its commits are in ``commits``.
    package var repository: ObservedRepository
    /// `owner/name` for links; nil: nothing is linked.
    package var slug: String?
    /// All that are reachable from the head, newest first by date as `git log` has them, as far as requested.
    package var commits: [ObservedCommit]
    /// Commits of last releases that are not reachable from the head.
    package var sideCommits: [ObservedCommit] = []
    /// Every path of the head's tree.
    package var paths: Set<String>
    /// What the workspaces' manifests say, for the workspace plugins.
    package var packages: [EcosystemName: [WorkspaceMember]]
    /// What the configured extra files say, by package path.
    package var extraSources: [String: [VersionSource]] = [:]
    /// What was noticed and does not stop planning.
    package var warnings: [Diagnostic]

    package init(
        configuration: ReleasePleaseConfiguration, compatibility: Compatibility, repository: ObservedRepository,
        slug: String?, commits: [ObservedCommit], paths: Set<String>,
        packages: [EcosystemName: [WorkspaceMember]] = [:], warnings: [Diagnostic] = []
    ) {
        self.configuration = configuration
        self.compatibility = compatibility
        self.repository = repository
        self.slug = slug
        self.commits = commits
        self.paths = paths
        self.packages = packages
        self.warnings = warnings
    }
}
