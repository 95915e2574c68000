import ReleaseModel
import ReleaseText

/// The manifests of one folder, which together declare one package.
struct PythonFolder {
    let path: String
    private var project: PythonProject?
    private var configuration: SetupConfiguration?
    private var script: SetupScript?
    private var hatch: TOMLDocument?
    /// Of lock files in the folder.
    private var lockDiagnostics: [Diagnostic] = []
    private var found: [Diagnostic] = []
    private var hasUVLock = false
    /// Those of all files that are read.
    private var paths = PythonDiscovery.Paths([])

    var members: [String] { project?.members ?? [] }
    var diagnostics: [Diagnostic] { (project?.diagnostics ?? []) + lockDiagnostics + found }

    static func all(in files: [String: [UInt8]]) -> [PythonFolder] {
        var folders: [String: PythonFolder] = [:]
        for (file, bytes) in files where PythonEcosystem.isManifest(file) {
            let folder = RepositoryPath.folder(of: file)
            folders[folder, default: PythonFolder(path: folder)].add(file, bytes)
        }
        let paths = PythonDiscovery.Paths(files.keys)
        for (folder, var found) in folders {
            found.paths = paths
            if let hatch = found.hatch { found.project?.readHatch(hatch.root) }
            folders[folder] = found
        }
        return folders.values.sorted { $0.path < $1.path }
    }

    private init(path: String) { self.path = path }

    private mutating func add(_ file: String, _ bytes: [UInt8]) {
        switch RepositoryPath.name(of: file) {
        case "pyproject.toml": project = PythonProject(file: file, bytes: bytes)
        case "setup.cfg": configuration = SetupConfiguration(file: file, bytes: bytes)
        case "hatch.toml": hatch = TOMLDocument(file: file, bytes: bytes)
        case "setup.py": script = SetupScript(file: file, bytes: bytes)
        default:
            if RepositoryPath.name(of: file) == "uv.lock" { hasUVLock = true }
            lockDiagnostics += TOMLDocument(file: file, bytes: bytes).diagnostics
        }
    }

    private var name: (text: String, place: Place)? {
        project?.package.map { ($0.name, $0.manifest) } ?? configuration?.name ?? script?.name
    }

    private var places: PythonPlaces { project?.places ?? PythonPlaces() }

    private var computed: ComputedVersion? { project?.computedVersion ?? configuration?.computedVersion }

    /// Files that setuptools takes requirements from.
    private var requirementFiles: [(file: String, kind: EdgeKind)] {
        (project?.requirementFiles ?? []).filter { RequirementsFile.isNamed(RepositoryPath.name(of: $0.file)) }
    }

    /// Files that may say the version or requirements.
    var versionFiles: [String] {
        (computed?.files ?? []) + (project?.siblingCrate?.files ?? []) + scriptFiles
            + requirementFiles.map(\.file)
            + (name.map { PythonModules.constantFiles(of: $0.text, in: path, places: places) } ?? [])
    }

    /// The package with its versions: what the manifests say, the constant they point to, and constants that say the
    /// same without being declared.
    mutating func package(with files: [String: [UInt8]]) -> FoundPackage? {
        guard let name else { return project?.unnamed }
        var package =
            project?.package
            ?? FoundPackage(ecosystem: .python, name: name.text, path: path, manifest: name.place, versionSources: [])
        // uv builds nothing from a project without a build system: https://docs.astral.sh/uv/concepts/projects/config/
        if hasUVLock, project?.isVirtual == true, package.unpublishedBy == nil {
            package.unpublishedBy = "uv.lock without a build-system"
        }
        package.versionSources += [configuration?.version, script?.version].compactMap { $0 }
        let undeclared = undeclaredConstants(in: files)
        package.requirements += (configuration?.requirements ?? []) + (script?.requirements ?? [])
        for (file, kind) in requirementFiles {
            package.requirements += files[file].map { RequirementsFile(file: file, bytes: $0).requirements(kind) } ?? []
        }
        if let computed {
            if let source = computed.source(in: files) {
                package.versionSources.append(source)
            } else if let fault = computed.versionFile(in: files).fault(
                "python.computed-version", at: package.manifest, of: package.name)
            {
                package.versionFaults.append(fault)
            } else if !computed.isFromOutside(in: files),
                let fault = project?.computedVersionWarning ?? configuration?.computedVersionFault
            {
                package.versionFaults.append(fault)
                var warning = fault
                warning.severity = .warning
                found.append(warning)
            }
        }
        if package.versionSources.isEmpty, computed == nil, script?.computedVersion != nil {
            // A script that reads its version mostly reads a module's constant.
            let named = constants(of: scriptFiles, in: files)
            let file = [script?.readFile, named.isEmpty ? script?.namedFile : nil].lazy
                .compactMap { $0?.answer(in: files) }.first { !$0.isMissing }
            let constants = named.isEmpty ? undeclared : named
            if let source = file?.source {
                package.versionSources = [source]
            } else if let place = script?.computedVersion,
                let fault = file?.fault("python.computed-version", at: place, of: package.name)
            {
                package.versionFaults.append(fault)
            } else if let first = constants.first, constants.agree {
                package.versionSources = [first]
            }
        }
        if package.versionSources.isEmpty, package.versionFaults.isEmpty, computed == nil,
            let place = script?.computedVersion
        {
            let warning = Diagnostic(
                .warning, code: "python.computed-version", place: place,
                message: "The version is computed by the script, where no release can edit it.",
                suggestion: "Write it as a text, or as a constant in this file, or take it from the tag.")
            found.append(warning)
            // An attribute of a module that is here is not a tag's version: its tree would keep the old one.
            if let module = script?.versionModule, let file = moduleFiles(module).first(where: { files[$0] != nil }) {
                var fault = warning
                fault.severity = .error
                fault.message =
                    "The version is an attribute of the module '\(module)', which does not say it as a text."
                fault.suggestion =
                    "Write it there as a text: __version__ = \"1.2.3\". Or say where it stands: components: { NAME: { extra-files: [{ path: \(file), pattern: 'VERSION = \"{version}\"' }] } }"
                package.versionFaults.append(fault)
            } else if script?.isVersionFromOutside != true {
                var fault = warning
                fault.severity = .error
                fault.suggestion =
                    "Write it as a text, or as a constant in this file. Or say where it stands: components: { NAME: { extra-files: [{ path: FILE, pattern: '{version}' }] } }"
                package.versionFaults.append(fault)
            }
        }
        if let version = package.versionSources.lazy.compactMap({ Version(python: $0.value) }).first {
            package.versionSources += constants(undeclared, saying: version, beside: package.versionSources)
            addNumbers(saying: version, in: files, to: &package)
            addUncertain(saying: version, in: files, to: &package)
        }
        if package.versionSources.isEmpty, computed == nil, script == nil, let unknown = project?.unknownVersionWarning
        {
            // Whatever computes it, a constant that is here would keep the old version.
            if !undeclared.isEmpty, undeclared.agree {
                package.versionSources = undeclared
            } else {
                found.append(unknown)
            }
        }
        addStale(undeclared, beside: package.versionSources)
        if package.versionSources.isEmpty, let crate = project?.siblingCrate?.source(in: files),
            let version = Version(python: crate.value)
        {
            package.versionSources = constants(undeclared, saying: version, beside: [])
            package.leavesVersion = true
        }
        return package
    }

    /// Files in which modules of other names than the project's may say its version.
    func discoveredFiles(among paths: PythonDiscovery.Paths) -> [String] {
        guard let discovery else { return [] }
        return discovery.constantFiles(among: paths) + discovery.flatFiles(among: paths).files
    }

    /// Files that a script reads which computes its version.
    func versionFiles(among paths: [String]) -> [String] {
        guard let script, script.computedVersion != nil else { return [] }
        return script.readFile.existing(among: paths) + script.namedFile.existing(among: paths)
    }

    /// Modules that a script reads which computes its version.
    private var scriptFiles: [String] {
        guard script?.computedVersion != nil else { return [] }
        return (script?.namedModules ?? []).map { RepositoryPath.joined(path, $0) }
            + (script?.versionModule.map(moduleFiles) ?? [])
    }

    private func moduleFiles(_ module: String) -> [String] {
        let inner = module.replacing(".", with: "/")
        return ["\(inner)/__init__.py", "\(inner).py", "src/\(inner)/__init__.py"].map {
            RepositoryPath.joined(path, $0)
        }
    }

    private func constants(
        _ undeclared: [VersionSource], saying version: Version, beside sources: [VersionSource]
    ) -> [VersionSource] {
        unrelated(undeclared, to: sources).filter { Version(python: $0.value) == version }
    }

    private func unrelated(_ undeclared: [VersionSource], to sources: [VersionSource]) -> [VersionSource] {
        undeclared.filter { constant in
            !sources.contains { $0.place.file == constant.place.file && $0.key == constant.key }
        }
    }

    /// Constants that nothing declares and that say another version than the manifest.
    private mutating func addStale(_ undeclared: [VersionSource], beside sources: [VersionSource]) {
        guard let source = sources.first, let version = Version(python: source.value),
            !liesInSampleFolder(path: path + "/x")
        else { return }
        for constant in unrelated(undeclared, to: sources) where Version(python: constant.value) != version {
            found.append(
                Diagnostic(
                    .warning, code: FindingKind.undeclaredConstant.code, place: constant.place,
                    message: "\(constant.key) is '\(constant.value)', and \(source.place.file) says \(version).",
                    suggestion: FindingKind.undeclaredConstant.remedy))
        }
    }

    /// A constant with the version in one of several packages beside the manifest, of which nothing says which are built.
    private func addUncertain(saying version: Version, in files: [String: [UInt8]], to package: inout FoundPackage) {
        guard let flat = discovery?.flatFiles(among: paths), flat.areOfSeveral,
            let constant = constants(of: flat.files, in: files).first(where: { Version(python: $0.value) == version })
        else { return }
        package.versionFaults.append(
            Diagnostic(
                code: "python.uncertain-module", place: constant.place,
                message:
                    "\(constant.key) is the version of \(package.name), and the folder has several modules, of which none has the project's name.",
                suggestion:
                    "Name those that are built: [tool.setuptools] packages = [\"pump\"]. Or leave that file out: ignore-paths: [\(yamlText(constant.place.file))]"
            ))
    }

    /// Numbers in the project's modules that make the version: tuples of three follow, what is computed in another way
    /// would stay behind.
    private mutating func addNumbers(
        saying version: Version, in files: [String: [UInt8]], to package: inout FoundPackage
    ) {
        guard let name else { return }
        let release = version.release + Array(repeating: 0, count: max(0, 3 - version.release.count))
        for file in constantFiles {
            guard let bytes = files[file] else { continue }
            let constants = PythonConstants(file: file, bytes: bytes)
            let places = TextPlaces(file: file, bytes: bytes)
            func note(_ says: String, at offset: Int, _ severity: Diagnostic.Severity) -> Diagnostic {
                let place = places.place(at: offset)
                return severity == .error
                    ? Diagnostic(
                        code: "python.computed-version", place: place,
                        message: "\(says) is computed of numbers in this file, which can't be followed.",
                        suggestion:
                            "Write it as a text: __version__ = \"\(version)\". Or say where the numbers stand: components: { \(yamlText(name.text)): { extra-files: [{ path: \(yamlText(file)), pattern: '({major}, {minor}, {patch}' }] } }"
                    )
                    : Diagnostic(
                        .warning, code: FindingKind.undeclaredConstant.code, place: place,
                        message: "\(says), and \(package.versionSources[0].place.file) says \(version).",
                        suggestion: FindingKind.undeclaredConstant.remedy)
            }
            for tuple in constants.tuples {
                let numbers = tuple.compactMap { Int($0.text) }
                let text = numbers.map(String.init).joined(separator: ".")
                // Three numbers can't say a candidate's label, which is noticed when they are computed again.
                guard numbers == release else {
                    let says = "\(tuple[0].key.dropLast(3)) is \(text)"
                    found.append(note(says, at: tuple[0].range.lowerBound, .warning))
                    continue
                }
                let values = tuple.map { value in
                    VersionSource(
                        ecosystem: .python, place: places.place(at: value.range.lowerBound), key: value.key,
                        value: value.text)
                }
                let sources = VersionComposition(
                    pieces: [.value(values[0]), .text("."), .value(values[1]), .text("."), .value(values[2])]
                ).sources()
                package.versionSources += sources.whole
                package.versionParts += sources.parts
            }
            for one in constants.computed {
                if one.numbers.count >= release.count, Array(one.numbers.prefix(release.count)) == release {
                    package.versionFaults.append(note(one.name, at: one.offset, .error))
                } else if one.numbers.count > 2 {
                    let text = one.numbers.map(String.init).joined(separator: ".")
                    found.append(note("\(one.name) is computed of \(text)", at: one.offset, .warning))
                }
            }
        }
    }

    /// How the build finds modules that no manifest names.
    private var discovery: PythonDiscovery? {
        guard let name, places.modules.isEmpty, computed == nil, script?.computedVersion == nil else { return nil }
        return PythonDiscovery(project: name.text, folder: path, roots: places.roots)
    }

    /// The files with constants of the project's modules: those of its name, and those that the build discovers.
    private var constantFiles: [String] {
        guard let name else { return [] }
        let own = PythonModules.constantFiles(of: name.text, in: path, places: places)
        let flat = discovery?.flatFiles(among: paths)
        let found = discovery?.constantFiles(among: paths) ?? []
        return own + (found + (flat?.areOfSeveral == false ? flat?.files ?? [] : [])).filter { !own.contains($0) }
    }

    /// Version constants in the project's modules, whatever they say.
    private func undeclaredConstants(in files: [String: [UInt8]]) -> [VersionSource] {
        constants(of: constantFiles, in: files)
    }

    private func constants(of modules: [String], in files: [String: [UInt8]]) -> [VersionSource] {
        modules.flatMap { file -> [VersionSource] in
            guard let bytes = files[file] else { return [] }
            let constants = PythonConstants(file: file, bytes: bytes)
            let places = TextPlaces(file: file, bytes: bytes)
            return PythonConstants.versionNames.compactMap { constants.version($0) }.map { value in
                VersionSource(
                    ecosystem: .python, place: places.place(at: value.range.lowerBound), key: value.key,
                    value: value.text)
            }
        }
    }
}
