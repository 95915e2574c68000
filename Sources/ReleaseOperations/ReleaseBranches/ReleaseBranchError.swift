package import ReleaseModel

/// Why a release branch is not written, or merged releases are not tagged.
package enum ReleaseBranchError: UserFacingError, Equatable {
    /// Someone else's commits are on it.
    case foreignCommits(branch: String, commits: [CommitID], authors: [String])
    /// It is checked out, so that moving it would leave a work tree behind.
    case checkedOut(branch: String, folder: String)
    /// An earlier merged release has no tag yet.
    case untagged([TagName])
    /// Without release-please's files, tags are made by `release`.
    case tagsWithRelease
    /// A release branch is checked out, which is merged into `base` and releases nothing itself.
    case onReleaseBranch(String, base: String, folder: String)
    /// Their commits are not in the base; each with its tag. `remote`: whose base that is; nil: the clone's own.
    case unmerged([TagName], commits: [CommitID], base: String, remote: String?, folder: String)
    /// The branch that releases are merged into is not there. `remote`: where; nil: in the clone. `isHere`: whether the
    /// clone has it.
    case noBase(String, remote: String?, folder: String, isHere: Bool = false)
    /// The clone and its remote have different commits of the base.
    case baseDiffers(RepositoryID, BaseDifference)

    package var code: String {
        switch self {
        case .foreignCommits: "release-branch.foreign-commits"
        case .checkedOut: "release-branch.checked-out"
        case .untagged: "release-branch.untagged"
        case .tagsWithRelease: "release-branch.tags-with-release"
        case .onReleaseBranch: "release-branch.on-release-branch"
        case .unmerged: "release-branch.unmerged"
        case .noBase: "release-branch.no-base"
        case .baseDiffers(_, let difference): "release-branch.base-\(difference.kind.rawValue)"
        }
    }

    package var summary: String {
        switch self {
        case .foreignCommits(let branch, _, _): "Someone committed to \(branch); it was not overwritten."
        case .checkedOut(let branch, let folder): "\(branch) is checked out in \(folder); it was not moved."
        case .untagged(let tags):
            "A release is merged and not yet tagged: \(tags.map(\.text).joined(separator: ", "))."
        case .tagsWithRelease:
            "Only releases made with release-please's files are tagged by this; this workspace has none."
        case .onReleaseBranch(let branch, _, _):
            "\(branch) is a release branch; nothing is released from it."
        case .unmerged(let tags, _, let base, let remote, _):
            "\(base)\(place(remote)) does not have what would be tagged: \(tags.map(\.text).joined(separator: ", "))."
        case .noBase(let base, let remote, _, _):
            "There is no branch \(base)\(place(remote)), so nothing is merged into it."
        case .baseDiffers(let repository, let difference): difference.sentence(of: repository)
        }
    }

    package var reasons: [String] {
        switch self {
        case .foreignCommits(_, let commits, let authors): zip(commits, authors).map { "\($0.short) by \($1)" }
        case .unmerged(let tags, let commits, let base, _, _):
            zip(tags, commits).map { "\($0) would be at \($1.short), which is not in \(base)." }
        default: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .foreignCommits:
            [
                "Merge the pull request with these commits, or move them to another branch.",
                "To overwrite the branch and keep the commits under refs/slipway/kept/: slipway release-branch --force",
            ]
        case .checkedOut(_, let folder): ["Check out another branch: \(gitCommand("switch main", in: folder))"]
        case .untagged: ["Tag it: slipway release-branch --tag-merged"]
        case .tagsWithRelease: ["Tag and release with slipway.yaml: slipway release"]
        case .onReleaseBranch(_, let base, let folder):
            ["Check out the branch that it is merged into: \(gitCommand("switch \(base)", in: folder))"]
        case .unmerged(_, _, let base, let remote, let folder):
            [
                remote.map {
                    "If the release was merged in this clone, push it: \(gitCommand("push \($0) \(base)", in: folder))"
                }
                    ?? "Merge it first: \(gitCommand("switch \(base)", in: folder))",
                "If another branch is released: slipway release-branch --tag-merged --base BRANCH",
            ]
        case .noBase(let base, let remote, let folder, let isHere):
            (isHere ? remote.map { ["Push it: \(gitCommand("push \($0) \(base)", in: folder))"] } : nil)
                ?? ["Check the name: \(gitCommand("branch -r", in: folder))"]
                + ["Say which branch releases are merged into: slipway release-branch --tag-merged --base BRANCH"]
        case .baseDiffers(_, let difference): [difference.remedy]
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .onReleaseBranch, .unmerged, .noBase: .usage
        default: .failed
        }
    }

    private func place(_ remote: String?) -> String { remote.map { " at \($0)" } ?? "" }
}
