import ReleaseManifests
import ReleaseModel

/// The components of a workspace, with the packages that each is made of.
struct FoundComponents {
    var components: [Component] = []
    /// Which component a package became.
    var byPackage: [PackageKey: ComponentID] = [:]
    /// Those that the configuration leaves out.
    var ignored: [ComponentID] = []
    /// The names that are taken.
    var names: Set<ComponentID> = []
    var warnings: [Diagnostic] = []
    /// Those that are not where the configuration says.
    var misplaced: [MisplacedComponent] = []

    struct PackageKey: Hashable {
        var repository: RepositoryID
        var ecosystem: EcosystemName
        var path: String
        var name: String
    }
}

/// Turns packages into components. Pure.
///
/// Packages in one folder are one component when they have one name, or when all but one say no version. A `VERSION`
/// file belongs to the component in its folder, or is one by itself at a repository's root. Where it disagrees with the
/// manifest, tags tell whether it says the component's version.
struct ComponentFinder {
    let readings: [RepositoryReading]
    let configuration: WorkspaceConfiguration
    let ecosystems: [any Ecosystem]

    func find() -> FoundComponents {
        var found = FoundComponents()
        for reading in readings {
            found.warnings += templates(among: reading)
            let plugins = Set(reading.packages.filter { $0.ecosystem == .pub }.map(\.path))
            let packages = reading.packages.filter { package in
                !package.isRecord && isWanted(package, of: reading)
                    && !isPart(package, ofPluginIn: plugins)
            }
            let folders = Dictionary(grouping: packages, by: \.path)
            // Shorter paths first: of two packages with one name, the one nearer to the root keeps it.
            for path in folders.keys.sorted(by: { ($0 == "." ? "" : $0, $0.count) < ($1 == "." ? "" : $1, $1.count) }) {
                add(folders[path] ?? [], at: path, of: reading, to: &found)
            }
        }
        found.misplaced = misplaced(in: found)
        addConfigured(to: &found)
        addDeclared(to: &found)
        for reading in readings { attachNameless(of: reading, to: &found) }
        let ignored = Set(found.components.map(\.id).filter { configuration.settings(of: $0).isIgnored })
        // A folder that is left out is not read, so that its component is not found.
        let unread = configuration.components.filter { $0.value.isIgnored && $0.value.path != nil }.map(\.key)
        found.ignored = ignored.union(unread).sorted()
        found.components.removeAll { ignored.contains($0.id) }
        found.byPackage = found.byPackage.filter { !ignored.contains($0.value) }
        found.components.sort { $0.id < $1.id }
        return found
    }

    /// Packages whose names are placeholders, a warning each.
    private func templates(among reading: RepositoryReading) -> [Diagnostic] {
        reading.packages.filter { package in
            package.isSample && isPlaceholder(package.name) && !liesInSampleFolder(path: package.manifest.file)
                && !isWanted(package, of: reading)
        }
        .map { package in
            var place = package.manifest
            place.file = "\(reading.repository.id)/\(place.file)"
            return Diagnostic(
                .warning, code: "component.template", place: place,
                message:
                    "The name '\(package.name.prefix(80))' is a placeholder, so this is taken for a template and not released.",
                suggestion:
                    "Leave it out for good: ignore-paths: [\(yamlText(package.path == "." ? package.manifest.file : package.path))]"
            )
        }
    }

    /// Material of tests and templates becomes a component only where the configuration names it, or tags bear its name.
    private func isWanted(_ package: FoundPackage, of reading: RepositoryReading) -> Bool {
        !package.isSample || hasTags(package, of: reading)
            || configuration.components.contains { id, settings in
                id.text == package.name || settings.package == package.name
                    || isAt(reading.repository.id, package.path, settings, id)
            }
    }

    /// A Flutter plugin's code for one platform (`android/build.gradle`) is published within the plugin.
    private func isPart(_ package: FoundPackage, ofPluginIn folders: Set<String>) -> Bool {
        guard !folders.isEmpty, package.ecosystem != .pub else { return false }
        return RepositoryPath.selfAndAncestors(of: package.path).contains { folder in
            ["android", "darwin", "ios", "linux", "macos", "windows"].contains(RepositoryPath.name(of: folder))
                && folders.contains(RepositoryPath.folder(of: folder))
        }
    }

    private func hasTags(_ package: FoundPackage, of reading: RepositoryReading) -> Bool {
        guard !package.name.isEmpty else { return false }
        return reading.repository.tags.contains { tag in
            guard tag.name.text.hasPrefix(package.name) else { return false }
            let rest = tag.name.text.dropFirst(package.name.count)
            guard let separator = rest.first, "@-_/".contains(separator) else { return false }
            return SpelledVersion(String(rest.dropFirst())) != nil
        }
    }

    private func add(
        _ packages: [FoundPackage], at path: String, of reading: RepositoryReading, to found: inout FoundComponents
    ) {
        let versionFiles = packages.filter { $0.name.isEmpty && $0.ecosystem == .versionFile }
        let repository = reading.repository.id
        var named = packages.filter { !$0.name.isEmpty }
        if named.isEmpty, path == ".", var build = packages.first(where: { $0.ecosystem == .gradle }) {
            // A Gradle build without settings is called after its folder.
            build.name = repository.text
            named = [build]
        }
        if named.isEmpty {
            let settings = configuration.components.first { isAt(repository, path, $0.value, $0.key) }
            guard path == "." || settings != nil, let file = versionFiles.first else { return }
            let name = settings?.key.text ?? (path == "." ? repository.text : String(RepositoryPath.name(of: path)))
            let sources = settings.map { chosen(versionFiles, $0.value) } ?? file.versionSources
            insert(
                Component(
                    id: ComponentID(name), repository: repository, path: path, ecosystem: file.ecosystem,
                    version: sources.first.flatMap { version(of: $0) }, versionSources: sources), packages: [],
                to: &found)
            return
        }
        let strays = strays(among: named, of: reading)
        named.removeAll { one in
            strays[one].map { !isNamedOrTagged(one, beside: $0, of: reading, &found) } ?? false
        }
        let folderSize = named.count
        while !named.isEmpty {
            let first = named.removeFirst()
            let twins = named.filter { strays[first] == nil && strays[$0] == nil && isTwin($0, of: first) }
            named.removeAll { twins.contains($0) }
            let members = [first] + twins
            var sources = members.flatMap(\.versionSources)
            let id = componentID(of: first, in: repository, found: &found)
            let settings = configuration.settings(of: id)
            for file in versionFiles {
                let isNamed = settings.versionFiles.contains { RepositoryPath.joined(path, $0) == file.manifest.file }
                let says = file.versionSources.compactMap { version(of: $0) }
                let own = sources.compactMap { version(of: $0) }
                // Beside a manifest, a file is a version source that says the same, is declared, or that tags agree with.
                let isSame = own.isEmpty || Set(says).isSubset(of: own)
                let isReleased =
                    !isSame && members.count == folderSize
                    && isVersion(file, ofComponentNamed: first.name, at: path, in: reading)
                if isReleased, sayNoVersion(members, settings, at: path, in: reading) { sources = [] }
                if isNamed || (named.isEmpty && !says.isEmpty && (isSame || isReleased)) {
                    sources += file.versionSources.filter { one in
                        !sources.contains { $0.place == one.place && $0.key == one.key }
                    }
                }
            }
            insert(
                Component(
                    id: id, repository: repository, path: path, ecosystem: first.ecosystem, package: first.name,
                    version: sources.lazy.compactMap { version(of: $0) }.first, versionSources: sources,
                    aliases: settings.aliases, binaries: []), packages: members, to: &found)
            // What one manifest says may be published is published.
            if members.allSatisfy({ $0.unpublishedBy != nil }) {
                found.components[found.components.count - 1].unpublishedBy = first.unpublishedBy
            } else if let folder = vendoredFolder(of: first.manifest.file) {
                found.components[found.components.count - 1].unpublishedBy =
                    "it lies in \(folder), as others' packages do"
            }
            found.components[found.components.count - 1].versionParts = members.flatMap(\.versionParts)
            found.components[found.components.count - 1].versionFaults = members.flatMap(\.versionFaults)
        }
    }

    /// A Dockerfile or an overlay names no package: it belongs to the component around it. The repository's root is
    /// around everything, so it counts only for what lies in it or where it is the only component.
    private func attachNameless(of reading: RepositoryReading, to found: inout FoundComponents) {
        let repository = reading.repository.id
        let own = found.components.indices.filter { found.components[$0].repository == repository }
        for package in reading.packages
        where package.name.isEmpty && package.ecosystem != .versionFile && isWanted(package, of: reading) {
            let isFound = own.contains {
                let component = found.components[$0]
                return component.path == package.path && component.ecosystem == package.ecosystem
                    && component.versionSources.contains { $0.place.file == package.manifest.file }
            }
            if isFound { continue }
            let around = own.filter { index in
                let path = found.components[index].path
                return path == "."
                    ? package.path == "." || own.count == 1 : RepositoryPath.isInside(package.path, folder: path)
            }
            guard let index = around.max(by: { found.components[$0].path.count < found.components[$1].path.count })
            else {
                continue
            }
            let key = FoundComponents.PackageKey(
                repository: repository, ecosystem: package.ecosystem, path: package.path, name: package.name)
            found.byPackage[key] = found.components[index].id
            if package.path == found.components[index].path {
                found.components[index].versionSources += package.versionSources
                found.components[index].versionParts += package.versionParts
            }
        }
    }

    /// One folder, one thing: the same name, or one of them leaves its version to the other.
    private func isTwin(_ other: FoundPackage, of first: FoundPackage) -> Bool {
        guard other.ecosystem != first.ecosystem else { return false }
        return other.ecosystem == .docker || other.name.asShortName == first.name.asShortName
            || leavesVersion(other, to: first) || leavesVersion(first, to: other)
    }

    /// Whether a package has no version of its own, but that of the folder: the other package's, or that of a version file.
    private func leavesVersion(_ package: FoundPackage, to other: FoundPackage) -> Bool {
        if package.leavesVersion || package.versionSources.isEmpty { return true }
        let isOfFile = package.versionSources.allSatisfy {
            $0.ecosystem == .versionFile && RepositoryPath.folder(of: $0.place.file) == package.path
        }
        return isOfFile
            && Set(other.versionSources.compactMap { version(of: $0) })
                .isSubset(of: package.versionSources.compactMap { version(of: $0) })
    }

    /// Packages at the root that say another name, and a lower version than the tags, beside one that has its version from
    /// these tags: a `package.json` for the assets of a PHP library. The tags are not their versions.
    ///
    /// - Returns: The package that the tags are of, for each of them.
    private func strays(among packages: [FoundPackage], of reading: RepositoryReading) -> [FoundPackage: String] {
        let owners = packages.filter { one in
            one.path == "." && one.versionSources.isEmpty && !one.leavesVersion
                && ComponentFinder.versionedByTags.contains(one.ecosystem)
        }
        guard let owner = owners.first, owners.count < packages.count else { return [:] }
        let tagged = reading.repository.tags.filter(\.isReachable).compactMap { SpelledVersion($0.name.text)?.version }
        guard !tagged.isEmpty else { return [:] }
        let strays = packages.filter { one in
            guard one.ecosystem != .docker, !one.leavesVersion,
                let version = one.versionSources.lazy.compactMap({ self.version(of: $0) }).first,
                !owners.contains(where: { $0.name.asShortName == one.name.asShortName })
            else { return false }
            let isTagged = tagged.contains { $0.isSame(as: version) }
            // A tag far above one with its version is rather a foreign one.
            return tagged.contains { other in
                other > version && !other.isSame(as: version) && (!isTagged || other.major <= version.major + 1)
            }
        }
        return Dictionary(strays.map { ($0, owner.name) }, uniquingKeysWith: { first, _ in first })
    }

    private static let versionedByTags: Set<EcosystemName> = ["composer", "go", "python", "swift"]

    /// Whether the configuration or tags name a package that would be left alone; where none does, that is reported.
    ///
    /// - Parameter owner: The package that the tags are of.
    private func isNamedOrTagged(
        _ package: FoundPackage, beside owner: String, of reading: RepositoryReading, _ found: inout FoundComponents
    ) -> Bool {
        let isNamed = configuration.components.contains { id, settings in
            id.text == package.name || settings.package == package.name
        }
        if isNamed || hasTags(package, of: reading) { return true }
        // A private package is released by no one.
        if package.unpublishedBy == nil {
            let version = package.versionSources.first?.value ?? ""
            found.warnings.append(
                Diagnostic(
                    .warning, code: "component.left-alone", place: package.manifest,
                    message:
                        "\(package.name) \(version) has neither the name of \(owner) nor the version of its tags, so it stays as it is. Release it as a component of its own: components: { \(package.name): {} }"
                ))
        }
        return false
    }

    private func isAt(
        _ repository: RepositoryID, _ path: String, _ settings: ComponentConfiguration, _ id: ComponentID
    ) -> Bool {
        (settings.repository ?? RepositoryID(id.text)) == repository && (settings.path ?? ".") == path
    }

    private func chosen(_ files: [FoundPackage], _ settings: ComponentConfiguration) -> [VersionSource] {
        let named = files.filter { file in settings.versionFiles.contains { file.manifest.file.hasSuffix($0) } }
        return (named.isEmpty ? Array(files.prefix(1)) : named).flatMap(\.versionSources)
    }

    /// The configured name of a package, or its own; made unique by its repository or folder.
    private func componentID(of package: FoundPackage, in repository: RepositoryID, found: inout FoundComponents)
        -> ComponentID
    {
        for (id, settings) in configuration.components.sorted(by: { $0.key < $1.key }) {
            if let repositoryName = settings.repository, repositoryName != repository { continue }
            if settings.package == package.name { return id }
            if settings.package == nil, settings.path == package.path, settings.repository == repository { return id }
        }
        let plain = ComponentID(package.name)
        guard found.names.contains(plain) else { return plain }
        var unique = ComponentID("\(repository)/\(package.name)")
        if found.names.contains(unique) {
            unique = ComponentID("\(repository)/\(package.path)")
        }
        var number = 2
        while found.names.contains(unique) {
            unique = ComponentID("\(repository)/\(package.path)#\(number)")
            number += 1
        }
        found.warnings.append(
            Diagnostic(
                .warning, code: "component.name-taken", place: package.manifest,
                message: "Another component is called '\(plain)' already; this one becomes '\(unique)'.",
                suggestion:
                    "Name it in slipway.yaml, or leave it out: components: { \(yamlText(unique.text)): { ignore: true } }"
            ))
        return unique
    }

    private func insert(_ component: Component, packages: [FoundPackage], to found: inout FoundComponents) {
        var component = component
        component.aliases = configuration.settings(of: component.id).aliases
        for package in packages where package.name != component.package && !package.name.isEmpty {
            component.packageNames[package.ecosystem] = package.name
        }
        found.components.append(component)
        found.names.insert(component.id)
        for package in packages {
            let key = FoundComponents.PackageKey(
                repository: component.repository, ecosystem: package.ecosystem, path: package.path, name: package.name)
            found.byPackage[key] = component.id
        }
    }

    /// Configured folders that do not exist, or that the component is not found in.
    private func misplaced(in found: FoundComponents) -> [MisplacedComponent] {
        configuration.components.sorted { $0.key < $1.key }.compactMap { id, settings in
            guard let path = settings.path, path != ".", !settings.isIgnored else { return nil }
            let component = found.components.first { $0.id == id }
            guard component?.path != path else { return nil }
            let repository = repository(of: id, settings, component)
            // An older commit need not have what is configured today.
            guard let reading = readings.first(where: { $0.repository.id == repository }), !reading.isAtCommit else {
                return nil
            }
            let exists = !reading.missingPaths.contains(path)
            guard !exists || component != nil else { return nil }
            return MisplacedComponent(
                component: id, repository: repository, path: path, found: component?.path, exists: exists)
        }
    }

    /// A workspace of one repository needs no name for it.
    private func repository(
        of id: ComponentID, _ settings: ComponentConfiguration, _ component: Component? = nil
    ) -> RepositoryID {
        let only = readings.count == 1 && settings.path != nil ? readings[0].repository.id : nil
        return component?.repository ?? settings.repository ?? only ?? RepositoryID(id.text)
    }

    /// Components that only the configuration knows: a place, and tags for versions.
    private func addConfigured(to found: inout FoundComponents) {
        let known = Set(found.components.map(\.id))
        for (id, settings) in configuration.components where !known.contains(id) && !settings.isIgnored {
            let repository = repository(of: id, settings)
            guard readings.contains(where: { $0.repository.id == repository }) else { continue }
            insert(Component(id: id, repository: repository, path: settings.path ?? "."), packages: [], to: &found)
        }
    }

    /// Entries of `versions.toml`: what they say of components that are here, and components that are not.
    private func addDeclared(to found: inout FoundComponents) {
        for reading in readings {
            for package in reading.packages
            where package.isRecord && isWanted(package, of: reading) {
                let key = FoundComponents.PackageKey(
                    repository: reading.repository.id, ecosystem: package.ecosystem, path: package.path,
                    name: package.name)
                if let index = found.components.firstIndex(where: { $0.isCalled(package.name) }) {
                    found.components[index].binaries += package.binaries
                    found.byPackage[key] = found.components[index].id
                } else {
                    let component = Component(
                        id: ComponentID(package.name), repository: reading.repository.id, path: package.path,
                        ecosystem: package.ecosystem,
                        version: package.versionSources.lazy.compactMap { version(of: $0) }.first,
                        versionSources: package.versionSources, binaries: package.binaries)
                    insert(component, packages: [package], to: &found)
                }
            }
        }
    }

    private func version(of source: VersionSource) -> Version? { source.version }
}

extension String {
    /// A package's name without its scope, vendor or group: `@x/core`, `org.example:core` and `core` are one name in one
    /// folder.
    var asShortName: String { (split { $0 == "/" || $0 == ":" }.last.map(String.init) ?? self).asPlainName }

    /// Names that differ only in case, `-`, `_` and `.` are one name across ecosystems.
    var asPlainName: String { lowercased().replacing("_", with: "-").replacing(".", with: "-") }
}
