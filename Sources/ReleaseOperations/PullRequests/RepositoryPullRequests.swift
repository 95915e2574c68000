package import ReleaseModel
package import ReleasePorts

/// What became of the release pull requests of one repository of a workspace.
package struct RepositoryPullRequests: Sendable {
    package var repository: RepositoryID
    /// What the repository is called at its forge; nil where nothing was looked up.
    package var name: ForgeRepository?
    /// Empty where nothing of it is released, or where ``failure`` says why they are not there.
    package var pullRequests: [WrittenPullRequest] = []
    /// nil: everything is as it should be.
    package var failure: (any UserFacingError)?
    /// What people should know.
    package var warnings: [String] = []

    /// The code that a command for several repositories ends with: the most serious one of all.
    ///
    /// What would fail again weighs more than what a person has to allow, and that more than what passes by itself.
    package static func exitCode(of results: [RepositoryPullRequests]) -> ExitCode {
        let order: [ExitCode] = [.bug, .failed, .configuration, .usage, .needsApproval, .incomplete, .tryLater]
        let met = Set(results.compactMap { $0.failure?.exitCode })
        return order.first(where: met.contains) ?? .done
    }
}
