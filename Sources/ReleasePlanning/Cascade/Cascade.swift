package import ReleaseModel

/// Finds what has to be released: from the request, over requirements and groups, to a fixed point.
///
/// Pure. A component is decided at most once per version: in a diamond it is released once, for all its causes.
/// Versions only grow from pass to pass, and a pass without changes ends the search, so it terminates.
package struct Cascade {
    let world: ObservedWorkspace
    let graph: ComponentGraph
    let request: ReleaseRequest
    /// The day of the release.
    let day: ReleaseDate
    let ecosystems: [EcosystemName: any Ecosystem]
    let histories: [ComponentID: History]
    let alreadyReleased: [ComponentID: Version]
    /// Held by other runs.
    let reserved: [ComponentID: [Version]]
    /// Since the last release of each, newest first.
    let commits: [ComponentID: [ReadCommit]]
    /// Since the last stable release of each component whose last release is a prerelease, newest first.
    let earlier: [ComponentID: [ReadCommit]]
    let components: [ComponentID: Component]
    /// Merged releases of those whose version stands in no file.
    let merged: [ComponentID: MergedVersion]
    /// How many of a component's newest commits are listed as reasons; for versions alone a few are enough.
    var reasonLimit = Int.max
    let groups: [Group]
    /// The edges of each downstream, in the world's order.
    let outgoing: [ComponentID: [Edge]]

    /// What is known of a component's releases so far.
    package struct History {
        package var forms: TagForms
        package var last: LastRelease?
        /// The last release that is not a prerelease.
        package var lastStable: LastRelease?
        /// All of them, those on other branches included, lowest first.
        package var releases: [LastRelease]
        /// The line of versions that is released here; nil: every version.
        package var line: ReleaseLine?
        /// Whether it is released only on request, since it is not published.
        package var isWithheld = false
        /// The set that one tag releases together with it, as the tags so far say; nil: none.
        package var lockstep: String?
        /// The component whose tags release it too, as a build's root does for its modules; nil: it has its own.
        package var root: ComponentID?
        /// Tags that look like its releases and are something else, lowest version first.
        package var foreign: [TagName] = []
        /// The last release, where only its tag says so and its tree another version; nil where a tree confirms it.
        package var unconfirmed: LastRelease?
        /// Tags that may be its releases or another component's.
        package var doubts: [TagOwners.Doubt] = []

        package init(forms: TagForms, last: LastRelease?, lastStable: LastRelease?, releases: [LastRelease]) {
            self.forms = forms
            self.last = last
            self.lastStable = lastStable
            self.releases = releases
        }

        /// How new tags are spelled.
        package var template: TagTemplate { forms.template }
    }

    /// The state of a component.
    package struct Decision {
        /// nil: not released.
        package var next: Version?
        /// The version that upstream edges see: ``next``, or the one of a release that has already happened.
        package var announced: Version?
        /// Causes that lie in the component itself or in its group.
        package var reasons: [PlanReason] = []
    }

    package init(
        world: ObservedWorkspace, graph: ComponentGraph, request: ReleaseRequest, day: ReleaseDate,
        ecosystems: [EcosystemName: any Ecosystem], histories: [ComponentID: History],
        commits: [ComponentID: [ReadCommit]], earlier: [ComponentID: [ReadCommit]] = [:],
        alreadyReleased: [ComponentID: Version] = [:], reserved: [ComponentID: [Version]] = [:]
    ) {
        self.commits = commits
        self.earlier = earlier
        self.alreadyReleased = alreadyReleased
        self.reserved = reserved
        self.world = world
        self.graph = graph
        self.request = request
        self.day = day
        self.ecosystems = ecosystems
        self.histories = histories
        outgoing = Dictionary(grouping: world.edges, by: \.from)
        components = Dictionary(world.components.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        merged = Cascade.mergedVersions(of: world, histories, commits, ecosystems)
        groups = Cascade.groups(of: world) + Cascade.lockstep(histories)
    }

    package func decide() throws -> [ComponentID: Decision] {
        var decisions: [ComponentID: Decision] = [:]
        for component in world.components { decisions[component.id] = try ownDecision(component) }
        // Nothing else is released with what is only finished.
        if request.unfinished != nil { return decisions }
        var isSettled = false
        while !isSettled {
            isSettled = true
            for id in graph.order where decisions[id]?.next == nil && decisions[id]?.announced == nil {
                guard hasVersion(id), !isWithheld(id), try pullingEdges(of: id, decisions: decisions).isEmpty == false
                else { continue }
                let version = try chosenVersion(of: id) ?? nextVersion(of: id, bump: .patch)
                decisions[id]?.next = version
                decisions[id]?.announced = version
                isSettled = false
            }
            for group in groups {
                let hasChanged = try settle(group, in: &decisions)
                if hasChanged { isSettled = false }
            }
        }
        return decisions
    }

    /// Whether a component's current version is known; no component gets a version only because its upstream has one.
    private func hasVersion(_ id: ComponentID) -> Bool {
        components[id]?.version != nil || histories[id]?.last != nil || request.versions[id] != nil
    }

    /// Whether it is neither published nor requested.
    func isWithheld(_ id: ComponentID) -> Bool {
        histories[id]?.isWithheld == true && !request.components.contains(id) && request.versions[id] == nil
            && request.unfinished?[id] == nil
    }

    /// The edges that make a component follow its upstreams, given what they are released as.
    package func pullingEdges(of id: ComponentID, decisions: [ComponentID: Decision]) throws -> [Edge] {
        let edges = outgoing[id] ?? []
        let derived = Set(edges.filter { $0.kind != .declared && $0.kind != .dev && $0.kind != .patch }.map(\.to))
        return try edges.filter { edge in
            guard edge.kind != .dev, edge.kind != .patch, let version = decisions[edge.to]?.announced,
                reaches(edge, version)
            else { return false }
            // The manifest overrides declarations about it.
            if edge.kind == .declared, derived.contains(edge.to) { return false }
            switch policy(of: edge) {
            case .never: return false
            case .always: return !holds(edge, version)
            case .outOfRange: return try !accepts(edge, version)
            }
        }
    }

    /// Whether the downstream's last release is of the very commit in which the upstream has this version: it was built from
    /// both, and a commit is not released twice.
    private func holds(_ edge: Edge, _ version: Version) -> Bool {
        guard
            let (upstream, downstream) = components[edge.to].flatMap({ up in components[edge.from].map { (up, $0) } }),
            upstream.repository == downstream.repository, upstream.version == version,
            let last = histories[edge.from]?.last
        else { return false }
        return last.tag.commit == world.repository(upstream.repository)?.head
    }

    /// Whether a release of the upstream affects the downstream: a requested candidate stays with the requested components.
    /// Where none is named, or the component is a candidate by itself, it reaches those that would be candidates as well.
    func reaches(_ edge: Edge, _ version: Version) -> Bool {
        guard version.isPrerelease, version.servicePack == nil, request.upstreamTag == nil else { return true }
        let asked = Set(request.components).union(request.versions.keys)
        if asked.contains(edge.from) { return true }
        let isRequested = request.stage != nil || (request.versions[edge.to] ?? request.version) != nil
        return asked.isEmpty || !isRequested ? becomesCandidate(edge.from) : false
    }

    /// The same once it is decided what is released: a component that becomes a candidate with its group is built with the
    /// candidates of its upstreams.
    func reaches(_ edge: Edge, _ version: Version, _ decisions: [ComponentID: Decision]) -> Bool {
        reaches(edge, version) || decisions[edge.from]?.next?.isPrerelease == true
    }

    /// Whether a component that is released for an upstream alone becomes a prerelease.
    private func becomesCandidate(_ id: ComponentID) -> Bool {
        guard hasVersion(id) else { return true }
        let version = try? chosenVersion(of: id) ?? nextVersion(of: id, bump: .patch)
        return version?.isPrerelease ?? true
    }

    package func policy(of edge: Edge) -> CascadePolicy {
        if staysPinned(edge) { return .never }
        return world.configuration.edgePolicies.last { $0.from == edge.from && $0.to == edge.to }?.policy
            ?? world.configuration.settings(of: edge.from).cascade
    }

    /// Whether version and digest of a pinned requirement stay as they are.
    package func staysPinned(_ edge: Edge) -> Bool {
        edge.pin != nil && world.configuration.settings(of: edge.from).digests == .keep
    }

    /// An edge that names no version accepts every one.
    package func accepts(_ edge: Edge, _ version: Version) throws -> Bool {
        guard let requirement = edge.requirement, let name = edge.ecosystem, let ecosystem = ecosystems[name] else {
            return true
        }
        guard let answer = ecosystem.accepts(requirement: requirement, version: version) else {
            throw PlanError.unreadableRequirement(edge)
        }
        return answer
    }
}

extension Version {
    /// `1.2.0-SNAPSHOT`, `1.2.0-dev`, `1.2.0.dev3`: work on the way to 1.2.0, never itself released.
    var isDevelopment: Bool {
        prerelease.contains { identifier in
            switch identifier {
            case .number(let number): number == -1
            case .text(let text): ["dev", "snapshot", "wip"].contains(text.lowercased())
            }
        }
    }

    /// Without prerelease and build.
    var core: Version { Version(major, minor, patch) }
}
