package import Foundation
package import ReleaseModel

/// What a channel builds of a workspace, before any plan is made.
///
/// Pure: which commits are there, and what earlier builds did, the caller knows.
package struct ChannelPlanning: Sendable {
    package let channel: ChannelConfiguration
    package let world: ObservedWorkspace
    /// In graph order.
    package let components: [ComponentID]
    private let histories: [ComponentID: Cascade.History]

    /// - Parameter origins: Only these and what is downstream of them is built, by graph or chain; empty: all. A release of all
    ///   needs all.
    /// - Throws: ``ChannelBuildError`` for a channel that builds nothing; ``GraphError`` for a component that is none.
    package init(_ channel: ChannelConfiguration, of world: ObservedWorkspace, from origins: [ComponentID] = []) throws
    {
        self.channel = channel
        self.world = world
        let graph = try ComponentGraph(of: world)
        let named = channel.components.map(world.named)
        let unknown = named.filter { world.component($0) == nil }
        guard unknown.isEmpty else {
            throw GraphError.noSuchComponent(unknown.map(\.text), known: graph.components)
        }
        let wanted = Set(named)
        let reached =
            origins.isEmpty || channel.release != nil
            ? nil : Set(try scope(of: origins.map(world.named), in: graph, mode: world.configuration.scope))
        components = graph.order.filter { id in
            guard let component = world.component(id), !component.isOnlyRecorded else { return false }
            return (wanted.isEmpty || wanted.contains(id)) && reached?.contains(id) ?? true
        }
        guard !components.isEmpty else { throw ChannelBuildError.nothingToBuild(channel.name, channel.place) }
        histories = try PlanMaker.histories(of: world)
    }

    /// The repositories that it builds, by name.
    package var repositories: [RepositoryID] {
        Set(components.compactMap { world.component($0)?.repository }).sorted()
    }

    /// The repository whose commit names a nightly: the anchor's, that of the release of all, or the only one.
    package func anchor() throws(ChannelBuildError) -> RepositoryID {
        if let anchor = channel.anchor.map(world.named), let component = world.component(anchor) {
            return component.repository
        }
        let all = repositories
        if let release = channel.release?.repository, all.contains(release) { return release }
        guard let only = all.first, all.count == 1 else {
            throw .noAnchor(channel.name, components: components, channel.place)
        }
        return only
    }

    /// The tag of a repository's last stable release, where all its components have one on the same commit.
    package func stable(of repository: RepositoryID) -> ObservedTag? {
        let own = components.filter { world.component($0)?.repository == repository }
        let tags = own.compactMap { histories[$0]?.lastStable?.tag }
        guard let first = tags.first, tags.count == own.count, tags.allSatisfy({ $0.commit == first.commit }) else {
            return nil
        }
        return first
    }

    /// What `versions.toml` pins of a repository.
    ///
    /// - Returns: nil: it names none of its components.
    /// - Throws: ``ChannelBuildError/badPin(_:_:_:)`` for a tag that does not exist, and for different ones.
    package func pin(of repository: RepositoryID) throws(ChannelBuildError) -> ObservedTag? {
        var found: ObservedTag?
        for set in world.versionSets {
            for entry in set.entries {
                guard let id = entry.component, world.component(id)?.repository == repository,
                    let name = entry.tag.map({ TagName($0.value) })
                else { continue }
                guard let tag = world.repository(repository)?.tags.first(where: { $0.name == name }) else {
                    throw .badPin(repository, name, "the tag does not exist there")
                }
                if let found, found.commit != tag.commit {
                    throw .badPin(repository, name, "\(found.name) is pinned too, at another commit")
                }
                found = tag
            }
        }
        return found
    }

    /// The name of the next build.
    ///
    /// - Parameters:
    ///   - state: What the caller knows of earlier ones: its moment, the versions that are used, a chosen name.
    ///   - commit: The one that is built of the anchor.
    package func version(_ state: ChannelNaming, commit: CommitID?) throws -> Version {
        let anchor = channel.anchor.map(world.named)
        let counted = anchor.map { [$0] } ?? components
        var members: [ComponentID: Version] = [:]
        for id in counted {
            let written = world.component(id)?.version.flatMap { $0.isPrerelease ? nil : $0 }
            members[id] = [histories[id]?.lastStable?.version, written].compactMap { $0 }.max()
        }
        let first = anchor ?? components.first ?? ""
        let scheme: any Channel = channel.scheme == .nightly ? NightlyChannel() : DevelopChannel()
        let name = try scheme.next(
            in: ChannelState(
                component: first, version: world.component(first)?.version ?? Version(0, 1, 0), members: members,
                taken: histories.values.flatMap(\.releases).map(\.version) + state.taken, moment: state.moment,
                commit: commit, forced: state.forced))
        guard let version = Version(stored: name) else { preconditionFailure("a channel's name is a version") }
        return version
    }

    /// The workspace as the channel builds it: its own targets, and the commits that it builds as heads.
    package func adapted(to commits: [RepositoryID: CommitID]) -> ObservedWorkspace {
        var adapted = world
        for index in adapted.repositories.indices {
            if let commit = commits[adapted.repositories[index].id] { adapted.repositories[index].head = commit }
        }
        func own(_ settings: ComponentConfiguration) -> ComponentConfiguration {
            var settings = settings
            settings.publish = channel.publish
            if !channel.hasGates { settings.gates = [] }
            settings.changelog.isSkipped = true
            settings.unproven = .allow
            return settings
        }
        adapted.configuration.defaults = own(adapted.configuration.defaults)
        adapted.configuration.components = adapted.configuration.components.mapValues(own)
        adapted.configuration.unifiedRelease = channel.release
        adapted.configuration.setContent = .released
        // They are about releases: people approve those, and others are told of them.
        adapted.configuration.approvals = []
        adapted.configuration.followUps = []
        return adapted
    }
}

/// What the name of a channel's next build follows from, beside the workspace.
package struct ChannelNaming: Sendable {
    package var moment: Date
    /// Versions that runs hold.
    package var taken: [Version]
    /// A name that someone chose.
    package var forced: String?

    package init(moment: Date, taken: [Version] = [], forced: String? = nil) {
        self.moment = moment
        self.taken = taken
        self.forced = forced
    }
}
