import ReleaseManifests
import ReleaseModel
import Testing

@Suite("versions.toml")
struct VersionsTomlTests {
    private let ecosystem = VersionsTomlEcosystem()
    private let text = """
        # Release set
        [versions]
        core = { version = "0.1.0", git_tag = "v0.1.0", git_commit = "", requires = [], custom = 1 }
        node = "v0.1.0"
        sdk = "v0.1.0-locked"
        [versions.app]
        version = "0.1.0"
        git_tag = "v0.1.0"
        requires = ["core=0.1.0", "node == 0.1.0", "sdk>=0.1", "other"]
        binaries = ["app", "appctl"]
        [versions.develop]
        version = "0.1.1-dev.5"
        based_on_stable = "0.1.0"
        dev_prefix = "0.1.1-dev"
        published_at = 2025-11-12T10:00:00Z
        git_sha = "abc"
        [versions.develop.dependencies]
        core = "=0.1.0"
        [modules]
        stratum = { min_version = ">=0.1", git_tag = "v0.3.0", binaries = ["s"], registry_url = "https://example.org" }
        [metadata]
        last_updated = "2025-11-12"
        updated_by = "release"
        release_notes = "none"
        """

    private var manifest: VersionsManifest { VersionsManifest(file: "versions.toml", bytes: Array(text.utf8)) }

    @Test("Every form of an entry is read, and develop is not an entry")
    func entries() {
        #expect(manifest.diagnostics.isEmpty)
        #expect(
            manifest.entries.map { "\($0.name) \($0.version.text) \($0.version.key) \($0.isLocked)" } == [
                "core 0.1.0 versions.core.version false", "node 0.1.0 versions.node false",
                "sdk 0.1.0 versions.sdk true", "app 0.1.0 versions.app.version false",
            ])
    }

    @Test("An entry's tag, commit and programs are read")
    func fields() throws {
        let core = try #require(manifest.entries.first)
        #expect(core.gitTag?.text == "v0.1.0" && core.gitCommit?.key == "versions.core.git_commit")
        #expect(manifest.entries.last?.binaries == ["app", "appctl"])
    }

    @Test("Requirements are read with one, two, other or no operators")
    func requirements() throws {
        let package = try #require(read(ecosystem, ["x/versions.toml": text]).package("app"))
        #expect(
            package.requirements.map(line) == [
                "core declared 0.1.0 - versions.app.requires[0]", "node declared 0.1.0 - versions.app.requires[1]",
                "sdk declared >=0.1 - versions.app.requires[2]", "other declared - - -",
            ])
        #expect(package.path == "x")
    }

    @Test("The development build is read with all its fields")
    func develop() throws {
        let develop = try #require(manifest.develop)
        #expect(
            [
                develop.version?.text, develop.basedOnStable?.text, develop.developmentPrefix?.text,
                develop.publishedAt?.text, develop.gitCommit?.text, develop.dependencies["core"]?.text,
            ] == ["0.1.1-dev.5", "0.1.0", "0.1.1-dev", "2025-11-12T10:00:00Z", "abc", "=0.1.0"])
    }

    @Test("Modules and metadata are read")
    func rest() throws {
        let module = try #require(manifest.modules.first)
        #expect(module.minimumVersion?.text == ">=0.1" && module.registryAddress == "https://example.org")
        #expect(manifest.metadata.updatedBy?.key == "metadata.updated_by")
    }

    @Test(
        "A faulty entry is reported at its place, and the others are still read",
        arguments: [
            ("x = 1", "versions-toml.wrong-type versions.toml:3:5"),
            ("x = { git_tag = 'v1' }", "versions-toml.missing-version versions.toml:3:5"),
            ("x = 'one'", "versions-toml.invalid-version versions.toml:3:5"),
            ("x = { version = '1.0.0', requires = 'a' }", "versions-toml.wrong-type versions.toml:3:37"),
            ("x = { version = '1.0.0', requires = [1] }", "versions-toml.wrong-type versions.toml:3:38"),
            ("x = { version = '1.0.0', requires = ['=1'] }", "versions-toml.invalid-requirement versions.toml:3:38"),
            ("x = { version = '1.0.0', requires = ['a=b'] }", "versions-toml.invalid-requirement versions.toml:3:38"),
            ("develop = 'v1'", "versions-toml.wrong-type versions.toml:3:11"),
        ])
    func faults(line: String, fault: String) {
        let reading = read(ecosystem, ["versions.toml": "[versions]\na = '1.0.0'\n\(line)\nb = '1.0.0'\n"])
        #expect(reading.faults == [fault])
        #expect(reading.package("a") != nil && reading.package("b") != nil)
    }

    @Test(
        "An edit changes the named part only",
        arguments: [
            ("versions.core.version", "0.1.0", "0.2.0", "version = \"0.1.0\"", "version = \"0.2.0\""),
            ("versions.core.git_tag", "v0.1.0", "v0.2.0", "git_tag = \"v0.1.0\"", "git_tag = \"v0.2.0\""),
            ("versions.core.git_commit", "", "0123", "git_commit = \"\"", "git_commit = \"0123\""),
            ("versions.node", "0.1.0", "0.2.0", "node = \"v0.1.0\"", "node = \"v0.2.0\""),
            ("versions.sdk", "0.1.0", "0.2.0", "sdk = \"v0.1.0-locked\"", "sdk = \"v0.2.0-locked\""),
            ("versions.app.requires[0]", "0.1.0", "0.2.0", "core=0.1.0", "core=0.2.0"),
            ("versions.app.requires[1]", "0.1.0", "0.2.0", "node == 0.1.0", "node == 0.2.0"),
            ("versions.app.requires[2]", ">=0.1", ">=0.2", "sdk>=0.1", "sdk>=0.2"),
            ("versions.develop.version", "0.1.1-dev.5", "0.1.1-dev.6", "0.1.1-dev.5", "0.1.1-dev.6"),
            ("versions.develop.dependencies.core", "=0.1.0", "=0.2.0", "\"=0.1.0\"", "\"=0.2.0\""),
            (
                "versions.develop.published_at", "2025-11-12T10:00:00Z", "2026-01-01T00:00:00Z", "2025-11-12T10:00:00Z",
                "2026-01-01T00:00:00Z"
            ),
            ("metadata.last_updated", "2025-11-12", "2026-01-01", "\"2025-11-12\"", "\"2026-01-01\""),
        ])
    func edits(key: String, from: String, to: String, before: String, after: String) throws {
        #expect(
            try ecosystem.edited(text, file: "versions.toml", key, from: from, to: to)
                == text.replacingFirst(before, by: after))
    }

    @Test(
        "A declared version is exact, a comparison is Cargo's",
        arguments: [
            ("0.1.0", "0.2.0", "0.2.0"), ("v0.1.0", "0.2.0", "v0.2.0"), (">=0.1", "0.2.0", ">=0.1"),
            ("^0.1", "0.2.0", "^0.2"),
        ])
    func followed(requirement: String, version: String, expected: String) throws {
        let version = try #require(Version(version))
        let answer = try #require(ecosystem.rewritten(requirement: requirement, toFollow: version))
        #expect(answer == expected)
        #expect(ecosystem.accepts(requirement: answer, version: version) == true)
    }
}
