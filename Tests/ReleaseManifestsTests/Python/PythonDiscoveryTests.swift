import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Python modules of other names than the project")
struct PythonDiscoveryTests {
    private static let says = "__version__ = \"2.7.0\"\n"
    private let python = PythonEcosystem()

    /// The package of a project `python-winch`, read as the observer does: manifests first, then what they lead to.
    private func package(_ files: [String: String], settings: String = "") throws -> FoundPackage {
        var all = files
        all["pyproject.toml"] = "[project]\nname = \"python-winch\"\nversion = \"2.7.0\"\n" + settings
        let manifests = all.filter { python.isManifest(path: $0.key) }.mapValues { Array($0.utf8) }
        let others = python.companions(of: manifests, among: all.keys.sorted())
        let read = manifests.merging(others.map { ($0, Array((all[$0] ?? "").utf8)) }) { $1 }
        return try #require(python.read(read).packages.first { $0.name == "python-winch" })
    }

    private func constants(_ files: [String: String], settings: String = "") throws -> [String] {
        let package = try package(files, settings: settings)
        #expect(package.versionFaults == [])
        return package.versionSources.map(\.place.file).filter { $0 != "pyproject.toml" }.sorted()
    }

    @Test(
        "A constant in a module that the build discovers follows",
        arguments: [
            ("src/winch/__init__.py", ""), ("src/winch/_version.py", ""), ("src/winch.py", ""),
            ("src/sea/winch/__init__.py", ""), ("winch/__init__.py", ""), ("winch.py", ""),
            ("sea/winch/__init__.py", ""),
            ("code/winch/__init__.py", "[tool.setuptools.packages.find]\nwhere = [\"code\"]\n"),
            ("winch/__init__.py", "[tool.setuptools.packages.find]\ninclude = [\"winch*\"]\n"),
            ("winch.py", "[tool.setuptools]\npy-modules = [\"winch\"]\n"),
        ])
    func follows(file: String, settings: String) throws {
        var files = [file: PythonDiscoveryTests.says, "tests/__init__.py": PythonDiscoveryTests.says]
        if file.hasSuffix("_version.py") { files["src/winch/__init__.py"] = "" }
        #expect(try constants(files, settings: settings) == [file])
    }

    @Test(
        "A constant of another project, of a part of a package or with another version stays",
        arguments: [
            ["src/winch/__init__.py": "", "src/winch/rope/__init__.py": says],
            ["src/winch/__init__.py": "__version__ = \"1.0\"\n"],
            ["parts/rope/__init__.py": says, "parts/pyproject.toml": "[project]\nname = \"rope\"\n"],
            ["python_winch/__init__.py": "", "rope/__init__.py": says],
        ])
    func stays(files: [String: String]) throws {
        #expect(try constants(files).isEmpty)
    }

    @Test("Of several packages beside the manifest nothing says which are built, so a constant in one is refused")
    func uncertain() throws {
        let files = ["winch/__init__.py": PythonDiscoveryTests.says, "rope/__init__.py": ""]
        let package = try package(files)
        #expect(package.versionFaults.map(\.place.file) == ["winch/__init__.py"])
        #expect(
            try constants(files, settings: "[tool.setuptools]\npackages = [\"winch\"]\n") == ["winch/__init__.py"])
        #expect(try constants(files.mapValues { _ in "" }).isEmpty)
    }
}
