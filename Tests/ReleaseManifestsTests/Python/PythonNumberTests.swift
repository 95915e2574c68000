import Foundation
import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Python versions of functions and numbers")
struct PythonNumberTests {
    private let ecosystem = PythonEcosystem()

    private func reading(_ manifest: String, _ files: [String: String]) -> ManifestReading {
        var files = files
        files["pyproject.toml"] = manifest
        return ecosystem.read(files.mapValues { Array($0.utf8) })
    }

    private func calling(_ function: String) -> String {
        """
        [build-system]
        requires = ["pdm-backend"]
        build-backend = "pdm.backend"
        [project]
        name = "tide"
        dynamic = ["version"]
        [tool.pdm.version]
        source = "call"
        getter = "\(function)"

        """
    }

    @Test("A version that a function of the project returns can't be followed")
    func function() {
        let found = reading(calling("tide.about:current('a')"), ["tide/about.py": "def current(x): return '2.3.0'\n"])
        #expect(found.packages.first?.versionFaults.map(\.code) == ["python.computed-version"])
    }

    @Test(
        "A function that asks git, or is another project's, leaves the version to the tag",
        arguments: [["tide/about.py": "import subprocess\ndef current(x): return subprocess.run('git')\n"], [:]])
    func outside(files: [String: String]) {
        #expect(reading(calling("tide.about:current"), files).packages.first?.versionFaults == [])
    }

    private let fixed = "[project]\nname = \"tide\"\nversion = \"2.3.0\"\n"

    @Test(
        "Three numbers that make the version follow it, whatever computes a text of them",
        arguments: [
            "version_info = (2, 3, 0)\n__version__ = '.'.join(map(str, version_info))\n",
            "VERSION = (2, 3, 0)\n__version__ = '%d.%d.%d' % VERSION\n",
            "__version_info__: tuple = (2, 3, 0)\n__version__ = f'{__version_info__[0]}.{__version_info__[1]}'\n",
        ])
    func numbers(module: String) throws {
        let package = try #require(reading(fixed, ["tide/__init__.py": module]).packages.first)
        #expect(package.versionFaults == [])
        let next = Version(3, 0, 1)
        let edits = (package.versionSources + package.versionParts).filter { $0.place.file == "tide/__init__.py" }.map {
            FileEdit(
                ecosystem: $0.ecosystem, file: $0.place.file, key: $0.key, from: $0.value,
                to: $0.text(for: next, at: .distantPast))
        }
        let after = try ecosystem.apply(edits, to: "tide/__init__.py", bytes: Array(module.utf8))
        #expect(String(decoding: after, as: UTF8.self) == module.replacing("(2, 3, 0)", with: "(3, 0, 1)"))
    }

    @Test("Three numbers can't carry a candidate's label")
    func candidate() throws {
        let module = "version_info = (2, 3, 0)\n"
        let rewritten = fixed.replacing("2.3.0", with: "2.3.0rc1")
        let package = try #require(reading(rewritten, ["tide/__init__.py": module]).packages.first)
        let version = try #require(Version("2.3.0rc1"))
        #expect(package.versionSources.contains { !$0.carries(version) })
    }

    @Test(
        "A version that is computed of other numbers of a module is a fault",
        arguments: [
            "VERSION = (2, 3, 0, 'final', 0)\n__version__ = get_version(VERSION)\n",
            "MAJOR, x = 1, 2\nMAJOR = 2\nMINOR = 3\n__version__ = f'{MAJOR}.{MINOR}.0'\n",
            "__version__ = '.'.join(map(str, (2, 3, 0)))\n", "__version__ = '%d.%d.%d' % (2, 3, 0)\n",
        ])
    func computed(module: String) {
        let found = reading(fixed, ["src/tide/__init__.py": module])
        #expect(found.packages.first?.versionFaults.first?.code == "python.computed-version")
    }

    @Test("Numbers that say another version are reported")
    func stale() {
        let found = reading(fixed, ["tide/version.py": "version_info = (2, 2, 0)\n"])
        #expect(found.diagnostics.map(\.code) == ["version.undeclared-constant"])
        #expect(found.packages.first?.versionFaults == [])
    }

    @Test(
        "What only repeats the version in another form is left alone",
        arguments: [
            "__version__ = '2.3.0'\nversion_info = tuple(int(x) for x in __version__.split('.')[:3])\n",
            "from importlib.metadata import version\n__version__ = version('tide')\n",
            "__all__ = (1, 2)\n",
        ])
    func repeated(module: String) {
        let found = reading(fixed, ["tide/__init__.py": module])
        #expect(found.diagnostics == [] && found.packages.first?.versionFaults == [])
    }

    @Test("Meson's version, and a pattern of scikit-build-core, are followed")
    func otherBackends() {
        let meson =
            "[build-system]\nrequires = [\"meson-python\"]\nbuild-backend = \"mesonpy\"\n[project]\nname = \"tide\"\ndynamic = [\"version\"]\n"
        let build = "project('tide', 'c', meson_version: '>=1.1', version: '2.3.0')\n"
        #expect(reading(meson, ["meson.build": build]).packages.first?.versionSources.map(\.value) == ["2.3.0"])
        let computed = "project('tide', 'c', version: files('V'))\n"
        #expect(reading(meson, ["meson.build": computed]).packages.first?.versionFaults.count == 1)
        let cmake = """
            [build-system]
            requires = ["scikit-build-core"]
            build-backend = "scikit_build_core.build"
            [project]
            name = "tide"
            dynamic = ["version"]
            [tool.scikit-build.metadata.version]
            provider = "scikit_build_core.metadata.regex"
            input = "tide.h"
            regex = 'TIDE "(?P<value>[^"]+)"'

            """
        #expect(
            reading(cmake, ["tide.h": "#define TIDE \"2.3.0\"\n"]).packages.first?.versionSources.map(\.value)
                == ["2.3.0"])
    }

    @Test("A dynamic version of which nothing shows where it comes from is reported")
    func unknown() {
        func codes(_ backend: String) -> [String] {
            reading(
                "[build-system]\nrequires = [\"\(backend)\"]\nbuild-backend = \"x\"\n[project]\nname = \"tide\"\ndynamic = [\"version\"]\n",
                [:]
            ).diagnostics.map(\.code)
        }
        #expect(codes("own-backend") == ["python.computed-version"])
        #expect(codes("hatch-vcs") == [] && codes("setuptools-scm>=8") == [])
    }
}
