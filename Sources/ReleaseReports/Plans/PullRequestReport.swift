import ReleaseModel
package import ReleaseOperations
package import ReleasePlanning

/// `slipway release-pr --json`
package struct PullRequestReport: Encodable {
    var schema = "slipway.release-pr/1"
    /// Whether nothing was written or released.
    var dryRun: Bool
    var pullRequests: [WrittenPullRequest] = []
    /// What became of each repository, with `--all`.
    var repositories: [RepositoryPullRequestsReport]?
    /// What `--merged` released.
    var releases: [ActionOutputs.Release] = []
    var warnings: [String] = []
    /// Why there are no pull requests; left out where there are some.
    var nothingToWrite: String?

    package init(
        dryRun: Bool, pullRequests: [WrittenPullRequest] = [], releases: [ActionOutputs.Release] = [],
        warnings: [String] = [], nothingToWrite: String? = nil
    ) {
        self.dryRun = dryRun
        self.pullRequests = pullRequests
        self.releases = releases
        self.warnings = warnings
        self.nothingToWrite = nothingToWrite
    }

    /// Of all repositories.
    package init(dryRun: Bool, all: [RepositoryPullRequests], warnings: [String], nothingToWrite: String?) {
        self.init(
            dryRun: dryRun, pullRequests: all.flatMap(\.pullRequests), warnings: warnings,
            nothingToWrite: nothingToWrite)
        repositories = all.map(RepositoryPullRequestsReport.init)
    }
}
