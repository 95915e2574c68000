package import ReleaseModel

/// Every spelling by which a component's tags are known: the one for new tags, and those that older ones may have.
///
/// A history may change its style (`v0.4.2`, `0.5.0`, `v0.7.0`); all of it is one list of releases.
package struct TagForms: Sendable, Hashable {
    /// How new tags are spelled.
    package let template: TagTemplate
    /// All that are recognised, ``template`` first.
    package let known: [TagTemplate]

    /// The configured template; else that of the highest version among the tags; else the convention: `v{version}` where
    /// a repository holds one component, `{component}-v{version}` otherwise, `{path}/v{version}` for a Go module below
    /// its repository's root.
    ///
    /// - Parameters:
    ///   - siblings: Components in the same repository, this one included.
    ///   - isLockstep: Whether all of them share one version, so that a tag without a name is everybody's.
    ///   - names: What the components of the repository are called; another one's tags are never this one's.
    ///   - tags: Of its repository.
    /// - Returns: nil where the configured template is none.
    package init?(
        of component: Component, settings: ComponentConfiguration, siblings: Int, isLockstep: Bool = false,
        names: Set<String> = [], tags: TagIndex
    ) {
        let usual = TagForms.usual(of: component, siblings: siblings, isLockstep: isLockstep, names: names)
            .compactMap { TagTemplate($0, component: component.id) }
        guard let convention = usual.first else { return nil }
        if let text = settings.tag {
            guard let template = TagTemplate(text, component: component.id) else { return nil }
            self.init(template: template, others: usual)
            return
        }
        let all = TagForms(template: convention, others: usual)
        let own = tags.tags(of: all.known)
        let last = all.releases(in: own.filter(\.isReachable)).last ?? all.releases(in: own).last
        let used = last.flatMap { last in usual.first { $0.version(of: last.tag.name) != nil } }
        self.init(template: used ?? convention, others: usual)
    }

    private init(template: TagTemplate, others: [TagTemplate]) {
        self.template = template
        known = [template] + others.filter { $0 != template }
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
            package == component.id.text
            ? [] : [package + "-v{version}", package + "@{version}", package + "@v{version}"]
        let path = component.path == "." ? [] : [component.path + "/v{version}"]
        // Maven's own plugin tags with the artifact's name alone.
        let artifact = package.split(separator: ":").last.map(String.init) ?? package
        let coordinates =
            artifact == package || names.contains(artifact) ? [] : [artifact + "-v{version}", artifact + "-{version}"]
        let isModule = component.ecosystem == "go"
        if isModule, component.path == "." { return ["v{version}"] }
        let all = (isModule ? path + long : coordinates + long + path) + named
        if siblings > 1, isLockstep, !isModule { return all + ["v{version}", "{version}"] }
        return siblings > 1 ? all : (isModule ? all : ["v{version}", "{version}"] + all)
    }

    /// The version in a tag; nil where the tag is not of this component.
    package func version(of tag: TagName) -> Version? {
        known.lazy.compactMap { $0.version(of: tag) }.first
    }

    /// How a tag of this component is spelled; nil where it is of none.
    package func template(of tag: TagName) -> TagTemplate? { known.first { $0.version(of: tag) != nil } }

    /// The component's releases according to its tags, lowest version first; twins of one version by name.
    package func releases(in tags: [ObservedTag]) -> [LastRelease] {
        tags.compactMap { tag in version(of: tag.name).map { LastRelease(tag: tag, version: $0) } }
            .sorted { ($0.version, $0.tag.name) < ($1.version, $1.tag.name) }
    }

    /// The same of all tags of a repository.
    package func last(in index: TagIndex) -> LastRelease? { last(in: index.tags(of: known)) }

    /// The highest version among reachable tags, prereleases included; nil if there is none. Of twins, the one in the
    /// spelling for new tags.
    ///
    /// - Parameter countingServicePacks: Whether `1.2.3-sp.1` comes after `1.2.3`.
    package func last(in tags: [ObservedTag], countingServicePacks: Bool = false) -> LastRelease? {
        let releases = releases(in: tags.filter(\.isReachable))
        let highest =
            countingServicePacks
            ? releases.max { $0.version.precedesAsServicePack($1.version) } : releases.last
        guard let last = highest else { return nil }
        return releases.last { $0.version == last.version && template.version(of: $0.tag.name) != nil } ?? last
    }
}
