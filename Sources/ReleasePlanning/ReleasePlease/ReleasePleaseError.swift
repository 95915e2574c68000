package import ReleaseModel

/// Why a release-please repository can't be planned.
package enum ReleasePleaseError: UserFacingError, Equatable {
    case badReleaseAs(String, package: String)
    case badInitialVersion(String, package: String)
    case unknownReleaseType(ReleaseTypeName, package: String)
    /// Requirements between packages of a workspace that form a circle; the last requires the first.
    case cycle([String])
    /// The version of the manifest has no tag, so nobody knows what has happened since.
    case missingTag(String, package: String)
    case notUnderstood(count: Int, first: String)

    package var code: String {
        switch self {
        case .badReleaseAs: "release-please.bad-release-as"
        case .badInitialVersion: "release-please.bad-initial-version"
        case .unknownReleaseType: "release-please.unknown-release-type"
        case .cycle: "release-please.cycle"
        case .missingTag: "release-please.missing-tag"
        case .notUnderstood: "plan.commits-not-understood"
        }
    }

    package var summary: String {
        switch self {
        case .badReleaseAs(let text, let package): "\(package): '\(text)' of Release-As is no version."
        case .badInitialVersion(let text, let package): "\(package): '\(text)' of initial-version is no version."
        case .unknownReleaseType(let type, let package): "\(package): there is no release type '\(type)'."
        case .cycle: "The packages of the workspace require each other in a circle."
        case .missingTag(let tag, let package):
            "\(package): the manifest names a release whose tag '\(tag)' is not in this clone."
        case .notUnderstood(let count, _):
            "\(count) \(count == 1 ? "commit is" : "commits are") not understood, and --strict-commits was asked for."
        }
    }

    package var reasons: [String] {
        switch self {
        case .cycle(let names): [(names + names.prefix(1)).joined(separator: " → ")]
        case .notUnderstood(_, let first): [first]
        default: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .badReleaseAs: ["Write for example: Release-As: 2.0.0"]
        case .badInitialVersion: ["Write for example: \"initial-version\": \"0.1.0\""]
        case .unknownReleaseType: ["See docs/release-types.md."]
        case .cycle: ["Take one of these requirements out of its manifest."]
        case .missingTag:
            [
                "git fetch --tags", "If it was merged and not yet tagged: slipway release-branch --tag-merged",
                "If it was never tagged: name the commit after which to begin as bootstrap-sha.",
                "To plan from the whole history as release-please does: --compatibility compat",
            ]
        case .notUnderstood: ["slipway plan --json lists them under commits, each with its place."]
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .missingTag, .notUnderstood: .failed
        default: .configuration
        }
    }
}
