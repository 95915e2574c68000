package import Foundation

/// What will be released, in which order and why, frozen before anything happens.
///
/// Invariants: the steps form an acyclic graph over ``PlannedStep/needs``; every irreversible step needs, directly or
/// not, the line step of its part. The digest covers everything except ``digest`` itself and ``createdAt``.
package struct ReleasePlan: Sendable, Hashable {
    package var digest: Digest
    /// The moment that commits and tags of this plan carry; in full seconds.
    package var createdAt: Date
    package var workspace: String
    package var request: ReleaseRequest
    /// The repositories that this plan is for; `apply` refuses changed ones. Sorted by id.
    package var repositories: [PlannedRepository]
    /// All components of the workspace, by level and name; those with a next version are released.
    package var components: [PlannedComponent]
    /// In an order in which they could run one after the other.
    package var steps: [PlannedStep]
    /// How each commit since the last releases counts, newest first; nil if not determined.
    package var commits: [PlannedCommit]?
    package var warnings: [String]
    /// Why there is nothing to release; nil where there is something.
    package var nothingToRelease: String?

    package init(
        digest: Digest = "", createdAt: Date, workspace: String, request: ReleaseRequest,
        repositories: [PlannedRepository], components: [PlannedComponent], steps: [PlannedStep],
        commits: [PlannedCommit]? = nil,
        warnings: [String], nothingToRelease: String?
    ) {
        self.digest = digest
        self.createdAt = createdAt
        self.workspace = workspace
        self.request = request
        self.repositories = repositories
        self.components = components
        self.steps = steps
        self.commits = commits
        self.warnings = warnings
        self.nothingToRelease = nothingToRelease
    }

    package var released: [PlannedComponent] { components.filter { $0.nextVersion != nil } }
    package func component(_ id: ComponentID) -> PlannedComponent? { components.first { $0.name == id } }
}

/// A repository of the plan and the commit that the plan was made for.
package struct PlannedRepository: Sendable, Hashable, Codable {
    package var id: RepositoryID
    /// The branch that is released; nil when detached, which only a plan may be.
    package var branch: String?
    /// nil for a folder that is not under git.
    package var base: CommitID?

    package init(id: RepositoryID, branch: String?, base: CommitID?) {
        self.id = id
        self.branch = branch
        self.base = base
    }
}

package struct PlannedComponent: Sendable, Hashable, Codable {
    package var name: ComponentID
    /// What its tags call it, which may be empty; nil where the plan was not made from release-please's files.
    package var component: String?
    /// What its release branch calls it, where that is not ``component``.
    package var branchComponent: String?
    /// The group that it is released with; nil: none.
    package var group: String?
    package var path: String
    package var repository: RepositoryID
    /// The last released version; nil before the first.
    package var currentVersion: Version?
    /// nil: not released.
    package var nextVersion: Version?
    package var tag: TagName?
    package var bump: Bump
    package var reasons: [PlanReason]
    /// The Markdown entry; empty where nothing is released.
    package var changelog: String
    package var edits: [PlannedEdit]
    /// From 1.
    package var level: Int
    /// Whether it is released without a blocking gate; nil: it has one, or is not released.
    package var unproven: Bool?

    package init(
        name: ComponentID, path: String, repository: RepositoryID, currentVersion: Version?, nextVersion: Version?,
        tag: TagName?, bump: Bump, reasons: [PlanReason], changelog: String, edits: [PlannedEdit], level: Int
    ) {
        self.name = name
        self.path = path
        self.repository = repository
        self.currentVersion = currentVersion
        self.nextVersion = nextVersion
        self.tag = tag
        self.bump = bump
        self.reasons = reasons
        self.changelog = changelog
        self.edits = edits
        self.level = level
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encodeIfPresent(component, forKey: .component)
        try container.encodeIfPresent(branchComponent, forKey: .branchComponent)
        try container.encodeIfPresent(group, forKey: .group)
        try container.encode(path, forKey: .path)
        try container.encode(repository, forKey: .repository)
        // `null` is an answer here, not an omission.
        try container.encode(currentVersion, forKey: .currentVersion)
        try container.encode(nextVersion, forKey: .nextVersion)
        try container.encode(tag, forKey: .tag)
        try container.encode(bump, forKey: .bump)
        try container.encode(reasons, forKey: .reasons)
        try container.encode(changelog, forKey: .changelog)
        try container.encode(edits, forKey: .edits)
        try container.encode(level, forKey: .level)
        try container.encodeIfPresent(unproven, forKey: .unproven)
    }
}

/// Why a component is released, or why not.
package struct PlanReason: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Codable {
        /// A commit since the last tag calls for it.
        case commit
        /// A change file calls for it.
        case changeFile = "change-file"
        /// An upstream's new version is not accepted, or the policy says always.
        case upstream
        /// This component was requested, or its version chosen.
        case requested, forced
        /// Another member of its group is released, or a group gave it its version.
        case group
        /// No tag of it exists.
        case firstRelease = "first-release"
        /// Its manifest already says a later version than its last tag.
        case untaggedVersion = "untagged-version"
        /// It was released before the plan; only its downstreams follow.
        case released
        /// Nothing calls for a release.
        case unchanged
        /// A requirement has to change although the component is not released, because both are in one repository.
        case requirementOnly = "requirement-only"
        /// A channel builds its stable release instead of what it wanted.
        case stableFallback = "stable-fallback"
    }

    package var kind: Kind
    /// One sentence for people.
    package var summary: String
    package var commit: CommitID?
    package var bump: Bump?
    package var edge: Edge?
    package var rule: String?
    /// From this component back to the cause, upstream last.
    package var chain: [ComponentID]

    package init(
        kind: Kind, summary: String, commit: CommitID? = nil, bump: Bump? = nil, edge: Edge? = nil, rule: String? = nil,
        chain: [ComponentID] = []
    ) {
        self.kind = kind
        self.summary = summary
        self.commit = commit
        self.bump = bump
        self.edge = edge
        self.rule = rule
        self.chain = chain
    }
}
