package import Foundation
package import ReleaseModel

/// Makes commits and checkouts in a clone, beside its branches, index and work tree. Safe to do twice: equal input makes
/// equal objects.
package protocol CandidateMaker: Sendable {
    /// Makes a commit from a base with some files replaced, without touching any branch, index or work tree.
    func commit(_ request: CommitRequest) async throws(SourceControlError) -> CommitID

    /// The same commit with a signature, where git is configured to sign commits (`commit.gpgSign`); otherwise the commit
    /// itself. One that was signed before is found again by a private reference: `refs/slipway/{candidate}`.
    func signed(
        _ commit: CommitID, as candidate: String, in folder: String
    ) async throws(SourceControlError) -> CommitID

    /// Signs a trial object as a release would, where git is configured to sign; nothing of it stays.
    ///
    /// - Throws: ``SourceControlError/cannotSign(_:folder:message:)`` with what git says.
    func checkSigning(_ trial: SigningTrial, in folder: String) async throws(SourceControlError)

    /// The target of one of our private references; nil if there is none.
    func candidate(_ name: String, in folder: String) async throws(SourceControlError) -> CommitID?

    /// Keeps a commit reachable by a private reference: `refs/slipway/{candidate}`.
    func keep(_ commit: CommitID, as candidate: String, in folder: String) async throws(SourceControlError)

    /// A fresh checkout of one commit in a separate folder; replaces an existing one.
    func checkOut(_ commit: CommitID, of folder: String, into target: String) async throws(SourceControlError)

    /// Whether a checkout that was made here is still there with this commit and its files.
    func isCheckedOut(_ commit: CommitID, in target: String) async -> Bool

    /// Moves the clone's own branch to a commit of the remote, if its work tree is clean enough.
    ///
    /// - Returns: Whether it is there now.
    func fastForward(_ branch: String, to commit: CommitID, in folder: String) async throws(SourceControlError) -> Bool
}

/// What is going to be signed if git is configured so, and by whom.
package struct SigningTrial: Sendable, Hashable {
    package var commits: Bool
    package var tags: Bool
    package var name: String
    package var mail: String

    package init(commits: Bool, tags: Bool, name: String, mail: String) {
        self.commits = commits
        self.tags = tags
        self.name = name
        self.mail = mail
    }
}

package struct CommitRequest: Sendable {
    package var folder: String
    package var base: CommitID
    /// New bytes of files that the base has.
    package var files: [String: [UInt8]]
    /// Files of the base that the commit does not have any more.
    package var removed: Set<String>
    package var message: String
    package var name: String
    package var mail: String
    package var date: Date
    /// A private reference that keeps the commit and finds it again: `refs/slipway/{candidate}`.
    package var candidate: String

    package init(
        folder: String, base: CommitID, files: [String: [UInt8]], removed: Set<String> = [], message: String,
        name: String, mail: String, date: Date, candidate: String
    ) {
        self.folder = folder
        self.base = base
        self.files = files
        self.removed = removed
        self.message = message
        self.name = name
        self.mail = mail
        self.date = date
        self.candidate = candidate
    }
}
