import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// Python packages: `setup.cfg`, `setup.py`, `pyproject.toml`, `uv.lock`, and the module's `__version__`.
package struct PythonReleaseType: ReleaseType {
    package let name: ReleaseTypeName
    package var initialVersion: String { "0.1.0" }
    package var ignoresConfiguredInitialVersion: Bool { true }
    package var sections: [ChangelogSection] { .withDependencies }
    private var isLibrarian: Bool { name == "python-librarian" }

    package init(_ name: ReleaseTypeName) { self.name = name }

    /// Every `__init__.py` of a folder in the package or its `src`: which one is meant is said by a file.
    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        let roots = [package.path, RepositoryPath.joined(package.path, "src")]
        let modules = paths.filter { path in
            RepositoryPath.name(of: path) == "__init__.py"
                && roots.contains(RepositoryPath.folder(of: RepositoryPath.folder(of: path)))
        }
        return package.present("setup.cfg", "setup.py", "pyproject.toml", "uv.lock", among: paths) + modules.sorted()
            + package.everywhere(among: paths) { $0 == "version.py" }
            + (isLibrarian && paths.contains("librarian.yaml") ? ["librarian.yaml"] : [])
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        let files = own(files, of: package)
        var edits = ReleaseEdits(files)
        try edits.set("metadata.version", of: package.file("setup.cfg"), in: .python, to: version.text)
        let script = package.file("setup.py")
        if let bytes = files[script] { edits.set(SetupScript(file: script, bytes: bytes).version, to: version.text) }
        let project = package.file("pyproject.toml")
        for key in ["project.version", "tool.poetry.version"] {
            try edits.set(key, of: project, in: .python, to: version.text)
        }
        let name = projectName(of: package, in: files)
        for file in files.keys.sorted() where isModule(file, of: name, package) {
            try edits.set("__version__", of: file, in: .python, to: version.text)
        }
        try lock(package, name, to: version, files, &edits)
        if isLibrarian { try edits.setLibrarian("librarian.yaml", of: package, to: version.text, files: files) }
        return edits.sorted
    }

    /// `version.py` anywhere, and the `__init__.py` of the project's module, also with `_` for `-`.
    private func isModule(_ file: String, of name: String?, _ package: ReleasePleasePackage) -> Bool {
        guard RepositoryPath.isInside(file, folder: package.path) else { return false }
        if RepositoryPath.name(of: file) == "version.py" { return true }
        guard let name else { return false }
        return [name, name.replacing("-", with: "_")].contains { module in
            ["", "src/"].contains { file == package.file($0 + module + "/__init__.py") }
        }
    }

    /// What `pyproject.toml` calls the project, else the configuration, else `setup.cfg` or `setup.py`.
    private func projectName(of package: ReleasePleasePackage, in files: [String: [UInt8]]) -> String? {
        let file = package.file("pyproject.toml")
        let root = files[file].map { TOMLDocument(file: file, bytes: $0).root }
        if let found = root?["project"]?.table ?? root?["tool"]?.table?["poetry"]?.table,
            let name = found["name"]?.string
        {
            return name
        }
        if let name = package.component ?? package.packageName { return name }
        let configuration = package.file("setup.cfg")
        if let name = files[configuration].flatMap({ SetupConfiguration(file: configuration, bytes: $0).name }) {
            return name.text
        }
        let script = package.file("setup.py")
        return files[script].flatMap { SetupScript(file: script, bytes: $0).name }?.text
    }

    private func lock(
        _ package: ReleasePleasePackage, _ name: String?, to version: Version, _ files: [String: [UInt8]],
        _ edits: inout ReleaseEdits
    ) throws(EditError) {
        let file = package.file("uv.lock")
        guard let name, let bytes = files[file] else { return }
        let python = PythonEcosystem()
        let own = python.normalized(packageName: name)
        let entries = TOMLDocument(file: file, bytes: bytes).root["package"]?.array ?? []
        for table in entries.compactMap(\.table) {
            guard let found = table["name"]?.string, python.normalized(packageName: found) == own,
                let from = table["version"]?.string.flatMap(Version.init(python:))
            else { continue }
            let change = PackageVersionChange(package: found, from: from, to: version)
            for var edit in try python.lockEdits(files: [file: bytes], changes: [change]) {
                // release-please writes a version as it spells it.
                edit.change = .set(from: edit.change.before, to: version.text)
                edits.add(edit)
            }
        }
    }
}
