/// How release commits reach their branch.
package struct CommitDelivery: Sendable, Hashable, Codable {
    package enum Way: String, Sendable, Codable, CaseIterable {
        case push
        /// A pull request, whose merge the run waits for.
        case pullRequest = "pull-request"
    }

    package enum Signer: String, Sendable, Codable, CaseIterable {
        /// As git's own configuration says: `commit.gpgSign`, `tag.gpgSign`.
        case git
        /// The forge makes the commits, and signs them.
        case forge
    }

    /// nil where nothing is configured; the workspace's applies then.
    package var way: Way?
    /// How Slipway merges the pull request once its checks have passed; nil: a person merges it.
    package var merge: MergeMethod?
    /// Checks that must have succeeded before Slipway merges, beside those that the forge requires.
    package var checks: [String]?
    package var signer: Signer?

    package init(
        way: Way? = nil, merge: MergeMethod? = nil, checks: [String]? = nil, signer: Signer? = nil
    ) {
        self.way = way
        self.merge = merge
        self.checks = checks
        self.signer = signer
    }

    /// What this leaves open is as the other says.
    package func over(_ other: CommitDelivery) -> CommitDelivery {
        CommitDelivery(
            way: way ?? other.way, merge: merge ?? other.merge, checks: checks ?? other.checks,
            signer: signer ?? other.signer)
    }
}
