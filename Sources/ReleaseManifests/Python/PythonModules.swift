import ReleaseModel

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
    static func constantFiles(of project: String, in folder: String) -> [String] {
        let module = PythonEcosystem.normalized(project).replacing("-", with: "_")
        let names = ["__init__", "_version", "version", "__version__", "__about__"]
        return ["src/", ""].flatMap { root in
            names.map { RepositoryPath.joined(folder, root + module + "/" + $0 + ".py") }
        } + [RepositoryPath.joined(folder, module + ".py"), RepositoryPath.joined(folder, "src/" + module + ".py")]
    }
}

/// A version that a build backend takes from a Python file.
struct ComputedVersion {
    /// The files that it may be in, likeliest first.
    var files: [String]
    /// The names that it may have there, likeliest first.
    var names: [String]
    /// What the manifest calls it, for people.
    var origin: String

    /// `package.module.__version__`
    init(attribute: String, in folder: String) {
        let parts = attribute.split(separator: ".").map(String.init)
        files = PythonModules.files(of: parts.dropLast().joined(separator: "."), in: folder)
        names = [parts.last ?? "__version__"]
        origin = "'\(attribute)'"
    }

    init(file: String, in folder: String) {
        files = [RepositoryPath.joined(folder, file)]
        names = PythonConstants.versionNames
        origin = "'\(file)'"
    }

    init(module: String, in folder: String) {
        files = PythonModules.files(of: module, in: folder)
        names = ["__version__"]
        origin = "the module's __version__"
    }

    /// The constant, in the first of the files that has it.
    func source(in files: [String: [UInt8]]) -> VersionSource? {
        for file in self.files {
            guard let bytes = files[file] else { continue }
            let constants = PythonConstants(file: file, bytes: bytes)
            guard let value = names.lazy.compactMap({ constants.version($0) }).first else { continue }
            return VersionSource(
                ecosystem: .python, place: TextPlaces(file: file, bytes: bytes).place(at: value.range.lowerBound),
                key: value.key, value: value.text)
        }
        return nil
    }
}
