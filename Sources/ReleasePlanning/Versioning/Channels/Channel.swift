package import Foundation
package import ReleaseModel

/// One way in which builds beside the stable releases are named.
///
/// ``parse(_:)`` reads every name that ``next(in:)`` gives, and nothing else.
package protocol Channel: Sendable {
    /// As requested: `nightly`.
    var name: String { get }

    /// The name of the next build; always a prerelease.
    func next(in state: ChannelState) throws(ChannelError) -> String

    /// What a name of this channel says; nil for every other text.
    func parse(_ name: String) -> ChannelName?
}

/// What a channel's next name follows from.
package struct ChannelState: Sendable {
    package var component: ComponentID
    /// What the component's changes call for, or its last version where they call for nothing.
    package var version: Version
    /// The stable versions of every member of the set, the component's included.
    package var members: [ComponentID: Version]
    /// Versions that are already used, of every member.
    package var taken: [Version]
    /// The moment of the build.
    package var moment: Date
    /// The commit that is built; nil for a folder that is not under git.
    package var commit: CommitID?
    /// A name that someone chose; it is checked like one that was found.
    package var forced: String?

    package init(
        component: ComponentID, version: Version, members: [ComponentID: Version] = [:], taken: [Version] = [],
        moment: Date, commit: CommitID? = nil, forced: String? = nil
    ) {
        self.component = component
        self.version = version
        self.members = members
        self.taken = taken
        self.moment = moment
        self.commit = commit
        self.forced = forced
    }
}

/// What stands in a channel's name.
package struct ChannelName: Sendable, Hashable {
    /// nil for a name without a version.
    package var core: Version?
    /// From 1; nil where builds are not counted.
    package var number: Int?
    package var day: ReleaseDate?
    /// The first seven digits of the commit; nil where the name has none.
    package var commit: String?

    package init(core: Version? = nil, number: Int? = nil, day: ReleaseDate? = nil, commit: String? = nil) {
        self.core = core
        self.number = number
        self.day = day
        self.commit = commit
    }
}

/// Why a channel has no next name.
package enum ChannelError: UserFacingError, Equatable {
    case noSuchChannel(String)
    /// Nightly builds are named after their commit.
    case noCommit(ComponentID)
    case badName(String, channel: String, form: String)
    /// A chosen name is not above the existing ones.
    case tooLow(String, ComponentID?, Version)
    case taken(ComponentID, String)

    package var code: String {
        switch self {
        case .noSuchChannel: "channel.unknown"
        case .noCommit: "channel.no-commit"
        case .badName: "channel.bad-name"
        case .tooLow: "channel.too-low"
        case .taken: "channel.taken"
        }
    }

    package var summary: String {
        switch self {
        case .noSuchChannel(let name): "There is no channel '\(name.prefix(80))'."
        case .noCommit(let component):
            "\(component) is not under version control, so its build has no commit to be named after."
        case .badName(let name, let channel, let form):
            "'\(name.prefix(80))' is not a version name of the channel \(channel), which are spelled \(form)."
        case .tooLow(let name, let component, let version):
            "\(name) is not above \(version)\(component.map { " of \($0)" } ?? ", which is published")."
        case .taken(let component, let name): "\(component) is published as \(name) already."
        }
    }

    package var suggestions: [String] {
        switch self {
        case .noSuchChannel: ["Known channels: " + allChannels.map(\.name).joined(separator: ", ")]
        case .noCommit: ["Commit it to a repository first."]
        case .badName, .tooLow: ["Leave the choice to Slipway: slipway version --channel NAME"]
        case .taken: ["Release a higher version first."]
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .noSuchChannel, .badName, .tooLow: .usage
        case .noCommit, .taken: .failed
        }
    }
}
