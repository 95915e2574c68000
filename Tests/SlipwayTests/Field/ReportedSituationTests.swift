import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// Situations that users of other release tools reported; what happened to them stands in docs/field.md.
@Suite("Situations reported by users of other tools", .heavy, .timeLimit(.minutes(20)))
struct ReportedSituationTests {
    private func crate(_ name: String, _ version: String, _ rest: String = "") -> String {
        "[package]\nname = \"\(name)\"\nversion = \"\(version)\"\n\(rest)"
    }

    /// The plan as JSON: each component's next version and tag.
    private func plan(_ fixture: Fixture) async throws -> [String: PlannedComponent] {
        let result = try await fixture.slipway("plan", "--json")
        #expect(result.end == .exited(0), "\(result.errorText)")
        let plan = try JSONDecoder().decode(Plan.self, from: Data(result.output))
        return Dictionary(uniqueKeysWithValues: plan.components.map { ($0.name, $0) })
    }

    private struct Plan: Decodable { var components: [PlannedComponent] }

    private struct PlannedComponent: Decodable {
        var name: String
        var currentVersion: String?
        var nextVersion: String?
        var tag: String?
        var changelog: String
    }

    @Test("A tag that begins with a date is not a release (jreleaser#659)")
    func datedTags() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["Cargo.toml": crate("app", "0.7.1"), "src/lib.rs": ""], tag: "0.7.1")
        for tag in ["0.6.0", "200611-client-logging-15f559eb", "200611-client-logging-54e2c6ef"] {
            try await fixture.git("tag", tag, in: fixture.workspace + "/app")
        }
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 1\n"], in: "app")
        let app = try #require(try await plan(fixture)["app"])
        #expect((app.currentVersion, app.nextVersion, app.tag) == ("0.7.1", "0.7.2", "0.7.2"))
    }

    @Test("Tags in an older style still end the range (jreleaser#796)")
    func changedStyle() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["Cargo.toml": crate("app", "2.0.0"), "src/lib.rs": ""], tag: "v2.0.0")
        try await fixture.commit("feat: pump", ["src/lib.rs": "// 1\n"], in: "app")
        try fixture.write(
            "workspace: w\ncomponents:\n  app: { tag: \"release-{version}\" }\n", to: "workspace/slipway.yaml")
        let app = try #require(try await plan(fixture)["app"])
        #expect((app.currentVersion, app.nextVersion, app.tag) == ("2.0.0", "2.1.0", "release-2.1.0"))
    }

    @Test("The tag is on the planned commit, although the branch moved on (jreleaser#1692)")
    func plannedCommit() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["Cargo.toml": crate("app", "1.0.0"), "src/lib.rs": ""])
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 1\n"], in: "app")
        try await fixture.push("app")
        let file = fixture.root + "/plan.json"
        _ = try await fixture.slipway("plan", "--out", file)
        try await fixture.commit("feat: later", ["src/lib.rs": "// 2\n"], in: "app")
        try await fixture.push("app")
        let applied = try await fixture.slipway("apply", file)
        #expect(applied.end != .exited(0), "a plan for another commit is refused")
        #expect(try await fixture.git("tag", "--list", "v1.0.1", in: fixture.root + "/remotes/app.git").isEmpty)
    }

    @Test("One declared file that can't be updated leaves every file unchanged (bump-my-version#381)")
    func allOrNothing() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "app", ["Cargo.toml": crate("app", "1.0.0"), "src/lib.rs": "", "docs/install.md": "no version here\n"])
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 1\n"], in: "app")
        try await fixture.push("app")
        try fixture.write(
            "workspace: w\ncomponents:\n  app: { extra-files: [docs/install.md] }\n", to: "workspace/slipway.yaml")
        let before = try await fixture.git("for-each-ref", in: fixture.root + "/remotes/app.git")
        let plan = try await fixture.slipway("plan")
        let release = try await fixture.slipway("release")
        #expect(plan.end == .exited(78) && plan.errorText.contains("docs/install.md"), "\(plan.text)\(plan.errorText)")
        #expect(release.end == .exited(78))
        #expect(try await fixture.git("for-each-ref", in: fixture.root + "/remotes/app.git") == before)
    }

    @Test("Only the marked version of a text changes, not each text that equals it (airbytehq/airbyte#24923)")
    func equalText() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let manual = "1.0.0 was the first.\nInstall 1.0.0 <!-- x-release-please-version -->\nNeeds libfoo 1.0.0.\n"
        try await fixture.repository(
            "app", ["Cargo.toml": crate("app", "1.0.0"), "src/lib.rs": "", "docs/install.md": manual])
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 1\n"], in: "app")
        try await fixture.push("app")
        try fixture.write(
            "workspace: w\ncomponents:\n  app: { extra-files: [docs/install.md] }\n", to: "workspace/slipway.yaml")
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(0), "\(release.errorText)")
        let text = try await fixture.git("show", "v1.0.1:docs/install.md", in: fixture.workspace + "/app")
        #expect(text == manual.replacing("Install 1.0.0", with: "Install 1.0.1"))
    }

    @Test("The already released version is refused, and no file is written (bump2version#30)")
    func sameVersion() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["Cargo.toml": crate("app", "1.0.0"), "src/lib.rs": ""])
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 1\n"], in: "app")
        let result = try await fixture.slipway("plan", "--set-version", "app=1.0.0")
        #expect(result.end == .exited(1) && result.errorText.contains("1.0.0"), "\(result.text)\(result.errorText)")
    }

    @Test("A change of the downstream alone does not release its upstream (release-please#1407, release-plz#1311)")
    func downstreamAlone() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "ws",
            [
                "Cargo.toml": "[workspace]\nmembers = [\"core\", \"app\"]\n", "core/Cargo.toml": crate("core", "0.2.0"),
                "core/src/lib.rs": "", "app/src/lib.rs": "",
                "app/Cargo.toml": crate(
                    "app", "0.3.0", "\n[dependencies]\ncore = { path = \"../core\", version = \"0.2\" }\n"),
            ], tag: "core-v0.2.0")
        try await fixture.git("tag", "app-v0.3.0", in: fixture.workspace + "/ws")
        try await fixture.commit("feat: only here", ["app/src/lib.rs": "// 1\n"], in: "ws")
        let released = try await plan(fixture)
        #expect(released["core"]?.nextVersion == nil && released["app"]?.nextVersion == "0.4.0")
    }

    @Test("Modules of one repository have their own tags, the root's have no name (goreleaser#1848)")
    func goModules() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "tool",
            [
                "go.mod": "module example.org/tool\n\ngo 1.22\n", "main.go": "package main\n",
                "cmd/gen/go.mod": "module example.org/tool/cmd/gen\n\ngo 1.22\n", "cmd/gen/main.go": "package main\n",
            ], tag: "v1.4.0")
        try await fixture.git("tag", "cmd/gen/v0.2.0", in: fixture.workspace + "/tool")
        try await fixture.commit("fix: root", ["main.go": "package main // 1\n"], in: "tool")
        try await fixture.commit("feat: generator", ["cmd/gen/main.go": "package main // 2\n"], in: "tool")
        let released = try await plan(fixture)
        #expect(
            Set(released.values.compactMap(\.tag)) == ["v1.4.1", "cmd/gen/v0.3.0"],
            "\(released.mapValues { $0.tag ?? "-" })")
    }

    @Test("A misspelt key is an error that names the right one (knope#1544)")
    func misspelt() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["Cargo.toml": crate("app", "1.0.0"), "src/lib.rs": ""])
        try fixture.write("workspace: w\ncomponent:\n  app: { path: . }\n", to: "workspace/slipway.yaml")
        let result = try await fixture.slipway("plan")
        #expect(result.end == .exited(78) && result.errorText.contains("components"), "\(result.errorText)")
    }

    @Test("A tag is never made on a tree with a SNAPSHOT version (quarkusio/quarkus-agent-mcp#90)")
    func snapshot() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let pom = """
            <project>
              <modelVersion>4.0.0</modelVersion>
              <groupId>g</groupId>
              <artifactId>app</artifactId>
              <version>1.0.3-SNAPSHOT</version>
            </project>

            """
        try await fixture.repository("app", ["pom.xml": pom.replacing("1.0.3-SNAPSHOT", with: "1.0.2")], tag: "v1.0.2")
        try await fixture.commit("chore: next development version", ["pom.xml": pom], in: "app")
        try await fixture.commit("fix: leak", ["a": "1"], in: "app")
        try await fixture.push("app")
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(0), "\(release.errorText)")
        let text = try await fixture.git("show", "v1.0.3:pom.xml", in: fixture.workspace + "/app")
        #expect(text.contains("<version>1.0.3</version>"))
    }

    @Test("A release branch keeps later commits of others, even in the file that it edits (fleetyards#4132)")
    func freshBranch() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let manifest =
            "{\n  \"name\": \"app\",\n  \"version\": \"1.0.0\",\n  \"devDependencies\": {\n    \"knip\": \"^6.16.1\"\n  }\n}\n"
        try await fixture.repository(
            "app",
            [
                "package.json": manifest, ".release-please-manifest.json": "{\".\": \"1.0.0\"}\n",
                "release-please-config.json":
                    "{\"packages\": {\".\": {\"release-type\": \"node\", \"include-component-in-tag\": false}}}\n",
            ])
        let clone = fixture.workspace + "/app"
        try await fixture.commit("fix: leak", ["a": "1"], in: "app")
        try await fixture.push("app")
        let first = try await fixture.slipway("release-branch", in: clone)
        #expect(first.end == .exited(0), "\(first.errorText)")
        try await fixture.commit(
            "chore(deps): raise knip", ["package.json": manifest.replacing("6.16.1", with: "6.17.1")], in: "app")
        try await fixture.push("app")
        let second = try await fixture.slipway("release-branch", in: clone)
        #expect(second.end == .exited(0), "\(second.errorText)")
        let branches = try await fixture.git(
            "for-each-ref", "--format=%(refname:short)", "refs/heads/release-please*",
            in: fixture.root + "/remotes/app.git")
        let branch = try #require(branches.split(separator: "\n").first)
        let text = try await fixture.git("show", "\(branch):package.json", in: fixture.root + "/remotes/app.git")
        #expect(text == manifest.replacing("1.0.0", with: "1.0.1").replacing("6.16.1", with: "6.17.1"))
    }

    @Test("A failure after the tags are public is continued with the same version (lerna#1643, lerna#455)")
    func continued() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["Cargo.toml": crate("app", "1.0.0"), "src/lib.rs": ""])
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 1\n"], in: "app")
        try await fixture.push("app")
        // A file stands where the target's folder has to be.
        try fixture.write("", to: "target")
        try fixture.write(
            """
            workspace: w
            components:
              app:
                build: { run: [sh, -c, "echo {version} > out.txt"], artifacts: [out.txt] }
                publish: [{ to: folder, path: \(fixture.root)/target/files }]

            """, to: "workspace/slipway.yaml")
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(65), "\(release.text)\(release.errorText)")
        try FileManager.default.removeItem(atPath: fixture.root + "/target")
        let retry = try await fixture.slipway("run", "retry")
        #expect(retry.end == .exited(0), "\(retry.errorText)")
        #expect(try await fixture.git("tag", in: fixture.root + "/remotes/app.git") == "v1.0.0\nv1.0.1\n")
    }

    @Test("A build counter tag is not a release beside three-part versions (serilog/serilog)")
    func buildNumbers() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["Cargo.toml": crate("app", "2.10.0"), "src/lib.rs": ""], tag: "v2.10.0")
        try await fixture.git("tag", "v1247", in: fixture.workspace + "/app")
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 1\n"], in: "app")
        #expect(try await plan(fixture)["app"]?.nextVersion == "2.10.1")
    }

    @Test("The manifest's version with a tag in an unknown style is not released again (pydantic/pydantic)")
    func unknownStyle() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "app", ["Cargo.toml": crate("pydantic-core", "2.48.0"), "src/lib.rs": ""], tag: "core-v2.48.0")
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 1\n"], in: "app")
        let refused = try await fixture.slipway("plan")
        #expect(refused.end == .exited(78) && refused.errorText.contains("core-v{version}"), "\(refused.errorText)")
        try fixture.write(
            "workspace: w\ncomponents:\n  pydantic-core: { tag: \"core-v{version}\" }\n", to: "workspace/slipway.yaml")
        let core = try #require(try await plan(fixture)["pydantic-core"])
        #expect((core.currentVersion, core.nextVersion, core.tag) == ("2.48.0", "2.48.1", "core-v2.48.1"))
    }

    @Test(
        "A tag with the manifest's version in another spelling is not ignored",
        arguments: [
            ("V1.2.0", "V{version}"), ("v.1.2.0", "v.{version}"), ("r1.2.0", "r{version}"),
            ("1.2.0-RELEASE", "{version}-RELEASE"), ("1.2.0.Final", "{version}.Final"), ("REL1_2_0", nil),
            ("1_2_0", nil), ("app-1-2-0", nil), ("v1-2-0", nil),
        ] as [(String, String?)])
    func otherSpelling(tag: String, template: String?) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["Cargo.toml": crate("app", "1.2.0"), "src/lib.rs": ""], tag: tag)
        try await fixture.commit("feat!: break", ["src/lib.rs": "// 1\n"], in: "app")
        let refused = try await fixture.slipway("plan")
        #expect(refused.end == .exited(78), "\(refused.text)")
        #expect(refused.errorText.contains("[plan.tag-of-unknown-style]"), "\(refused.errorText)")
        if let template {
            try fixture.write(
                "workspace: w\ncomponents:\n  app: { tag: \"\(template)\" }\n", to: "workspace/slipway.yaml")
        } else {
            try await fixture.git("tag", "v1.2.0", tag, in: fixture.workspace + "/app")
        }
        let app = try #require(try await plan(fixture)["app"])
        #expect((app.currentVersion, app.nextVersion) == ("1.2.0", "2.0.0"))
    }

    @Test("A clone's only remote is released to, whatever its name")
    func onlyRemote() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["Cargo.toml": crate("app", "1.0.0"), "src/lib.rs": ""], tag: "v1.0.0")
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 1\n"], in: "app")
        let clone = fixture.workspace + "/app"
        try await fixture.git("push", "origin", "main", in: clone)
        try await fixture.git("remote", "rename", "origin", "upstream", in: clone)
        try await fixture.git("remote", "add", "fork", fixture.root + "/nowhere", in: clone)
        let refused = try await fixture.slipway("release")
        #expect(refused.end == .exited(78) && refused.errorText.contains("[observe.remote-missing]"))
        #expect(refused.errorText.contains("repositories: { app: { remote:"), "\(refused.errorText)")
        try await fixture.git("remote", "remove", "fork", in: clone)
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(0), "\(release.errorText)")
        #expect(try await fixture.git("tag", in: fixture.root + "/remotes/app.git") == "v1.0.0\nv1.0.1\n")
    }

    @Test("Two clones of one remote are one repository, whatever the remote's name")
    func sameRemote() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["Cargo.toml": crate("app", "1.0.0"), "src/lib.rs": ""], tag: "v1.0.0")
        try await fixture.git(
            "clone", "--quiet", "--origin", "up", fixture.root + "/remotes/app.git", fixture.workspace + "/two",
            in: fixture.workspace)
        let refused = try await fixture.slipway("plan")
        #expect(refused.end == .exited(78) && refused.errorText.contains("[clone.same-repository]"))
    }

    @Test("A candidate that breaks its own Cargo workspace is refused; releasing both crates works")
    func candidateInWorkspace() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "ws",
            [
                "Cargo.toml": "[workspace]\nmembers = [\"a\", \"b\"]\n", "a/Cargo.toml": crate("aa", "1.0.0"),
                "a/src/lib.rs": "", "b/src/lib.rs": "",
                "b/Cargo.toml": crate(
                    "bb", "1.0.0", "\n[dependencies]\naa = { path = \"../a\", version = \"1.0.0\" }\n"),
                "Cargo.lock": """
                version = 3

                [[package]]
                name = "aa"
                version = "1.0.0"

                [[package]]
                name = "bb"
                version = "1.0.0"
                dependencies = [
                 "aa",
                ]

                """,
            ], tag: "aa-v1.0.0")
        try await fixture.git("tag", "bb-v1.0.0", in: fixture.workspace + "/ws")
        try await fixture.commit("fix: leak", ["a/src/lib.rs": "// 1\n"], in: "ws")
        let refused = try await fixture.slipway("plan", "--component", "aa", "--prerelease", "rc")
        #expect(refused.end == .exited(78), "\(refused.text)")
        #expect(refused.errorText.contains("--component aa --component bb"), "\(refused.errorText)")
        let both = try await fixture.slipway("plan", "--component", "aa", "--component", "bb", "--prerelease", "rc")
        #expect(both.end == .exited(0), "\(both.errorText)")
        #expect(try await fixture.slipway("plan", "--component", "aa").end == .exited(0), "a stable one is accepted")
    }

    @Test("A version whose property is set in .mvn/maven.config can't be updated in the pom")
    func mavenConfig() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let pom = """
            <project>
              <modelVersion>4.0.0</modelVersion>
              <groupId>org.example</groupId>
              <artifactId>app</artifactId>
              <version>${revision}</version>
              <properties><revision>1.1.0</revision></properties>
            </project>

            """
        try await fixture.repository(
            "app", ["pom.xml": pom, ".mvn/maven.config": "-T4\n-Drevision=1.2.0-SNAPSHOT\n"], tag: "v1.1.0")
        try await fixture.commit("fix: leak", ["A.java": "// 1\n"], in: "app")
        let refused = try await fixture.slipway("plan")
        #expect(refused.end == .exited(78), "\(refused.text)")
        #expect(refused.errorText.contains(".mvn/maven.config sets a property of it"), "\(refused.errorText)")
    }

    @Test("The artifact of a scoped package has a valid file name")
    func scopedArtifact() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "app", ["package.json": "{\"name\": \"@acme/core\", \"version\": \"1.0.0\"}\n", "i.js": ""], tag: "v1.0.0")
        try await fixture.commit("fix: leak", ["i.js": "1\n"], in: "app")
        try await fixture.push("app")
        try fixture.write(
            """
            workspace: w
            defaults:
              build: { run: [sh, -c, "echo 1 > out.bin"], artifacts: [{ path: out.bin, name: "{component}-{artifact}" }] }

            """, to: "workspace/slipway.yaml")
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(0), "\(release.errorText)")
        #expect(try await fixture.slipway("verify", fixture.folder(of: "r1")).end == .exited(0))
        #expect(FileManager.default.fileExists(atPath: fixture.folder(of: "r1") + "/artifacts/@acme-core-out.bin"))
    }

    @Test("A constant beside a crate follows it where maturin builds the package (PyO3/maturin)")
    func maturin() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let project = """
            [build-system]
            requires = ["maturin>=1"]
            build-backend = "maturin"

            [project]
            name = "quick-app"
            dynamic = ["version"]

            [tool.maturin]
            python-source = "python"
            module-name = "quick._native"

            """
        try await fixture.repository(
            "app",
            [
                "Cargo.toml": crate("quick-native", "1.3.0"), "src/lib.rs": "", "pyproject.toml": project,
                "python/quick/__init__.py": "__version__ = \"1.3.0\"\n",
            ], tag: "v1.3.0")
        try await fixture.commit("feat: pump", ["src/lib.rs": "// 1\n"], in: "app")
        try await fixture.push("app")
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(0), "\(release.errorText)")
        let text = try await fixture.git("show", "v1.4.0:python/quick/__init__.py", in: fixture.workspace + "/app")
        #expect(text == "__version__ = \"1.4.0\"\n")
    }

    @Test("update follows the work trees, committed or not")
    func workTree() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["Cargo.toml": crate("core", "0.5.0"), "src/lib.rs": ""])
        try await fixture.repository(
            "lib",
            ["Cargo.toml": crate("lib", "1.0.0", "\n[dependencies]\ncore = \"0.5.0\"\n"), "src/lib.rs": ""])
        try fixture.write(crate("core", "0.6.0"), to: "workspace/core/Cargo.toml")
        let result = try await fixture.slipway("update", "lib")
        #expect(result.end == .exited(0), "\(result.errorText)")
        let manifest = try String(contentsOfFile: fixture.workspace + "/lib/Cargo.toml", encoding: .utf8)
        #expect(manifest.hasSuffix("core = \"0.6.0\"\n"), "\(manifest)")
    }

    @Test("A nightly of several packages in one repository has one name")
    func nightly() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "ws",
            [
                "Cargo.toml": "[workspace]\nmembers = [\"a\", \"b\"]\n", "a/Cargo.toml": crate("a", "1.0.0"),
                "a/src/lib.rs": "", "b/Cargo.toml": crate("b", "2.0.0"), "b/src/lib.rs": "",
            ], tag: "a-v1.0.0")
        try await fixture.git("tag", "b-v2.0.0", in: fixture.workspace + "/ws")
        let head = try await fixture.git("rev-parse", "HEAD", in: fixture.workspace + "/ws")
        let nightly = try await fixture.slipway("version", "--channel", "nightly")
        #expect(nightly.text.hasPrefix("nightly-") && nightly.text.hasSuffix("-\(head.prefix(7))\n"), "\(nightly)")
        let candidate = try await fixture.slipway("version", "--channel", "rc")
        #expect(candidate.end == .exited(64) && candidate.errorText.contains("a, b"), "\(candidate.errorText)")
    }

    @Test("Tags may leave out the scope of a package, where no other package is called so (vitejs/vite)")
    func unscoped() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        func package(_ name: String, _ version: String) -> String {
            "{ \"name\": \"\(name)\", \"version\": \"\(version)\" }\n"
        }
        try await fixture.repository(
            "ws",
            [
                "package.json": "{ \"private\": true, \"workspaces\": [\"packages/*\"] }\n",
                "packages/vite/package.json": package("vite", "8.2.2"),
                "packages/legacy/package.json": package("@vitejs/plugin-legacy", "8.2.3"),
                "packages/other/package.json": package("@vitejs/plugin-other", "1.0.0"),
            ], tag: "v8.2.2")
        for tag in ["plugin-legacy@8.2.3", "plugin-other@1.0.0"] {
            try await fixture.git("tag", tag, in: fixture.workspace + "/ws")
        }
        try await fixture.commit("fix: old browsers", ["packages/legacy/a.js": "1\n"], in: "ws")
        let released = try await plan(fixture)
        #expect(released.values.compactMap(\.tag) == ["plugin-legacy@8.2.4"])
    }

    @Test("Test and benchmark material stops nothing and is released only if tags have its name (PyO3/maturin)")
    func material() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "app",
            [
                "Cargo.toml": crate("app", "1.0.0"), "src/lib.rs": "",
                "test-crates/odd/Cargo.toml": crate("odd", "2.1.2"),
                "test-crates/odd/pyproject.toml": "[project]\nname = \"odd\"\nversion = \"0.1.0\"\n",
                "benchmarks/run/Cargo.toml": crate("run", "0.1.0"), "benchmarks/kit/Cargo.toml": crate("kit", "0.3.0"),
            ])
        try await fixture.git("tag", "kit-v0.3.0", in: fixture.workspace + "/app")
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 1\n", "benchmarks/kit/a": "1"], in: "app")
        let released = try await plan(fixture)
        #expect(Set(released.values.compactMap(\.tag)) == ["v1.0.1", "kit-v0.3.1"])
    }

    @Test("Another package's tag with the same low version is not treated as a release (felangel/bloc)")
    func foreignTag() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        // Where nothing else is released, it may be the same package's: TagDoubtTests.
        try await fixture.repository(
            "app",
            [
                "zed/Cargo.toml": crate("bloc-zed", "0.1.0"), "zed/src/lib.rs": "",
                "bloc/Cargo.toml": crate("bloc", "9.0.0"), "bloc/src/lib.rs": "",
            ], tag: "bloc_brick-v0.1.0")
        try await fixture.git("tag", "bloc-v9.0.0", in: fixture.workspace + "/app")
        #expect(try await plan(fixture)["bloc-zed"]?.nextVersion == "0.1.0")
    }

    @Test("A package that moved and one that stayed keep their one tag")
    func movedInLockstep() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "ws",
            [
                "Cargo.toml": "[workspace]\nmembers = [\"a\", \"b\"]\n", "a/Cargo.toml": crate("a", "1.4.0"),
                "a/src/lib.rs": "", "b/Cargo.toml": crate("b", "1.4.0"), "b/src/lib.rs": "",
            ], tag: "v1.4.0")
        let clone = fixture.workspace + "/ws"
        try await fixture.git("mv", "a", "core", in: clone)
        try await fixture.commit(
            "chore: move a", ["Cargo.toml": "[workspace]\nmembers = [\"core\", \"b\"]\n"], in: "ws")
        try await fixture.commit("feat: both", ["core/src/lib.rs": "// 1\n", "b/src/lib.rs": "// 1\n"], in: "ws")
        let released = try await plan(fixture)
        #expect(released["a"]?.currentVersion == "1.4.0" && released["b"]?.currentVersion == "1.4.0")
        #expect(Set(released.values.compactMap(\.tag)) == ["v1.5.0"])
    }

    @Test(
        ".NET: a version that can't be updated is refused, and nothing is public",
        arguments: [
            (
                "<Version>1.2.0</Version><InformationalVersion>1.2.0+abc</InformationalVersion>", [String](),
                "InformationalVersion"
            ),
            ("<VersionPrefix>1.2.0</VersionPrefix>", ["--prerelease", "rc"], "1.3.0"),
        ])
    func dotnet(properties: String, options: [String], named: String) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let project =
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><PackageId>App</PackageId>\(properties)</PropertyGroup></Project>\n"
        try await fixture.repository("app", ["App.csproj": project], tag: "v1.2.0")
        try await fixture.commit("feat: pump", ["a": "1"], in: "app")
        try await fixture.push("app")
        let release =
            options.isEmpty
            ? try await fixture.slipway("release") : try await fixture.slipway("release", options[0], options[1])
        #expect(release.end == .exited(78) && release.errorText.contains(named), "\(release.text)\(release.errorText)")
        #expect(try await fixture.git("tag", in: fixture.root + "/remotes/app.git") == "v1.2.0\n")
    }

    @Test("A shallow clone without tags is refused, since the last release is unknown")
    func shallow() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["Cargo.toml": crate("app", "1.2.0"), "src/lib.rs": ""], tag: "v1.2.0")
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 1\n"], in: "app")
        try await fixture.push("app")
        let shallow = fixture.root + "/shallow"
        try await fixture.git(
            "clone", "--quiet", "--depth=1", "--no-tags", "file://\(fixture.root)/remotes/app.git", shallow, in: "/")
        let plan = try await fixture.slipway("plan", in: shallow)
        #expect(
            plan.end == .exited(1) && plan.errorText.contains("--unshallow --tags"), "\(plan.text)\(plan.errorText)")
    }

    @Test("Waiting for a remote is reported after some seconds")
    func silentRemote() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("app", ["Cargo.toml": crate("app", "1.0.0"), "src/lib.rs": ""])
        try await fixture.commit("fix: leak", ["src/lib.rs": "// 1\n"], in: "app")
        try await fixture.push("app")
        let git = try await fixture.path(ofTool: "git")
        try fixture.write(
            "#!/bin/sh\ncase \"$*\" in *ls-remote*) \(shellWait(until: "[ -e \(fixture.root)/go ]"));; esac\nexec \(git) \"$@\"\n",
            to: "slow/git")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: fixture.root + "/slow/git")
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let release = try RunningProgram(
            fixture, ["release"], log: "out", environment: ["PATH": fixture.root + "/slow:" + path])
        try await eventually("it is reported") { release.output.contains("Waiting for the remote of") }
        try fixture.write("", to: "go")
        #expect(await release.status() == 0, "\(release.output)")
    }
}

extension Fixture {
    fileprivate func path(ofTool tool: String) async throws -> String {
        let result = try await ProcessRunner().run(Command(["sh", "-c", "command -v \(tool)"]))
        return result.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
