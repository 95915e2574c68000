import ReleaseModel
import ReleaseText

/// One Gradle build: the settings, or a script without settings, and every project below that belongs to it.
struct GradleBuild {
    /// The folder of the settings.
    let folder: String
    private let settings: GradleScript?
    private let scripts: [String: GradleScript]
    /// Scripts that others apply, by path.
    private let applied: [String: GradleScript]
    private let properties: [String: JavaProperties]
    private let files: [String: TextPlaces]
    private let catalogues: [GradleCatalogue]
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
        properties: [String: JavaProperties], catalogues: [GradleCatalogue], files: [String: TextPlaces]
    ) {
        self.applied = applied
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
        if let (file, offset) = unfollowed(of: script, in: folder, sources) {
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

    /// The version of the project and every other place of its folder that repeats it: a property beside the script's own
    /// text, and the name that an Android app shows. What a project inherits counts only where it has none of its own.
    private func versionSources(of script: GradleScript, in folder: String) -> [VersionSource] {
        let project = assignment("version", of: script, in: folder)
        let app = android("versionName", of: script, in: folder)
        var found: [(file: String, value: ScannedValue)] = []
        if let project {
            let isInherited = RepositoryPath.folder(of: project.file) != folder
            if app == nil || !isInherited || app?.value.text == project.value.text { found.append(project) }
        }
        if script.assignments["version"] != nil {
            found += ["version", "VERSION_NAME"].compactMap { property($0, in: folder) }
        }
        if let app { found.append(app) }
        let versions = Set(found.map(\.value.text))
        found += flavours("versionName", of: script).filter { versions.contains($0.value.text) }
        var seen: Set<String> = []
        return found.filter { seen.insert("\($0.file) \($0.value.key)").inserted }.map { source($0) }
    }

    /// Numbers that count up with each release of what is beside them.
    private func counters(
        of script: GradleScript, in folder: String, beside sources: [VersionSource]
    ) -> [VersionSource] {
        var found: [(file: String, value: ScannedValue)] = []
        if sources.contains(where: { $0.key.contains("VERSION_NAME") }),
            let code = property("VERSION_CODE", for: folder)
        {
            found.append(code)
        }
        if let code = android("versionCode", of: script, in: folder) { found.append(code) }
        found += flavours("versionCode", of: script)
        var seen: Set<String> = []
        return found.filter { Int($0.value.text) != nil && seen.insert("\($0.file) \($0.value.key)").inserted }
            .map { source($0, part: .number) }
    }

    private func source(_ found: (file: String, value: ScannedValue), part: VersionPart? = nil) -> VersionSource {
        VersionSource(
            ecosystem: .gradle, place: place(found.value.range.lowerBound, in: found.file), key: found.value.key,
            value: found.value.text, part: part)
    }

    /// A value of `android { defaultConfig { … } }`, or the property that it is.
    private func android(
        _ name: String, of script: GradleScript, in folder: String
    ) -> (file: String, value: ScannedValue)? {
        value(at: "android.defaultConfig.\(name)", of: script, in: folder)
    }

    /// A value of each of `android { productFlavors { … } }` that has its own.
    private func flavours(_ name: String, of script: GradleScript) -> [(file: String, value: ScannedValue)] {
        script.assignments.filter { $0.key.hasPrefix("android.productFlavors.") && $0.key.hasSuffix(".\(name)") }
            .sorted { $0.value.range.lowerBound < $1.value.range.lowerBound }.map { (script.file, $0.value) }
    }

    /// What is assigned in a script: a text that stands there, or that of the property or variable it names.
    private func value(
        at key: String, of script: GradleScript, in folder: String
    ) -> (file: String, value: ScannedValue)? {
        if let value = script.assignments[key] { return (script.file, value) }
        let others = appliedScripts(of: script)
        guard let expression = script.expressions[key] else {
            return others.lazy.compactMap { one in one.assignments[key].map { (one.file, $0) } }.first
        }
        guard case .name(let name) = expression.kind else { return nil }
        for one in [script, scripts[self.folder]].compactMap({ $0 }) + others {
            if let value = one.definitions[name] { return (one.file, value) }
        }
        return property(name, for: folder)
    }

    /// Those that lie beside a script or in the build's folder, as it names them.
    private func appliedScripts(of script: GradleScript) -> [GradleScript] {
        let folders = [RepositoryPath.folder(of: script.file), folder]
        return script.applied.compactMap { path in
            folders.lazy.compactMap { applied[RepositoryPath.joined($0, path)] }.first
        }
    }

    /// Where a version is made of values of the repository that can't be followed; nil where it is followed, or where
    /// the repository does not say it.
    private func unfollowed(
        of script: GradleScript, in folder: String, _ sources: [VersionSource]
    ) -> (file: String, offset: Int)? {
        let root = scripts[self.folder]
        func isComputed(_ one: GradleScript.Expression) -> Bool {
            switch one.kind {
            case .computed: true
            case .elsewhere: false
            case .name(let name):
                one.containsVersion || script.computedDefinitions.contains(name)
                    || root?.computedDefinitions.contains(name) == true
            }
        }
        // What an app shows is a version of its own, whatever the project's is.
        if let shown = script.expressions["android.defaultConfig.versionName"], isComputed(shown),
            android("versionName", of: script, in: folder) == nil
        {
            return (script.file, shown.offset)
        }
        guard sources.isEmpty else { return nil }
        for key in ["version", "allprojects.version"] {
            if let one = script.expressions[key], isComputed(one) { return (script.file, one.offset) }
        }
        for other in appliedScripts(of: script) {
            for key in ["version", "allprojects.version"] {
                if let one = other.expressions[key], isComputed(one) { return (other.file, one.offset) }
            }
        }
        guard folder != self.folder, let root, script.expressions["version"] == nil else { return nil }
        for key in ["subprojects.version", "allprojects.version"] {
            if let one = root.expressions[key], isComputed(one) { return (root.file, one.offset) }
        }
        return nil
    }

    private func place(_ offset: Int, in file: String) -> Place {
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
    private func assignment(
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
        }
        // What publishing plugins for Gradle read where the build says nothing.
        let conventions = ["version": "VERSION_NAME", "group": "GROUP"]
        return property(name, for: folder)
            ?? (script.expressions[name]?.kind != .computed
                ? conventions[name].flatMap { property($0, for: folder) } : nil)
    }

    /// A property of the project's folder or of the build's.
    private func property(_ name: String, for folder: String) -> (file: String, value: ScannedValue)? {
        property(name, in: folder) ?? property(name, in: self.folder)
    }

    private func property(_ name: String, in folder: String) -> (file: String, value: ScannedValue)? {
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
        case .project(let path): return project(path, kind, place)
        case .accessor(let path):
            if let project = accessors[path] { return self.project(project, kind, place) }
            return catalogues.flatMap { listed(path, in: $0, kind) }
        }
    }

    private func project(_ path: String, _ kind: EdgeKind, _ place: Place) -> [FoundRequirement] {
        guard let folder = folders[path.hasPrefix(":") ? path : ":" + path] else { return [] }
        return [
            FoundRequirement(
                package: name(of: folder), kind: kind, requirement: nil, path: folder, place: place, key: nil)
        ]
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
