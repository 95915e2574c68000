import ReleaseModel
import ReleaseOperations
import ReleasePlanning

/// `slipway release-branch --json`
struct ReleaseBranchReport: Encodable {
    var schema = "slipway.release-branch/1"
    /// Whether nothing was written or tagged.
    var dryRun: Bool
    var branches: [WrittenReleaseBranch] = []
    /// What `--tag-merged` tagged.
    var releases: [ActionOutputs.Release] = []
    var warnings: [String] = []
    /// Why there are no branches; left out where there are some.
    var nothingToWrite: String?
}
