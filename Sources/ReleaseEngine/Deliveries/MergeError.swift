package import ReleaseModel

/// A pull request of a run that can't be merged, or was merged differently.
package enum MergeError: UserFacingError, Equatable {
    case closed(String)
    /// Its branch is there with commits that are not the run's.
    case foreignBranch(String, CommitID, repository: ForgeRepository)
    case checksFailed(String, [String])
    /// What was merged has other files than what was proven.
    case otherFiles(String, merged: CommitID, proven: CommitID)
    /// The forge can't keep what a commit has.
    case notMade(RepositoryID)

    /// The code of ``otherFiles(_:merged:proven:)``, by which a run goes on with what was merged.
    package static let otherFilesCode = "merge.other-files"

    package var code: String {
        switch self {
        case .closed: "merge.closed"
        case .foreignBranch: "merge.foreign-branch"
        case .checksFailed: "merge.checks-failed"
        case .otherFiles: MergeError.otherFilesCode
        case .notMade: "push.not-made"
        }
    }

    package var summary: String {
        switch self {
        case .closed(let address): "\(address) was closed without being merged; nothing of its repository is released."
        case .foreignBranch(let branch, let tip, let repository):
            "The branch \(branch) of \(repository) is at \(tip.short), which is not from this run."
        case .checksFailed(let address, _): "Checks of \(address) have failed, so Slipway does not merge it."
        case .otherFiles(let address, let merged, let proven):
            "\(address) was merged as \(merged.short), with other files than \(proven.short) that was proven."
        case .notMade(let repository): "The forge can't make the release commit of \(repository)."
        }
    }

    package var reasons: [String] {
        switch self {
        case .checksFailed(_, let names): names
        case .otherFiles: ["Others' commits were merged with it, or it was changed. Nothing of it is tagged yet."]
        case .notMade: ["Forges make commits of plain files: a link, or a file's mode, would be lost."]
        case .closed, .foreignBranch: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .closed: ["Reopen it, then: slipway run retry", "Or give the release up: slipway run cancel"]
        case .foreignBranch(let branch, _, _):
            [
                "Look at what it has, and remove it if it isn't needed: git push origin --delete \(branch)",
                "Then: slipway run retry",
            ]
        case .checksFailed:
            [
                "Repeat them if they failed by chance, or fix the cause on the branch; then: slipway run retry",
                "Or merge it by hand; the run goes on with: slipway run retry",
            ]
        case .otherFiles: ["Prove what was merged: slipway run retry"]
        case .notMade: ["Let git make it, in slipway.yaml: commits: { signed-by: git }"]
        }
    }

    package var retry: RetryAdvice { .never }
}
