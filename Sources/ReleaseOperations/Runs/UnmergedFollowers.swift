package import ReleaseModel

/// Why a merged release can't be made alone: others would have to be released with it, which no merge has agreed to.
package struct UnmergedFollowers: UserFacingError {
    package var merged: [ComponentID]
    package var followers: [ComponentID]

    package var code: String { "release.unmerged-followers" }
    package var summary: String {
        "The merged release of \(list(merged)) needs a release of \(list(followers)), which is not merged."
    }
    package var reasons: [String] { ["With --merged, only versions that a merge put into the manifests are released."] }
    package var suggestions: [String] {
        [
            "See why: slipway plan --component \(merged.map(\.text).joined(separator: " "))",
            "Release all of it without a pull request: slipway release",
        ]
    }
    package var exitCode: ExitCode { .failed }

    private func list(_ names: [ComponentID]) -> String { names.map(\.text).joined(separator: ", ") }
}
