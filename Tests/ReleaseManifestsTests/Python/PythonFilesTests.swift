import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Versions in Python files and locks")
struct PythonFilesTests {
    private let python = PythonEcosystem()

    private func sources(_ files: [String: String]) -> [String] {
        python.read(files.mapValues { Array($0.utf8) }).packages
            .flatMap(\.versionSources).map { "\($0.place.file) \($0.key) \($0.value)" }
    }

    @Test(
        "A computed version is found where each build backend looks",
        arguments: [
            ("[tool.hatch.version]\npath = \"a/about.py\"", "a/about.py"),
            ("[tool.pdm.version]\nsource = \"file\"\npath = \"src/m/v.py\"", "src/m/v.py"),
            ("[tool.setuptools.dynamic]\nversion = {attr = \"m.sub.__version__\"}", "src/m/sub/__init__.py"),
            ("[tool.setuptools.dynamic]\nversion = {attr = \"m.__version__\"}", "m.py"),
            ("[build-system]\nbuild-backend = \"flit_core.buildapi\"\nrequires = []", "m/__init__.py"),
        ])
    func computed(settings: String, file: String) {
        let manifest = "[project]\nname = \"m\"\ndynamic = [\"version\"]\n" + settings
        #expect(
            sources(["pyproject.toml": manifest, file: "__version__ = \"1.2.3\"\n"]) == ["\(file) __version__ 1.2.3"])
        let paths = ["pyproject.toml", file, "other/__init__.py"]
        #expect(python.companions(of: ["pyproject.toml": Array(manifest.utf8)], among: paths) == [file])
    }

    @Test("A constant with the version is a source; one with another version is not")
    func constants() {
        let manifest = "[project]\nname = \"my-lib\"\nversion = \"1.0.0\"\n"
        #expect(
            sources([
                "pyproject.toml": manifest, "src/my_lib/__init__.py": "__version__ = \"1.0.0\"\n",
                "src/my_lib/_version.py": "version = '0.9'\n",
            ]) == ["pyproject.toml project.version 1.0.0", "src/my_lib/__init__.py __version__ 1.0.0"])
    }

    @Test(
        "Computed, nested or non-version values are not constants",
        arguments: [
            "if x:\n    __version__ = \"1.0.0\"\n", "__version__ = f\"1.0.0\"\n", "__version__ = \"1.0\" + \".0\"\n",
            "x = dict(\n__version__ = \"1.0.0\"\n)\n", "'''\n__version__ = \"1.0.0\"\n'''\n",
            "__version__ = \"unknown\"\n",
            "__version__ = b\"1.0.0\"\n", "__version__: str\n",
        ])
    func noConstants(text: String) {
        let manifest = "[project]\nname = \"m\"\nversion = \"1.0.0\"\n"
        #expect(sources(["pyproject.toml": manifest, "m.py": text]) == ["pyproject.toml project.version 1.0.0"])
    }

    @Test("A requirement with invalid UTF-8 is left alone")
    func encoding() {
        let script = Array("setup(install_requires=[\"a".utf8) + [0xFF, 0xFF] + Array(">=1\", \"b>=1\"])".utf8)
        let manifest = Array("[project]\nname = \"m\"\n".utf8)
        let packages = python.read(["setup.py": script, "pyproject.toml": manifest]).packages
        #expect(packages.flatMap(\.requirements).map(\.package) == ["b"])
    }

    @Test("An unterminated list in setup.py is read once, and can be edited")
    func brokenList() throws {
        let text = "setup(install_requires=[\"a==1\", extras_require={\"x\": [\"b==1.0\"]})\n"
        let requirements = read(python, ["setup.py": text, "pyproject.toml": "[project]\nname = \"m\"\n"])
            .packages.flatMap(\.requirements)
        for one in requirements {
            guard let key = one.key else { continue }
            let edit = FileEdit(
                ecosystem: .python, file: "setup.py", key: key, from: one.requirement ?? "", to: "==2")
            _ = try python.apply([edit], to: "setup.py", bytes: Array(text.utf8))
        }
        #expect(requirements.filter { $0.key != nil }.map(\.package) == ["a", "b"])
    }

    @Test("A lock follows own and sibling entries, and no entries from an index")
    func locks() throws {
        let lock = """
            version = 1
            [[package]]
            name = "My_Core"
            version = "0.1.0"
            source = { editable = "core" }
            [[package]]
            name = "lib"
            version = "0.1.0"
            source = { registry = "https://example.org" }
            [[package]]
            name = "tool"
            version = "0.1.0"
            [package.source]
            type = "directory"
            url = "../tool"
            """
        let changes = ["my-core", "lib", "tool"].map {
            PackageVersionChange(package: $0, from: Version(0, 1, 0), to: Version(0, 2, 0))
        }
        let bytes = Array(lock.utf8)
        let edits = try python.lockEdits(files: ["uv.lock": bytes, "pyproject.toml": []], changes: changes)
        #expect(edits.map(\.key) == ["package.My_Core.version", "package.tool.version"])
        let after = try python.apply(edits, to: "uv.lock", bytes: bytes)
        #expect(after.count == bytes.count)
        #expect(zip(bytes, after).filter { $0 != $1 }.count == 2)
    }

    @Test("A specifier is edited if escape sequences are outside it, and not if they are within it")
    func escapes() throws {
        let text = #"project.dependencies = ["core ~= 1.0 ; python_version >= \"3.9\"", "a\u003e=1"]"# + "\n"
        #expect(
            try python.edited(text, file: "pyproject.toml", "project.dependencies[0]", from: "~= 1.0", to: "~= 2.0")
                == text.replacing("~= 1.0", with: "~= 2.0"))
        #expect(throws: EditError.self) {
            try python.edited(text, file: "pyproject.toml", "project.dependencies[1]", from: ">=1", to: ">=2")
        }
    }

    @Test(
        "A lock spells versions as PEP 440 does, and follows even if it was outdated",
        arguments: ["1.0.0rc1", "0.9.0"])
    func lockSpelling(locked: String) throws {
        let text = "[[package]]\nname = \"a\"\nversion = \"\(locked)\"\nsource = { editable = \".\" }\n"
        let from = try #require(Version("1.0.0-rc.1")), to = try #require(Version("1.0.0-rc.2"))
        let files = ["uv.lock": Array(text.utf8)]
        func edits(_ to: Version) throws -> [String] {
            try python.lockEdits(files: files, changes: [PackageVersionChange(package: "a", from: from, to: to)]).map(
                \.change.after)
        }
        #expect(try edits(to) == ["1.0.0rc2"])
        #expect(try edits(Version(1, 0, 0)) == ["1.0.0"])
    }

    @Test(
        "A broken lock among test material does no harm",
        arguments: ["poetry.lock", "Cargo.lock", "package-lock.json"])
    func brokenSamples(name: String) throws {
        let bytes = Array("This is broken".utf8)
        let change = PackageVersionChange(package: "a", from: Version(1, 0, 0), to: Version(1, 1, 0))
        let owner = try #require(allEcosystems.first { $0.isManifest(path: name) })
        #expect(try owner.lockEdits(files: ["tests/fixtures/\(name)": bytes], changes: [change], planned: []) == [])
        #expect(throws: EditError.self) { try owner.lockEdits(files: [name: bytes], changes: [change], planned: []) }
    }

    @Test("A constant that setup.py passes on is the version; a computed one is reported")
    func setupConstants() throws {
        let text = "from setuptools import setup\nVERSION = '1.2.3'  # kept\nsetup(name='m', version=VERSION)\n"
        #expect(sources(["setup.py": text]) == ["setup.py VERSION 1.2.3"])
        let edit = FileEdit(ecosystem: .python, file: "setup.py", key: "VERSION", from: "1.2.3", to: "2.0.0")
        let after = try python.apply([edit], to: "setup.py", bytes: Array(text.utf8))
        #expect(String(decoding: after, as: UTF8.self) == text.replacing("1.2.3", with: "2.0.0"))
        for computed in ["read_version()", "VERSION", "'.'.join(parts)", "m.__version__"] {
            let script = "setup(name='m', version=\(computed))\n"
            let found = python.read(["setup.py": Array(script.utf8)])
            #expect(found.diagnostics.map(\.code) == ["python.computed-version"], "\(computed)")
            #expect(found.packages.first?.versionFaults.map(\.code) == ["python.computed-version"], "\(computed)")
        }
    }
}
