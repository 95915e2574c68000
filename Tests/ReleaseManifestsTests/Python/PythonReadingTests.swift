import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Python projects")
struct PythonReadingTests {
    private let python = PythonEcosystem()

    @Test(
        "A requirement is found in every table and form",
        arguments: [
            (
                "[project]\nname = 'app'\ndependencies = ['core>=1.0,<2']",
                "core normal >=1.0,<2 - project.dependencies[0]"
            ),
            ("[project]\nname = 'app'\ndependencies = ['core']", "core normal - - -"),
            (
                "[project]\nname = 'app'\ndependencies = [\"core[a, b] (~=1.0) ; python_version < '3.9'\"]",
                "core normal ~=1.0 - project.dependencies[0]"
            ),
            ("[project]\nname = 'app'\ndependencies = ['core @ file:///x ; a']", "core normal - - -"),
            (
                "[project]\nname = 'app'\n[project.optional-dependencies]\nall = ['x', 'core==1.*']\n",
                "core optional ==1.* - project.optional-dependencies.all[1]"
            ),
            (
                "[build-system]\nrequires = ['core >= 1']\n[project]\nname = 'app'",
                "core build >= 1 - build-system.requires[0]"
            ),
            (
                "[dependency-groups]\ndev = [{include-group = 'x'}, 'core>1']\n[project]\nname = 'app'",
                "core dev >1 - dependency-groups.dev[1]"
            ),
            (
                "[tool.poetry]\nname = 'app'\ndependencies.core = '^1.2'",
                "core normal ^1.2 - tool.poetry.dependencies.core"
            ),
            (
                "[tool.poetry]\nname = 'app'\n[tool.poetry.dependencies]\npython = '^3.9'\ncore = { version = '~1', optional = true }",
                "core optional ~1 - tool.poetry.dependencies.core.version"
            ),
            (
                "[tool.poetry]\nname = 'app'\n[tool.poetry.dependencies.core]\npath = '../core'\ndevelop = true",
                "core normal - core -"
            ),
            (
                "[tool.poetry]\nname = 'app'\n[[tool.poetry.dependencies.core]]\nversion = '1.0'\npython = '<3.9'",
                "core normal 1.0 - tool.poetry.dependencies.core[0].version"
            ),
            (
                "[tool.poetry]\nname = 'app'\n[tool.poetry.group.test.dependencies]\n'zope.core' = '*'",
                "zope.core dev * - tool.poetry.group.test.dependencies.'zope.core'"
            ),
            (
                "[tool.poetry]\nname = 'app'\ndev-dependencies.core = '1'",
                "core dev 1 - tool.poetry.dev-dependencies.core"
            ),
            (
                "[project]\nname = 'app'\n[tool.pdm.dev-dependencies]\ntest = ['core<2']",
                "core dev <2 - tool.pdm.dev-dependencies.test[0]"
            ),
            (
                "[project]\nname = 'app'\n[tool.uv]\ndev-dependencies = ['core<2']",
                "core dev <2 - tool.uv.dev-dependencies[0]"
            ),
            (
                "[project]\nname = 'app'\ndependencies = ['My_Core>=1']\n[tool.uv.sources]\nmy-core = { path = '../core' }",
                "My_Core normal >=1 core project.dependencies[0]"
            ),
        ])
    func requirementForms(text: String, expected: String) throws {
        let reading = read(python, ["app/pyproject.toml": text])
        #expect(reading.diagnostics.isEmpty)
        #expect(try #require(reading.package("app")).requirements.map(line).last == expected)
    }

    @Test(
        "The version is where the manifest writes it",
        arguments: [
            ("[project]\nname = 'a'\nversion = '1.0'", ["project.version 1.0 3:11"]),
            ("[tool.poetry]\nname = 'a'\nversion = \"1.0rc1\"", ["tool.poetry.version 1.0rc1 3:11"]),
            ("[project]\nname = 'a'\ndynamic = ['version']\n[tool.hatch.version]\npath = 'a.py'", []),
            (
                "[project]\nname = 'a'\nversion = '1'\n[tool.poetry]\nversion = '1'",
                ["project.version 1 3:11", "tool.poetry.version 1 5:11"]
            ),
            ("[tool.poetry]\nname = 'a'\nversion = '0.0.0'\n[tool.poetry-dynamic-versioning]\nenable = true", []),
        ])
    func versionSources(text: String, expected: [String]) throws {
        let package = try #require(read(python, ["pyproject.toml": text]).package("a"))
        #expect(package.versionSources.map { "\($0.key) \($0.value) \($0.place.line):\($0.place.column)" } == expected)
    }

    @Test("A file with only tool settings is neither a package nor an error")
    func toolsOnly() {
        let reading = read(
            python, ["pyproject.toml": "[tool.ruff]\nline-length = 100\n[build-system]\nrequires = ['x']"])
        #expect(reading.packages.isEmpty && reading.diagnostics.isEmpty)
    }

    @Test(
        "A value of the wrong type is reported at its location",
        arguments: [
            ("[project]\nname = 'a'\nversion = 1.0", "python.wrong-type pyproject.toml:3:11"),
            ("[project]\nname = 'a'\nversion = 'one'", "python.invalid-version pyproject.toml:3:11"),
            ("[project]\nname = 'a'\ndependencies = 'x'", "python.wrong-type pyproject.toml:3:16"),
            ("[project]\nname = 'a'\ndependencies = [\n 'x y',\n]", "python.invalid-requirement pyproject.toml:4:2"),
            ("[project]\nname = 'a'\ndependencies = [1]", "python.wrong-type pyproject.toml:3:17"),
            ("[tool.poetry]\nname = 'a'\ndependencies.x = 1", "python.wrong-type pyproject.toml:3:18"),
        ])
    func wrongTypes(text: String, fault: String) {
        #expect(read(python, ["pyproject.toml": text]).faults == [fault])
    }

    @Test("Names are compared as PEP 503 says", arguments: [("Foo_Bar", "foo-bar"), ("a.-_b", "a-b"), ("x", "x")])
    func names(name: String, normalized: String) {
        #expect(python.normalized(packageName: name) == normalized)
    }

    @Test(
        "An edit replaces the specifier and keeps extras, markers and spaces",
        arguments: [
            ("core[x] >=1.0,<2 ; python_version<'4'", ">=1.0,<2", "core[x] ==2.0 ; python_version<'4'"),
            ("core (~=1.0)", "~=1.0", "core (==2.0)"), ("core>1", ">1", "core==2.0"),
        ])
    func edits(requirement: String, from: String, after: String) throws {
        let text = "[project]\r\ndependencies = [ # all\r\n  \"a\", \"\(requirement)\",\r\n]\r\n"
        #expect(
            try python.edited(text, file: "pyproject.toml", "project.dependencies[1]", from: from, to: "==2.0")
                == text.replacingFirst(requirement, by: after))
    }

    @Test("A version and Poetry's forms are replaced entirely")
    func wholeEdits() throws {
        let text =
            "[tool.poetry]\nversion = '1.0'\n[tool.poetry.dependencies]\ncore = { version = '^1.0', extras = ['a'] }\n"
        let edits = [
            FileEdit(ecosystem: .python, file: "pyproject.toml", key: "tool.poetry.version", from: "1.0", to: "1.1"),
            FileEdit(
                ecosystem: .python, file: "pyproject.toml", key: "tool.poetry.dependencies.core.version", from: "^1.0",
                to: "^1.1"),
        ]
        let after = String(
            decoding: try python.apply(edits, to: "pyproject.toml", bytes: Array(text.utf8)), as: UTF8.self)
        #expect(after == text.replacingFirst("'1.0'", by: "'1.1'").replacingFirst("^1.0", by: "^1.1"))
    }

    @Test("A project below a test or template folder is test material, and its errors are warnings")
    func marksSamples() {
        let reading = read(
            python,
            [
                "pyproject.toml": "[project]\nname = 'app'\nversion = '1'\n[tool.uv.workspace]\nmembers = ['tests/*']",
                "tests/listed/pyproject.toml": "[project]\nname = 'listed'\nversion = '1'",
                "lib/tests_core/samples/a/pyproject.toml": "[project]\nname = 'a'\nversion = '1'",
                "src/templates/pyproject.toml": "[project]\nname = 'x-NAME'\nversion = 'VERSION'",
                "{{cookiecutter.name}}/pyproject.toml": "[project]\nname = '{{cookiecutter.name}}'\nversion = '1'",
            ])
        #expect(reading.packages.filter { !$0.isSample }.map(\.name) == ["app", "listed"])
        #expect(reading.diagnostics.map(\.severity) == [.warning])
    }

    @Test(
        "A version that the build takes from a Python file is noted, one from the tag or a VERSION file is not",
        arguments: [
            ("[tool.hatch.version]\npath = 'src/app/__about__.py'", 1), ("[tool.hatch.version]\nsource = 'vcs'", 0),
            ("[tool.pdm.version]\nsource = 'file'\npath = 'app.py'", 1), ("[tool.pdm.version]\nsource = 'scm'", 0),
            ("[tool.setuptools.dynamic]\nversion = { attr = 'app.__version__' }", 1),
            ("[tool.setuptools.dynamic]\nversion = { file = ['VERSION'] }", 0),
            ("[build-system]\nbuild-backend = 'flit_core.buildapi'", 1),
        ])
    func computedVersions(rest: String, count: Int) {
        let reading = read(
            python,
            ["pyproject.toml": "[project]\nname = 'app'\ndynamic = ['version']\n\(rest)", "VERSION": "1.2.0\n"])
        #expect(reading.diagnostics.count { $0.code == "python.computed-version" } == count)
        #expect(reading.diagnostics.allSatisfy { $0.severity == .warning })
    }
}
