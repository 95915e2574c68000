/// Title and text of a release pull request.
package struct PullRequestConfiguration: Sendable, Hashable, Codable {
    /// One for each component instead of one for all; nil: only where there is exactly one component.
    package var isSeparate: Bool?
    /// With `${scope}`, `${component}`, `${version}`, `${branch}`.
    package var title = "chore${scope}: release${component} ${version}"
    /// Of one for several components.
    package var groupTitle = "chore: release ${branch}"
    package var header: String?
    package var footer: String?
    package var isDraft = false
    /// Whether `${component}` has no blank before it.
    package var componentHasNoSpace = false
    /// Whether it is rewritten even if nothing in it changed.
    package var isAlwaysUpdated = false
    package var labels = ["autorelease: pending"]
    /// The labels once its releases exist.
    package var releaseLabels = ["autorelease: tagged"]
    package var extraLabels: [String] = []
    package var snapshotLabels = ["autorelease: snapshot"]
    /// `Name <mail>` of a Signed-off-by line.
    package var signoff: String?
    /// Users and teams that are asked to review it when it is opened.
    package var reviewers: [String] = []
    package var teamReviewers: [String] = []
    /// Lets the forge merge it like this as soon as its rules allow; nil: a person merges it.
    package var autoMerge: MergeMethod?

    package init() {}
}
