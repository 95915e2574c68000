package import ReleaseModel

/// What a repository's administrator has set.
package struct RepositorySettings: Sendable, Codable, Hashable {
    package enum Text: String, Sendable, Codable {
        case pullRequestTitle = "PR_TITLE"
        case pullRequestBody = "PR_BODY"
        case commitOrPullRequestTitle = "COMMIT_OR_PR_TITLE"
        case commitMessages = "COMMIT_MESSAGES"
        case mergeMessage = "MERGE_MESSAGE"
        case blank = "BLANK"
    }

    package var description: String?
    package var defaultBranch = "main"
    package var isPrivate = false
    package var isArchived = false
    package var allowsMergeCommits = true
    package var allowsSquashing = true
    package var allowsRebasing = true
    package var allowsAutoMerge = false
    package var deletesMergedBranches = false
    package var squashTitle = Text.commitOrPullRequestTitle
    package var squashMessage = Text.commitMessages
    package var mergeTitle = Text.mergeMessage
    package var mergeMessage = Text.pullRequestTitle
    package var releasesAreImmutable = false
    /// Whether assets have a digest; older servers answer null.
    package var digestsAssets = true
    /// What a workflow's token may do where the workflow does not say.
    package var workflowPermissions = Level.read
    package var workflowsMayApprovePullRequests = false
    /// Whether runs for pull requests wait for a person's approval.
    package var runsNeedApproval = false
    /// By login.
    package var roles: [String: Role] = [:]
    /// By pattern of the branch's name.
    package var protections: [String: Protection] = [:]
    package var rulesets: [Ruleset] = []

    package init() {}
}

/// Branch protection in the classic form.
package struct Protection: Sendable, Codable, Hashable {
    /// Names of status checks; nil: none are required.
    package var checks: [String]?
    package var isStrict = false
    /// Approving reviews; nil: no pull request is required.
    package var reviews: Int?
    package var dismissesStaleReviews = false
    package var includesAdministrators = false
    package var allowsForcePushes = false
    package var allowsDeletions = false
    package var requiresLinearHistory = false
    package var requiresSignatures = false
    /// Logins that may push; nil: whoever may write.
    package var pushers: [String]?

    package init() {}
}

/// Rules for branches or tags, of the repository or of a level above it.
package struct Ruleset: Sendable, Codable, Hashable {
    package enum Target: String, Sendable, Codable {
        case branch
        case tag
    }

    package struct Rule: Sendable, Codable, Hashable {
        /// `creation`, `update`, `deletion`, `non_fast_forward`, `required_signatures`, …
        package var type: String
        package var parameters: JSON?

        package init(_ type: String, parameters: JSON? = nil) {
            self.type = type
            self.parameters = parameters
        }
    }

    package var id = 0
    package var name = "rules"
    package var target = Target.branch
    package var isActive = true
    /// Patterns of full ref names, `~DEFAULT_BRANCH` or `~ALL`.
    package var include = ["~ALL"]
    package var exclude: [String] = []
    package var rules: [Rule] = []
    /// Logins that the rules do not bind.
    package var bypass: [String] = []
    /// `Repository` or `Organization`.
    package var sourceType = "Repository"

    package init() {}
}
