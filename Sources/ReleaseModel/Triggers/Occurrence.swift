package import Foundation

/// Something that may start a release: an event of a forge, a tick of a schedule, or a person's request.
///
/// It holds what decisions look at and nothing else, so that every forge gives the same values. An event is only a hint:
/// what is released is read from git afterwards.
package struct Occurrence: Sendable, Hashable, Codable {
    package enum Kind: Sendable, Hashable, Codable {
        case push(Push)
        case pullRequest(PullRequestEvent)
        case release(ReleaseEvent)
        case workflowRun(WorkflowRunEvent)
        case dispatch(DispatchEvent)
        case tick(Tick)
        /// Somebody asked, by command line or by API; a request that is sent twice has the same key.
        case request(ReleaseRequest, key: String)
        /// An event that starts nothing.
        case other(event: String, action: String?)
    }

    /// Where it happened; nil for ticks, requests, and events of an organisation.
    package var repository: ForgeRepository?
    /// Who caused it: a login at the forge, or a person of the workspace; nil where it is unknown.
    package var actor: String?
    package var kind: Kind

    package init(repository: ForgeRepository?, actor: String?, kind: Kind) {
        self.repository = repository
        self.actor = actor
        self.kind = kind
    }
}

/// A branch or a tag that was created, moved or deleted.
package struct Push: Sendable, Hashable, Codable {
    package struct Commit: Sendable, Hashable, Codable {
        package var id: CommitID
        package var message: String

        package init(id: CommitID, message: String) {
            self.id = id
            self.message = message
        }
    }

    package enum Reference: Sendable, Hashable, Codable {
        case branch(String)
        case tag(TagName)
    }

    package var reference: Reference
    /// The commit it points to now; nil: it was deleted.
    ///
    /// For an annotated tag this is the tag object's id at some forges, so a tag's commit is read from git.
    package var after: CommitID?
    /// The commit that it pointed to; nil: it was created.
    package var before: CommitID?
    package var isForced: Bool
    /// The newest ones, oldest first. Forges cut the list (GitHub after 2,048 commits, or at a forced push), so what is
    /// released is never read from it.
    package var commits: [Commit]

    package init(
        reference: Reference, after: CommitID?, before: CommitID?, isForced: Bool = false, commits: [Commit] = []
    ) {
        self.reference = reference
        self.after = after
        self.before = before
        self.isForced = isForced
        self.commits = commits
    }
}

package struct PullRequestEvent: Sendable, Hashable, Codable {
    package enum Action: Sendable, Hashable, Codable {
        case opened, updated, edited, merged, closed
        /// Labelled, assigned, and what forges will add.
        case other(String)
    }

    package var action: Action
    package var number: Int
    package var headBranch: String
    package var head: CommitID
    package var baseBranch: String
    /// nil where it is not merged.
    package var mergeCommit: CommitID?
    /// Whether its branch lies in another repository; those may be anybody's.
    package var isFromFork: Bool

    package init(
        action: Action, number: Int, headBranch: String, head: CommitID, baseBranch: String,
        mergeCommit: CommitID? = nil, isFromFork: Bool = false
    ) {
        self.action = action
        self.number = number
        self.headBranch = headBranch
        self.head = head
        self.baseBranch = baseBranch
        self.mergeCommit = mergeCommit
        self.isFromFork = isFromFork
    }
}

package struct ReleaseEvent: Sendable, Hashable, Codable {
    /// As the forge spells it: `published`, `created`, `edited`, …
    package var action: String
    package var tag: TagName
    package var isDraft: Bool
    package var isPrerelease: Bool

    package init(action: String, tag: TagName, isDraft: Bool = false, isPrerelease: Bool = false) {
        self.action = action
        self.tag = tag
        self.isDraft = isDraft
        self.isPrerelease = isPrerelease
    }
}

package struct WorkflowRunEvent: Sendable, Hashable, Codable {
    package var id: Int
    /// From 1; a run that is repeated keeps its id.
    package var attempt: Int
    /// The workflow's name.
    package var name: String
    /// What its `run-name` made; nil where the forge does not say it.
    package var title: String?
    /// `ci.yml` of `.github/workflows/ci.yml`; nil where the forge does not say it.
    package var file: String?
    package var isCompleted: Bool
    /// As the forge spells it; only `success` is a success. nil: it goes on.
    package var conclusion: String?
    package var branch: String?
    package var head: CommitID
    /// What started it: `push`, `pull_request`, …
    package var event: String
    /// Whether its commit is of another repository.
    package var isFromFork: Bool

    package init(
        id: Int, attempt: Int = 1, name: String, title: String? = nil, file: String? = nil, isCompleted: Bool,
        conclusion: String? = nil,
        branch: String?, head: CommitID, event: String, isFromFork: Bool = false
    ) {
        self.id = id
        self.attempt = attempt
        self.name = name
        self.title = title
        self.file = file
        self.isCompleted = isCompleted
        self.conclusion = conclusion
        self.branch = branch
        self.head = head
        self.event = event
        self.isFromFork = isFromFork
    }
}

/// An event that another system sent: its type, and what its payload says under the names that such systems use.
package struct DispatchEvent: Sendable, Hashable, Codable {
    package var type: String
    /// Texts, numbers and truth values of the payload's first level, as texts.
    package var values: [String: String]

    package init(type: String, values: [String: String] = [:]) {
        self.type = type
        self.values = values
    }
}

/// A moment that a schedule names.
package struct Tick: Sendable, Hashable, Codable {
    /// The schedule's position among the triggers of its workspace.
    package var trigger: Int
    /// When it was due.
    package var due: Date

    package init(trigger: Int, due: Date) {
        self.trigger = trigger
        self.due = due
    }
}
