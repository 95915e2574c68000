package import ReleaseModel

/// The owners of one repository's nameless tags (`v1.4.0`, `1.4.0`), and what follows from them: which components are
/// released together under one tag, and which only on request.
///
/// Such a tag belongs to a component if the tag's tree has its version, and not that of any other component without its
/// own tags. If it has the version of all of them, they are in lockstep.
package struct TagOwners: Sendable {
    /// A tag that may belong to one component or another.
    package struct Doubt: Sendable, Hashable {
        package var tag: TagName
        package var version: Version
        package var components: [ComponentID]
        /// The one of them whose release it certainly is: which has its versions from tags. The question is whether the
        /// others were released with it. nil: the question is whose it is.
        package var owner: ComponentID?

        /// Those whose release it may be besides ``owner``'s.
        package var others: [ComponentID] { components.filter { $0 != owner } }
    }

    /// The tags without a name, by component.
    package private(set) var owned: [ComponentID: Set<TagName>] = [:]
    /// Newest first.
    package private(set) var doubts: [Doubt] = []
    /// Examined tags that match no component, newest first.
    package private(set) var orphans: [TagName] = []
    /// Components that are released together, with one tag for all; empty: none are.
    package private(set) var lockstep: [ComponentID] = []
    /// Components that are released only on request.
    package private(set) var withheld: Set<ComponentID> = []
    /// Components of the repository that may have tags.
    package let components: [Component]

    /// Whether a tag's name does not identify its component.
    package var isShared: Bool { components.count > 1 }

    /// How many components count for the convention for new tags.
    func siblings(of component: ComponentID) -> Int {
        withheld.contains(component) ? max(2, components.count) : components.count - withheld.count
    }

    let repository: ObservedRepository
    let names: TagNames
    let configuration: WorkspaceConfiguration
    /// Sets whose members have one version, by configuration or because one place says it.
    let groups: [Set<ComponentID>]
    /// Components with tags that bear their names.
    let named: Set<ComponentID>
    let namedVersions: [ComponentID: Set<Version>]
    /// Components that are released, according to manifests, configuration and named tags.
    private(set) var released: Set<ComponentID>

    /// - Parameter recorded: Components that a `versions.toml` of the workspace lists.
    init(
        repository: ObservedRepository, components: [Component], configuration: WorkspaceConfiguration,
        groups: [Set<ComponentID>], recorded: Set<ComponentID>, tags: TagIndex
    ) {
        self.repository = repository
        self.configuration = configuration
        self.groups = groups
        let own = components.filter { !$0.isOnlyRecorded }
        self.components = own
        let names = TagNames(own)
        self.names = names
        var versions: [ComponentID: Set<Version>] = [:]
        if own.count > 1 {
            for component in own {
                var settings = configuration.settings(of: component.id)
                // Only tags that bear its name are looked for here: whose the others are is the question. As one of two
                // siblings it has no claim to them.
                if settings.tag?.contains("{component}") == false { settings.tag = nil }
                guard
                    let forms = TagForms(
                        of: component, settings: settings, siblings: 2, names: names, owned: [], tags: tags)
                else { continue }
                let releases = forms.releases(in: forms.tags(in: tags))
                // Its tags never have a name ([Go modules](https://go.dev/ref/mod#vcs-version)).
                let isRootModule = component.ecosystem == "go" && component.path == "."
                if !releases.isEmpty, !isRootModule { versions[component.id] = Set(releases.map(\.version)) }
            }
        }
        namedVersions = versions
        named = Set(versions.keys)
        let asked = own.filter { component in
            component.isOffered || versions[component.id] != nil || recorded.contains(component.id)
                || configuration.names(component.id)
        }
        // Where nothing says what is released, all of it may be; further down, what has tags.
        released = Set((asked.isEmpty ? own : asked).map(\.id))
        nameless = []
        namesakes = []
        guard own.count > 1 else { return }
        namesakes = TagOwners.namesakes(of: repository, own, names)
        nameless = TagOwners.namelessTags(of: repository, own, configuration)
        findOwners()
        let hasTags = named.union(owned.keys)
        if asked.isEmpty, !hasTags.isEmpty { released = hasTags }
        withheld = Set(own.map(\.id)).subtracting(released).subtracting(hasTags)
        // A repository of nothing but unpublished packages would never be released.
        if withheld.count == own.count { withheld = [] }
    }

    // MARK: Tags without a name

    /// A tag that bears no component's name, and the version that it says.
    package struct Nameless: Sendable, Hashable {
        package var tag: ObservedTag
        package var version: Version

        package init(tag: ObservedTag, version: Version) {
            self.tag = tag
            self.version = version
        }
    }

    /// Highest version first.
    private(set) var nameless: [Nameless]

    /// A tag with a name that several components have in common, by which its tree decides as well.
    private struct Namesake {
        var tag: Nameless
        var components: Set<ComponentID>
    }

    /// Highest version first.
    private var namesakes: [Namesake]

    private static func namesakes(
        of repository: ObservedRepository, _ components: [Component], _ names: TagNames
    ) -> [Namesake] {
        guard !names.shared.isEmpty else { return [] }
        var owners: [TagTemplate: Set<ComponentID>] = [:]
        for component in components {
            for template in names.sharedTemplates(of: component) { owners[template, default: []].insert(component.id) }
        }
        return repository.tags.compactMap { tag in
            for (template, components) in owners {
                guard let version = template.version(of: tag.name) else { continue }
                return Namesake(tag: Nameless(tag: tag, version: version), components: components)
            }
            return nil
        }
        .sorted { ($0.tag.version, $0.tag.tag.name) > ($1.tag.version, $1.tag.tag.name) }
    }

    /// Without a tree that says whose it is, such a tag is no component's.
    private mutating func findNamesakes() {
        for one in namesakes {
            guard let tree = repository.tagTrees[one.tag.tag.name] else { continue }
            let fitting = tree.fitting.intersection(one.components)
            let isTogether = groups.contains { $0.isSuperset(of: fitting) }
            if fitting.count == 1 || isTogether {
                for owner in fitting { owned[owner, default: []].insert(one.tag.tag.name) }
            } else if fitting.isEmpty {
                orphans.append(one.tag.tag.name)
            } else {
                doubts.append(Doubt(tag: one.tag.tag.name, version: one.tag.version, components: fitting.sorted()))
            }
        }
    }

    private static func namelessTags(
        of repository: ObservedRepository, _ components: [Component], _ configuration: WorkspaceConfiguration
    ) -> [Nameless] {
        var templates: [TagTemplate] = []
        for component in components {
            for template in TagForms.nameless(of: component.id, configuration.settings(of: component.id))
            where !templates.contains(template) { templates.append(template) }
        }
        return repository.tags.compactMap { tag in
            templates.lazy.compactMap { $0.version(of: tag.name) }.first.map { Nameless(tag: tag, version: $0) }
        }
        .sorted { ($0.version, $0.tag.name) > ($1.version, $1.tag.name) }
    }

    /// The tags whose trees decide their owners: those on the head, those of current manifest versions, and the newest.
    ///
    /// - Parameter limit: How many of the newest.
    package func tagsToExamine(limit: Int) -> [Nameless] {
        guard isShared else { return [] }
        let current = Set(components.compactMap(\.version))
        let asked = nameless + namesakes.map(\.tag)
        let newest = Set(
            (nameless.filter(\.tag.isReachable).prefix(limit)
                + namesakes.map(\.tag).filter(\.tag.isReachable).prefix(limit)).map(\.tag.name))
        return asked.filter { one in
            newest.contains(one.tag.name) || one.tag.commit == repository.head || current.contains(one.version)
        }
    }

    /// The components that would be released for the first time as far as tags are known, and may have older ones.
    package var untagged: [Component] {
        components.filter { !withheld.contains($0.id) && !named.contains($0.id) && owned[$0.id] == nil }
    }

    private mutating func findOwners() {
        let claim = claimant
        var answers: Set<Set<ComponentID>> = []
        var unread: [Nameless] = []
        for one in nameless {
            if let module = module(of: one.version) {
                owned[module, default: []].insert(one.tag.name)
                continue
            }
            guard let tree = repository.tagTrees[one.tag.name] else {
                unread.append(one)
                continue
            }
            let owners = owners(of: one, tree, claim, isNewest: answers.isEmpty && doubts.isEmpty)
            for owner in owners { owned[owner, default: []].insert(one.tag.name) }
            if owners.isEmpty {
                if doubts.last?.tag != one.tag.name { orphans.append(one.tag.name) }
            } else {
                answers.insert(owners)
            }
        }
        joinLockstep()
        defer { findNamesakes() }
        // Unexamined tags are older; they belong to the owner of all others.
        let same = answers.count == 1 && doubts.isEmpty ? answers.first ?? [] : []
        let fixed = groups.first { $0.isSuperset(of: components.map(\.id)) } ?? []
        var usual = same.union(fixed.intersection(components.map(\.id)))
        if let claim, claim == strongClaim || claim == rootVersionedByTags || (answers.isEmpty && orphans.isEmpty) {
            usual.insert(claim)
        }
        for owner in usual where !unread.isEmpty { owned[owner, default: []].formUnion(unread.map(\.tag.name)) }
    }

    private mutating func owners(of one: Nameless, _ tree: TagTree, _ claim: ComponentID?, isNewest: Bool) -> Set<
        ComponentID
    > {
        let strong: Set<ComponentID> = strongClaim.map { [$0] } ?? []
        let claimed: Set<ComponentID> = claim.map { [$0] } ?? []
        // A named tag for the same version shows that this tag is another component's.
        let fitting = tree.fitting.filter { !hasNamedTag($0, one.version) }
        if let root = rootVersionedByTags {
            let found = ownersBeside(root, of: one, fitting)
            if isNewest, found.owners.count > 1 { lockstep = found.owners.sorted() }
            if let doubt = found.doubt { doubts.append(doubt) }
            return found.owners
        }
        var wanted = fitting.intersection(released)
        let apart = named.subtracting(joining(wanted, at: one, tree))
        if wanted.count > 1 { wanted = firstNonEmpty(wanted.subtracting(apart), wanted) }
        if wanted.count == 1 {
            let together = wanted.union(following(wanted, at: one, fitting))
            if isNewest, let module = moduleAtRoot, !wanted.contains(module) {
                lockstep = together.union([module]).sorted()
            } else if isNewest, together.count > 1 {
                lockstep = together.sorted()
            }
            return together.union(strong)
        }
        if wanted.count > 1 {
            if !lockstep.isEmpty, wanted.isSubset(of: lockstep) { return wanted.union(strong) }
            if groups.contains(where: { $0.isSuperset(of: wanted) }) { return wanted.union(strong) }
            let others = tree.differing.intersection(released).subtracting(named)
            if others.isEmpty {
                if isNewest {
                    lockstep = fitting.subtracting(apart).union([moduleAtRoot].compactMap(\.self)).sorted()
                }
                return fitting.subtracting(apart).union(strong)
            }
            if !strong.isEmpty { return strong }
            doubts.append(Doubt(tag: one.tag.name, version: one.version, components: wanted.sorted()))
            return []
        }
        // What nothing publishes takes no tag from the package around it.
        let outside = claim.map { claim in fitting.filter { !lies($0, within: claim) } } ?? fitting
        if outside.count == 1 { return outside.union(strong) }
        if claim != nil { return claimed }
        // The tag may lie beside the commit that has its version.
        let now = components.filter {
            released.contains($0.id) && $0.version?.isSame(as: one.version) == true && !named.contains($0.id)
        }
        if now.count == 1 { return [now[0].id] }
        if now.count > 1, !now.allSatisfy({ lockstep.contains($0.id) }) {
            doubts.append(Doubt(tag: one.tag.name, version: one.version, components: now.map(\.id).sorted()))
            return []
        }
        return Set(now.map(\.id))
    }

    /// The Go module to which the repository's root gives a major version, by its folder.
    private func module(of version: Version) -> ComponentID? {
        components.first { $0.majorFolder == version.major && $0.moduleFolder == "." }?.id
    }

    /// Whether a component has a tag with its own name for a version, in whatever spelling.
    private func hasNamedTag(_ component: ComponentID, _ version: Version) -> Bool {
        guard let versions = namedVersions[component] else { return false }
        return versions.contains(version) || (version.isPrerelease && versions.contains { $0.isSame(as: version) })
    }

    private func firstNonEmpty(_ one: Set<ComponentID>, _ other: Set<ComponentID>) -> Set<ComponentID> {
        one.isEmpty ? other : one
    }

    /// The owner of a nameless tag if its tree does not decide: the component that the configuration gives such tags; a
    /// Go module at the root; the only component that is released; the one at the root whose version stands in no file.
    private var claimant: ComponentID? {
        if let strongClaim { return strongClaim }
        let free = components.filter { released.contains($0.id) }
        if free.count == 1 { return free[0].id }
        return rootVersionedByTags
    }

    /// The owner of all nameless tags, whatever the trees say.
    var strongClaim: ComponentID? {
        configuredClaim ?? components.first { $0.ecosystem == "go" && $0.path == "." }?.id
    }

    /// A Go module at the root, where the configuration gives nameless tags to no other component. Each of them is a
    /// version of the module, so whatever is released with them is released together with it.
    private var moduleAtRoot: ComponentID? { configuredClaim == nil ? strongClaim : nil }

    /// The only component whose own entry says that its tags bear no name.
    var configuredClaim: ComponentID? {
        let own = components.filter { component in
            configuration.components[component.id]?.tag?.contains("{component}") == false
        }
        return own.count == 1 ? own[0].id : nil
    }

    /// A set in lockstep has further members: new ones that have its version and no tags of their own. Whoever the
    /// configuration puts into a group, or gives tags of its own, goes by that.
    private mutating func joinLockstep() {
        guard !lockstep.isEmpty else { return }
        let versions = components.filter { lockstep.contains($0.id) }.compactMap(\.version)
        func hasCommonVersion(_ component: Component) -> Bool {
            guard let version = component.version, !versions.isEmpty else { return false }
            return versions.allSatisfy { $0.isSame(as: version) }
        }
        let joined = components.filter { component in
            lockstep.contains(component.id)
                || (hasCommonVersion(component) && released.contains(component.id) && !named.contains(component.id))
        }.map(\.id)
        lockstep = joined.filter { id in
            configuration.components[id]?.tag == nil && configuration.defaults.tag?.contains("{component}") != true
        }.sorted()
        let isGrouped = configuration.groups.contains { group in lockstep.contains(where: group.contains) }
        if lockstep.count < 2 || isGrouped { lockstep = [] }
    }
}

extension Component {
    /// Whether its manifests say nothing against publishing it. By convention `0.0.0` means an unreleased package.
    fileprivate var isOffered: Bool {
        unpublishedBy == nil && (version.map { $0.text != "0.0.0" } ?? true)
    }
}

extension WorkspaceConfiguration {
    /// Whether a component is explicitly listed for release.
    fileprivate func names(_ component: ComponentID) -> Bool {
        components[component] != nil || groups.contains { $0.components.contains(component.text) }
    }
}

extension Version {
    /// A placeholder version: `0.0.0`, `0.0.0-development`.
    var isPlaceholder: Bool { release == [0, 0, 0] || isDevelopment }
}
