package import ReleaseModel

/// Why no build of a channel can be planned, or none is made.
package enum ChannelBuildError: UserFacingError, Equatable {
    case noSuchChannel(String, known: [String])
    case nothingToBuild(String, Place)
    /// A nightly is named after a commit, and there are several.
    case noAnchor(String, components: [ComponentID], Place)
    case badPin(RepositoryID, TagName, String)
    /// - Parameter components: What nothing pins.
    case notPinned(String, [RepositoryID])
    /// A repository without a commit.
    case noCommit(String, [RepositoryID])
    /// The name was given to a build already.
    case madeAlready(String, Version, RunID)
    /// An earlier build of the same commits waits for people.
    case unfinished(String, Version, RunID)
    /// Its version would have to be given to components that it does not build.
    case reachesOthers(String, [ComponentID])
    /// A decision needs a reason.
    case noReason

    package var code: String {
        switch self {
        case .noSuchChannel: "channel.not-configured"
        case .nothingToBuild: "channel.nothing-to-build"
        case .noAnchor: "channel.no-anchor"
        case .badPin: "channel.bad-pin"
        case .notPinned: "channel.not-pinned"
        case .noCommit: "channel.no-commit"
        case .madeAlready: "channel.made-already"
        case .unfinished: "channel.unfinished"
        case .reachesOthers: "channel.reaches-others"
        case .noReason: "channel.no-reason"
        }
    }

    package var summary: String {
        switch self {
        case .noSuchChannel(let name, _): "slipway.yaml describes no channel '\(name.prefix(80))'."
        case .nothingToBuild(let name, _): "The channel \(name) has no component to build."
        case .noAnchor(let name, _, _):
            "A build of the channel \(name) would be named after a commit, and there are several."
        case .badPin(let repository, let tag, let why):
            "versions.toml pins \(repository) at \(tag), which can't be built: \(why)."
        case .notPinned(let name, let repositories):
            "The channel \(name) builds what versions.toml pins, and it pins nothing of "
                + "\(repositories.map(\.text).joined(separator: ", "))."
        case .noCommit(let name, let repositories):
            "The channel \(name) can't build \(repositories.map(\.text).joined(separator: ", ")): there is no commit."
        case .madeAlready(let name, let version, let run): "The channel \(name) has \(version) already, made by \(run)."
        case .unfinished(let name, let version, let run):
            "\(version), the last build of the channel \(name), is unfinished, and nothing has changed since: \(run)."
        case .reachesOthers(let name, let others):
            "The version of the channel \(name) would reach \(others.map(\.text).joined(separator: ", ")), which it does not build."
        case .noReason: "Leaving out a build needs a reason."
        }
    }

    package var reasons: [String] {
        switch self {
        case .nothingToBuild(_, let place): ["\(place)"]
        case .noAnchor(_, let components, let place):
            ["\(place)", "Components: \(components.map(\.text).joined(separator: ", "))"]
        default: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .noSuchChannel(let name, let known):
            known.isEmpty
                ? [
                    "Describe it in slipway.yaml: channels: { \(yamlText(name)): { scheme: nightly, publish: [{ to: folder }] } }"
                ] : ["Known channels: \(known.joined(separator: ", "))"]
        case .nothingToBuild(let name, _):
            ["Name components in `of` of the channel \(name).", "See which there are: slipway graph"]
        case .noAnchor(let name, let components, _):
            ["Add `anchor: \(yamlText(components.last?.text ?? "NAME"))` to the channel \(name) in slipway.yaml."]
        case .badPin: ["Correct git_tag in versions.toml, or fetch the tags."]
        case .notPinned(let name, _):
            [
                "Record their tags as git_tag in versions.toml.",
                "Or build their last stable releases, and say so: add `fallback: stable` to the channel \(name).",
            ]
        case .noCommit: ["Commit to it first."]
        case .madeAlready(let name, _, _):
            ["See it: slipway channel list \(name)", "A new commit, or the next day, gives it another name."]
        case .unfinished(let name, _, let run):
            [
                "Continue it when the fault is fixed: slipway run retry \(run)",
                "Or give it up and build anew: slipway channel make \(name) --force",
            ]
        case .reachesOthers(let name, let others):
            [
                "Build them too: add \(others.map(\.text).joined(separator: ", ")) to `of` of the channel \(name).",
                "Or let their requirements stay: set policy: never for an edge.",
            ]
        case .noReason: ["Say why: slipway channel skip NAME --reason TEXT"]
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .noSuchChannel, .nothingToBuild, .noAnchor: .configuration
        case .unfinished: .incomplete
        case .noReason: .usage
        case .badPin, .notPinned, .noCommit, .madeAlready, .reachesOthers: .failed
        }
    }
}
