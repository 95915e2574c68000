package import ReleaseModel

/// A release as a pull request, independent of any forge: branch, texts, labels and changes.
///
/// The same value is written to a branch by plain git and opened at a forge.
package struct ReleasePullRequest: Sendable, Hashable, Codable {
    package var repository: RepositoryID
    /// The branch that it is merged into.
    package var base: String
    package var branch: String
    package var title: String
    /// Markdown; short enough for a forge, see ``overflow``.
    package var body: String
    /// The notes that the body had no room for.
    package var overflow: PullRequestOverflow?
    package var labels: [String]
    package var isDraft: Bool
    /// Whether it is rewritten even if nothing in it changed.
    package var isAlwaysUpdated: Bool
    package var components: [ReleasedPart]
    /// What it changes in files, each exactly once.
    package var edits: [PlannedEdit]
    /// Whom the forge asks for a review, and how it merges by itself; empty and nil: none, and no.
    package var reviewers: [String] = []
    package var teamReviewers: [String] = []
    package var autoMerge: MergeMethod?
    /// Of its commit: the title, and whose work it is signed off as.
    package var message: String

    /// A component that it releases.
    package struct ReleasedPart: Sendable, Hashable, Codable {
        package var name: ComponentID
        package var path: String
        package var version: Version
        package var tag: TagName?
        package var notes: String
    }
}

/// Whose pull requests are one.
package struct PullRequestRules: Sendable {
    /// What holds for all together.
    var whole: PullRequestConfiguration
    /// By component path; what is not here is as the whole.
    var byPath: [String: PullRequestConfiguration]
    /// Whether each component has its own, where its own configuration doesn't say.
    var isSeparate: Bool
    /// Paths whose pull requests a workspace plugin makes one, plugin by plugin.
    var merged: [Set<String>]
    /// The groups whose members have one together.
    var groups: Set<String>
    var compatibility: Compatibility

    package init(
        whole: PullRequestConfiguration, byPath: [String: PullRequestConfiguration], isSeparate: Bool,
        merged: [Set<String>], groups: Set<String>, compatibility: Compatibility
    ) {
        self.whole = whole
        self.byPath = byPath
        self.isSeparate = isSeparate
        self.merged = merged
        self.groups = groups
        self.compatibility = compatibility
    }

    /// As `slipway.yaml` says it, or by default.
    ///
    /// - Parameter components: How many the workspace has: a single one has its own.
    package init(_ configuration: WorkspaceConfiguration, components: Int) {
        whole = configuration.pullRequest
        byPath = [:]
        isSeparate = configuration.pullRequest.isSeparate ?? (components == 1)
        merged = []
        groups = []
        compatibility = .strict
    }

    /// Of title patterns that can't be read back; the usual one for several components says no version on purpose.
    package var warnings: [String] {
        Set(([whole] + byPath.values).map(\.title)).sorted().flatMap(PullRequestTitle.warnings)
    }

    func rules(of component: PlannedComponent) -> PullRequestConfiguration { byPath[component.path] ?? whole }
}
