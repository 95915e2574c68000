package import ReleaseModel

extension PlanMaker {
    /// The owners of each repository's tags.
    package static func tagOwners(of world: ObservedWorkspace) -> [RepositoryID: TagOwners] {
        tagOwners(of: world, indexes: indexes(of: world))
    }

    private static func indexes(of world: ObservedWorkspace) -> [RepositoryID: TagIndex] {
        Dictionary(world.repositories.map { ($0.id, TagIndex($0.tags)) }, uniquingKeysWith: { first, _ in first })
    }

    private static func tagOwners(
        of world: ObservedWorkspace, indexes: [RepositoryID: TagIndex]
    ) -> [RepositoryID: TagOwners] {
        let members = Dictionary(grouping: world.components, by: \.repository)
        let fixed = Cascade.groups(of: world).filter { $0.versions == .fixed }.map { Set($0.members) }
        let recorded = Set(world.versionSets.flatMap(\.components))
        let owners = world.repositories.map { repository in
            TagOwners(
                repository: repository, components: members[repository.id] ?? [], configuration: world.configuration,
                groups: fixed, recorded: recorded, tags: indexes[repository.id] ?? TagIndex([]))
        }
        return Dictionary(owners.map { ($0.repository.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Tag template and last release of each component, for an observer that has to know how far back to read.
    package static func histories(of world: ObservedWorkspace) throws -> [ComponentID: Cascade.History] {
        try tagsAndHistories(of: world).histories
    }

    /// The same with the owners that it is made from, for whoever needs both.
    static func tagsAndHistories(
        of world: ObservedWorkspace
    ) throws -> (owners: [RepositoryID: TagOwners], histories: [ComponentID: Cascade.History]) {
        let indexes = indexes(of: world)
        let owners = tagOwners(of: world, indexes: indexes)
        let fixed = Cascade.groups(of: world).filter { $0.versions == .fixed }.map { Set($0.members) }
        let repositories = Dictionary(world.repositories.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var histories: [ComponentID: Cascade.History] = [:]
        for component in world.components {
            let settings = world.configuration.settings(of: component.id)
            let tags = indexes[component.repository] ?? TagIndex([])
            let all = owners[component.repository]
            let members = all?.components.map(\.id) ?? []
            // What only versions.toml lists has its tags elsewhere.
            let isHere = !component.isOnlyRecorded
            let isGroup = isHere && fixed.contains { $0.isSuperset(of: members) }
            let isLockstep = isGroup || all?.lockstep.contains(component.id) == true
            func makeForms(without foreign: [TagName] = []) -> TagForms? {
                TagForms(
                    of: component, settings: settings, siblings: isHere ? all?.siblings(of: component.id) ?? 1 : 2,
                    isLockstep: isLockstep, names: all?.names ?? TagNames(),
                    owned: isHere && (all?.isShared != true || isGroup) ? nil : all?.owned[component.id] ?? [],
                    foreign: foreign, tags: tags)
            }
            guard var forms = makeForms() else { throw PlanError.badTemplate(component.id, settings.tag ?? "") }
            let repository = repositories[component.repository]
            let abandoned = repository?.abandonedTags[component.id] ?? []
            var releases = forms.releases(in: forms.tags(in: tags))
            // Whoever says that its tags bear no name owns them all.
            let isDeclared = world.configuration.components[component.id]?.tag?.contains("{component}") == false
            let foreign =
                !isDeclared
                ? ForeignTags.tags(in: releases, of: component.id, trees: repository?.tagTrees ?? [:]) : []
            if !foreign.isEmpty, let others = makeForms(without: foreign) {
                forms = others
                releases = forms.releases(in: forms.tags(in: tags))
            }
            let branch = repository?.branch.flatMap { ReleaseLine(branch: $0) }
            // Of several components the branch is called after one.
            let line =
                settings.line
                ?? branch.flatMap { line in releases.contains { line.contains($0.version) } ? line : nil }
            let last = forms.last(
                of: releases, head: repository?.head, written: component.version, abandoned: abandoned, line: line,
                countingServicePacks: settings.versioning.strategy == .servicePack)
            // A service pack comes before its version in the order of versions.
            let highest = last.flatMap { $0.version.servicePack == nil ? $0.version : nil }
            let stable = forms.counted(releases, abandoned: abandoned, line: line).last { one in
                !one.version.isPrerelease && (highest.map { one.version <= $0 } ?? true)
            }
            var history = Cascade.History(
                forms: forms, last: last ?? recordedRelease(of: component),
                lastStable: stable ?? (last == nil ? recordedRelease(of: component) : nil), releases: releases)
            history.line = line
            history.isWithheld = all?.withheld.contains(component.id) ?? false
            history.lockstep = all?.lockstep.contains(component.id) == true ? component.repository.text : nil
            history.foreign = foreign
            if !isDeclared {
                history.unconfirmed = ForeignTags.unconfirmed(
                    last, among: releases, of: component, trees: repository?.tagTrees ?? [:])
            }
            history.doubts = all?.doubts.filter { $0.components.contains(component.id) } ?? []
            histories[component.id] = history
        }
        releaseWithRoots(&histories, of: world)
        adoptTemplatesOfSets(&histories, world.configuration)
        return (owners, histories)
    }

    /// A new member of a set that one tag releases is tagged like the set, so that it stays one.
    private static func adoptTemplatesOfSets(
        _ histories: inout [ComponentID: Cascade.History], _ configuration: WorkspaceConfiguration
    ) {
        let sets = Dictionary(grouping: histories.filter { $0.value.lockstep != nil }) { $0.value.lockstep ?? "" }
        for members in sets.values {
            let newest = members.compactMap(\.value.last).max { $0.version < $1.version }
            guard let template = newest?.template else { continue }
            for (id, history) in members where history.last == nil && configuration.settings(of: id).tag == nil {
                histories[id]?.forms = history.forms.tagging(as: template)
            }
        }
    }

    /// Maven's release plugin tags a build with the name of its root alone. A module of a Maven or Gradle build that has its
    /// version in common with the module above it was released with the latter's tags, as far as it has no later ones.
    private static func releaseWithRoots(_ histories: inout [ComponentID: Cascade.History], of world: ObservedWorkspace)
    {
        guard world.components.contains(where: \.isOfJVMBuild) else { return }
        let components = Dictionary(world.components.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for set in Cascade.inheritedVersions(in: world).map({ $0.compactMap { components[$0] } })
        where set.allSatisfy(\.isOfJVMBuild) {
            let tagged = set.compactMap { one in histories[one.id]?.last.map { (one, $0.version) } }
            guard let (root, newest) = tagged.max(by: { $0.1 < $1.1 }), let own = histories[root.id] else { continue }
            for member in set
            where member.path.isInFolder(root.path) && world.configuration.settings(of: member.id).tag == nil {
                guard var history = histories[member.id], history.last.map({ $0.version < newest }) ?? true else {
                    continue
                }
                history.forms = own.forms
                history.last = own.last
                history.lastStable = own.lastStable
                history.releases = own.releases
                history.line = own.line
                history.root = root.id
                histories[member.id] = history
            }
        }
    }
}

extension Component {
    /// Whether Maven or Gradle builds it.
    var isOfJVMBuild: Bool { ecosystem == "maven" || ecosystem == "gradle" }
}
