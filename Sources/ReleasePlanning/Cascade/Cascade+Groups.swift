package import ReleaseModel

/// Components that share their version: by configuration, or because one line of one file says it for all of them.
extension Cascade {
    struct Group {
        var name: String
        var members: [ComponentID]
        var versions: GroupConfiguration.Versions
    }

    static func groups(of world: ObservedWorkspace) -> [Group] {
        let configured = world.configuration.groups.map { group in
            Group(
                name: group.name, members: world.components.map(\.id).filter(group.contains),
                versions: group.versions)
        }
        return configured
            + sharedVersions(in: world).map { Group(name: $0.name, members: $0.members, versions: .fixed) }
    }

    /// Components that one tag has released together so far.
    static func lockstep(_ histories: [ComponentID: History]) -> [Group] {
        var sets: [String: [ComponentID]] = [:]
        for (component, history) in histories {
            if let name = history.lockstep { sets[name, default: []].append(component) }
        }
        return sets.map { Group(name: $0.key, members: $0.value.sorted(), versions: .fixed) }.sorted {
            $0.name < $1.name
        }
    }

    /// Components whose version stands in one place, by that place; they can only be released together.
    package static func sharedVersions(in world: ObservedWorkspace) -> [(name: String, members: [ComponentID])] {
        struct Source: Hashable {
            var repository: RepositoryID
            var file: String
            var key: String
        }
        var bySource: [Source: [ComponentID]] = [:]
        for component in world.components {
            for source in component.versionSources {
                let place = Source(repository: component.repository, file: source.place.file, key: source.key)
                bySource[place, default: []].append(component.id)
            }
        }
        return bySource.filter { $0.value.count > 1 }
            .map { source, members in ("\(source.file) \(source.key)", members.sorted()) }
            .sorted { ($0.0, $0.1[0]) < ($1.0, $1.1[0]) }
    }

    /// Components that are built with one version: it stands in one place, or a module of Maven has that of its parent.
    static func inheritedVersions(in world: ObservedWorkspace) -> [[ComponentID]] {
        var sets = sharedVersions(in: world).map { Set($0.members) }
        let versions = Dictionary(world.components.map { ($0.id, $0.version) }, uniquingKeysWith: { first, _ in first })
        for edge in world.edges
        where edge.key == "project.parent.version" && versions[edge.from] == versions[edge.to] {
            let joined = sets.filter { $0.contains(edge.from) || $0.contains(edge.to) }
            sets.removeAll { joined.contains($0) }
            sets.append(joined.reduce(into: [edge.from, edge.to]) { $0.formUnion($1) })
        }
        return sets.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }

    /// Gives the members of one group their common version; true if that changed something.
    func settle(_ group: Group, in decisions: inout [ComponentID: Decision]) throws -> Bool {
        let releasing = group.members.filter { decisions[$0]?.next != nil }
        guard let highest = releasing.compactMap({ decisions[$0]?.next }).max() else { return false }
        var version = highest
        let members = group.versions == .fixed ? group.members.filter { isUnreleased($0, decisions) } : releasing
        // No member goes below its manifest.
        let isChosen = request.version != nil || members.contains { request.versions[$0] != nil }
        for member in members where !isChosen {
            try checkReleasedElsewhere(member)
            guard !version.isPrerelease, let least = leastVersion(of: member), least > version,
                let written = untaggedVersion(of: member)
            else { continue }
            if let bump = request.bump {
                throw PlanError.belowManifest(
                    member, request: "--bump \(bump.rawValue)", version, written: written)
            }
            version = least
        }
        // A member that is already there or beyond pulls the group above itself.
        if let last = members.compactMap({ histories[$0]?.last?.version }).max(), last >= version {
            let bump =
                releasing.compactMap { id in
                    decisions[id]?.next.map { $0.bump(from: histories[id]?.last?.version) }
                }.filter { $0 != .initial }.max() ?? .patch
            version = above(last, bump: max(.patch, bump), like: version)
        }
        var hasChanged = false
        for member in members where decisions[member]?.next != version {
            if let chosen = request.versions[member], chosen != version {
                guard group.versions == .fixed else { continue }
                for other in members {
                    if let last = histories[other]?.last?.version, last >= chosen {
                        throw PlanError.versionTooLow(
                            other, chosen: chosen, released: last, isCalendar: isCalendar(other))
                    }
                }
                throw PlanError.groupDiffers(group.name, member, chosen: chosen, group: version)
            }
            decisions[member]?.next = version
            decisions[member]?.announced = version
            decisions[member]?.reasons.removeAll { $0.kind == .unchanged || $0.kind == .group }
            decisions[member]?.reasons.append(
                PlanReason(
                    kind: .group, summary: "The group '\(group.name)' is released as \(version).", rule: group.name))
            hasChanged = true
        }
        return hasChanged
    }

    /// The next version above a member's, a prerelease where the group's is one.
    private func above(_ last: Version, bump: Bump, like version: Version) -> Version {
        guard let stage = Prerelease(version) else { return last.bumped(bump) }
        let spelling = Version(semantic: version.text) == nil ? Prerelease.Spelling.python : .semantic
        let current = Prerelease(last)
        let next =
            current?.label == stage.label
            ? current?.next
            : Prerelease(
                core: last.isPrerelease ? last.core.bumped(.patch) : last.bumped(bump), label: stage.label, number: 1)
        return next?.version(as: spelling) ?? last.bumped(bump)
    }

    private func isUnreleased(_ id: ComponentID, _ decisions: [ComponentID: Decision]) -> Bool {
        decisions[id]?.next != nil || decisions[id]?.announced == nil
    }
}
