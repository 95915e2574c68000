package import Foundation
package import ReleaseModel

/// A repository with everything that is not in git.
package struct Repository: Sendable, Identifiable {
    package let id: Int
    package var owner: String
    package var name: String
    package var settings: RepositorySettings
    package var createdAt: Date
    package var pushedAt: Date
    package var labels: [Label] = []
    /// Issues and pull requests by number.
    package var issues: [Int: Issue] = [:]
    package var comments: [Comment] = []
    package var releases: [Release] = []
    /// Names of tags that an immutable release once had.
    package var burnedTags: Set<String> = []
    package var checkRuns: [CheckRun] = []
    package var statuses: [CommitStatus] = []
    package var runs: [WorkflowRun] = []
    package var workflowIDs: [String: Int] = [:]
    package var dispatches: [DispatchEvent] = []
    /// Commits and tags that the forge has signed.
    package var signedObjects: [String: Date] = [:]

    package var fullName: String { "\(owner)/\(name)" }

    func role(of login: String) -> Role? {
        login.lowercased() == owner.lowercased()
            ? .admin : settings.roles.first { $0.key.lowercased() == login.lowercased() }?.value
    }

    func label(named name: String) -> Label? { labels.first { $0.name.lowercased() == name.lowercased() } }

    func labels(of issue: Issue) -> [Label] { issue.labels.compactMap(label(named:)) }

    func release(_ id: Int) -> Release? { releases.first { $0.id == id } }

    /// Change one release; nothing where it is gone.
    mutating func updateRelease(_ id: Int, _ change: (inout Release) -> Void) {
        guard let index = releases.firstIndex(where: { $0.id == id }) else { return }
        change(&releases[index])
    }
}

package struct Label: Sendable, Hashable {
    package var id: Int
    package var name: String
    package var color: String
    package var description: String?
}

/// An issue, or a pull request where it has one.
package struct Issue: Sendable {
    package var id: Int
    package var number: Int
    package var title: String
    package var body: String?
    package var author: String
    package var isOpen = true
    package var labels: [String] = []
    package var createdAt: Date
    package var updatedAt: Date
    package var closedAt: Date?
    package var pull: PullRequest?
}

package struct PullRequest: Sendable {
    /// Owner of the head's repository and its id.
    package var headOwner: String
    package var headRepository: Int
    package var headBranch: String
    package var baseBranch: String
    /// As last seen; kept when the branch is deleted.
    package var headCommit: String
    package var baseCommit: String
    /// The base when it was opened.
    package var openedOn: String
    /// The commits that merging put on the base.
    package var landed: [String] = []
    package var isDraft: Bool
    package var reviewers: [String] = []
    package var approvals: Set<String> = []
    /// In the order in which they were written.
    package var reviews: [Review] = []
    package var mergedAt: Date?
    package var mergedBy: String?
    package var mergeCommit: String?
    package var autoMerge: AutoMerge?
    /// How often the state of this pair of commits was asked for: the forge computes it behind the first question.
    package var mergeabilityAsked: [String: Int] = [:]

    package struct Review: Sendable {
        package var id: Int
        package var author: String
        package var body: String
        /// In GitHub's words: `APPROVED`, `DISMISSED`, …
        package var state: String
        package var commit: String
        package var submittedAt: Date
    }

    package struct AutoMerge: Sendable {
        package var by: Identity
        package var method: String
        package var title: String?
        package var message: String?
    }
}

package struct Comment: Sendable {
    package var id: Int
    package var issue: Int
    package var author: String
    package var body: String
    package var createdAt: Date
    package var updatedAt: Date
}

package struct Release: Sendable {
    package var id: Int
    package var tag: String
    package var target: String
    package var name: String?
    package var body: String?
    package var isDraft: Bool
    package var isPrerelease: Bool
    package var isImmutable = false
    /// Chosen as latest by whoever published it; nil: by the forge's rule.
    package var makesLatest: Bool?
    package var author: String
    /// The date of its commit.
    package var createdAt: Date
    package var publishedAt: Date?
    package var updatedAt: Date
    package var discussionCategory: String?
    /// Whether its tag was there before it was made.
    package var foundTag = false
    package var assets: [Asset] = []
}

package struct Asset: Sendable {
    package enum State: String, Sendable {
        case uploaded
        /// Left behind by an upload that broke.
        case starter
    }

    package var id: Int
    package var name: String
    package var label: String?
    package var contentType: String
    package var state: State
    package var size: Int
    package var digest: String?
    package var uploader: String
    package var downloads = 0
    package var createdAt: Date
    package var updatedAt: Date
    /// Where its content lies.
    package var file: String
}

package struct CheckRun: Sendable {
    package var id: Int
    package var name: String
    package var commit: String
    package var app: String
    package var status: String
    package var conclusion: String?
    package var startedAt: Date?
    package var completedAt: Date?
    package var externalID: String?
    package var detailsURL: String?
    package var output: JSON
    package var annotations: [JSON]
}

package struct CommitStatus: Sendable {
    package var id: Int
    package var commit: String
    package var context: String
    package var state: String
    package var description: String?
    package var targetURL: String?
    package var creator: String
    package var createdAt: Date

    package init(
        id: Int, commit: String, context: String, state: String, description: String? = nil, targetURL: String? = nil,
        creator: String, createdAt: Date
    ) {
        self.id = id
        self.commit = commit
        self.context = context
        self.state = state
        self.description = description
        self.targetURL = targetURL
        self.creator = creator
        self.createdAt = createdAt
    }
}

package struct WorkflowRun: Sendable {
    package struct Job: Sendable {
        package var id: Int
        package var name: String
        package var status: String
        package var conclusion: String?
        package var labels: [String]
        package var startedAt: Date
        package var completedAt: Date?
        package var attempt: Int
        /// Whether a runner took it.
        package var hasBegun = false
        /// Where what it printed lies; nil: nothing yet.
        package var log: String?
    }

    package struct Artifact: Sendable {
        package var id: Int
        package var name: String
        package var size: Int
        package var digest: String
        package var createdAt: Date
        package var expiresAt: Date
        package var file: String
        package var attempt: Int
    }

    /// An environment that people have to let a run into.
    package struct Gate: Sendable {
        package var id: Int
        package var name: String
        package var reviewers: [String]
    }

    package struct Review: Sendable {
        package var by: String
        package var isApproved: Bool
        package var comment: String
        package var environment: Gate
    }

    package var id: Int
    package var number: Int
    package var attempt = 1
    package var workflow: String
    package var workflowName: String
    package var title: String
    package var event: String
    package var branch: String?
    package var commit: String
    package var status: String
    package var conclusion: String?
    package var actor: String
    package var inputs: JSON = [:]
    /// The type of the `repository_dispatch` that started it.
    package var eventType: String?
    package var createdAt: Date
    package var updatedAt: Date
    /// Runs of one group wait for each other.
    package var group: String?
    /// How earlier attempts ended.
    package var former: [Int: String] = [:]
    /// What it waits for, or waited for last.
    package var gate: Gate?
    package var reviews: [Review] = []
    package var jobs: [Job] = []
    package var artifacts: [Artifact] = []
}

package struct DispatchEvent: Sendable {
    package var type: String
    package var payload: JSON
    package var sender: String
    package var at: Date
}
