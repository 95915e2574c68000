import ReleaseModel

/// Makes a plan's edits in memory and checks the result with the ecosystems, so that nothing impossible is planned.
///
/// Pure, and cheap: only files with edits are touched. Files that were not observed are left to the run.
struct PlanRehearsal {
    let world: ObservedWorkspace
    let components: [PlannedComponent]
    let ecosystems: [EcosystemName: any Ecosystem]
    let publications: PublicationList
    let digests: [ComponentID: String]

    private let byID: [ComponentID: Component]
    private let next: [ComponentID: Version]
    private let members: [RepositoryID: [Component]]
    private let released: Set<RepositoryID>

    init(
        world: ObservedWorkspace, components: [PlannedComponent], ecosystems: [EcosystemName: any Ecosystem],
        publications: PublicationList, digests: [ComponentID: String]
    ) {
        self.world = world
        self.components = components
        self.ecosystems = ecosystems
        self.publications = publications
        self.digests = digests
        byID = Dictionary(world.components.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        members = Dictionary(grouping: world.components, by: \.repository)
        released = Set(components.lazy.filter { $0.nextVersion != nil }.map(\.repository))
        next = Dictionary(
            components.compactMap { one in one.nextVersion.map { (one.name, $0) } }, uniquingKeysWith: { one, _ in one }
        )
    }

    /// - Returns: What stays outdated because the configuration says so, a sentence each.
    func warnings() throws -> [String] {
        for component in world.components where next[component.id] != nil && !component.versionFaults.isEmpty {
            throw UnperformablePlan.versionSource(component.id, component.versionFaults)
        }
        for component in components where component.nextVersion != nil { try checkArtifacts(of: component) }
        var warnings: [String] = []
        let edits = Dictionary(grouping: components.flatMap(\.edits), by: \.repository)
        for repository in world.repositories {
            let planned = edits[repository.id, default: []].map(\.edit)
            guard !planned.isEmpty || released.contains(repository.id) else { continue }
            if released.contains(repository.id) { try checkMembers(of: repository) }
            let before = repository.files.merging(repository.changelogs) { file, _ in file }
            let after = try rehearsed(planned, on: before, in: repository.id)
            try checkComputedVersions(in: repository.id, after: after)
            warnings += try locks(of: repository, after: after, edits: planned)
        }
        return warnings
    }

    // MARK: Edits

    private func rehearsed(
        _ edits: [FileEdit], on files: [String: [UInt8]], in repository: RepositoryID
    ) throws(UnperformablePlan) -> [String: [UInt8]] {
        // Edits that name commits of the run get them when they exist.
        let known = edits.filter { edit in
            !edit.change.awaitsCommit
                && (files[edit.file] != nil
                    || (edit.change.mayMakeFile && ecosystems[edit.ecosystem]?.makes(file: edit.file) == true))
        }
        do throws(EditError) {
            return try performed(known, on: files, ecosystems: ecosystems)
        } catch {
            throw .edit(repository, error)
        }
    }

    // MARK: Versions

    /// A version that is made of several values is computed again of what they will say.
    private func checkComputedVersions(in repository: RepositoryID, after: [String: [UInt8]]) throws(UnperformablePlan)
    {
        let computed = members[repository, default: []].filter { component in
            next[component.id] != nil
                && component.versionSources.contains { $0.computed != nil }
        }
        guard !computed.isEmpty else { return }
        let aliases = world.repository(repository)?.aliases(of: Array(after.keys)) ?? [:]
        // A part may be a file of its own, which its ecosystem puts together with the rest.
        let names = computed.flatMap { component in
            component.versionSources.filter { $0.computed != nil }.map(\.ecosystem)
                + [component.ecosystem].compactMap { $0 }
        }
        for name in Set(names).sorted() {
            guard let ecosystem = ecosystems[name] else { continue }
            let packages = ecosystem.read(ecosystem.own(among: after, aliases: aliases)).packages
            for component in computed {
                guard let version = next[component.id],
                    let package = packages.first(where: {
                        $0.path == component.path && $0.name == component.package(in: name)
                    })
                else { continue }
                if let fault = package.versionFaults.first { throw .versionSource(component.id, [fault]) }
                for source in package.versionSources where !source.carries(version) {
                    throw .versionNotCarried(
                        component.id, version, found: source.computed ?? source.value, source.place)
                }
            }
        }
    }

    // MARK: Workspaces and artifacts

    private func checkMembers(of repository: ObservedRepository) throws(UnperformablePlan) {
        for (_, ecosystem) in ecosystems.sorted(by: { $0.key < $1.key }) {
            let missing = ecosystem.missingMembers(in: repository.files)
            if !missing.isEmpty { throw .missingMembers(repository.id, missing) }
            let targets = missingTargets(of: repository, ecosystem, world.configuration).filter { one in
                // A package of the repository that is not released may be as it is.
                one.severity == .error && owner(of: one.place.file, in: repository.id).map { next[$0] != nil } ?? false
            }
            if let first = targets.first, let component = owner(of: first.place.file, in: repository.id) {
                throw .missingTargets(component, targets)
            }
        }
    }

    /// The component nearest around a file.
    private func owner(of file: String, in repository: RepositoryID) -> ComponentID? {
        members[repository, default: []].filter { file.isInFolder($0.path) }.max { $0.path.count < $1.path.count }?.id
    }

    private func checkArtifacts(of planned: PlannedComponent) throws(UnperformablePlan) {
        guard planned.tag != nil, let component = byID[planned.name] else { return }
        let settings = world.configuration.settings(of: planned.name)
        let artifacts = settings.build?.artifacts.map(\.path) ?? []
        let missing = component.binaries.filter { binary in
            !artifacts.contains { mayMake($0, binary) || mayMake($0, binary + ".exe") }
        }
        guard missing.isEmpty else { throw .binaries(planned.name, missing, artifacts: artifacts) }
        try checkTargets(of: component, settings)
    }

    /// Whether a template's last part may stand for a file of this name, whatever its fields are filled with.
    private func mayMake(_ template: String, _ name: String) -> Bool {
        let last = template.split(separator: "/").last.map(String.init) ?? template
        var parts: [Substring] = []
        var rest = Substring(last)
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "*" || $0 == "?" }) {
            parts.append(rest[..<open])
            let end = rest[open] == "{" ? rest[open...].firstIndex(of: "}") ?? rest.index(before: rest.endIndex) : open
            rest = rest[rest.index(after: end)...]
        }
        parts.append(rest)
        guard parts.count > 1 else { return last == name }
        guard name.hasPrefix(parts[0]), name.hasSuffix(parts[parts.count - 1]) else { return false }
        var position = name.startIndex
        for part in parts where !part.isEmpty {
            guard let range = name[position...].firstRange(of: part) else { return false }
            position = range.upperBound
        }
        return true
    }

    /// What a target would refuse is found here, not when its part of the release is already public.
    private func checkTargets(of component: Component, _ settings: ComponentConfiguration) throws(UnperformablePlan) {
        guard let repository = world.repository(component.repository) else { return }
        for publish in settings.publish {
            guard let rules = publications[publish.target.kind] else { continue }
            let faults = rules.refusals(of: component, in: repository.files, ecosystems)
            guard faults.isEmpty else {
                throw .refusedByTarget(component.id, rules.name(of: publish.target), faults)
            }
        }
    }

    // MARK: Locks

    private func locks(
        of repository: ObservedRepository, after: [String: [UInt8]], edits: [FileEdit]
    ) throws(UnperformablePlan) -> [String] {
        var warnings: [String] = []
        for (name, ecosystem) in ecosystems.sorted(by: { $0.key < $1.key }) {
            let locks = after.filter { ecosystem.lockCommand(for: $0.key) != nil }
            let manifests = after.filter { ecosystem.isManifest(path: $0.key) }
            guard !manifests.isEmpty else { continue }
            let check = LockCheck(
                world: world, repository: repository.id, ecosystem: ecosystem, next: next,
                edits: edits.filter { $0.ecosystem == name })
            for (edge, version) in check.refusedPaths(in: locks, among: manifests) {
                guard world.configuration.settings(of: edge.from).locks == .keep else {
                    throw .refusedPath(edge, version)
                }
                warnings.append(UnperformablePlan.refusedPath(edge, version).summary)
            }
            guard !locks.isEmpty else { continue }
            for lock in check.stale(in: locks, among: manifests) {
                guard world.configuration.settings(of: lock.component).locks == .keep else { throw .staleLock(lock) }
                warnings.append(lock.warning)
            }
        }
        return warnings
    }
}
