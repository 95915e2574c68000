package import ReleaseModel

/// Why a release-please repository can't be planned.
package enum ReleasePleaseError: UserFacingError, Equatable {
    /// The commit is nil where the configuration says it, or nobody looked; see ``naming(commits:configuration:)``.
    case badReleaseAs(String, package: String, commit: CommitID? = nil)
    case badInitialVersion(String, package: String)
    case unknownReleaseType(ReleaseTypeName, package: String)
    /// Requirements between packages of a workspace that form a circle; the last requires the first.
    case cycle([String])
    /// The version of the manifest has no tag, so nobody knows what has happened since.
    case missingTag(String, package: String)
    case unsupported(String)
    /// Nothing is published without a person's merge.
    case releasesByBranch
    case noSuchPackage([String], known: [ComponentID])

    package var code: String {
        switch self {
        case .badReleaseAs: "release-please.bad-release-as"
        case .badInitialVersion: "release-please.bad-initial-version"
        case .unknownReleaseType: "release-please.unknown-release-type"
        case .cycle: "release-please.cycle"
        case .missingTag: "release-please.missing-tag"
        case .unsupported: "release-please.unsupported"
        case .releasesByBranch: "release-please.releases-by-branch"
        case .noSuchPackage: "release-please.no-such-package"
        }
    }

    package var summary: String {
        switch self {
        case .badReleaseAs(let text, let package, let commit):
            "\(package): '\(text.prefix(80))' of Release-As is no version"
                + (commit.map { "; the commit \($0.short) says it." } ?? ".")
        case .badInitialVersion(let text, let package): "\(package): '\(text)' of initial-version is no version."
        case .unknownReleaseType(let type, let package): "\(package): there is no release type '\(type)'."
        case .cycle: "The packages of the workspace require each other in a circle."
        case .missingTag(let tag, let package):
            "\(package): the manifest names a release whose tag '\(tag)' is not in this clone."
        case .releasesByBranch: "With release-please's files a release is a branch that a person merges."
        case .unsupported(let what): "\(what) can't be said together with release-please's files."
        case .noSuchPackage(let names, _):
            "There is no package \(names.map { "'\($0)'" }.joined(separator: ", "))."
        }
    }

    package var reasons: [String] {
        switch self {
        case .cycle(let names): [(names + names.prefix(1)).joined(separator: " → ")]
        case .noSuchPackage(_, let known): ["Known: \(known.map(\.text).joined(separator: ", "))"]
        default: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .badReleaseAs(_, _, nil): ["Write for example: Release-As: 2.0.0"]
        case .badReleaseAs(_, _, let commit?):
            [
                "See it: git show \(commit)",
                "Say the right one in a newer commit of the same package, as its last line: Release-As: X.Y.Z",
            ]
        case .badInitialVersion: ["Write for example: \"initial-version\": \"0.1.0\""]
        case .unknownReleaseType: ["See docs/release-types.md."]
        case .cycle: ["Take one of these requirements out of its manifest."]
        case .missingTag:
            [
                "git fetch --tags", "If it was merged and not yet tagged: slipway release-branch --tag-merged",
                "If it was never tagged: name the commit after which to begin as bootstrap-sha.",
                "To plan from the whole history as release-please does: --compatibility compat",
            ]
        case .releasesByBranch:
            [
                "Make or renew the branch: slipway release-branch",
                "After it was merged: slipway release-branch --tag-merged",
                "To release in one go, write a slipway.yaml: slipway init --from release-please",
            ]
        case .unsupported: ["Write a slipway.yaml: slipway init --from release-please"]
        case .noSuchPackage: []
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .missingTag: .failed
        case .unsupported, .noSuchPackage, .releasesByBranch: .usage
        default: .configuration
        }
    }
}

extension ReleasePleaseError {
    /// The same error with the newest commit that says what it is about, where the configuration doesn't say it.
    package func naming(
        commits: [ObservedCommit], configuration: ReleasePleaseConfiguration, compatibility: Compatibility
    ) -> ReleasePleaseError {
        guard case .badReleaseAs(let text, let package, nil) = self,
            !configuration.packages.contains(where: { $0.path == package && $0.versioning.releaseAs == text })
        else { return self }
        let rules = MessageRules(compatibility)
        let commit = commits.first { commit in
            CommitReading(commit, rules: rules).commits.contains { $0.releaseAs.contains(text) }
        }
        return .badReleaseAs(text, package: package, commit: commit?.id)
    }
}
