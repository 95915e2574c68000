import ReleaseManifests
import ReleaseModel

/// The requirements between components, derived and declared, and where the two disagree.
struct FoundEdges {
    var edges: [Edge] = []
    /// Of manifests that belong to no component.
    var ofRoots: [Edge] = []
    var differences: [EdgeDifference] = []
    var sets: [VersionSet] = []
    var warnings: [Diagnostic] = []
}

/// Turns requirements between packages into edges between components. Pure.
struct EdgeFinder {
    private let found: FoundComponents
    private let readings: [RepositoryReading]
    private let configuration: WorkspaceConfiguration
    private let ecosystems: [EcosystemName: any Ecosystem]
    private let byName: [Name: [Component]]
    /// Components with a Dockerfile.
    private let images: Set<ComponentID>

    private struct Name: Hashable {
        var ecosystem: EcosystemName
        var text: String
    }

    init(
        found: FoundComponents, readings: [RepositoryReading], configuration: WorkspaceConfiguration,
        ecosystems: [any Ecosystem]
    ) {
        self.found = found
        self.readings = readings
        self.configuration = configuration
        self.ecosystems = Dictionary(uniqueKeysWithValues: ecosystems.map { ($0.name, $0) })
        let components = Dictionary(found.components.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var byName: [Name: [Component]] = [:]
        for (key, id) in found.byPackage {
            guard let component = components[id], let ecosystem = self.ecosystems[key.ecosystem] else { continue }
            byName[Name(ecosystem: key.ecosystem, text: ecosystem.normalized(packageName: key.name)), default: []]
                .append(component)
        }
        images = Set(found.byPackage.filter { $0.key.ecosystem == .docker }.map(\.value))
        self.byName = byName.mapValues { $0.sorted { ($0.path.count, $0.id) < ($1.path.count, $1.id) } }
    }

    func find() -> FoundEdges {
        var result = FoundEdges()
        for reading in readings {
            let shared = foreignPackages(among: reading.packages, in: reading.repository.id)
            for package in reading.packages {
                let key = FoundComponents.PackageKey(
                    repository: reading.repository.id, ecosystem: package.ecosystem, path: package.path,
                    name: package.name)
                guard let from = found.byPackage[key] else {
                    noteOwnerless(package, in: reading.repository.id, &result)
                    result.ofRoots += requirements(ofRoot: package, in: reading.repository.id)
                    continue
                }
                for requirement in package.requirements {
                    // Packages of one component may require each other.
                    guard let to = upstream(requirement, of: package, in: reading.repository.id), to != from else {
                        continue
                    }
                    var edge = edge(of: requirement, in: package, from: from, to: to, in: reading.repository.id)
                    edge.sharing = requirement.key.flatMap {
                        shared[SharedValue(ecosystem: package.ecosystem, file: requirement.place.file, key: $0)]
                    }
                    result.edges.append(edge)
                }
            }
            result.sets += reading.versions.map { set($0, in: reading.repository.id) }
        }
        addConfigured(to: &result)
        addUnknown(to: &result)
        result.edges = Array(Set(result.edges)).sorted {
            ($0.from, $0.to, $0.origin, $0.kind.rawValue, $0.requirement ?? "")
                < ($1.from, $1.to, $1.origin, $1.kind.rawValue, $1.requirement ?? "")
        }
        // Last, since the configured ones are declarations, too.
        result.differences = differences(result.edges)
        return result
    }

    private func edge(
        of requirement: FoundRequirement, in package: FoundPackage, from: ComponentID, to: ComponentID,
        in repository: RepositoryID
    ) -> Edge {
        var edge = Edge(
            from: from, to: to, kind: requirement.kind, requirement: requirement.requirement,
            origin: requirement.place, repository: repository, ecosystem: package.ecosystem, key: requirement.key)
        edge.pin = requirement.pin
        edge.revision = requirement.revision
        edge.publishedAs = requirement.publishedAs
        let upstream = found.components.first { $0.id == to }
        if requirement.requirement != nil, let upstream, upstream.repository == repository,
            requirement.isOfWorkspace || requirement.path == upstream.path
        {
            edge.isByPath = true
        }
        return edge
    }

    /// What the root of a workspace without a version requires of the packages below it. It is no component, and its
    /// requirements follow all the same, since the workspace could not be installed otherwise.
    private func requirements(ofRoot package: FoundPackage, in repository: RepositoryID) -> [Edge] {
        guard package.isSample, package.versionSources.isEmpty, !liesInSampleFolder(path: package.manifest.file) else {
            return []
        }
        return package.requirements.compactMap { requirement in
            guard requirement.kind != .patch, requirement.requirement != nil, requirement.key != nil,
                let to = upstream(requirement, of: package, in: repository),
                let upstream = found.components.first(where: { $0.id == to }), upstream.repository == repository,
                upstream.path != package.path, RepositoryPath.isInside(upstream.path, folder: package.path)
            else { return nil }
            // It never releases anything.
            var edge = edge(of: requirement, in: package, from: to, to: to, in: repository)
            edge.kind = .dev
            return edge
        }
    }

    /// A file that names components and belongs to none is left alone by releases, with a warning.
    private func noteOwnerless(_ package: FoundPackage, in repository: RepositoryID, _ result: inout FoundEdges) {
        guard package.name.isEmpty, !package.isSample else { return }
        let named = package.requirements.filter { $0.key != nil }
            .compactMap { upstream($0, of: package, in: repository)?.text }
        guard let first = named.first else { return }
        result.warnings.append(
            Diagnostic(
                .warning, code: "component.no-owner", place: package.manifest,
                message:
                    "This file names \(first)\(named.count > 1 ? " and others" : "") and is in no component's folder, so releases leave it as it is.",
                suggestion: "Make its folder a component: components: { NAME: { path: \(yamlText(package.path)) } }"))
    }

    /// The component that a requirement names: by path where it has one, else by name, nearest first. A path without a
    /// name may lead to a file of any component.
    private func upstream(
        _ requirement: FoundRequirement, of package: FoundPackage, in repository: RepositoryID
    ) -> ComponentID? {
        if package.isRecord {
            return found.components.first { $0.isCalled(requirement.package) }?.id
        }
        guard let ecosystem = ecosystems[requirement.upstreamEcosystem ?? package.ecosystem] else { return nil }
        if let path = requirement.path, requirement.package.isEmpty {
            return found.components.filter { $0.repository == repository && $0.path != "." }
                .filter { RepositoryPath.isInside(path, folder: $0.path) }
                .max { ($0.path.count, $1.id) < ($1.path.count, $0.id) }?.id
        }
        let name = Name(ecosystem: ecosystem.name, text: ecosystem.normalized(packageName: requirement.package))
        var candidates = byName[name] ?? rootPackages(of: ecosystem, inRepositoryCalled: name.text)
        // Major versions of a Go module that lie in folders of their own differ in their full names only.
        let exact = candidates.filter { $0.package(in: ecosystem.name) == requirement.package }
        if !exact.isEmpty { candidates = exact }
        if let path = requirement.path,
            let same = candidates.first(where: { $0.repository == repository && $0.path == path })
        {
            return same.id
        }
        if let named = candidates.first(where: { $0.repository == repository }) ?? candidates.first { return named.id }
        return ecosystem.name == .docker ? image(requirement.package, called: name.text) : nil
    }

    /// The component whose image is called so: one with a Dockerfile, or, for an image with an owner, any component.
    private func image(_ repository: String, called name: String) -> ComponentID? {
        let named = found.components.filter { $0.isCalled(name) || $0.package.asPlainName == name.asPlainName }
        return named.first { images.contains($0.id) }?.id ?? (repository.contains("/") ? named.first?.id : nil)
    }

    /// Swift calls a package by its address, so by its repository, whatever name the manifest says.
    private func rootPackages(of ecosystem: any Ecosystem, inRepositoryCalled name: String) -> [Component] {
        guard ecosystem.name == .swift else { return [] }
        return found.components.filter {
            $0.ecosystem == .swift && $0.path == "."
                && ecosystem.normalized(packageName: $0.repository.text) == name
        }
    }

    private func addConfigured(to result: inout FoundEdges) {
        for (id, settings) in configuration.components.sorted(by: { $0.key < $1.key }) {
            for requirement in settings.requires {
                guard let upstream = found.components.first(where: { $0.isCalled(requirement.component) }) else {
                    continue
                }
                result.edges.append(Edge(from: id, to: upstream.id, kind: .declared, origin: requirement.place))
            }
        }
    }

    /// Where a requirement's text stands.
    private struct SharedValue: Hashable {
        var ecosystem: EcosystemName
        var file: String
        var key: String
    }

    /// The packages that each value of a repository also requires and that the workspace does not have, by name.
    private func foreignPackages(among packages: [FoundPackage], in repository: RepositoryID) -> [SharedValue: [String]]
    {
        var names: [SharedValue: Set<String>] = [:]
        var ours: [SharedValue: Set<String>] = [:]
        for package in packages {
            for requirement in package.requirements {
                guard let key = requirement.key else { continue }
                let value = SharedValue(ecosystem: package.ecosystem, file: requirement.place.file, key: key)
                if upstream(requirement, of: package, in: repository) == nil {
                    names[value, default: []].insert(requirement.package)
                } else {
                    ours[value, default: []].insert(requirement.package)
                }
            }
        }
        // One package may be looked for in two ecosystems.
        return names.reduce(into: [:]) { found, one in
            guard let known = ours[one.key] else { return }
            let left = one.value.subtracting(known).sorted()
            if !left.isEmpty { found[one.key] = left }
        }
    }

    /// A `requires` with an unknown name stays an edge, so that the graph refuses it.
    private func addUnknown(to result: inout FoundEdges) {
        for reading in readings {
            for package in reading.packages where package.isRecord {
                let key = FoundComponents.PackageKey(
                    repository: reading.repository.id, ecosystem: package.ecosystem, path: package.path,
                    name: package.name)
                guard let from = found.byPackage[key] else { continue }
                let modules = Set(reading.versions.flatMap(\.modules).map(\.name))
                for requirement in package.requirements
                where !found.components.contains(where: { $0.isCalled(requirement.package) })
                    && !modules.contains(requirement.package)
                {
                    result.edges.append(
                        Edge(
                            from: from, to: ComponentID(requirement.package), kind: .declared,
                            requirement: requirement.requirement, origin: requirement.place,
                            repository: reading.repository.id, ecosystem: package.ecosystem))
                }
            }
        }
    }

    private func set(_ versions: VersionsManifest, in repository: RepositoryID) -> VersionSet {
        func component(_ name: String) -> ComponentID? { found.components.first { $0.isCalled(name) }?.id }
        func value(_ field: VersionsManifest.Field?) -> VersionSet.Value? {
            field.map { .init(key: $0.key, value: $0.text) }
        }
        var set = VersionSet(
            repository: repository, file: versions.file,
            entries: versions.entries.map { entry in
                VersionSet.Entry(
                    component: component(entry.name), version: .init(key: entry.version.key, value: entry.version.text),
                    tag: entry.gitTag.map { .init(key: $0.key, value: $0.text) },
                    commit: entry.gitCommit.map { .init(key: $0.key, value: $0.text) })
            },
            requirements: versions.entries.flatMap { entry in
                entry.requires.compactMap { one in
                    one.requirement.map { field in
                        VersionSet.Requirement(
                            component: component(entry.name), upstream: component(one.name),
                            value: .init(key: field.key, value: field.text))
                    }
                }
            })
        set.develop = versions.develop.map { table in
            VersionSet.Develop(
                version: value(table.version), basedOnStable: value(table.basedOnStable),
                prefix: value(table.developmentPrefix), publishedAt: value(table.publishedAt),
                commit: value(table.gitCommit), dependencies: table.dependencies.compactMapValues(value))
        }
        return set
    }

    /// Components for which something is declared, edge by edge against what their manifests say.
    private func differences(_ edges: [Edge]) -> [EdgeDifference] {
        let declared = edges.filter { $0.kind == .declared }
        // Requirements of tests and temporary replacements need no declaration.
        let derived = edges.filter { $0.kind != .declared && $0.kind != .patch && $0.kind != .dev }
        // A file that holds only a version says nothing against a declaration.
        let withManifest = Set(
            found.components.filter {
                $0.ecosystem != nil && !$0.isOnlyRecorded && $0.ecosystem != .versionFile
            }
            .map(\.id))
        let declaring = Set(declared.map(\.from)).union(
            found.byPackage.filter { $0.key.ecosystem == VersionSet.ecosystem }.map(\.value))
        var differences: [EdgeDifference] = []
        for edge in declared where withManifest.contains(edge.from) {
            let same = derived.filter { $0.from == edge.from && $0.to == edge.to }
            if same.isEmpty {
                differences.append(
                    EdgeDifference(
                        kind: .declaredOnly, from: edge.from, to: edge.to, declared: edge.requirement,
                        origin: edge.origin))
            } else if let text = edge.requirement, let version = Version(text),
                let refusing = same.first(where: { refuses($0, version) })
            {
                differences.append(
                    EdgeDifference(
                        kind: .requirement, from: edge.from, to: edge.to, declared: text, derived: refusing.requirement,
                        origin: edge.origin))
            }
        }
        // A component that declares nothing leaves it all to its manifest.
        for edge in derived where declaring.contains(edge.from) {
            guard !declared.contains(where: { $0.from == edge.from && $0.to == edge.to }),
                !differences.contains(where: { $0.kind == .derivedOnly && $0.from == edge.from && $0.to == edge.to })
            else { continue }
            differences.append(
                EdgeDifference(
                    kind: .derivedOnly, from: edge.from, to: edge.to, derived: edge.requirement, origin: edge.origin))
        }
        return differences.sorted { ($0.from, $0.to, $0.kind.rawValue) < ($1.from, $1.to, $1.kind.rawValue) }
    }

    private func refuses(_ edge: Edge, _ version: Version) -> Bool {
        guard let text = edge.requirement, let ecosystem = edge.ecosystem.flatMap({ ecosystems[$0] }) else {
            return false
        }
        return ecosystem.accepts(requirement: text, version: version) == false
    }
}
