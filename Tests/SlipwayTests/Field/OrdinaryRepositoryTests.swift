import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// What public repositories showed that were planned with Slipway; which ones stands in docs/field.md.
@Suite("Ordinary repositories", .heavy, .timeLimit(.minutes(20)))
struct OrdinaryRepositoryTests {
    private struct Plan: Decodable { var components: [Planned] }

    private struct Planned: Decodable {
        var name: String
        var currentVersion: String?
        var nextVersion: String?
        var tag: String?
        var reasons: [Reason]
        var edits: [Edit]
    }

    private struct Reason: Decodable { var summary: String }
    private struct Edit: Decodable { var file: String }

    private func plan(_ fixture: Fixture) async throws -> [String: Planned] {
        let result = try await fixture.slipway("plan", "--json")
        #expect(result.end == .exited(0), "\(result.errorText)")
        let plan = try JSONDecoder().decode(Plan.self, from: Data(result.output))
        return Dictionary(uniqueKeysWithValues: plan.components.map { ($0.name, $0) })
    }

    private func pom(_ artifact: String, _ version: String?, parent: String? = nil, _ rest: String = "") -> String {
        let above = parent.map {
            "  <parent><groupId>org.acme</groupId><artifactId>\($0)</artifactId><version>1.4.1-SNAPSHOT</version></parent>\n"
        }
        let own = version.map { "  <version>\($0)</version>\n" }
        return
            "<project>\n  <modelVersion>4.0.0</modelVersion>\n\(above ?? "")  <groupId>org.acme</groupId>\n  <artifactId>\(artifact)</artifactId>\n\(own ?? "")\(rest)</project>\n"
    }

    @Test("A Maven build that is tagged with its root's name is one release (google/gson)")
    func reactor() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let modules =
            "  <packaging>pom</packaging>\n  <modules><module>core</module><module>extras</module></modules>\n"
        try await fixture.repository(
            "build",
            [
                "pom.xml": pom("pump-parent", "1.4.1-SNAPSHOT", modules),
                "core/pom.xml": pom("pump", nil, parent: "pump-parent"), "core/src/A.java": "",
                "extras/pom.xml": pom("pump-extras", "1.4.1-SNAPSHOT", parent: "pump-parent"),
            ], tag: "pump-parent-1.4.0")
        // Long ago the module had tags of its own.
        try await fixture.git("tag", "pump-0.9.0", in: fixture.workspace + "/build")
        try await fixture.commit("fix: leak", ["core/src/A.java": "// 1\n"], in: "build")
        try await fixture.push("build")
        let planned = try await plan(fixture)
        for name in ["org.acme:pump-parent", "org.acme:pump", "org.acme:pump-extras"] {
            let one = try #require(planned[name], "\(planned.keys)")
            #expect(
                (one.currentVersion, one.nextVersion, one.tag) == ("1.4.0", "1.4.1", "pump-parent-1.4.1"), "\(name)")
        }
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(0), "\(release.errorText)")
        let tags = try await fixture.git("tag", in: fixture.root + "/remotes/build.git")
        #expect(tags.contains("pump-parent-1.4.1\n") && !tags.contains("pump-1.4.1"), "\(tags)")
    }

    @Test(
        "A tag in an unknown style between the last release and the manifest is a question (okio, commons-lang)",
        arguments: [("parent-1.5.0", "parent-{version}"), ("rel/pump-1.5.0", "rel/pump-{version}")])
    func between(tag: String, style: String) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["pom.xml": pom("pump", "1.6.0-SNAPSHOT"), "A.java": ""], tag: "v1.4.0")
        try await fixture.commit("feat: valve", ["A.java": "// 1\n"], in: "app")
        try await fixture.git("tag", tag, in: fixture.workspace + "/app")
        try await fixture.commit("fix: leak", ["A.java": "// 2\n"], in: "app")
        let refused = try await fixture.slipway("plan")
        #expect(refused.end == .exited(78) && refused.errorText.contains(style), "\(refused.errorText)")
        try fixture.write(
            "components:\n  \"org.acme:pump\": { tag: \"\(style)\" }\n", to: "workspace/slipway.yaml")
        let pump = try #require(try await plan(fixture)["org.acme:pump"])
        #expect(pump.currentVersion == "1.5.0" && pump.tag == style.replacing("{version}", with: "1.6.0"))
    }

    @Test("A Gradle build without settings is called after its repository")
    func buildWithoutSettings() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["build.gradle": "plugins { id 'java' }\nversion = '1.0.0'\n"])
        try await fixture.commit("fix: leak", ["A.java": "// 1\n"], in: "app")
        let app = try #require(try await plan(fixture)["app"])
        #expect((app.currentVersion, app.nextVersion, app.tag) == ("1.0.0", "1.0.1", "v1.0.1"))
    }

    @Test("A version that projects import from a properties file is read and written there (BenchmarkDotNet)")
    func importedProperties() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let project =
            "<Project Sdk=\"Microsoft.NET.Sdk\">\n  <Import Project=\"..\\..\\build\\common.props\" />\n</Project>\n"
        func properties(_ version: String) -> String {
            "<Project>\n  <PropertyGroup Condition=\" '$(VersionPrefix)' == '' \">\n    <VersionPrefix>\(version)</VersionPrefix>\n  </PropertyGroup>\n</Project>\n"
        }
        try await fixture.repository(
            "app",
            [
                "build/common.props": properties("1.4.0"), "src/Pump/Pump.csproj": project,
                "src/Pump/A.cs": "", "src/Valve/Valve.csproj": project,
            ], tag: "v1.4.0")
        try await fixture.commit("fix: leak", ["src/Pump/A.cs": "// 1\n"], in: "app")
        try await fixture.push("app")
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(0), "\(release.errorText)")
        let text = try await fixture.git("show", "v1.4.1:build/common.props", in: fixture.root + "/remotes/app.git")
        #expect(text == properties("1.4.1"))
    }

    @Test("A setup.py that reads its version from a named module is followed there (google-auth)")
    func namedModule() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let script = """
            import os
            from setuptools import setup
            root = os.path.dirname(__file__)
            version = {}
            with open(os.path.join(root, "acme", "pump/version.py")) as file:
                exec(file.read(), version)
            version = version["__version__"]
            setup(name="acme-pump", version=version)

            """
        try await fixture.repository(
            "app", ["setup.py": script, "acme/pump/version.py": "__version__ = \"1.4.0\"\n"], tag: "v1.4.0")
        try await fixture.commit("fix: leak", ["acme/pump/a.py": "# 1\n"], in: "app")
        try await fixture.push("app")
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(0), "\(release.errorText)")
        let text = try await fixture.git(
            "show", "v1.4.1:acme/pump/version.py", in: fixture.root + "/remotes/app.git")
        #expect(text == "__version__ = \"1.4.1\"\n")
    }

    @Test("A module's version that disagrees with the manifest is shown in the plan")
    func staleConstant() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "app",
            [
                "pyproject.toml": "[project]\nname = \"pump\"\nversion = \"1.4.0\"\n",
                "pump/__init__.py": "__version__ = \"1.3.0\"\n",
            ], tag: "v1.4.0")
        try await fixture.commit("fix: leak", ["pump/a.py": "# 1\n"], in: "app")
        let planned = try await fixture.slipway("plan")
        let output = planned.text + planned.errorText
        #expect(output.contains("pump/__init__.py:1:") && output.contains("1.3.0"), "\(output)")
    }

    @Test("Conflicting versions in unpublished packages stop no release (astral-sh/ruff)")
    func unpublishedDisagreement() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "app",
            [
                "Cargo.toml": "[package]\nname = \"pump\"\nversion = \"1.4.0\"\n", "src/lib.rs": "",
                "web/package.json": "{ \"name\": \"site\", \"version\": \"0.0.2\", \"private\": true }\n",
                "web/pyproject.toml": "[project]\nname = \"site\"\nversion = \"0.0.1\"\n[tool.uv]\npackage = false\n",
            ], tag: "v1.4.0")
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 1\n"], in: "app")
        let planned = try await plan(fixture)
        #expect(planned["pump"]?.nextVersion == "1.4.1" && planned["site"]?.nextVersion == nil)
        let asked = try await fixture.slipway("plan", "--component", "site")
        #expect(asked.end == .exited(78) && asked.errorText.contains("ignore-paths: [web/p"), "\(asked.errorText)")
    }

    @Test("A uv project without a build system, and an empty workspace root, are not released")
    func unpublished() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "app",
            [
                "package.json": "{ \"name\": \"mono\", \"version\": \"1.0.0\" }\n",
                "pnpm-workspace.yaml": "packages:\n  - packages/*\n",
                "packages/pump/package.json": "{ \"name\": \"pump\", \"version\": \"1.4.0\" }\n",
                "tool/pyproject.toml": "[project]\nname = \"tool\"\nversion = \"0.1.0\"\n",
                "tool/uv.lock":
                    "version = 1\n\n[[package]]\nname = \"tool\"\nversion = \"0.1.0\"\nsource = { virtual = \".\" }\n",
            ], tag: "pump@1.4.0")
        try await fixture.commit("fix: leak", ["packages/pump/a.js": "// 1\n", "tool/a.py": "# 1\n"], in: "app")
        let planned = try await plan(fixture)
        let released = planned.values.filter { $0.nextVersion != nil }.map(\.name)
        #expect(released == ["pump"] && planned.keys.contains("mono") && planned.keys.contains("tool"))
    }

    @Test(
        "The platform code of a Flutter plugin belongs to it, and -wip is an unreleased version (dart-lang/http)"
    )
    func flutterPlugin() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "app",
            [
                "pubspec.yaml": "name: pump\nversion: 0.1.1-wip\n",
                "android/build.gradle": "group = \"com.example.pump\"\nversion = \"1.0\"\n",
                "android/settings.gradle": "rootProject.name = 'pump'\n",
            ], tag: nil)
        let planned = try await plan(fixture)
        #expect(planned.keys.sorted() == ["pump"] && planned["pump"]?.nextVersion == "0.1.1")
    }

    @Test("A prerelease whose version was never in a file does not decide the next version")
    func unwrittenPrerelease() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await pump(changed: "feat: valve", in: fixture)
        try await fixture.git("tag", "v2.0.0-rc.1", in: fixture.workspace + "/app")
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 2\n"], in: "app")
        let refused = try await fixture.slipway("plan")
        #expect(refused.end == .exited(78) && refused.errorText.contains("v2.0.0-rc.1"), "\(refused.errorText)")
        let chosen = try await fixture.slipway("plan", "--set-version", "pump=2.0.0")
        #expect(chosen.end == .exited(0), "\(chosen.errorText)")
        try fixture.write(
            "components:\n  pump: { ignore-tags: [\"v2.0.0-rc.1\"] }\n", to: "workspace/slipway.yaml")
        #expect(try await plan(fixture)["pump"]?.nextVersion == "1.5.0")
    }

    @Test("A merge whose body has the conventional message is shown with it (rust-lang/rustlings)")
    func mergeReason() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "app", ["Cargo.toml": "[package]\nname = \"pump\"\nversion = \"1.4.0\"\n", "src/lib.rs": ""], tag: "v1.4.0")
        let clone = fixture.workspace + "/app"
        try await fixture.git("switch", "--quiet", "--create", "topic", in: clone)
        try await fixture.commit("tidy", ["src/lib.rs": "// 1\n"], in: "app")
        try await fixture.git("switch", "--quiet", "main", in: clone)
        try await fixture.git(
            "merge", "--quiet", "--no-ff", "-m", "Merge pull request #7 from ada/topic\n\nfix: leak", "topic", in: clone
        )
        let reasons = try #require(try await plan(fixture)["pump"]).reasons.map(\.summary)
        #expect(reasons.count == 1 && reasons[0].hasPrefix("fix: leak ("), "\(reasons)")
    }

    @Test(
        "--bump decides the level, whatever the commits call for",
        arguments: [("patch", "1.4.1"), ("major", "2.0.0")])
    func bump(_ bump: String, _ version: String) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await pump(changed: "feat: valve", in: fixture)
        let result = try await fixture.slipway("plan", "--bump", bump, "--json")
        let planned = try JSONDecoder().decode(Plan.self, from: Data(result.output))
        #expect(planned.components.map(\.nextVersion) == [version])
    }

    @Test("A plan names the open run that holds a version")
    func heldVersion() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await pump(changed: "fix: leak", in: fixture)
        try await fixture.push("app")
        try fixture.write(
            "defaults:\n  gates:\n    - { name: g, run: [\"false\"], tests: none }\n", to: "workspace/slipway.yaml")
        let failed = try await fixture.slipway("release")
        #expect(failed.end != .exited(0))
        let planned = try await fixture.slipway("plan")
        let output = planned.text + planned.errorText
        #expect(output.contains("r1-") && output.contains("1.4.1"), "\(output)")
        #expect(output.contains("The run r1-") && output.contains("is open (failed), with pump 1.4.1."), "\(output)")
    }

    @Test("An open run is continued only after a word, and a plan or dry run names it")
    func openRun() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await pump(changed: "fix: leak", in: fixture)
        try await fixture.push("app")
        try fixture.write(
            """
            people: { anna: [owner] }
            approvals: [{ name: release, roles: [owner] }]

            """, to: "workspace/slipway.yaml")
        #expect(try await fixture.slipway("release").end == .exited(77))
        for arguments in [["plan"], ["release", "--dry-run"], ["plan", "--json"]] {
            let shown = try await fixture.slipway(arguments)
            #expect(shown.end == .exited(0))
            #expect(shown.errorText.contains("is open (waiting), with pump 1.4.1."), "\(shown.errorText)")
            #expect(shown.errorText.contains("To start anew: slipway run cancel r1-"), "\(shown.errorText)")
        }
        // What was killed while it ran is continued, and says so first.
        let interrupted = try await interruptedRelease()
        defer { interrupted.remove() }
        let second = try await interrupted.slipway("release")
        #expect(second.end == .exited(0), "\(second.errorText)")
        #expect(
            second.errorText.contains("is open and is continued, with its versions: pump 1.4.1."),
            "\(second.errorText)")
    }

    /// A workspace in which a release was killed by its own gate, which passes the next time.
    private func interruptedRelease() async throws -> Fixture {
        let fixture = try Fixture()
        try await pump(changed: "fix: leak", in: fixture)
        try await fixture.push("app")
        let mark = fixture.root + "/killed"
        try fixture.write(
            """
            defaults:
              gates:
                - name: g
                  tests: none
                  run: [sh, -c, "test -e \(mark) || { touch \(mark); kill -9 $PPID; sleep 60; }"]

            """, to: "workspace/slipway.yaml")
        #expect(try await fixture.slipway("release").end != .exited(0))
        let list = try await fixture.slipway("run", "list")
        #expect(list.text.contains("interrupted"), "\(list.text)")
        return fixture
    }

    @Test("A tag on a commit that the clone lacks means that the clone is behind")
    func behind() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "app", ["Cargo.toml": "[package]\nname = \"pump\"\nversion = \"1.4.0\"\n", "src/lib.rs": ""], tag: "v1.4.0")
        let clone = fixture.workspace + "/app"
        let before = try await fixture.git("rev-parse", "HEAD", in: clone).trimmingCharacters(
            in: .whitespacesAndNewlines)
        try await fixture.commit(
            "chore: release", ["Cargo.toml": "[package]\nname = \"pump\"\nversion = \"1.5.0\"\n"], in: "app")
        try await fixture.git("tag", "v1.5.0", in: clone)
        try await fixture.git("push", "--quiet", "--tags", "origin", "main", in: clone)
        // As in another person's clone that has fetched and not pulled.
        try await fixture.git("reset", "--quiet", "--hard", before, in: clone)
        let planned = try await fixture.slipway("plan", "--set-version", "pump=1.5.0")
        #expect(planned.end == .exited(1), "\(planned.text)\(planned.errorText)")
        #expect(planned.errorText.contains("app: the clone is behind origin/main"), "\(planned.errorText)")
        #expect(planned.errorText.contains("pull --ff-only origin main"), "\(planned.errorText)")
        // The doctor finds it too, and says what it could not look at.
        let doctor = try await fixture.slipway("doctor")
        #expect(doctor.text.contains("[clone.behind-remote]"), "\(doctor.text)")
        try FileManager.default.moveItem(atPath: fixture.root + "/remotes", toPath: fixture.root + "/gone")
        let unread = try await fixture.slipway("doctor")
        #expect(
            unread.text.contains("[clone.remote-not-read]") && !unread.text.contains("Nothing found"), "\(unread.text)")
    }

    @Test("graph --changed shows the configured chain and the requirements if they differ")
    func twoScopes() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        func crate(_ name: String, _ rest: String = "") -> [String: String] {
            ["Cargo.toml": "[package]\nname = \"\(name)\"\nversion = \"1.0.0\"\n\(rest)", "src/lib.rs": ""]
        }
        try await fixture.repository("core", crate("core"))
        try await fixture.repository("lib", crate("lib", "[dependencies]\ncore = \"1\"\n"))
        try await fixture.repository("app", crate("app"))
        try fixture.write("scope: { chain: [core, app] }\n", to: "workspace/slipway.yaml")
        let text = try await fixture.slipway("graph", "--changed", "core").text
        #expect(text.contains("affected: core, app\n") && text.contains("by requirements: core, lib ("), "\(text)")
        let app = try await fixture.slipway("graph", "--changed", "app").text
        #expect(!app.contains("by requirements"), "\(app)")
    }

    /// A package `core` and a package `lib` that requires and pins it.
    struct Pinned: Sendable {
        var core: [String: String]
        var lib: [String: String]
        var lock: String
        var command: String

        static let swift = Pinned(
            core: ["Package.swift": package("core", "")],
            lib: [
                "Package.swift": package("lib", ".package(url: \"https://example.org/core.git\", from: \"1.0.0\")"),
                "Package.resolved": """
                {
                  "pins" : [
                    { "identity" : "core", "kind" : "remoteSourceControl", "location" : "https://example.org/core.git",
                      "state" : { "revision" : "0123456789012345678901234567890123456789", "version" : "1.0.0" } }
                  ],
                  "version" : 2
                }

                """,
            ], lock: "Package.resolved", command: "swift package resolve")

        static let gradle = Pinned(
            core: ["build.gradle": script(""), "settings.gradle": "rootProject.name = 'core'\n"],
            lib: [
                "build.gradle": script("dependencies {\n  implementation 'org.acme:core:1.0.0'\n}\n"),
                "settings.gradle": "rootProject.name = 'lib'\n",
                "gradle.lockfile": "# locked\norg.acme:core:1.0.0=compileClasspath\nempty=\n",
            ], lock: "gradle.lockfile", command: "./gradlew dependencies --write-locks")

        private static func package(_ name: String, _ requirements: String) -> String {
            "// swift-tools-version: 6.0\nimport PackageDescription\nlet package = Package(name: \"\(name)\", dependencies: [\(requirements)])\n"
        }

        private static func script(_ rest: String) -> String {
            "plugins { id 'java-library' }\ngroup = 'org.acme'\nversion = '1.0.0'\n\(rest)"
        }
    }

    @Test(
        "A pinned version that the new requirement excludes stops the plan, with the command that updates it",
        arguments: [Pinned.swift, Pinned.gradle])
    func pins(_ pinned: Pinned) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", pinned.core)
        try await fixture.repository("lib", pinned.lib)
        try await fixture.commit("feat!: other flow", ["a.txt": "1\n"], in: "core")
        let refused = try await fixture.slipway("plan")
        #expect(
            refused.end == .exited(78) && refused.errorText.contains(pinned.lock + ":")
                && refused.errorText.contains(pinned.command), "\(refused.text)\(refused.errorText)")
        try fixture.write("defaults: { locks: keep }\n", to: "workspace/slipway.yaml")
        let kept = try await fixture.slipway("plan")
        #expect(kept.end == .exited(0) && (kept.text + kept.errorText).contains(pinned.command), "\(kept.errorText)")
    }

    @Test("A lock that needs a release of the same plan is refused with a working order")
    func lockOrder() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "core", ["Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\n", "src/lib.rs": ""])
        let lock = """
            version = 4

            [[package]]
            name = "core"
            version = "1.0.0"
            source = "registry+https://github.com/rust-lang/crates.io-index"
            checksum = "0000000000000000000000000000000000000000000000000000000000000000"

            [[package]]
            name = "lib"
            version = "1.0.0"
            dependencies = [
             "core",
            ]

            """
        try await fixture.repository(
            "lib",
            [
                "Cargo.toml": "[package]\nname = \"lib\"\nversion = \"1.0.0\"\n\n[dependencies]\ncore = \"1.0.0\"\n",
                "Cargo.lock": lock, "src/lib.rs": "",
            ])
        try await fixture.commit("feat!: other flow", ["src/lib.rs": "// 1\n"], in: "core")
        let refused = try await fixture.slipway("plan")
        #expect(
            refused.end == .exited(78) && refused.errorText.contains("slipway release --component core"),
            "\(refused.errorText)")
    }

    /// A crate that is released as 1.4.0, with a change since.
    private func pump(changed message: String, in fixture: Fixture) async throws {
        try await fixture.repository(
            "app", ["Cargo.toml": "[package]\nname = \"pump\"\nversion = \"1.4.0\"\n", "src/lib.rs": ""], tag: "v1.4.0")
        try await fixture.commit(message, ["src/lib.rs": "// 1\n"], in: "app")
    }
}
