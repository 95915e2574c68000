import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Version locations of Python projects")
struct PythonComputedVersionTests {
    private let python = PythonEcosystem()

    private func sources(_ files: [String: String]) -> [String] {
        let bytes = files.mapValues { Array($0.utf8) }
        // As an observer does it: what is no manifest is only read where a manifest leads there.
        let manifests = bytes.filter { python.isManifest(path: $0.key) }
        let companions = python.companions(of: manifests, among: files.keys.sorted())
        let seen = bytes.filter { manifests[$0.key] != nil || companions.contains($0.key) }
        return python.read(seen).packages.flatMap(\.versionSources).map { "\($0.place.file) \($0.value)" }
    }

    private func project(_ rest: String) -> String { "[project]\nname = 'pump'\ndynamic = ['version']\n" + rest }

    @Test("A version-only file is followed, in pyproject.toml and setup.cfg")
    func bareFiles() {
        let file = project("[tool.setuptools.dynamic]\nversion = { file = 'pump/VERSION.txt' }")
        #expect(sources(["pyproject.toml": file, "pump/VERSION.txt": "1.2.0\n"]) == ["pump/VERSION.txt 1.2.0"])
        let cfg = "[metadata]\nname = pump\nversion = file: version.cfg\n"
        #expect(sources(["setup.cfg": cfg, "version.cfg": "1.2.0\n"]) == ["version.cfg 1.2.0"])
    }

    @Test("An attribute is followed into the folder that package-dir names")
    func packageDirectory() {
        let text = project(
            "[tool.setuptools]\npackage-dir = { '' = 'lib' }\n[tool.setuptools.dynamic]\nversion = { attr = 'pump.__version__' }"
        )
        #expect(
            sources(["pyproject.toml": text, "lib/pump/__init__.py": "__version__ = '1.2.0'\n"]) == [
                "lib/pump/__init__.py 1.2.0"
            ])
    }

    @Test("An attribute that a package takes from the module beside it is followed there")
    func reexported() {
        let text = project("[tool.setuptools.dynamic]\nversion = { attr = 'pump.__version__' }")
        let files = [
            "pyproject.toml": text, "pump/__init__.py": "from ._version import VERSION as __version__\n",
            "pump/_version.py": "VERSION = '1.2.0'\n",
        ]
        #expect(sources(files) == ["pump/_version.py 1.2.0"])
    }

    @Test("Hatch's own pattern is followed and edited, whatever the file")
    func hatchPattern() throws {
        let text = project("[tool.hatch.version]\npath = 'meta.txt'\npattern = 'release: (?P<version>[0-9.]+)'")
        let meta = "name: pump\nrelease: 1.2.0\n"
        #expect(sources(["pyproject.toml": text, "meta.txt": meta]) == ["meta.txt 1.2.0"])
        let reading = python.read(["pyproject.toml": Array(text.utf8), "meta.txt": Array(meta.utf8)])
        let source = try #require(reading.packages.first?.versionSources.first)
        let after = try ExtraFileEcosystem().edited(meta, file: "meta.txt", source.key, from: "1.2.0", to: "1.3.0")
        #expect(after == "name: pump\nrelease: 1.3.0\n")
    }

    @Test("A wheel from a crate in another folder has the crate's version")
    func maturin() {
        let text = project(
            "[build-system]\nbuild-backend = 'maturin'\n[tool.maturin]\nmanifest-path = 'rust/Cargo.toml'")
        let crate = "[package]\nname = 'pump-core'\nversion = '1.2.0'\n"
        #expect(sources(["py/x": "", "pyproject.toml": text, "rust/Cargo.toml": crate]) == ["rust/Cargo.toml 1.2.0"])
    }

    @Test(
        "A matching constant follows wherever the build backend locates the module",
        arguments: [
            ("[tool.maturin]\npython-source = 'python'\nmodule-name = 'pump._native'", "python/pump/__init__.py"),
            ("[tool.flit.module]\nname = 'pumping'", "pumping.py"),
            ("[tool.uv.build-backend]\nmodule-name = 'acme.pump'\nmodule-root = ''", "acme/pump/__init__.py"),
            ("[tool.hatch.build.targets.wheel]\npackages = ['code/pumping']", "code/pumping/__init__.py"),
            ("[tool.poetry]\npackages = [{ include = 'pumping', from = 'lib' }]", "lib/pumping/__init__.py"),
            ("[tool.setuptools.packages.find]\nwhere = ['lib']", "lib/pump/__init__.py"),
        ])
    func places(rest: String, file: String) {
        let text = "[project]\nname = 'pump'\nversion = '1.2.0'\n" + rest
        #expect(
            sources(["pyproject.toml": text, file: "__version__ = '1.2.0'\n"]) == [
                "pyproject.toml 1.2.0", "\(file) 1.2.0",
            ])
    }

    @Test("A setup.py that reads its version has the version of the module's constant")
    func computedScript() {
        let script = "setup(name='pump', version=read_version('pump/__init__.py'))\n"
        #expect(
            sources(["setup.py": script, "pump/__init__.py": "__version__ = '1.2.0'\n"]) == ["pump/__init__.py 1.2.0"])
    }

    @Test(
        "A declared location without a version prevents its component's release",
        arguments: [
            "[tool.hatch.version]\npath = 'src/pump/about.py'",
            "[tool.setuptools.dynamic]\nversion = { file = 'VERSION' }",
            "[tool.setuptools.dynamic]\nversion = { attr = 'pump.__version__' }",
        ])
    func unfollowed(rest: String) {
        let package = read(python, ["pyproject.toml": project(rest)]).packages.first
        #expect(package?.versionFaults.map(\.code) == ["python.computed-version"])
    }
}
