import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Cargo manifests")
struct CargoReadingTests {
    private let cargo = CargoEcosystem()

    @Test(
        "A dependency is found in every form",
        arguments: [
            ("[dependencies]\ncore = \"1.2\"", "core normal 1.2 - dependencies.core"),
            ("[dependencies]\ncore = { version = \"1.2\" }", "core normal 1.2 - dependencies.core.version"),
            (
                "[dependencies]\ncore = { version = '1', path = \"../core\", features = [\"a\"] }",
                "core normal 1 core dependencies.core.version"
            ),
            (
                "[dependencies]\ncore = { version = '1', optional = true }",
                "core optional 1 - dependencies.core.version"
            ),
            ("[dependencies]\nc = { version = '1', package = 'core' }", "core normal 1 - dependencies.c.version"),
            ("[dependencies.core]\nversion = \"1\"\npath = '../x/./y'", "core normal 1 x/y dependencies.core.version"),
            ("[dependencies]\ncore.version = \"1\"", "core normal 1 - dependencies.core.version"),
            ("dependencies.core = \"1\"", "core normal 1 - dependencies.core"),
            (
                "[target.'cfg(unix)'.dependencies]\ncore = \"1\"",
                "core normal 1 - target.'cfg(unix)'.dependencies.core"
            ),
            (
                "[target.\"cfg(target_os = \\\"linux\\\")\".build-dependencies.core]\nversion = \"1\"",
                "core build 1 - target.'cfg(target_os = \"linux\")'.build-dependencies.core.version"
            ),
            ("[dev-dependencies]\ncore = \"1\"", "core dev 1 - dev-dependencies.core"),
            ("[build-dependencies]\ncore = \"1\"", "core build 1 - build-dependencies.core"),
            ("[patch.crates-io]\ncore = { path = \"../core\" }", "core patch - core -"),
            (
                "[patch.'https://example.org/x']\ncore = { git = 'https://example.org/y', version = '1' }",
                "core patch 1 - patch.'https://example.org/x'.core.version"
            ),
            ("[dependencies]\ncore = { git = \"https://example.org/core\" }", "core normal - - -"),
        ])
    func dependencyForms(text: String, expected: String) throws {
        let manifest = (text.hasPrefix("[") ? "" : text + "\n") + "[package]\nname = \"app\"\n"
        let reading = read(cargo, ["app/Cargo.toml": manifest + (text.hasPrefix("[") ? text : "")])
        #expect(reading.diagnostics.isEmpty)
        #expect(try #require(reading.package("app")).requirements.map(line) == [expected])
    }

    @Test("The own version is that of the package table, with its place")
    func ownVersion() throws {
        let text = "[dependencies]\nversion = \"9\"\n[package] # x\nname = 'a'\nversion = '1.2.3'\n"
        let package = try #require(read(cargo, ["Cargo.toml": text]).package("a"))
        #expect(
            package.versionSources == [
                VersionSource(
                    ecosystem: .cargo, place: Place(file: "Cargo.toml", line: 5, column: 11), key: "package.version",
                    value: "1.2.3")
            ])
    }

    @Test("A crate without a version has no version source")
    func noVersion() throws {
        #expect(try #require(read(cargo, ["Cargo.toml": "[package]\nname='a'"]).package("a")).versionSources.isEmpty)
    }

    private let workspace = [
        "Cargo.toml": """
        [workspace]
        members = ["crates/*"]
        exclude = ["crates/old"]
        [workspace.package]
        version = "1.0.0"
        [workspace.dependencies]
        core = { path = "crates/core", version = "1.0" }
        log = "0.4"
        "my.dep" = { package = "dep", version = "2" }
        """,
        "crates/core/Cargo.toml": "[package]\nname = 'core'\nversion.workspace = true\n",
        "crates/app/Cargo.toml": """
        [package]
        name = "app"
        version = { workspace = true }
        [dependencies]
        core = { workspace = true, features = ["x"], optional = true }
        log.workspace = true
        [dev-dependencies]
        "my.dep".workspace = true
        """,
    ]

    @Test("A virtual workspace root is not a package")
    func virtualRoot() {
        #expect(read(cargo, workspace).packages.map(\.name) == ["app", "core"])
    }

    @Test("An inherited version comes from the root")
    func inheritedVersion() throws {
        let source = try #require(read(cargo, workspace).package("core")?.versionSources.first)
        #expect(source.key == "workspace.package.version")
        #expect(source.place == Place(file: "Cargo.toml", line: 5, column: 11))
    }

    @Test("An inherited requirement comes from the root, with the member's kind")
    func inheritedRequirement() throws {
        let reading = read(cargo, workspace)
        #expect(
            try #require(reading.package("app")).requirements.map(line) == [
                "core optional 1.0 crates/core workspace.dependencies.core.version",
                "log normal 0.4 - workspace.dependencies.log",
                "dep dev 2 - workspace.dependencies.'my.dep'.version",
            ])
        #expect(reading.package("app")?.requirements.first?.place == Place(file: "Cargo.toml", line: 7, column: 42))
        #expect(reading.diagnostics.isEmpty)
    }

    @Test("A crate that the workspace excludes or doesn't list is still a package")
    func excluded() {
        var files = workspace
        files["crates/old/Cargo.toml"] = "[package]\nname = 'old'\nversion = '0.1.0'"
        files["extra/Cargo.toml"] = "[package]\nname = 'extra'\nversion = '0.1.0'"
        #expect(read(cargo, files).packages.map(\.name) == ["app", "core", "old", "extra"])
    }

    @Test("An excluded crate can't inherit")
    func excludedInheritance() {
        var files = workspace
        files["crates/old/Cargo.toml"] = "[package]\nname = 'old'\nversion.workspace = true"
        #expect(read(cargo, files).faults == ["cargo.missing-workspace-version crates/old/Cargo.toml:3:1"])
    }

    @Test("An inherited requirement that the root lacks is an error")
    func missingInheritance() {
        var files = workspace
        files["crates/x/Cargo.toml"] = "[package]\nname = 'x'\n[dependencies]\nnope = { workspace = true }\n"
        #expect(read(cargo, files).faults == ["cargo.missing-workspace-dependency crates/x/Cargo.toml:4:8"])
    }

    @Test("If a root can't be parsed, only the root is reported, not the members that inherit from it")
    func unreadableRoot() {
        var files = workspace
        files["Cargo.toml"] = "[workspace\n"
        #expect(read(cargo, files).faults == ["toml.invalid-header Cargo.toml:1:11"])
    }

    @Test("A crate with package.workspace inherits from there")
    func explicitRoot() throws {
        let reading = read(
            cargo,
            [
                "root/Cargo.toml": "[workspace]\nmembers = ['../x']\n[workspace.package]\nversion = '3.0.0'",
                "x/Cargo.toml": "[package]\nname = 'x'\nworkspace = '../root'\nversion.workspace = true",
            ])
        #expect(try #require(reading.package("x")?.versionSources.first).value == "3.0.0")
    }

    @Test(
        "Folders of built or third-party files are not read",
        arguments: ["target", "vendor", "node_modules", ".git"])
    func skipped(folder: String) {
        #expect(!cargo.isManifest(path: "a/\(folder)/b/Cargo.toml"))
        #expect(read(cargo, ["\(folder)/Cargo.toml": "broken"]).diagnostics.isEmpty)
    }

    @Test("Errors of all files are reported together; in unlisted test folders they are warnings")
    func severities() {
        let reading = read(
            cargo,
            [
                "Cargo.toml": "[workspace]\nmembers = ['fixtures/listed']\n", "a/Cargo.toml": "[package",
                "Cargo.lock": "x",
                "fixtures/b/Cargo.toml": "x", "fixtures/listed/Cargo.toml": "x", "tests/c/Cargo.toml": "[package]",
            ])
        #expect(
            reading.diagnostics.map { "\($0.severity) \($0.code) \($0.place)" } == [
                "error toml.missing-equals Cargo.lock:1:2", "error toml.invalid-header a/Cargo.toml:1:9",
                "warning toml.missing-equals fixtures/b/Cargo.toml:1:2",
                "error toml.missing-equals fixtures/listed/Cargo.toml:1:2",
                "warning cargo.missing-name tests/c/Cargo.toml:1:1",
            ])
    }

    @Test(
        "A value of the wrong type is reported at its location",
        arguments: [
            ("[package]\nname = 1", "cargo.wrong-type Cargo.toml:2:8"),
            ("[package]\nname = 'a'\nversion = 1.0", "cargo.wrong-type Cargo.toml:3:11"),
            ("[package]\nname = 'a'\nversion = '1.0'", "cargo.invalid-version Cargo.toml:3:11"),
            ("[package]\nname = 'a'\n[dependencies]\nb = 1", "cargo.wrong-type Cargo.toml:4:5"),
            ("[package]\nname = 'a'\n[dependencies]\nb = { version = 1 }", "cargo.wrong-type Cargo.toml:4:17"),
            ("dependencies = 1\n[package]\nname = 'a'", "cargo.wrong-type Cargo.toml:1:16"),
        ])
    func wrongTypes(text: String, fault: String) {
        #expect(read(cargo, ["Cargo.toml": text]).faults == [fault])
    }

    @Test("The programs of a crate are its [[bin]] names")
    func binaries() throws {
        let text = "[package]\nname = 'a'\n[[bin]]\nname = 'x'\n[[bin]]\nname = 'y'\npath = 'src/y.rs'"
        #expect(try #require(read(cargo, ["Cargo.toml": text]).package("a")).binaries == ["x", "y"])
    }

    @Test(
        "A crate below a test folder is test material, unless a workspace lists it or another crate requires it by path"
    )
    func marksSamples() {
        let reading = read(
            cargo,
            [
                "Cargo.toml": "[workspace]\nmembers = ['core', 'tests/listed']",
                "core/Cargo.toml":
                    "[package]\nname = 'core'\nversion = '1.0.0'\n[dev-dependencies]\nhelp = { path = '../tests/help' }",
                "tests/listed/Cargo.toml": "[package]\nname = 'listed'\nversion = '1.0.0'",
                "tests/help/Cargo.toml": "[package]\nname = 'help'\nversion = '1.0.0'",
                "tests/plain/Cargo.toml": "[package]\nname = 'plain'\nversion = '1.0.0'",
                "src/templates/Cargo.toml": "[package]\nname = 'template'\nversion = '1.0.0'",
            ])
        #expect(reading.packages.filter(\.isSample).map(\.name) == ["template", "plain"])
    }

    @Test(
        "A failed inheritance is a warning if the workspace above does not include the crate",
        arguments: [
            ("members = ['core']", Diagnostic.Severity.warning), ("exclude = ['fuzz']", .warning),
            ("members = ['fuzz']", .error), ("dependencies.fuzz.path = 'fuzz'", .error),
        ])
    func strayCrates(workspace: String, severity: Diagnostic.Severity) {
        let reading = read(
            cargo,
            [
                "Cargo.toml": "[workspace]\n\(workspace)\n",
                "fuzz/Cargo.toml":
                    "[package]\nname = 'fuzz'\nversion = '1.0.0'\n[dependencies]\ncore.workspace = true",
            ])
        #expect(reading.diagnostics.map(\.severity) == [severity])
    }
}
