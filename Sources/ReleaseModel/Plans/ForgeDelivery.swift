/// A release commit that reaches its branch by the forge.
package struct ForgeDelivery: Sendable, Hashable, Codable {
    package var repository: ForgeRepository
    /// See ``RepositoryAtForge/host``.
    package var host: String?
    /// Whether the forge makes the commit, and signs it; otherwise git makes and pushes it.
    package var isForgeMade: Bool
    /// nil: straight onto the branch.
    package var request: Request?

    /// A pull request, whose merge the run waits for.
    package struct Request: Sendable, Hashable, Codable {
        /// That it comes from.
        package var branch: String
        package var title: String
        package var body: String
        /// How Slipway merges it; nil: a person does.
        package var merge: MergeMethod?
        /// Checks that must have succeeded before Slipway merges.
        package var checks: [String]
        package var reviewers: [String]
        package var teamReviewers: [String]

        package init(
            branch: String, title: String, body: String, merge: MergeMethod? = nil, checks: [String] = [],
            reviewers: [String] = [],
            teamReviewers: [String] = []
        ) {
            self.branch = branch
            self.title = title
            self.body = body
            self.merge = merge
            self.checks = checks
            self.reviewers = reviewers
            self.teamReviewers = teamReviewers
        }
    }

    package init(_ place: RepositoryAtForge, isForgeMade: Bool, request: Request? = nil) {
        repository = place.name
        host = place.host
        self.isForgeMade = isForgeMade
        self.request = request
    }
}
