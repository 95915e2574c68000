/// What a person or a trigger asked for.
package struct ReleaseRequest: Sendable, Hashable, Codable {
    /// Release these and what follows from them; empty: what the commits since the last tags call for.
    package var components: [ComponentID]
    /// An upstream release that has already happened: only its downstreams are released.
    package var upstreamTag: TagName?
    /// Versions that somebody chose; they hold for this run only.
    package var versions: [ComponentID: Version]
    /// One version for the whole set.
    package var version: Version?
    /// The bump of the requested components, whatever their commits say.
    package var bump: Bump?
    /// Whether prereleases or stable versions are made; nil: as each component's configuration says.
    package var stage: ReleaseStage?

    package init(
        components: [ComponentID] = [], upstreamTag: TagName? = nil, versions: [ComponentID: Version] = [:],
        version: Version? = nil, bump: Bump? = nil, stage: ReleaseStage? = nil
    ) {
        self.components = components.sorted()
        self.upstreamTag = upstreamTag
        self.versions = versions
        self.version = version
        self.bump = bump
        self.stage = stage
    }
}
