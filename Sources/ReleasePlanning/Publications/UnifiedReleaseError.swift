package import ReleaseModel

/// Why no unified release can be planned; each case names the place of its configuration.
package enum UnifiedReleaseError: UserFacingError, Equatable {
    case noRepository(RepositoryID, known: [RepositoryID], Place)
    /// A template has `{version}`, and the released components have different ones.
    case noVersion([ComponentID], Place)
    case badTag(TagName, Place)
    /// A tag that another release has.
    case tagExists(TagName, CommitID, Place)
    /// A component's own release would have the same tag in the same repository.
    case sameTag(TagName, ComponentID, Place)
    /// A rolling tag that says a version.
    case versionAsRolling(TagName, Place)

    package var code: String {
        switch self {
        case .noRepository: "unified-release.no-repository"
        case .noVersion: "unified-release.no-version"
        case .badTag: "unified-release.bad-tag"
        case .tagExists: "unified-release.tag-exists"
        case .sameTag: "unified-release.same-tag"
        case .versionAsRolling: "unified-release.version-as-rolling"
        }
    }

    package var summary: String {
        switch self {
        case .noRepository(let name, _, _): "The unified release is to be in \(name), which is not a repository here."
        case .noVersion: "The unified release has no version of its own: its components have different ones."
        case .badTag(let tag, _): "The unified release would get the tag '\(tag)', which is not a valid name in git."
        case .tagExists(let tag, _, _): "The unified release would get the tag \(tag), which exists already."
        case .sameTag(let tag, let component, _):
            "The unified release and the release of \(component) would both have the tag \(tag)."
        case .versionAsRolling(let tag, _): "The rolling tag '\(tag)' says a version, and versions are never moved."
        }
    }

    package var reasons: [String] {
        switch self {
        case .noRepository(_, let known, let place):
            ["\(place)", "Repositories here: \(known.map(\.text).joined(separator: ", "))"]
        case .noVersion(let components, let place):
            ["\(place): {version}", "Released: \(components.map(\.text).joined(separator: ", "))"]
        case .badTag(_, let place), .sameTag(_, _, let place), .versionAsRolling(_, let place): ["\(place)"]
        case .tagExists(let tag, let commit, let place):
            ["\(place)", "\(tag) points to \(commit.short) and is never moved."]
        }
    }

    package var suggestions: [String] {
        switch self {
        case .noRepository(_, let known, _):
            ["Name one of them: unified-release: { repository: \(yamlText(known.first?.text ?? "NAME")) }"]
        case .noVersion:
            [
                "Use {set} or {date} in its place: unified-release: { repository: NAME, tag: \"{set}\" }",
                "Or give the components one version: groups: { all: { components: ['*'], versions: fixed } }",
            ]
        case .badTag: ["Change the template: unified-release: { repository: NAME, tag: \"{set}\" }"]
        case .tagExists: ["Use {set}, which is free: unified-release: { repository: NAME, tag: \"{set}\" }"]
        case .sameTag(_, let component, _):
            [
                "Give it another tag: unified-release: { repository: NAME, tag: \"{set}\" }",
                "Or remove `to: forge-release` from the targets of \(component).",
            ]
        case .versionAsRolling:
            ["Choose a name, such as nightly: unified-release: { repository: NAME, rolling: nightly }"]
        }
    }

    package var exitCode: ExitCode { .configuration }
}
