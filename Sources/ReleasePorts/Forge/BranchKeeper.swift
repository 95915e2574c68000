package import ReleaseModel

/// Creates and moves branches of a repository: what forges and plain git have in common.
package protocol BranchKeeper: Sendable {
    /// What a branch is at; nil: there is none, or no such repository.
    func head(of branch: String, in repository: ForgeRepository) async throws(ForgeError) -> CommitID?

    /// - Throws: ``ForgeError/exists(_:reason:)`` for a branch that is there, ``ForgeError/invalid(_:status:reason:)`` for
    ///   a commit that is not.
    func create(branch: String, at commit: CommitID, in repository: ForgeRepository) async throws(ForgeError)

    /// Moves a branch anywhere; `expected` is what the caller saw there last, and is looked at right before.
    ///
    /// - Throws: ``ForgeError/conflict(_:reason:)`` where it is neither there nor at the commit already.
    func move(
        branch: String, from expected: CommitID, to commit: CommitID, in repository: ForgeRepository
    ) async throws(ForgeError)
}
