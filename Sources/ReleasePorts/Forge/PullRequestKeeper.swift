package import Foundation
package import ReleaseModel

/// Reads and writes pull requests.
///
/// A write returns what the forge stored: a read right after it may still show the state before.
package protocol PullRequestKeeper: Sendable {
    /// The open ones, newest first.
    ///
    /// - Parameters:
    ///   - branch: Only those from this branch of the repository itself; nil: from any, forks included.
    ///   - base: Only those into this branch; nil: into any.
    func openPullRequests(
        from branch: String?, into base: String?, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgePullRequest]

    /// Those that were closed, merged or not, from the one that was changed last.
    ///
    /// - Parameter since: Ends with the last page that has one changed since then; older ones may be among them.
    ///   nil: all of them.
    func closedPullRequests(
        into base: String, since: Date?, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgePullRequest]

    func pullRequest(_ number: Int, in repository: ForgeRepository) async throws(ForgeError) -> ForgePullRequest

    /// The messages of its commits, oldest first; the forge lists 250 at most.
    func messages(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String]

    /// Who made its commits, as far as the forge vouches for it, oldest first; the forge lists 250 at most.
    func authors(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeCommitAuthor]

    /// The paths that it changes; the forge lists 3,000 at most.
    func files(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String]

    /// - Throws: ``ForgeError/exists(_:reason:)`` where one is open for the same head and base,
    ///   ``ForgeError/invalid(_:status:reason:)`` for branches without commits between them and for texts that are too long.
    func open(
        _ request: NewPullRequest, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgePullRequest

    func change(
        _ number: Int, _ change: PullRequestChange, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgePullRequest

    /// Labels that don't exist are created.
    func add(labels: [String], to number: Int, in repository: ForgeRepository) async throws(ForgeError)

    /// A label that it does not have is not an error.
    func remove(label: String, from number: Int, in repository: ForgeRepository) async throws(ForgeError)

    /// The first comment that begins with a mark, and its text; nil: none does. One that quotes it begins with something else.
    func comment(
        marked mark: String, on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeComment?

    /// - Parameter id: The comment to replace; nil: a new one.
    func write(
        _ text: String, replacing id: Int?, on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeComment

    func requestReviews(
        of users: [String], teams: [String], on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError)

    /// Who approves it: of each reviewer the last word counts, and one that a push took away is none.
    func approvals(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> Set<String>

    /// Lets the forge merge it as soon as its rules allow.
    func mergeWhenReady(
        _ request: ForgePullRequest, by method: MergeMethod, in repository: ForgeRepository
    ) async throws(ForgeError)

    /// Merges it now.
    ///
    /// - Parameter head: What it must be at.
    /// - Returns: The commit on the base.
    /// - Throws: ``ForgeError/conflict(_:reason:)`` where it is elsewhere, not open, or can't be merged.
    func merge(
        _ number: Int, at head: CommitID, by method: MergeMethod, in repository: ForgeRepository
    ) async throws(ForgeError) -> CommitID
}

package struct ForgePullRequest: Sendable, Hashable {
    package enum State: String, Sendable { case open, merged, closed }

    package var number: Int
    /// The forge's own id for it, where an interface asks for that.
    package var node: String
    package var state: State
    package var title: String
    package var body: String
    package var isDraft: Bool
    package var base: String
    package var branch: String
    /// Whose branch it is; nil: the repository is gone.
    package var source: ForgeRepository?
    package var head: CommitID
    /// The commit that it became on the base; nil where it isn't merged, or the forge does not say.
    package var mergeCommit: CommitID?
    package var labels: [String]
    package var author: String
    package var updated: Date
    package var merged: Date?
    /// Of its web page.
    package var address: String

    package init(
        number: Int, node: String = "", state: State, title: String, body: String, isDraft: Bool = false,
        base: String, branch: String, source: ForgeRepository?, head: CommitID, mergeCommit: CommitID? = nil,
        labels: [String] = [], author: String = "", updated: Date, merged: Date? = nil, address: String
    ) {
        self.number = number
        self.node = node
        self.state = state
        self.title = title
        self.body = body
        self.isDraft = isDraft
        self.base = base
        self.branch = branch
        self.source = source
        self.head = head
        self.mergeCommit = mergeCommit
        self.labels = labels
        self.author = author
        self.updated = updated
        self.merged = merged
        self.address = address
    }
}

/// Who made a commit, as its forge shows it. Anyone can write any name into a commit that git makes.
package struct ForgeCommitAuthor: Sendable, Hashable {
    package var commit: CommitID
    /// The account that the author's address belongs to; nil: that of no account.
    package var account: String?
    /// Whether the forge itself made and signed it, for the account.
    package var isForgeMade: Bool

    package init(commit: CommitID, account: String?, isForgeMade: Bool) {
        self.commit = commit
        self.account = account
        self.isForgeMade = isForgeMade
    }
}

package struct NewPullRequest: Sendable, Hashable {
    package var title: String
    package var body: String
    package var branch: String
    package var base: String
    package var isDraft: Bool

    package init(title: String, body: String, branch: String, base: String, isDraft: Bool = false) {
        self.title = title
        self.body = body
        self.branch = branch
        self.base = base
        self.isDraft = isDraft
    }
}

/// What nil leaves as it is.
package struct PullRequestChange: Sendable, Hashable {
    package var title: String?
    package var body: String?
    /// false closes it.
    package var isOpen: Bool?

    package init(title: String? = nil, body: String? = nil, isOpen: Bool? = nil) {
        self.title = title
        self.body = body
        self.isOpen = isOpen
    }

    package var isEmpty: Bool { title == nil && body == nil && isOpen == nil }
}

package struct ForgeComment: Sendable, Hashable {
    package var id: Int
    package var text: String
    package var address: String

    package init(id: Int, text: String, address: String) {
        self.id = id
        self.text = text
        self.address = address
    }
}
