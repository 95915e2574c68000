import ReleaseModel
import ReleaseText

/// One Gradle build: the settings, or a script without settings, and every project below that belongs to it.
struct GradleBuild {
    /// The folder of the settings.
    let folder: String
    let settings: GradleScript?
    let scripts: [String: GradleScript]
    /// Scripts that others apply, and sources of the build, by path.
    let applied: [String: GradleScript]
    /// Files of properties that scripts load, and files that hold a version alone.
    let loadedProperties: [String: JavaProperties]
    let plainFiles: [String: [UInt8]]
    private let properties: [String: JavaProperties]
    private let files: [String: TextPlaces]
    let catalogues: [GradleCatalogue]
    /// The folder of each included project by its path, `:a:b`.
    private var folders: [String: String] = [:]
    /// What scripts call included projects: `projects.coreApi`.
    private var accessors: [String: String] = [:]

    /// - Parameters:
    ///   - scripts: The build scripts of this build by folder.
    ///   - applied: Scripts that others apply, by path.
    ///   - properties: Each `gradle.properties` by folder.
    ///   - files: For places, by path.
    init(
        folder: String, settings: GradleScript?, scripts: [String: GradleScript], applied: [String: GradleScript] = [:],
        properties: [String: JavaProperties], loadedProperties: [String: JavaProperties] = [:],
        plainFiles: [String: [UInt8]] = [:], catalogues: [GradleCatalogue], files: [String: TextPlaces]
    ) {
        self.applied = applied
        self.loadedProperties = loadedProperties
        self.plainFiles = plainFiles
        self.folder = folder
        self.settings = settings
        self.scripts = scripts
        self.properties = properties
        self.catalogues = catalogues
        self.files = files
        folders[":"] = folder
        for path in settings?.includes ?? [] {
            let inner = settings?.projectFolders[path] ?? path.split(separator: ":").joined(separator: "/")
            folders[path] = RepositoryPath.joined(folder, inner)
            accessors["projects." + path.split(separator: ":").map(GradleBuild.camelCase).joined(separator: ".")] = path
        }
    }

    /// `core-api` is `coreApi` in accessors.
    private static func camelCase(_ name: Substring) -> String {
        let parts = name.split { "-_. ".contains($0) }
        return parts.enumerated().map { $0 == 0 ? String($1) : $1.prefix(1).uppercased() + $1.dropFirst() }.joined()
    }

    var includedFolders: Set<String> { Set(folders.values) }

    /// The folders of builds that the settings include for the sake of their plugins.
    var pluginBuilds: [String] { (settings?.pluginBuilds ?? []).map { RepositoryPath.joined(folder, $0) } }

    /// Why a project is not published; nil where it is, or may be by what other scripts do.
    private func unpublishedReason(of script: GradleScript) -> String? {
        // With a root that publishes for all, or none that publishes by itself, nothing is known of the others.
        guard script.publishesNothing, scripts[folder]?.mentionsPublishing != true,
            scripts[folder]?.configuresOthers != true, applied.isEmpty,
            scripts.values.contains(where: \.publishesItself)
        else { return nil }
        return "no plugin that publishes, as other projects of the build have"
    }

    /// Whether any of its scripts publishes something.
    var publishes: Bool { scripts.values.contains(where: \.mentionsPublishing) }

    /// The projects that the settings include.
    var included: [(project: String, folder: String, settings: String)] {
        guard let settings else { return [] }
        return folders.filter { $0.key != ":" }.sorted { $0.key < $1.key }.map { ($0.key, $0.value, settings.file) }
    }

    func packages() -> [FoundPackage] {
        scripts.sorted { $0.key < $1.key }.map { package(of: $1, in: $0) }
            .filter { !$0.name.isEmpty || !$0.versionSources.isEmpty }
    }

    private func package(of script: GradleScript, in folder: String) -> FoundPackage {
        let name = name(of: folder)
        let sources = versionSources(of: script, in: folder)
        let start = script.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var package = FoundPackage(
            ecosystem: .gradle, name: name, path: folder, manifest: place(start, in: script.file),
            versionSources: sources,
            requirements: script.dependencies.flatMap { requirements($0, of: script, in: folder) })
        package.versionParts = counters(of: script, in: folder, beside: sources)
        package.unpublishedBy = unpublishedReason(of: script)
        if sources.isEmpty, let one = versionExpression(of: script, in: folder),
            let fault = readVersion(of: script, in: folder).fault(
                "gradle.computed-version", at: place(one.expression.offset, in: one.owner.file), of: name)
        {
            package.versionFaults = [fault]
        } else if let (file, offset) = unfollowed(of: script, in: folder, sources) {
            package.versionFaults = [
                Diagnostic(
                    code: "gradle.computed-version", place: place(offset, in: file),
                    message: "The version is put together of other values, which can't be followed.",
                    suggestion:
                        "Write the full version in one place: version=1.2.3 in gradle.properties, or as a text in the script. Or say where it stands: components: { NAME: { extra-files: [{ path: build.gradle, pattern: 'appVersion = \"{version}\"' }] } }"
                )
            ]
        }
        return package
    }

    func place(_ offset: Int, in file: String) -> Place {
        files[file]?.place(at: offset) ?? Place(file: file, line: 1, column: 1)
    }

    /// `group:name`; only the name where no group is written. Empty for a root of unknown name.
    private func name(of folder: String) -> String {
        let isRoot = folder == self.folder
        let last = folder == "." ? "" : String(RepositoryPath.name(of: folder))
        let name = isRoot ? settings?.rootName ?? last : last
        guard !name.isEmpty, let script = scripts[folder], let group = assignment("group", of: script, in: folder)
        else { return name }
        return "\(group.value.text):\(name)"
    }

    /// What a project calls its version or group: its own script before the root's, scripts before properties.
    func assignment(
        _ name: String, of script: GradleScript, in folder: String
    ) -> (file: String, value: ScannedValue)? {
        let root = scripts[self.folder]
        let isRoot = folder == self.folder
        let keys = isRoot ? [name, "allprojects.\(name)"] : [name]
        for key in keys {
            if let value = value(at: key, of: script, in: folder) { return value }
        }
        if !isRoot, let root {
            for key in ["subprojects.\(name)", "allprojects.\(name)"] {
                if let value = value(at: key, of: root, in: folder) { return value }
            }
            for path in root.appliedToOthers {
                guard let other = applied[RepositoryPath.joined(self.folder, path)] else { continue }
                if let value = value(at: name, of: other, in: folder) { return value }
            }
        }
        // What publishing plugins for Gradle read where the build says nothing.
        let conventions = ["version": "VERSION_NAME", "group": "GROUP"]
        return property(name, for: folder)
            ?? (script.expressions[name]?.kind != .computed
                ? conventions[name].flatMap { property($0, for: folder) } : nil)
    }

    /// A property of the project's folder or of the build's.
    func property(_ name: String, for folder: String) -> (file: String, value: ScannedValue)? {
        property(name, in: folder) ?? property(name, in: self.folder)
    }

    func property(_ name: String, in folder: String) -> (file: String, value: ScannedValue)? {
        let key = ValuePath([.key(name)]).description
        guard let value = properties[folder]?.values.last(where: { $0.key == key }), !value.text.isEmpty else {
            return nil
        }
        return (RepositoryPath.joined(folder, "gradle.properties"), value)
    }

    // MARK: Requirements

    private func requirements(
        _ one: GradleScript.Dependency, of script: GradleScript, in folder: String
    ) -> [FoundRequirement] {
        let kind = kind(of: one)
        let place = place(one.offset, in: script.file)
        switch one.target {
        case .module(let module, let version):
            return FoundRequirement(
                package: module, kind: kind, requirement: version?.text,
                place: version.map { self.place($0.range.lowerBound, in: script.file) } ?? place, key: version?.key
            ).alsoPublished(by: .maven)
        case .moduleWithProperty(let module, let name):
            let found = property(name, for: folder)
            return FoundRequirement(
                package: module, kind: kind, requirement: found?.value.text,
                place: found.map { self.place($0.value.range.lowerBound, in: $0.file) } ?? place, key: found?.value.key
            ).alsoPublished(by: .maven)
        case .project(let path): return project(path, one, place)
        case .accessor(let path):
            if let project = accessors[path] { return self.project(project, one, place) }
            return catalogues.flatMap { listed(path, in: $0, kind) }
        }
    }

    private func project(_ path: String, _ one: GradleScript.Dependency, _ place: Place) -> [FoundRequirement] {
        guard let folder = folders[path.hasPrefix(":") ? path : ":" + path] else { return [] }
        var found = FoundRequirement(
            package: name(of: folder), kind: kind(of: one), requirement: nil, path: folder, place: place, key: nil)
        // The published pom or module names the project's version.
        if found.kind == .normal, !one.configuration.hasPrefix("compileOnly") { found.publishedAs = "{version}" }
        return [found]
    }

    private func listed(_ path: String, in catalogue: GradleCatalogue, _ kind: EdgeKind) -> [FoundRequirement] {
        guard path.hasPrefix(catalogue.name + ".") else { return [] }
        let inner = String(path.dropFirst(catalogue.name.count + 1))
        return (catalogue.bundles[inner] ?? [inner]).compactMap { catalogue.entries[$0] }.flatMap { entry in
            FoundRequirement(
                package: entry.module, kind: kind, requirement: entry.requirement, place: entry.place, key: entry.key
            ).alsoPublished(by: .maven)
        }
    }

    private func kind(of one: GradleScript.Dependency) -> EdgeKind {
        if one.isOfBuild { return .build }
        let name = one.configuration
        if one.isOfTests || name.hasPrefix("test") || name.contains("Test") { return .dev }
        let builders = ["annotationProcessor", "kapt", "ksp", "classpath"]
        return builders.contains { name.hasPrefix($0) } || name.hasSuffix("AnnotationProcessor") ? .build : .normal
    }
}
