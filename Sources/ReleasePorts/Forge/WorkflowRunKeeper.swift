package import Foundation
package import ReleaseModel

/// Follows runs of a forge's own CI, and takes what they made.
package protocol WorkflowRunKeeper: Sendable {
    /// nil where it is not there, or can't be seen yet: a run appears seconds after it was started.
    func run(_ number: Int, in repository: ForgeRepository) async throws(ForgeError) -> ForgeRun?

    /// The runs that an event started, newest first.
    ///
    /// - Parameter event: In the forge's words: `workflow_dispatch`.
    func runs(
        of event: String, since: Date, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgeRun]

    /// The jobs of a run's newest attempt.
    func jobs(of run: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeJob]

    /// The end of what a job printed; nil where its log is not there, or no more.
    func log(of job: ForgeJob, in repository: ForgeRepository) async throws(ForgeError) -> String?

    /// What a run uploaded, of all its attempts.
    func artifacts(of run: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeArtifact]

    /// Writes an artifact's zip archive to a file, and compares its digest with what the forge says.
    ///
    /// - Throws: ``ForgeError/missing(_:)`` where it expired.
    func download(
        _ artifact: ForgeArtifact, to path: String, in repository: ForgeRepository
    ) async throws(ForgeError)

    /// Who may let a waiting run go on: logins of people, names of teams.
    func reviewers(of run: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String]

    /// Asks for the end of a run; nothing where it has ended.
    func cancel(run: Int, in repository: ForgeRepository) async throws(ForgeError)
}

/// A run of a workflow.
package struct ForgeRun: Sendable, Hashable {
    package enum Status: Sendable, Hashable {
        /// Waits for a runner, or behind other runs.
        case queued
        /// Waits until a person lets it go on.
        case waiting
        case running
        /// In the forge's words: `success`, `failure`, `cancelled`, …
        case ended(String)
        /// One that is unknown here, in the forge's words.
        case other(String)
    }

    package var number: Int
    /// From 1; a run that is run again keeps its number.
    package var attempt: Int
    /// What its `run-name` made, or the forge.
    package var title: String
    /// Of the branch or tag that it was started at.
    package var commit: CommitID
    package var status: Status
    /// Of its page.
    package var address: String

    package init(number: Int, attempt: Int, title: String, commit: CommitID, status: Status, address: String) {
        self.number = number
        self.attempt = attempt
        self.title = title
        self.commit = commit
        self.status = status
        self.address = address
    }
}

package struct ForgeJob: Sendable, Hashable {
    package var id: Int
    package var name: String
    /// In the forge's words; nil: not ended.
    package var end: String?
    /// Whether a runner has begun it.
    package var hasBegun: Bool
    /// What its runner must have: `self-hosted`, `linux`.
    package var labels: [String]
    package var address: String

    package init(id: Int, name: String, end: String?, hasBegun: Bool, labels: [String], address: String) {
        self.id = id
        self.name = name
        self.end = end
        self.hasBegun = hasBegun
        self.labels = labels
        self.address = address
    }
}

/// A zip archive that a run uploaded.
package struct ForgeArtifact: Sendable, Hashable {
    package var id: Int
    package var name: String
    /// In bytes, as the forge says it.
    package var size: Int
    /// Of the archive; nil where the forge does not say.
    package var digest: Digest?
    package var isExpired: Bool
    package var created: Date
    /// For programs, with credentials.
    package var address: String

    package init(
        id: Int, name: String, size: Int, digest: Digest?, isExpired: Bool, created: Date, address: String
    ) {
        self.id = id
        self.name = name
        self.size = size
        self.digest = digest
        self.isExpired = isExpired
        self.created = created
        self.address = address
    }
}
