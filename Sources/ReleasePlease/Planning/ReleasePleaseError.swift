import ReleasePlanning
package import ReleaseModel

/// Why a release-please repository can't be planned.
package enum ReleasePleaseError: UserFacingError, Equatable {
    case badReleaseAs(String, package: String, commit: CommitID?)
    case badInitialVersion(String, package: String)
    case unknownReleaseType(ReleaseTypeName, package: String)
    /// Requirements between packages of a workspace that form a circle; the last requires the first.
    case cycle([String])
    /// A commit that the configuration names and the history does not hold.
    case noSuchCommit(String, key: String)
    /// Two packages would get one tag.
    case sameTag(String, packages: [String])
    /// The next version's tag is there already.
    case tagExists(String, package: String)
    /// The version of the manifest has no tag, so the changes since then are unknown.
    case missingTag(String, package: String)
    /// The next version is below the one in a file that the release would change.
    case belowFile(Version, written: String, file: String, package: String, manifest: String)
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
        case .noSuchCommit: "release-please.no-such-commit"
        case .sameTag: "release-please.same-tag"
        case .tagExists: "release-please.tag-exists"
        case .missingTag: "release-please.missing-tag"
        case .belowFile: "release-please.below-file"
        case .unsupported: "release-please.unsupported"
        case .releasesByBranch: "release-please.releases-by-branch"
        case .noSuchPackage: "release-please.no-such-package"
        }
    }

    package var summary: String {
        switch self {
        case .badReleaseAs(let text, let package, let commit):
            "\(package): '\(text)' of \(commit.map { "the Release-As of \($0.short)" } ?? "release-as") is not a valid version."
        case .badInitialVersion(let text, let package):
            "\(package): '\(text)' of initial-version is not a valid version."
        case .unknownReleaseType(let type, let package): "\(package): there is no release type '\(type)'."
        case .cycle: "The requirements of the packages form a dependency cycle."
        case .noSuchCommit(let name, let key): "\(key): the history has no commit '\(name)'."
        case .sameTag(let tag, let packages): "\(packages.joined(separator: " and ")) would both get the tag '\(tag)'."
        case .tagExists(let tag, let package): "\(package): its next tag '\(tag)' exists already."
        case .missingTag(let tag, let package):
            "\(package): the manifest names a release whose tag '\(tag)' is not in this clone."
        case .belowFile(let version, let written, let file, let package, _):
            "\(package): its next version \(version) is below \(written) in \(file), which would be lowered."
        case .releasesByBranch:
            "With release-please's files, slipway release does not apply: a release is a branch that someone merges."
        case .unsupported(let what): "\(what) can't be used together with release-please's files."
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
        case .badReleaseAs(_, _, let commit):
            (commit.map { ["Read the commit, in the repository: git show \($0)"] } ?? []) + [
                "Write for example: Release-As: 2.0.0"
            ]
        case .badInitialVersion: ["Write for example: \"initial-version\": \"0.1.0\""]
        case .unknownReleaseType: ["See docs/release-types.md."]
        case .cycle: ["Take one of these requirements out of its manifest."]
        case .noSuchCommit:
            ["Write the full id of a commit before the head, as printed in the repository by: git rev-parse NAME"]
        case .sameTag: ["Set another `component` for one of them in release-please-config.json."]
        case .tagExists:
            ["Write the tagged version into the manifest, or choose another one in a commit message: Release-As: X.Y.Z"]
        case .missingTag:
            [
                "Fetch the tags, in the repository: git fetch --tags",
                "If it was merged and is not tagged yet: slipway release-branch --tag-merged",
                "If it was never tagged, set bootstrap-sha to the commit after which counting begins.",
                "Or plan from the entire history, as release-please does: slipway plan --compatibility compat",
            ]
        case .belowFile(_, let written, let file, _, let manifest):
            [
                "If \(written) is released, write it into \(manifest) and commit that.",
                "If it is not, write the released version into \(file) and commit that.",
                "Or choose a version above it in a commit message: Release-As: X.Y.Z",
            ]
        case .releasesByBranch:
            [
                "Create or update the release branch: slipway release-branch",
                "After it is merged, tag the release: slipway release-branch --tag-merged",
                "Or, to release in one go, write a slipway.yaml: slipway init --from release-please",
            ]
        case .unsupported: ["Write a slipway.yaml: slipway init --from release-please"]
        case .noSuchPackage: ["List the packages: slipway plan"]
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .missingTag, .noSuchCommit, .tagExists, .belowFile: .failed
        case .unsupported, .noSuchPackage, .releasesByBranch: .usage
        default: .configuration
        }
    }
}
