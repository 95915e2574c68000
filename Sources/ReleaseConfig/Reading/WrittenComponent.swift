import ReleaseModel
import ReleaseText

/// What an entry of `components`, or `defaults`, says.
struct WrittenComponent: Sendable {
    let repository: Written<String>?
    let path: Written<String>?
    let package: Written<String>?
    let aliases: Written<[String]>?
    let requires: Written<[Written<String>]>?
    let tag: Written<String>?
    let tagKind: Written<TagKind>?
    let ignoredTags: Written<[String]>?
    let line: Written<ReleaseLine>?
    let order: Written<ReleaseOrder>?
    let cascade: Written<CascadePolicy>?
    let requirementStyle: Written<RequirementStyle>?
    let digests: Written<DigestPolicy>?
    let locks: Written<LockPolicy>?
    let versionFiles: Written<[String]>?
    let extraFiles: Written<[ExtraFileConfiguration]>?
    let versioning: Written<WrittenVersioning>?
    let changelog: Written<WrittenChangelog>?
    let includedPaths: Written<[String]>?
    let excludedPaths: Written<[String]>?
    let isIgnored: Written<Bool>?
    let gates: [Written<GateConfiguration>]?
    let unproven: Written<UnprovenPolicy>?
    let build: Written<WrittenBuild>?
    let publish: Written<[WrittenPublication]>?

    init(_ node: YAMLNode?) {
        repository = node?.written("repository", \.text)
        path = node?.written("path", \.text)
        package = node?.written("package", \.text)
        aliases = node?.written("aliases", \.texts)
        requires = node?.written("requires", \.writtenTexts)
        tag = node?.written("tag", \.text)
        tagKind = node?.written("tag-kind") { $0.choice(TagKind.self) }
        ignoredTags = node?.written("ignore-tags", \.texts)
        line = node?.written("release-line") { $0.text.flatMap { ReleaseLine($0) } }
        order = node?.written("order") { $0.choice(ReleaseOrder.self) }
        cascade = node?.written("cascade") { $0.choice(CascadePolicy.self) }
        requirementStyle = node?.written("requirement-style") { $0.choice(RequirementStyle.self) }
        digests = node?.written("digests") { $0.choice(DigestPolicy.self) }
        locks = node?.written("locks") { $0.choice(LockPolicy.self) }
        versionFiles = node?.written("version-files", \.texts)
        extraFiles = node?.written("extra-files") { $0.items?.compactMap(ExtraFileConfiguration.init) }
        versioning = node?.written("versioning", WrittenVersioning.init)
        changelog = node?.written("changelog", WrittenChangelog.init)
        includedPaths = node?.written("include-paths") { $0.texts?.map(packagePath) }
        excludedPaths = node?.written("exclude-paths") { $0.texts?.map(packagePath) }
        isIgnored = node?.written("ignore", \.boolean)
        gates = node?["gates"]?.items?.compactMap { item in
            guard let gate = GateConfiguration(item) else { return nil }
            return Written(value: gate, place: item["name"]?.place ?? item.place)
        }
        unproven = node?.written("unproven") { $0.choice(UnprovenPolicy.self) }
        build = node?.written("build", WrittenBuild.init)
        publish = node?.written("publish") { $0.items?.compactMap(WrittenPublication.init) }
    }

    /// The settings that hold: its own, and those of `base` for what it leaves out.
    ///
    /// - Parameter publications: The kinds of targets.
    func settings(over base: ComponentConfiguration, publications: PublicationShapes) -> ComponentConfiguration {
        var settings = base
        settings.repository = repository.map { RepositoryID($0.value) } ?? base.repository
        settings.path = path?.value ?? base.path
        settings.package = package?.value ?? base.package
        settings.aliases = aliases?.value ?? base.aliases
        settings.tag = tag?.value ?? base.tag
        settings.tagKind = tagKind?.value ?? base.tagKind
        settings.ignoredTags = ignoredTags?.value ?? base.ignoredTags
        settings.line = line?.value ?? base.line
        settings.requires =
            requires?.value.map { DeclaredRequirement(component: $0.value, place: $0.place) } ?? base.requires
        settings.order = order?.value ?? base.order
        settings.gates = gates?.map(\.value) ?? base.gates
        settings.unproven = unproven?.value ?? base.unproven
        settings.build = build?.value.configuration ?? base.build
        settings.publish = publish?.value.compactMap(publications.meaning) ?? base.publish
        settings.cascade = cascade?.value ?? base.cascade
        settings.requirementStyle = requirementStyle?.value ?? base.requirementStyle
        settings.digests = digests?.value ?? base.digests
        settings.locks = locks?.value ?? base.locks
        settings.versionFiles = versionFiles?.value ?? base.versionFiles
        settings.extraFiles = extraFiles?.value ?? base.extraFiles
        settings.versioning = versioning?.value.settings(over: base.versioning) ?? base.versioning
        settings.changelog = changelog?.value.settings(over: base.changelog) ?? base.changelog
        settings.includedPaths = includedPaths?.value ?? base.includedPaths
        settings.excludedPaths = excludedPaths?.value ?? base.excludedPaths
        settings.isIgnored = isIgnored?.value ?? base.isIgnored
        return settings
    }
}

extension ExtraFileConfiguration {
    fileprivate init?(_ node: YAMLNode) {
        if let path = node.text {
            self.init(path: path, place: node.place)
            return
        }
        guard let path = node["path"]?.text else { return nil }
        let kind = node["type"]?.choice(Kind.self) ?? .automatic
        let query = kind == .pom ? "/project/version" : kind == .xml ? node["xpath"]?.text : node["jsonpath"]?.text
        self.init(
            path: path, kind: kind, query: query, isPattern: node["glob"]?.boolean ?? false,
            pattern: node["pattern"]?.text, place: node["path"]?.place)
    }
}

extension GateConfiguration {
    fileprivate init?(_ node: YAMLNode) {
        guard let name = node["name"]?.text, let run = node["run"]?.texts else { return nil }
        self.init(
            name: name, run: run, isBlocking: node["blocking"]?.boolean ?? true,
            matrix: (node["matrix"]?.effectiveEntries ?? []).compactMap { axis in
                axis.value.texts.map { MatrixAxis(name: axis.key.text, values: $0) }
            },
            tests: node["tests"]?.choice(Tests.self) ?? .detect, environment: node["environment"]?.textsByKey ?? [:],
            secrets: node["secrets"]?.texts ?? [], folder: node["folder"]?.text, timeout: node["timeout"]?.duration)
    }
}

extension ArtifactConfiguration {
    init?(_ node: YAMLNode) {
        if let path = node.text {
            self.init(path: path)
            return
        }
        guard let path = node["path"]?.text else { return nil }
        self.init(path: path)
        name = node["name"]?.text ?? name
        isOptional = node["optional"]?.boolean ?? isOptional
    }
}
