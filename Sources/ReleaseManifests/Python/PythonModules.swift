import ReleaseModel
import ReleaseText

/// Where the modules of a Python project lie.
enum PythonModules {
    /// The files that may be a module `a.b` of a project in `folder`, as `a/b.py` and `a/b/__init__.py`, with and
    /// without `src`.
    static func files(of module: String, in folder: String, roots: [String] = ["src", "."]) -> [String] {
        let path = module.split(separator: ".").joined(separator: "/")
        guard !path.isEmpty else { return [] }
        return roots.flatMap { root in
            ["/__init__.py", ".py"].map { RepositoryPath.joined(folder, root + "/" + path + $0) }
        }
    }

    /// The files in which a project of this name may keep a version constant that nothing declares.
    ///
    /// - Parameter places: Further modules, and the folders that modules lie in, as the project's manifests say.
    static func constantFiles(of project: String, in folder: String, places: PythonPlaces = PythonPlaces()) -> [String]
    {
        let own = PythonEcosystem.normalized(project).replacing("-", with: "_")
        let names = ["__init__", "_version", "version", "__version__", "__about__"]
        let modules = [own] + places.modules.filter { $0 != own }
        let roots = ["src", "."] + places.roots.filter { $0 != "src" && $0 != "." }
        let paths = roots.flatMap { root in modules.map { RepositoryPath.joined(folder, root + "/" + $0) } }
        return paths.flatMap { path in names.map { path + "/" + $0 + ".py" } } + paths.map { $0 + ".py" }
    }
}

/// Where a project's manifests say that its modules lie.
struct PythonPlaces {
    /// Paths with `/`: `acme/pump`.
    var modules: [String] = []
    /// Folders that modules are imported from, relative to the project's.
    var roots: [String] = []
}

/// A version that a build backend takes from a file.
struct ComputedVersion {
    private enum Form {
        /// A constant with one of these names, likeliest first.
        case constant([String])
        /// The file holds nothing else.
        case bare
        /// What a group `version` of a regular expression finds.
        case expression(String)
        /// What a `Cargo.toml` says of its package.
        case crate
        /// What a function returns, which only a build knows.
        case call
    }

    /// The files that it may be in, likeliest first.
    var files: [String]
    /// What the manifest calls it, for people.
    var origin: String
    private var form: Form
    /// The project's.
    private let folder: String

    /// `package.module.__version__`
    init(attribute: String, in folder: String, roots: [String] = []) {
        let parts = attribute.split(separator: ".").map(String.init)
        let module = parts.dropLast().joined(separator: ".")
        files = PythonModules.files(of: module, in: folder, roots: ["src", "."] + roots)
        // What a package offers is often defined beside its beginning.
        let beside = ["_version", "version", "__version__", "__about__", "about", "_about", "_meta"]
        files += files.filter { $0.hasSuffix("/__init__.py") }.flatMap { file in
            beside.map { RepositoryPath.folder(of: file) + "/" + $0 + ".py" }
        }
        origin = "'\(attribute)'"
        form = .constant([parts.last ?? "__version__"])
        self.folder = folder
    }

    /// - Parameter names: Of the constant; nil: those that are usual.
    init(file: String, in folder: String, names: [String]? = nil) {
        files = [RepositoryPath.joined(folder, file)]
        origin = "'\(file)'"
        form = .constant(names ?? PythonConstants.versionNames)
        self.folder = folder
    }

    init(bareFile file: String, in folder: String) {
        files = [RepositoryPath.joined(folder, file)]
        origin = "'\(file)'"
        form = .bare
        self.folder = folder
    }

    init(file: String, in folder: String, expression: String) {
        files = [RepositoryPath.joined(folder, file)]
        origin = "'\(file)'"
        form = .expression(expression)
        self.folder = folder
    }

    init(crate manifest: String) {
        files = [manifest]
        origin = "'\(manifest)'"
        form = .crate
        folder = RepositoryPath.folder(of: manifest)
    }

    /// `package.module:function`, perhaps with arguments.
    init(call: String, in folder: String, roots: [String] = []) {
        let module = String(call.prefix { $0 != ":" }).trimmingSpaces
        files = PythonModules.files(of: module, in: folder, roots: ["src", "."] + roots)
        origin = "'\(call.prefix(80))'"
        form = .call
        self.folder = folder
    }

    /// A script of the build.
    init(script: String, in folder: String) {
        files = [RepositoryPath.joined(folder, script)]
        origin = "'\(script)'"
        form = .call
        self.folder = folder
    }

    init(module: String, in folder: String, roots: [String] = []) {
        files = PythonModules.files(of: module, in: folder, roots: ["src", "."] + roots)
        origin = "the module's __version__"
        form = .constant(["__version__"])
        self.folder = folder
    }

    /// The version, in the first of the files that has it, or in the file that such a module reads.
    func source(in files: [String: [UInt8]]) -> VersionSource? {
        written(in: files) ?? versionFile(in: files).source
    }

    private func written(in files: [String: [UInt8]]) -> VersionSource? {
        for file in self.files {
            guard let bytes = files[file] else { continue }
            switch form {
            case .call: return nil
            case .bare: return VersionFileEcosystem().source(in: file, bytes: bytes)
            case .crate:
                let document = TOMLDocument(file: file, bytes: bytes)
                guard let version = document.root["package"]?.table?["version"], let text = version.string else {
                    return nil
                }
                return VersionSource(
                    ecosystem: .cargo, place: document.place(of: version), key: "package.version", value: text)
            case .expression(let text):
                guard let value = VersionExpression(text)?.scanned(file, bytes).values.first,
                    Version(python: value.text) != nil
                else { return nil }
                // Another package may read the whole of it.
                if let whole = VersionFileEcosystem().source(in: file, bytes: bytes), whole.value == value.text,
                    isFollowedVersionFile(file)
                {
                    return whole
                }
                return VersionSource(
                    ecosystem: .extraFile,
                    place: TextPlaces(file: file, bytes: bytes).place(at: value.range.lowerBound),
                    key: value.key, value: value.text)
            case .constant(let names):
                if let found = constant(names, in: file, bytes) { return found }
                // The name may be another module's: `from ._version import VERSION as __version__`.
                for name in names {
                    guard let (module, original) = PythonConstants.imported(name, in: bytes) else { continue }
                    let other =
                        RepositoryPath.folder(of: file) + "/" + module.split(separator: ".").joined(separator: "/")
                        + ".py"
                    if let bytes = files[other], let found = constant([original], in: other, bytes) { return found }
                }
            }
        }
        return nil
    }

    /// The file that the module reads, beside itself or in the project's folder.
    func versionFile(in files: [String: [UInt8]]) -> NamedVersionFile.Answer {
        named(in: files).lazy.map { $0.answer(in: files) }.first { !$0.isMissing } ?? .missing
    }

    private func named(in files: [String: [UInt8]]) -> [NamedVersionFile] {
        switch form {
        case .call, .constant: break
        case .bare, .expression, .crate: return []
        }
        return self.files.flatMap { file -> [NamedVersionFile] in
            guard let bytes = files[file], file.hasSuffix(".py") else { return [] }
            let tokens = sourceTokens(of: bytes, language: .python)
            return [RepositoryPath.folder(of: file), folder].map { NamedVersionFile(in: tokens, folder: $0) }
        }
    }

    /// Whether a function's module is not here, or asks git or the environment, or reads a version file that a build makes.
    func isFromOutside(in files: [String: [UInt8]]) -> Bool {
        guard case .call = form else { return false }
        if named(in: files).contains(where: \.isBesideScript) { return true }
        return self.files.compactMap { files[$0] }.allSatisfy { bytes in
            sourceTokens(of: bytes, language: .python).contains { token in
                token.kind == .word && SetupScript.surroundings.contains(token.text)
            }
        }
    }

    private func constant(_ names: [String], in file: String, _ bytes: [UInt8]) -> VersionSource? {
        let constants = PythonConstants(file: file, bytes: bytes)
        guard let value = names.lazy.compactMap({ constants.version($0) }).first else { return nil }
        return VersionSource(
            ecosystem: .python, place: TextPlaces(file: file, bytes: bytes).place(at: value.range.lowerBound),
            key: value.key, value: value.text)
    }
}
