/// A stream of builds beside the releases, as `slipway.yaml` describes it: nightly or develop builds.
package struct ChannelConfiguration: Sendable, Hashable, Codable {
    /// How its builds are named.
    package enum Scheme: String, Sendable, Codable, CaseIterable {
        /// `nightly-20260131-0a1b2c3`: manifests stay as they are.
        case nightly
        /// `1.2.4-dev.3`, one version for all: written into what is built, and never on a branch.
        case develop
    }

    /// Which commits are built.
    package enum Source: String, Sendable, Codable, CaseIterable {
        /// The newest of each repository's release branch.
        case main
        /// Those that `versions.toml` pins.
        case pins
    }

    package var name: String
    package var scheme: Scheme
    /// Empty: all of the workspace.
    package var components: [ComponentID] = []
    /// The component whose commit names a nightly, and above whose stable versions a develop version is; nil: derived.
    package var anchor: ComponentID?
    package var source = Source.main
    /// Whether the stable release of a component is built where the wanted commit can't be.
    package var fallsBack = false
    /// Where the artifacts of each component go.
    package var publish: [PublishConfiguration] = []
    /// The one prerelease at a forge with the artifacts of all; nil: none.
    package var release: UnifiedReleaseConfiguration?
    /// Whether gates run before anything is published.
    package var hasGates = true
    package var keep = ChannelRetention()
    /// Where it is configured.
    package var place: Place

    package init(name: String, scheme: Scheme, place: Place) {
        self.name = name
        self.scheme = scheme
        self.place = place
    }
}

/// Which older builds of a channel are kept. One of its conditions is enough; without any, all are.
package struct ChannelRetention: Sendable, Hashable, Codable {
    /// How many of the newest; at least 1.
    package var builds: Int?
    /// How old one may be, in seconds.
    package var age: Int?

    package init(builds: Int? = nil, age: Int? = nil) {
        self.builds = builds
        self.age = age
    }
}
