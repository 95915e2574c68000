import ReleasePlanning
import ReleaseModel

/// What release-please would put into a pull request for one package.
struct ReleaseCandidate: Sendable {
    var identity: PackageIdentity
    /// The last release; nil for a first one.
    var last: FoundRelease?
    var version: LooseVersion
    /// The entry for the changelog, without a line end at its end.
    var notes: String
    /// The commits that made it, newest first; empty for one that only follows others.
    var commits: [PackageCommit]
    var reasons: [PlanReason] = []
    /// Requirements of its manifest that follow other packages.
    var requirements: [RequirementEdit] = []
    /// The group whose pull request it goes into; nil: its own, or the one for all.
    var group: String?

    /// Whether it only raises the version under development after a release; nothing of it is published.
    var isSnapshot: Bool { version.suffix?.contains("SNAPSHOT") ?? false }

    var path: String { identity.path }
    var tag: String { identity.tag(version) }
}

/// A conventional commit of a package.
struct PackageCommit: Sendable, Hashable {
    /// nil for one that a plugin made up.
    var id: CommitID?
    var commit: ConventionalCommit
}
