import ReleaseModel
package import ReleaseOperations
package import ReleasePlanning

/// `slipway release-branch --json`
package struct ReleaseBranchReport: Encodable {
    var schema = "slipway.release-branch/1"
    /// Whether nothing was written or tagged.
    var dryRun: Bool
    var branches: [WrittenReleaseBranch] = []
    /// What `--tag-merged` tagged.
    var releases: [ActionOutputs.Release] = []
    var warnings: [String] = []
    /// Why there are no branches; left out where there are some.
    var nothingToWrite: String?

    package init(
        dryRun: Bool, branches: [WrittenReleaseBranch] = [], releases: [ActionOutputs.Release] = [],
        warnings: [String] = [], nothingToWrite: String? = nil
    ) {
        self.dryRun = dryRun
        self.branches = branches
        self.releases = releases
        self.warnings = warnings
        self.nothingToWrite = nothingToWrite
    }
}
