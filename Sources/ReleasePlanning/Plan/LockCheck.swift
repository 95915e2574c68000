import ReleaseModel

/// Compares the lock files of one ecosystem and repository with what a release makes of their packages: the question that
/// the ecosystem's own `--locked` asks, as far as packages of the workspace are concerned.
struct LockCheck {
    let world: ObservedWorkspace
    let repository: RepositoryID
    let ecosystem: any Ecosystem
    let next: [ComponentID: Version]
    /// Of this ecosystem and repository.
    let edits: [FileEdit]

    /// - Parameter locks: As the release leaves them, by path.
    /// - Parameter manifests: The same for all files of the ecosystem.
    func stale(in locks: [String: [UInt8]], among manifests: [String: [UInt8]]) -> [StaleLock] {
        let names = packages
        guard !names.isEmpty else { return [] }
        var found: [StaleLock] = []
        let locked = ecosystem.lockedPackages(in: locks)
        for entry in locked where entry.isLocal {
            guard let component = names[ecosystem.normalized(packageName: entry.package)],
                component.repository == repository, let version = next[component.id] ?? component.version,
                let lock = Version(entry.version), !lock.isSame(as: version), holder(of: entry.place.file) != nil
            else { continue }
            found.append(
                stale(
                    entry.place, component.id,
                    "It has \(component.id) \(entry.version), and its manifest says \(version)."))
        }
        found += staleLinks(in: locks, names, locals: Dictionary(grouping: locked.filter(\.isLocal)) { $0.place.file })
        for one in ecosystem.unlockedRequirements(in: manifests) where isOfComponents(one.lock.file) {
            let owner = holder(of: one.place.file)
            // What this very release makes of the requirement exists only once the upstream is published.
            let upstream = names[ecosystem.normalized(packageName: one.package)].flatMap { component in
                next[component.id] != nil
                    && edits.contains {
                        $0.file == one.place.file && $0.change.after == one.requirement
                    } ? component.id : nil
            }
            found.append(stale(one.lock, upstream, one.fact, of: owner, needsPublication: upstream != nil))
        }
        for file in ecosystem.staleLocks(files: manifests, after: edits)
        where !found.contains(where: { $0.place.file == file }) {
            let edge = releasedEdge(lockedBy: file)
            var lock = stale(
                Place(file: file, line: 1, column: 1), edge?.to,
                "It records the requirements of its manifest, which this release changes.", of: edge?.from,
                needsPublication: true)
            lock.wasStale = wasStale(file)
            found.append(lock)
        }
        var seen: Set<String> = []
        return found.filter { seen.insert($0.place.file).inserted }
    }

    /// The workspace's packages of this ecosystem by name.
    private var packages: [String: Component] {
        var found: [String: Component] = [:]
        for component in world.components
        where component.ecosystem == ecosystem.name || component.packageNames[ecosystem.name] != nil
            || component.versionSources.contains(where: { $0.ecosystem == ecosystem.name })
        {
            found[ecosystem.normalized(packageName: component.package(in: ecosystem.name))] = component
        }
        return found
    }

    private func staleLinks(
        in locks: [String: [UInt8]], _ names: [String: Component], locals: [String: [LockedPackage]]
    ) -> [StaleLock] {
        let edges = edges
        guard !edges.isEmpty else { return [] }
        let changed = Dictionary(
            edits.map { (EditedValue(file: $0.file, key: $0.key), $0.change.after) },
            uniquingKeysWith: { first, _ in first })
        var links: [String: [LockedLink]] = [:]
        for link in ecosystem.lockedLinks(in: locks) {
            links[ecosystem.normalized(packageName: link.to), default: []].append(link)
        }
        return edges.flatMap { edge -> [StaleLock] in
            guard let upstream = world.component(edge.to), let key = edge.key,
                let downstream = world.component(edge.from), let old = edge.requirement
            else { return [] }
            let edited = changed[EditedValue(file: edge.origin.file, key: key)]
            let name = ecosystem.normalized(packageName: upstream.package(in: ecosystem.name))
            let from = ecosystem.normalized(packageName: downstream.package(in: ecosystem.name))
            let lock = governing(edge.origin.file, locks)
            return (links[name] ?? []).filter { link in
                link.place.file == lock && !link.isLocal
                    && (link.from.map { ecosystem.normalized(packageName: $0) == from } ?? true)
            }.compactMap { link in
                fault(
                    of: link, requirement: edited ?? old, isEdited: edited != nil, edge, upstream,
                    locals: locals[link.place.file] ?? [])
            }
        }
    }

    /// An entry from a registry that the requirement no longer accepts, or in whose place a folder of the workspace is
    /// taken from now on.
    private func fault(
        of link: LockedLink, requirement: String, isEdited: Bool, _ edge: Edge, _ upstream: Component,
        locals: [LockedPackage]
    ) -> StaleLock? {
        let isHere = locals.contains {
            ecosystem.normalized(packageName: $0.package) == ecosystem.normalized(packageName: link.to)
        }
        let becomes = next[upstream.id] ?? upstream.version
        let accepts = link.version.flatMap { Version($0) }.flatMap {
            ecosystem.accepts(requirement: requirement, version: $0)
        }
        if isEdited, accepts == false {
            return stale(
                link.place, upstream.id,
                "\(edge.from) will require \(edge.to) '\(requirement)', and the lock has \(link.version ?? "another") from a registry.",
                of: edge.from, needsPublication: !isHere)
        }
        guard link.prefersLocal, isHere, next[upstream.id] != nil, let becomes,
            ecosystem.accepts(requirement: requirement, version: becomes) == true
        else { return nil }
        return stale(
            link.place, upstream.id,
            "\(edge.from) will find \(edge.to) \(becomes) in the workspace, and the lock takes \(link.version ?? "it") from a registry.",
            of: edge.from, followsRelease: true)
    }

    /// Requirements among packages of a Cargo or npm workspace that will refuse what the workspace gives. Cargo asks for path
    /// and version to agree, in a workspace or not, and builds nothing otherwise; npm takes another one from a registry, which
    /// its lock does not have. A candidate does that to those that it does not release with.
    func refusedPaths(
        in locks: [String: [UInt8]], among manifests: [String: [UInt8]]
    ) -> [(edge: Edge, version: Version)] {
        guard ecosystem.name == "cargo" || ecosystem.name == "npm" else { return [] }
        let changed = Set(edits.map { EditedValue(file: $0.file, key: $0.key) })
        let refused = edges.compactMap { edge -> (edge: Edge, version: Version)? in
            guard let key = edge.key, let requirement = edge.requirement, let version = next[edge.to],
                !changed.contains(EditedValue(file: edge.origin.file, key: key)),
                ecosystem.accepts(requirement: requirement, version: version) == false
            else { return nil }
            return (edge, version)
        }
        guard !refused.isEmpty else { return [] }
        let local = Set(
            ecosystem.lockedLinks(in: locks).filter(\.isLocal).map { ecosystem.normalized(packageName: $0.to) })
        let byPath = ecosystem.name == "cargo" ? valuesBesidePaths(in: manifests) : []
        return refused.filter { one in
            guard let upstream = world.component(one.edge.to), upstream.repository == repository else { return false }
            if let key = one.edge.key, byPath.contains(EditedValue(file: one.edge.origin.file, key: key)) {
                return true
            }
            return local.contains(ecosystem.normalized(packageName: upstream.package(in: ecosystem.name)))
        }
    }

    /// Versions that stand beside a path.
    private func valuesBesidePaths(in manifests: [String: [UInt8]]) -> Set<EditedValue> {
        Set(
            ecosystem.read(manifests).packages.flatMap(\.requirements).compactMap { one in
                one.key.flatMap { one.path == nil ? nil : EditedValue(file: one.place.file, key: $0) }
            })
    }

    /// The requirements of this ecosystem and repository that can be edited.
    private var edges: [Edge] {
        world.edges.filter { $0.repository == repository && $0.ecosystem == ecosystem.name && $0.key != nil }
    }

    private struct EditedValue: Hashable {
        var file: String
        var key: String
    }

    /// The nearest lock at or above a manifest.
    private func governing(_ manifest: String, _ locks: [String: [UInt8]]) -> String? {
        locks.keys.filter { manifest.isInFolder(folder(of: $0)) }
            .max { (folder(of: $0).count, $1) < (folder(of: $1).count, $0) }
    }

    private func folder(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
    }

    /// The first requirement recorded by a lock that this release changes, since it releases the upstream.
    private func releasedEdge(lockedBy lock: String) -> Edge? {
        let changed = Set(edits.map { EditedValue(file: $0.file, key: $0.key) })
        return edges.first { edge in
            guard let key = edge.key, next[edge.to] != nil else { return false }
            return changed.contains(EditedValue(file: edge.origin.file, key: key))
                && edge.origin.file.isInFolder(folder(of: lock))
        }
    }

    /// Whether two components can only be released together: as a group, or because one place or tag says their version.
    private func areTogether(_ one: ComponentID, _ other: ComponentID) -> Bool {
        if Cascade.groups(of: world).contains(where: { group in
            group.versions == .fixed && group.members.contains(one) && group.members.contains(other)
        }) {
            return true
        }
        guard let first = world.component(one), let second = world.component(other) else { return false }
        return first.repository == second.repository && first.version == second.version && next[one] == next[other]
    }

    /// Whether a lock did not fit its manifest as it is committed, and would after it is refreshed.
    private func wasStale(_ lock: String) -> Bool {
        ecosystem.renewsHashes
            && ecosystem.staleLocks(files: world.repository(repository)?.files ?? [:], after: edits).contains(lock)
    }

    /// Whether a lock is for a component: in its folder, or in one around it, as a workspace's is. One below every component
    /// is material of tests and examples, and may be wrong on purpose.
    private func isOfComponents(_ file: String) -> Bool {
        let folder = folder(of: file)
        return world.components.contains { component in
            component.repository == repository && (component.path == folder || component.path.isInFolder(folder))
        }
    }

    /// The component nearest around a lock, or one that the lock lies above; nil for material of tests.
    private func holder(of file: String) -> ComponentID? {
        let own = world.components.filter { $0.repository == repository }
        let folder = folder(of: file)
        let around = own.filter { file.isInFolder($0.path) }.max { $0.path.count < $1.path.count }
        return (around ?? own.first { $0.path.isInFolder(folder) || $0.path == folder })?.id
    }

    private func stale(
        _ place: Place, _ upstream: ComponentID?, _ fact: String, of component: ComponentID? = nil,
        needsPublication: Bool = false, followsRelease: Bool = false
    ) -> StaleLock {
        let owner = component ?? holder(of: place.file) ?? upstream ?? ""
        // What can be released alone, before the component whose lock it is.
        let first = upstream.flatMap { next[$0] != nil && $0 != owner && !areTogether($0, owner) ? $0 : nil }
        return StaleLock(
            repository: repository, component: owner, place: place, upstream: upstream, fact: fact,
            command: ecosystem.lockCommand(for: place.file) ?? "",
            needsPublication: needsPublication || followsRelease, releasesUpstream: first != nil && !followsRelease)
    }
}
