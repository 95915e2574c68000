/// What a plan builds for a channel; part of the plan's request, and so of its digest.
package struct ChannelBuild: Sendable, Hashable, Codable {
    package var channel: String
    package var scheme: ChannelConfiguration.Scheme
    /// The one name of everything in it.
    package var version: Version
    /// In the order of the plan.
    package var components: [ComponentID]
    /// The repository whose commit names it.
    package var anchor: RepositoryID
    /// What is built from a stable release instead; by repository.
    package var fallbacks: [StableFallback]

    package init(
        channel: String, scheme: ChannelConfiguration.Scheme, version: Version, components: [ComponentID],
        anchor: RepositoryID, fallbacks: [StableFallback] = []
    ) {
        self.channel = channel
        self.scheme = scheme
        self.version = version
        self.components = components
        self.anchor = anchor
        self.fallbacks = fallbacks.sorted { $0.repository < $1.repository }
    }
}

/// A repository of which a channel builds a stable release, since what was wanted could not be built.
package struct StableFallback: Sendable, Hashable, Codable {
    package var repository: RepositoryID
    /// Of the stable release.
    package var tag: TagName
    package var commit: CommitID
    /// A sentence.
    package var reason: String

    package init(repository: RepositoryID, tag: TagName, commit: CommitID, reason: String) {
        self.repository = repository
        self.tag = tag
        self.commit = commit
        self.reason = reason
    }

    /// For people: `protocol is built at its stable release v1.0.0: …`.
    package var sentence: String { "\(repository) is built at its stable release \(tag): \(reason)" }
}
