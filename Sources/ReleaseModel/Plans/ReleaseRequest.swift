/// A request by a person or a trigger.
package struct ReleaseRequest: Sendable, Hashable, Codable {
    /// Release these and what follows from them; empty: what the commits since the last tags call for.
    package var components: [ComponentID]
    /// An upstream release that has already happened: only its downstreams are released.
    package var upstreamTag: TagName?
    /// Chosen versions; they apply to this run only.
    package var versions: [ComponentID: Version]
    /// One version for the entire set.
    package var version: Version?
    /// The bump of the requested components, whatever their commits say.
    package var bump: Bump?
    /// Whether prereleases or stable versions are made; nil: as each component's configuration says.
    package var stage: ReleaseStage?
    /// What it is for; nil: to release.
    package var purpose: ReleasePurpose?
    /// Digests of images that are known before the release, by component.
    package var digests: [ComponentID: String]?
    /// Whose release led to this one, for the messages: a component's tag, or `name@version`; nil: as requirements say.
    package var cause: TagName?
    /// A public tag whose release is made: its commit is built, proven and published; nil: none.
    package var tag: TagName?
    /// Where everything is built, whatever the configuration says; nil: as it says.
    package var builds: BuildPlace?
    /// Releases whose tags are public and which are to be finished; nil: none. Nothing else is released with them.
    package var unfinished: [ComponentID: UnfinishedRelease]?
    /// The build of a channel; nil: none. Set where ``purpose`` is a channel's.
    package var channel: ChannelBuild?

    package init(
        components: [ComponentID] = [], upstreamTag: TagName? = nil, versions: [ComponentID: Version] = [:],
        version: Version? = nil, bump: Bump? = nil, stage: ReleaseStage? = nil,
        purpose: ReleasePurpose? = nil, cause: TagName? = nil
    ) {
        self.cause = cause
        self.components = components.sorted()
        self.upstreamTag = upstreamTag
        self.versions = versions
        self.version = version
        self.bump = bump
        self.stage = stage
        self.purpose = purpose
    }
}

extension ReleaseRequest {
    /// The same with everything built on this machine.
    package var builtHere: ReleaseRequest {
        var request = self
        request.builds = .here
        return request
    }
}

/// What a release is for, where it is not meant for users.
package enum ReleasePurpose: String, Sendable, Codable {
    /// All reversible work and nothing public: for comparison with another system's releases.
    case shadow
    /// The complete process, with versions such as `1.4.0-test.1`, and only to test targets.
    case test
    /// A build of a channel: nothing is committed to a branch, and no release of a component is made.
    case channel
}
