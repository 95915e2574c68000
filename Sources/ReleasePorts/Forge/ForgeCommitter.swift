package import ReleaseModel

/// Makes commits at the forge, which signs them.
package protocol ForgeCommitter: BranchKeeper {
    /// A branch that is gone is not an error.
    func remove(branch: String, in repository: ForgeRepository) async throws(ForgeError)

    /// Adds a commit to a branch that is at the parent.
    ///
    /// - Throws: ``ForgeError/conflict(_:reason:)`` where the branch is elsewhere, ``ForgeError/missing(_:)`` without it.
    func commit(_ commit: ForgeCommit, in repository: ForgeRepository) async throws(ForgeError) -> CommitID
}

/// A commit to be made at a forge; the forge sets its author and date.
package struct ForgeCommit: Sendable, Hashable {
    package var branch: String
    /// What the branch is at.
    package var parent: CommitID
    package var message: String
    /// The new content by path.
    package var files: [String: [UInt8]]
    package var removed: [String]

    package init(
        branch: String, parent: CommitID, message: String, files: [String: [UInt8]], removed: [String] = []
    ) {
        self.branch = branch
        self.parent = parent
        self.message = message
        self.files = files
        self.removed = removed
    }
}
