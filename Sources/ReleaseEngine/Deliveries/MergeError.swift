package import ReleaseModel

/// A pull request of a run that can't be merged, or was merged differently.
package enum MergeError: UserFacingError, Equatable {
    case closed(String, isBranchThere: Bool)
    /// Its branch is there with commits that are not the run's.
    case foreignBranch(String, CommitID, repository: ForgeRepository)
    case checksFailed(String, [String])
    /// What was merged has other files than what was proven.
    case otherFiles(String, merged: CommitID, proven: CommitID)
    /// What would be merged is not what was proven, since the branch has other commits by now.
    case baseMoved(String, branch: String, from: CommitID, to: CommitID)
    /// What was merged says another version than the run releases.
    case otherVersion(String, ComponentID, Version, found: String)
    /// The forge can't keep what a commit has.
    case notMade(RepositoryID)

    /// The codes of failures after which a run proves what is there now, and continues.
    package static let amendedCodes: Set = ["merge.other-files", "merge.base-moved"]

    package var code: String {
        switch self {
        case .closed: "merge.closed"
        case .foreignBranch: "merge.foreign-branch"
        case .checksFailed: "merge.checks-failed"
        case .otherFiles: "merge.other-files"
        case .baseMoved: "merge.base-moved"
        case .otherVersion: "merge.other-version"
        case .notMade: "push.not-made"
        }
    }

    package var summary: String {
        switch self {
        case .closed(let address, _): "\(address) was closed without being merged, so its repository is not released."
        case .foreignBranch(let branch, let tip, let repository):
            "The branch \(branch) of \(repository) is at \(tip.short), which is not from this run."
        case .checksFailed(let address, _): "Checks of \(address) have failed, so Slipway does not merge it."
        case .otherFiles(let address, let merged, let proven):
            "\(address) was merged as \(merged.short), but its files differ from the tested commit \(proven.short)."
        case .baseMoved(let address, let branch, let base, let head):
            "\(branch) moved from \(base.short) to \(head.short) while \(address) was open; what a merge makes now is not tested."
        case .otherVersion(let address, let component, let version, let found):
            "\(address) was merged with \(component) \(found); this run releases \(version)."
        case .notMade(let repository):
            "The forge can't create the release commit of \(repository) with its file modes or links."
        }
    }

    package var reasons: [String] {
        switch self {
        case .checksFailed(_, let names): names
        case .otherFiles: ["Others' commits were merged with it, or it was changed. Nothing of it is tagged yet."]
        case .closed, .foreignBranch, .baseMoved, .otherVersion, .notMade: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .closed(_, let isBranchThere):
            [
                isBranchThere
                    ? "Reopen it, then: slipway run retry" : "Open a new one for the same release: slipway run retry",
                "Or cancel the release: slipway run cancel",
            ]
        case .foreignBranch(let branch, _, _):
            [
                "Look at what it has, and remove it if it isn't needed: git push origin --delete \(branch)",
                "Then: slipway run retry",
            ]
        case .checksFailed:
            [
                "Rerun them if they are flaky, or fix the cause; then: slipway run retry",
                "Or merge it by hand, then continue with: slipway run retry",
            ]
        case .otherFiles: ["Test and release what was merged: slipway run retry"]
        case .baseMoved: ["Test the release on top of the new commits: slipway run retry"]
        case .otherVersion: ["Cancel this run, then release what was merged: slipway run cancel; slipway release"]
        case .notMade: ["Let git make it, in slipway.yaml: commits: { signed-by: git }"]
        }
    }

    package var retry: RetryAdvice { .never }
}
