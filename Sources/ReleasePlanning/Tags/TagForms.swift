package import ReleaseModel

/// Every spelling of a component's tags: the one for new tags, and those of older ones.
///
/// A history may change its style (`v0.4.2`, `0.5.0`, `v0.7.0`); all of it is one list of releases.
package struct TagForms: Sendable, Hashable {
    /// How new tags are spelled.
    package let template: TagTemplate
    /// All that are recognised, ``template`` first.
    package let known: [TagTemplate]
    /// Those of ``known`` that do not identify the component, since others in the repository use them too.
    private let shared: Set<TagTemplate>
    /// The tags in shared spellings that are this component's.
    private let owned: Set<TagName>
    /// Names and patterns of tags that are not releases.
    private let ignored: [String]
    /// Tags that look like releases and are something else.
    private let foreign: Set<TagName>
    /// The major versions that are this component's.
    private let majors: MajorVersions

    /// The configured template; else that of the highest version among the tags; else the convention: `v{version}` where
    /// a repository holds one component, `{component}-v{version}` otherwise, `{path}/v{version}` for a Go module below
    /// its repository's root.
    ///
    /// - Parameters:
    ///   - siblings: Components in the same repository that may have tags, this one included.
    ///   - isLockstep: Whether all of them share one version, so that a nameless tag belongs to all of them.
    ///   - names: What the components of the repository are called; another one's tags are never this one's. A short
    ///     name that several have identifies none, so its tags are owned like those without a name.
    ///   - owned: The tags without a name that are this component's although there are others; nil: a name is not needed
    ///     to tell them apart.
    ///   - foreign: Tags that look like its releases and are something else; one that is pushed is still judged as its.
    ///   - tags: Of its repository.
    /// - Returns: nil where the configured template is none.
    package init?(
        of component: Component, settings: ComponentConfiguration, siblings: Int, isLockstep: Bool = false,
        names: TagNames = TagNames(), owned: Set<TagName>? = nil, foreign: [TagName] = [], tags: TagIndex
    ) {
        var usual = TagForms.usual(of: component, siblings: siblings, isLockstep: isLockstep, names: names.taken)
            .compactMap { TagTemplate($0, component: component.id) }
        let namesakes = names.sharedTemplates(of: component).filter { !usual.contains($0) }
        guard let convention = usual.first else { return nil }
        let configured = settings.tag.map { TagTemplate($0, component: component.id) }
        if case .some(.none) = configured { return nil }
        if owned != nil { usual += TagForms.nameless(of: component.id).filter { !usual.contains($0) } }
        usual += namesakes
        self.owned = owned ?? []
        ignored = settings.ignoredTags
        self.foreign = Set(foreign)
        shared = owned == nil ? [] : Set(TagForms.nameless(of: component.id, settings) + namesakes)
        majors = MajorVersions(of: component, among: names)
        if case .some(.some(let template)) = configured {
            self.template = template
            known = [template] + usual.filter { $0 != template }
            return
        }
        let all = TagForms(
            template: convention, others: usual, shared: shared, owned: self.owned, ignored: ignored,
            foreign: self.foreign, majors: majors)
        let own = all.unsorted(in: all.tags(in: tags))
        let last = TagForms.highest(of: own.filter(\.tag.isReachable)) ?? TagForms.highest(of: own)
        template = last?.template ?? convention
        known = [template] + usual.filter { [template] in $0 != template }
    }

    private init(
        template: TagTemplate, others: [TagTemplate], shared: Set<TagTemplate>, owned: Set<TagName>, ignored: [String],
        foreign: Set<TagName>, majors: MajorVersions
    ) {
        self.majors = majors
        self.template = template
        known = [template] + others.filter { $0 != template }
        self.shared = shared
        self.owned = owned
        self.ignored = ignored
        self.foreign = foreign
    }

    /// The same, with new tags in another spelling.
    func tagging(as template: TagTemplate) -> TagForms {
        TagForms(
            template: template, others: known, shared: shared, owned: owned, ignored: ignored, foreign: foreign,
            majors: majors)
    }

    /// The spellings that name no component: the usual ones, and a configured one.
    static func nameless(
        of component: ComponentID, _ settings: ComponentConfiguration = ComponentConfiguration()
    ) -> [TagTemplate] {
        let configured = settings.tag.flatMap { $0.contains("{component}") ? nil : $0 }
        return (["v{version}", "{version}"] + [configured].compactMap { $0 }).compactMap {
            TagTemplate($0, component: component)
        }
    }

    private static func usual(
        of component: Component, siblings: Int, isLockstep: Bool, names: Set<String>
    ) -> [String] {
        let long = [
            "{component}-v{version}", "{component}@{version}", "{component}@v{version}", "{component}/v{version}",
            "{component}-{version}", "{component}_v{version}", "{component}/{version}",
        ]
        let package = component.package
        let named =
            package == component.id.text || names.contains(package)
            ? [] : [package + "-v{version}", package + "@{version}", package + "@v{version}"]
        // Many repositories leave the scope out: `plugin@1.2.0` of `@acme/plugin`.
        let short = component.shortName
        let unscoped =
            short == package || names.contains(short)
            ? [] : [short + "@{version}", short + "-v{version}", short + "@v{version}"]
        let folder = component.moduleFolder
        let path = folder == "." || names.contains(folder) ? [] : [folder + "/v{version}"]
        // Maven's own plugin tags with the artifact's name alone.
        let artifact = component.artifactName
        let coordinates =
            artifact == package || names.contains(artifact) ? [] : [artifact + "-v{version}", artifact + "-{version}"]
        let isModule = component.ecosystem == "go"
        if isModule, folder == "." { return ["v{version}"] }
        let all = (isModule ? path + long : coordinates + long + path) + named + unscoped
        if siblings > 1, isLockstep, !isModule { return all + ["v{version}", "{version}"] }
        return siblings > 1 ? all : (isModule ? all : ["v{version}", "{version}"] + all)
    }

    /// The version in a tag; nil where the tag is not of this component.
    package func version(of tag: TagName) -> Version? { reading(of: tag)?.version }

    /// How a tag of this component is spelled; nil where it is of none.
    package func template(of tag: TagName) -> TagTemplate? { reading(of: tag)?.template }

    private func reading(of tag: TagName) -> (template: TagTemplate, version: Version)? {
        for template in known {
            guard let version = template.version(of: tag), majors.contain(version),
                !shared.contains(template) || owned.contains(tag)
            else { continue }
            return isIgnored(tag) ? nil : (template, version)
        }
        return nil
    }

    private func isIgnored(_ tag: TagName) -> Bool {
        ignored.contains { $0 == tag.text || Wildcard($0).matches(tag.text) }
    }

    /// The tags that may be this component's.
    package func tags(in index: TagIndex) -> [ObservedTag] {
        let named = index.tags(of: known.filter { !shared.contains($0) })
        guard !owned.isEmpty else { return named }
        return named + index.tags(of: known.filter(shared.contains)).filter { owned.contains($0.name) }
    }

    /// The version that the pushing of a tag releases by the tag's name alone (R3): one without a name counts where new
    /// tags of the component have none.
    package func pushedVersion(of tag: TagName) -> Version? {
        guard let found = reading(of: tag), !shared.contains(found.template) || found.template == template else {
            return nil
        }
        return found.version
    }

    /// The component's releases according to its tags, lowest version first; twins of one version by name. Moving tags
    /// (`v2`, `v2.3`) are pointers, not releases.
    package func releases(in tags: [ObservedTag]) -> [LastRelease] {
        let releases = unsorted(in: tags)
        // Numbers are cheaper to move than releases, of which a repository may have 100,000.
        return releases.indices.sorted { TagForms.isBefore(releases[$0], releases[$1]) }.map { releases[$0] }
    }

    private func unsorted(in tags: [ObservedTag]) -> [LastRelease] {
        withoutPointers(
            tags.compactMap { tag in
                foreign.contains(tag.name)
                    ? nil
                    : reading(of: tag.name).map {
                        LastRelease(tag: tag, version: $0.version, template: $0.template)
                    }
            })
    }

    private static func highest(of releases: [LastRelease]) -> LastRelease? { releases.max(by: isBefore) }

    private static func isBefore(_ left: LastRelease, _ right: LastRelease) -> Bool {
        left.version == right.version ? left.tag.name < right.tag.name : left.version < right.version
    }

    /// The last release: of the head's own tags, where it has some, else of all that are reachable. It is the highest
    /// version, prereleases included; of twins, the one in the spelling for new tags.
    ///
    /// - Parameters:
    ///   - releases: As ``releases(in:)`` gives them.
    ///   - head: The commit that is released; nil: every tag counts alike.
    ///   - written: The version that the manifest has.
    ///   - abandoned: Abandoned tags.
    ///   - line: The line that is released; what lies above it does not count.
    ///   - countingServicePacks: Whether `1.2.3-sp.1` comes after `1.2.3`.
    /// - Returns: nil if there is none.
    package func last(
        of releases: [LastRelease], head: CommitID? = nil, written: Version? = nil, abandoned: Set<TagName> = [],
        line: ReleaseLine? = nil, countingServicePacks: Bool = false
    ) -> LastRelease? {
        let counted = counted(releases, abandoned: abandoned, line: line)
        // A mistyped tag (`v0.17.0` for 1.17.0) has a release between itself and the manifest's version.
        let own = counted.filter { one in
            one.tag.commit == head
                && !counted.contains { other in
                    other.version > one.version && written.map { other.version <= $0 } == true
                }
        }
        let candidates = own.isEmpty ? counted : own
        let highest =
            countingServicePacks
            ? candidates.max { $0.version.precedesAsServicePack($1.version) } : candidates.last
        guard let last = highest else { return nil }
        return candidates.last { $0.version == last.version && $0.template == template } ?? last
    }

    /// Of these releases, those that may be the last one here.
    package func counted(
        _ releases: [LastRelease], abandoned: Set<TagName>, line: ReleaseLine?
    ) -> [LastRelease] {
        releases.filter { one in
            one.tag.isReachable && !abandoned.contains(one.tag.name) && line?.isBelow(one.version) != true
        }
    }
}
