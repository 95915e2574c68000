package import ReleaseModel

/// Reads what checks say of a commit, and writes our own.
package protocol CheckKeeper: Sendable {
    /// The newest result of every check and status of a commit, by name.
    ///
    /// - Throws: ``ForgeError/invalid(_:status:reason:)`` for a commit that is not there.
    func checks(of commit: CommitID, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeCheck]

    /// Creates a check of ours for a commit, or changes the one that has its name.
    ///
    /// - Throws: ``ForgeError/notAllowed(_:needed:reason:)`` where only apps may write checks.
    func write(
        _ check: NewForgeCheck, on commit: CommitID, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeCheck
}

package struct ForgeCheck: Sendable, Hashable {
    package enum Result: Sendable, Hashable {
        /// Queued, running, or expected; in the forge's words.
        case open(String)
        case success
        /// Not run, by its own condition.
        case skipped
        case neutral
        /// Waits for a person.
        case actionRequired
        /// Every other end, in the forge's words: `failure`, `cancelled`, `timed_out`, or one that is unknown here.
        case failed(String)
    }

    package var id: Int
    package var name: String
    package var result: Result
    package var address: String

    package init(id: Int, name: String, result: Result, address: String) {
        self.id = id
        self.name = name
        self.result = result
        self.address = address
    }
}

package struct NewForgeCheck: Sendable, Hashable {
    package enum Conclusion: String, Sendable { case success, failure, neutral }

    package var name: String
    package var conclusion: Conclusion
    package var title: String
    /// Markdown.
    package var summary: String

    package init(name: String, conclusion: Conclusion, title: String, summary: String) {
        self.name = name
        self.conclusion = conclusion
        self.title = title
        self.summary = summary
    }
}
