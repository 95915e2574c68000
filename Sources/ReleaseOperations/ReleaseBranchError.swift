package import ReleaseModel

/// Why a release branch is not written.
package enum ReleaseBranchError: UserFacingError, Equatable {
    /// Somebody else's commits are on it.
    case foreignCommits(branch: String, commits: [CommitID], authors: [String])
    /// It is checked out, so that moving it would leave a work tree behind.
    case checkedOut(branch: String, folder: String)
    /// What was merged before has no tag yet.
    case untagged([TagName])
    /// Without release-please's files it is the release that makes tags.
    case tagsWithRelease

    package var code: String {
        switch self {
        case .foreignCommits: "release-branch.foreign-commits"
        case .checkedOut: "release-branch.checked-out"
        case .untagged: "release-branch.untagged"
        case .tagsWithRelease: "release-branch.tags-with-release"
        }
    }

    package var summary: String {
        switch self {
        case .foreignCommits(let branch, _, _): "Somebody committed to \(branch); it was not overwritten."
        case .checkedOut(let branch, let folder): "\(branch) is checked out in \(folder); it was not moved."
        case .untagged(let tags):
            "A release is merged and not yet tagged: \(tags.map(\.text).joined(separator: ", "))."
        case .tagsWithRelease: "Only releases of release-please's files are tagged by this; there are none here."
        }
    }

    package var reasons: [String] {
        guard case .foreignCommits(_, let commits, let authors) = self else { return [] }
        return zip(commits, authors).map { "\($0.short) by \($1)" }
    }

    package var suggestions: [String] {
        switch self {
        case .foreignCommits:
            [
                "Merge the pull request with these commits, or move them to another branch.",
                "To overwrite the branch and keep the commits under refs/slipway/kept/: slipway release-branch --force",
            ]
        case .checkedOut: ["Check out another branch: git switch main"]
        case .untagged: ["slipway release-branch --tag-merged"]
        case .tagsWithRelease: ["slipway release"]
        }
    }
}
