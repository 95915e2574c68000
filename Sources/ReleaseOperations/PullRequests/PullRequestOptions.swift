package import ReleaseModel
package import ReleasePlanning

/// How release pull requests are written.
package struct PullRequestOptions: Sendable {
    package enum Commits: String, Sendable, CaseIterable {
        /// The forge makes and signs them.
        case forge
        /// git makes them, and they are pushed.
        case git
    }

    package var commits = Commits.forge
    /// Whether a branch with others' commits is overwritten; those commits are kept.
    package var isForced = false
    /// Whether nothing is written at all.
    package var isDry = false

    package init() {}
}

/// The result for one release pull request.
package struct WrittenPullRequest: Sendable, Encodable {
    package enum State: String, Sendable, Encodable { case planned, unchanged, created, updated }

    package var request: ReleasePullRequest
    package var state: State
    /// What the repository is called at the forge; nil where nothing was looked up.
    package var repository: ForgeRepository?
    /// nil where nothing was written.
    package var number: Int?
    package var address: String?
    /// What its branch is at.
    package var commit: CommitID?
    /// Where others' commits that were on the branch are kept.
    package var kept: [String] = []
    /// What a person has to know: a title that was kept, labels that could not be set.
    package var notices: [String] = []
}
