import Foundation
import ReleaseAdapters
import ReleaseManifests
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// Real repositories with one thing wrong each, and what the doctor says of them.
@Suite("Doctor", .heavy, .timeLimit(.minutes(20)))
struct DoctorTests {
    private let runner = ProcessRunner()
    private let sandbox: GitSandbox

    init() throws { sandbox = try GitSandbox(runner: ProcessRunner()) }

    private func crate(_ name: String, _ version: String, _ rest: String = "") -> String {
        "[package]\nname = \"\(name)\"\nversion = \"\(version)\"\npublish = false\n\(rest)"
    }

    private func clone(_ name: String, _ files: [String: String]) async throws {
        _ = try await sandbox.makeClone("w/\(name)", files: files)
    }

    private func tag(_ name: String, _ tags: String...) async throws {
        for tag in tags { try await sandbox.git(["tag", "-m", tag, tag], in: "w/\(name)") }
    }

    private func release(_ name: String, _ version: String, tag: String?) async throws {
        _ = try await sandbox.commit("feat: \(version)", files: ["Cargo.toml": crate(name, version)], in: "w/\(name)")
        if let tag { try await self.tag(name, tag) }
    }

    private func findings(_ change: (inout WorkspaceConfiguration) -> Void = { _ in }) async throws -> [Finding] {
        var configuration = WorkspaceConfiguration(workspace: "w")
        change(&configuration)
        let runner = runner
        let workspace = Workspace(
            folder: sandbox.folder.path + "/w", configuration: configuration, ecosystems: allEcosystems,
            sourceControl: GitSourceControl(runner: runner), runner: runner, files: LocalFiles(), lock: MemoryLock(),
            openStore: { MemoryRunStore() }, secrets: [:])
        let found = try await DoctorOperation(workspace).examine()
        #expect(
            found.filter { findingKind(of: $0.code) == nil && refusalCoverage[$0.code] == nil } == [],
            "every code can be explained")
        return found
    }

    private func codes(_ change: (inout WorkspaceConfiguration) -> Void = { _ in }) async throws -> [String] {
        try await findings(change).map(\.code)
    }

    @Test("A workspace in order has no findings")
    func nothing() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "1.0.0")])
        try await tag("core", "v1.0.0")
        try await clone("lib", ["Cargo.toml": crate("lib", "0.2.0", "[dependencies]\ncore = \"^1.0\"\n")])
        try await tag("lib", "v0.2.0")
        #expect(try await findings() == [])
    }

    // MARK: What plan refuses

    @Test("A tag of an unknown style that plan asks about is an error with the plan's own code")
    func unknownStyle() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "1.2.0")])
        try await tag("core", "REL1_2_0")
        _ = try await sandbox.commit("feat: x", files: ["x": "y"], in: "w/core")
        let found = try await findings().filter { $0.severity == .error }
        #expect(found.map(\.code) == ["plan.tag-of-unknown-style"])
        #expect(found.first?.remedy.isEmpty == false && found.first?.reason.contains("slipway plan") == true)
    }

    @Test("A version that is released on another branch, as after a squash merge, is an error")
    func releasedElsewhere() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "1.0.0")])
        try await tag("core", "v1.0.0")
        try await sandbox.git(["switch", "--quiet", "-c", "side"], in: "w/core")
        try await release("core", "1.1.0", tag: "v1.1.0")
        try await sandbox.git(["switch", "--quiet", "main"], in: "w/core")
        _ = try await sandbox.commit(
            "feat: squashed", files: ["Cargo.toml": crate("core", "1.1.0"), "x": "y"], in: "w/core")
        #expect(try await findings().filter { $0.severity == .error }.map(\.code) == ["plan.released-elsewhere"])
    }

    @Test("A changelog that is a link out of the repository is an error")
    func changelogLink() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "1.0.0")])
        try await tag("core", "v1.0.0")
        let file = sandbox.folder.path + "/w/core/CHANGELOG.md"
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "../elsewhere.md")
        _ = try await sandbox.commit("feat: x", files: ["x": "y"], in: "w/core")
        #expect(try await findings().filter { $0.severity == .error }.map(\.code) == ["plan.changelog-link"])
    }

    @Test("A requirement that shares its value with packages of others is an error where it would move")
    func sharedRequirement() async throws {
        func dependency(_ name: String) -> String {
            "<dependency><groupId>g</groupId><artifactId>\(name)</artifactId><version>${v}</version></dependency>"
        }
        func pom(_ name: String, _ rest: String = "") -> String {
            "<project><groupId>g</groupId><artifactId>\(name)</artifactId><version>1.0.0</version>\(rest)</project>"
        }
        try await clone("core", ["pom.xml": pom("core")])
        try await tag("core", "v1.0.0")
        _ = try await sandbox.commit("feat!: x", files: ["x": "y"], in: "w/core")
        let list = "<dependencies>\(dependency("core"))\(dependency("foreign"))</dependencies>"
        try await clone("lib", ["pom.xml": pom("lib", "<properties><v>1.0.0</v></properties>\(list)")])
        try await tag("lib", "v1.0.0")
        #expect(try await findings().filter { $0.severity == .error }.map(\.code) == ["plan.shared-requirement"])
    }

    @Test("What a finding says already is not repeated as the plan's refusal")
    func saidOnce() async throws {
        try await clone(
            "core",
            ["Cargo.toml": crate("core", "1.0.0"), "pyproject.toml": "[project]\nname = \"core\"\nversion = \"1.1\"\n"])
        #expect(try await codes().filter { $0.hasSuffix("sources-differ") } == ["version.sources-differ"])
    }

    @Test(
        "A lock that lacks a requirement is a finding, unless it lies among samples",
        arguments: [("core", ["lock.stale"]), ("examples/core", [])])
    func unlocked(folder: String, codes expected: [String]) async throws {
        try await clone(
            "core",
            [
                "\(folder)/Cargo.toml": crate("core", "1.0.0", "[dependencies]\nserde = \"1\"\n"),
                "\(folder)/Cargo.lock": "version = 4\n\n[[package]]\nname = \"core\"\nversion = \"1.0.0\"\n",
            ])
        #expect(try await codes().filter { $0.hasPrefix("lock.") } == expected)
    }

    @Test("A tag whose tree has another version is a warning with its place")
    func tagDiffers() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "1.0.0")])
        try await tag("core", "v1.0.0")
        try await release("core", "1.1.0", tag: "v1.2.0")
        let found = try await findings().filter { $0.code == "tag.version-differs" }
        #expect(
            found.map(\.message) == ["v1.2.0 is on a commit that has version 1.1.0 in Cargo.toml (package.version)."])
        #expect(found.map(\.reason) == ["A build of this tag has version 1.1.0, not the one in its name."])
        #expect(found.first?.severity == .warning)
        #expect(found.first?.place == Place(file: "Cargo.toml", line: 3, column: 11))
    }

    @Test("A version below the last tag is an error that names the version to write")
    func behindTag() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "1.0.0")])
        try await tag("core", "v2.0.0")
        let found = try #require(try await findings().first { $0.code == "version.behind-tag" })
        #expect(found.message == "core is 1.0.0 in its files, below its last tag v2.0.0.")
        #expect(found.remedy.contains("write 2.0.0 into the manifest"), "\(found.remedy)")
    }

    @Test("A candidate's tag on a tree with the final version is a warning, as in plan")
    func candidate() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "1.0.0")])
        try await tag("core", "v1.0.0-rc.1")
        #expect(
            try await findings().map { "\($0.severity) \($0.code)" } == [
                "warning tag.version-differs", "note version.untagged",
            ])
    }

    @Test("A version that was inherited later is still found in older trees")
    func inherited() async throws {
        try await clone(
            "core",
            ["Cargo.toml": "[workspace]\nmembers = [\"a\"]\n", "a/Cargo.toml": crate("a", "1.0.0"), "a/src/lib.rs": ""])
        try await tag("core", "v1.0.0", "v1.0.1")
        _ = try await sandbox.commit(
            "feat: inherit",
            files: [
                "Cargo.toml": "[workspace]\nmembers = [\"a\"]\n[workspace.package]\nversion = \"1.1.0\"\n",
                "a/Cargo.toml": "[package]\nname = \"a\"\nversion.workspace = true\npublish = false\n",
            ], in: "w/core")
        try await tag("core", "v1.1.0")
        let found = try await findings().filter { $0.code == "tag.version-differs" }
        #expect(
            found.map(\.message) == ["v1.0.1 is on a commit that has version 1.0.0 in a/Cargo.toml (package.version)."])
    }

    @Test("Twins, several versions on one commit, skipped versions, style flips and bumps without tag are found")
    func tags() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "0.1.0")])
        try await tag("core", "v0.1.0")
        try await release("core", "0.2.0", tag: nil)
        try await release("core", "0.4.0", tag: "0.4.0")
        try await release("core", "0.5.0", tag: "v0.5.0")
        try await tag("core", "v0.6.0")
        try await release("core", "0.6.0", tag: "0.6.0")
        let found = try await findings()
        func message(_ code: String) -> String? { found.first { $0.code == code }?.message }
        #expect(message("tag.twins")?.contains("0.6.0") == true)
        #expect(message("tag.several-on-commit")?.hasPrefix("v0.5.0 and v0.6.0 are on the same commit, ") == true)
        #expect(message("tag.skipped-version") == "core has no tag for 0.2 to 0.3.")
        #expect(message("tag.style-flip") == "Tags of core switch between styles: v0.1.0 → 0.4.0, 0.4.0 → v0.5.0.")
        #expect(message("tag.bump-without-tag")?.contains("0.2.0") == true)
    }

    @Test("Builds of one version are releases of their own; two tags for one build are twins")
    func builds() async throws {
        let manifest = "name: app\nversion: 1.0.0+2\n"
        try await clone("app", ["pubspec.yaml": "name: app\nversion: 1.0.0+1\n"])
        try await tag("app", "v1.0.0+1")
        _ = try await sandbox.commit("fix: again", files: ["pubspec.yaml": manifest], in: "w/app")
        try await tag("app", "v1.0.0+2")
        #expect(try await codes().filter { $0.hasPrefix("tag.") } == [])
        _ = try await sandbox.commit("fix: and again", files: ["x": "y"], in: "w/app")
        try await tag("app", "1.0.0+2")
        #expect(try await codes().filter { $0.hasPrefix("tag.") } == ["tag.twins"])
    }

    @Test("All twins of a version are named in one sentence")
    func triplets() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "1.0.0")])
        for name in ["1.0.0", "core-v1.0.0", "v1.0.0"] {
            try await tag("core", name)
            _ = try await sandbox.commit("fix: more", files: ["x": name], in: "w/core")
        }
        let message = try await findings().first { $0.code == "tag.twins" }?.message ?? ""
        #expect(message.contains("), core-v1.0.0 (") && message.contains(") and v1.0.0 ("), "\(message)")
        #expect(message.hasPrefix("1.0.0 (") && message.hasSuffix(") name one version on different commits."))
    }

    @Test("Two tags for one version on one commit are reported as a note")
    func twinsTogether() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "1.0.0")])
        try await tag("core", "v1.0.0", "1.0.0")
        #expect(try await codes() == ["tag.twins-on-one-commit"])
    }

    @Test("A requirement that refuses its sibling is an error that says what to write")
    func refused() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "2.0.0")])
        try await tag("core", "v2.0.0")
        try await clone("lib", ["Cargo.toml": crate("lib", "0.2.0", "[dependencies]\ncore = \"^1.0\"\n")])
        try await tag("lib", "v0.2.0")
        let found = try await findings()
        #expect(found.map(\.code) == ["requirement.refuses-sibling"])
        #expect(found.first?.message == "lib requires core '^1.0', which refuses 2.0.0.")
        #expect(found.first?.remedy == "Write '^2.0', or let it follow: slipway update")
        #expect(found.first?.place?.line == 6)
    }

    @Test("Stale and doubled lock entries are found")
    func locks() async throws {
        let lock = """
            version = 3
            [[package]]
            name = "core"
            version = "1.0.0"
            [[package]]
            name = "core"
            version = "0.9.0"
            source = "registry+https://example.org"
            """
        try await clone("core", ["Cargo.toml": crate("core", "1.0.1"), "Cargo.lock": lock])
        try await tag("core", "v1.0.1")
        #expect(try await codes() == ["lock.doubled", "lock.stale"])
    }

    @Test("Version sources that disagree, and a manifest behind its last tag, are errors")
    func versions() async throws {
        try await clone(
            "core",
            ["Cargo.toml": crate("core", "1.0.0"), "pyproject.toml": "[project]\nname = \"core\"\nversion = \"1.1\"\n"])
        #expect(try await codes() == ["version.sources-differ"])
        try await clone("lib", ["Cargo.toml": crate("lib", "1.0.0")])
        try await tag("lib", "v1.0.0")
        _ = try await sandbox.commit("fix: back", files: ["Cargo.toml": crate("lib", "0.9.0")], in: "w/lib")
        #expect(try await codes().contains("version.behind-tag"))
    }

    @Test("Constants with a different version are found")
    func constants() async throws {
        try await clone(
            "lib",
            [
                "pyproject.toml": "[project]\nname = \"lib\"\nversion = \"1.1.0\"\n",
                "src/lib/__init__.py": "__version__ = \"1.0.0\"\n",
            ])
        let found = try await findings()
        #expect(found.map(\.code) == ["version.undeclared-constant"])
        #expect(found.first?.place?.file == "src/lib/__init__.py")
    }

    @Test("Registry rules that files can break are found")
    func registries() async throws {
        try await clone(
            "core",
            [
                "Cargo.toml": """
                [package]
                name = "core"
                version = "1.0.0"
                license = "MIT"
                license-file = "NONE"
                readme = "NONE.md"
                keywords = ["a", "b", "c", "d", "e", "f g"]
                categories = ["parsing", "no such"]
                [dependencies]
                util = { path = "util" }
                other = { git = "https://example.org/x" }
                [workspace]
                members = ["util", "gone"]
                """, "util/Cargo.toml": crate("util", "0.1.0"),
                "py/pyproject.toml":
                    "[project]\nname = \"a b\"\nversion = \"1\"\nclassifiers = [\"Nothing\"]\nreadme = \"R.md\"\n",
            ])
        #expect(
            try await Set(codes()).isSuperset(of: [
                "cargo.no-description", "cargo.missing-readme", "cargo.too-many-keywords", "cargo.keyword",
                "cargo.category", "cargo.path-without-version", "cargo.two-licenses", "cargo.git-without-version",
                "cargo.missing-member", "python.project-name",
                "python.classifier", "python.missing-readme",
            ]))
    }

    @Test("A module whose range excludes the set is found")
    func modules() async throws {
        let text =
            "[versions]\ncore = { version = \"0.1.0\" }\n[modules]\nold = { min_version = \">=0.2\" }\nfine = { min_version = \">=0.1\" }\n"
        try await clone("set", ["versions.toml": text])
        let found = try await findings().filter { $0.code == "versions-toml.module-range" }
        #expect(found.map(\.place?.line) == [4])
    }

    @Test("Listed but missing members, names that npm rejects and stale npm locks are found")
    func members() async throws {
        try await clone(
            "web",
            [
                "package.json":
                    "{\"name\": \"Web\", \"version\": \"1.0.0\", \"workspaces\": [\"packages/*\", \"gone\"]}",
                "packages/a/package.json": "{\"name\": \"a\", \"version\": \"1.1.0\"}",
                "package-lock.json":
                    "{\"name\": \"Web\", \"lockfileVersion\": 3, \"packages\": {\"packages/a\": {\"version\": \"1.0.0\"}}}",
            ])
        try await clone(
            "jvm",
            [
                "pom.xml":
                    "<project><groupId>g</groupId><artifactId>p</artifactId><version>1</version><modules><module>gone</module></modules></project>"
            ])
        try await clone("go", ["go.work": "go 1.20\nuse ./gone\n", "a/go.mod": "module example.org/a\n"])
        #expect(
            try await Set(codes()).isSuperset(of: [
                "npm.name", "npm.missing-member", "lock.stale", "maven.missing-member", "go.missing-member",
            ]))
    }

    @Test("A workflow that listens for tags that are never pushed is found; one that matches ours is not")
    func workflows() async throws {
        func workflow(_ pattern: String) -> String { "on:\n  push:\n    tags:\n      - '\(pattern)'\n" }
        try await clone(
            "core",
            [
                "Cargo.toml": crate("core", "1.0.0"), ".github/workflows/dead.yml": workflow("release-*"),
                ".github/workflows/live.yml": workflow("v[0-9]+.*"),
                ".github/workflows/broken.yml": "on: [push\n",
            ])
        try await tag("core", "v1.0.0")
        let found = try await findings()
        #expect(found.map(\.code) == ["workflow.dead-tag-pattern", "workflow.not-understood"])
        #expect(found.first?.place == Place(file: ".github/workflows/dead.yml", line: 4, column: 7))
    }

    @Test("A workflow that matches only an abandoned tag style is found; one for other tags is not")
    func abandonedStyle() async throws {
        func workflow(_ pattern: String) -> String { "on:\n  push:\n    tags:\n      - '\(pattern)'\n" }
        try await clone(
            "core",
            [
                "Cargo.toml": crate("core", "1.0.0"), ".github/workflows/nightly.yml": workflow("nightly-*"),
                ".github/workflows/old.yml": workflow("[0-9]+.*"), ".github/workflows/new.yml": workflow("v*"),
            ])
        try await tag("core", "1.0.0", "nightly-7")
        try await release("core", "1.1.0", tag: "v1.1.0")
        let found = try await findings().filter { $0.code == "workflow.dead-tag-pattern" }
        #expect(found.map(\.place?.file) == [".github/workflows/old.yml"])
    }

    @Test("A requirement cycle is one finding at its first requirement, and lists all of them")
    func ring() async throws {
        for (name, next) in [("a", "b"), ("b", "a")] {
            try await clone(name, ["Cargo.toml": crate(name, "1.0.0", "[dependencies]\n\(next) = \"^1\"\n")])
            try await tag(name, "v1.0.0")
        }
        let found = try await findings().filter { $0.code == "graph.unusable" }
        #expect(found.count == 1)
        #expect(found.first?.place?.line == 6 && found.first?.repository == "a")
        #expect(found.first?.reason.contains("a requires b ^1 (normal); ") == true, "\(found)")
    }

    @Test("Declared and derived edges that disagree are found")
    func edges() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "1.0.0")])
        try await tag("core", "v1.0.0")
        try await clone("lib", ["Cargo.toml": crate("lib", "1.0.0", "[dependencies]\ncore = \"^1\"\n")])
        try await tag("lib", "v1.0.0")
        try await clone(
            "set",
            [
                "versions.toml":
                    "[versions]\ncore = { version = \"1.0.0\", requires = [\"lib=1.0.0\"] }\nlib = { version = \"1.0.0\" }\n"
            ])
        let found = try await codes()
        #expect(found.contains("graph.declared-only") && found.contains("graph.derived-only"))
        #expect(found.contains("graph.unusable"))
    }

    @Test("Missing tools, uncommitted changes, detached heads, missing remotes and shallow clones are found")
    func clones() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "1.0.0")])
        try await tag("core", "v1.0.0")
        try Data("x".utf8).write(to: URL(fileURLWithPath: sandbox.folder.path + "/w/core/Cargo.toml"))
        try await sandbox.git(["checkout", "--quiet", "--detach"], in: "w/core")
        try await sandbox.git(["remote", "remove", "origin"], in: "w/core")
        let found = try await codes { configuration in
            configuration.defaults.gates = [GateConfiguration(name: "test", run: ["no-such-program-here", "x"])]
        }
        #expect(found == ["tool.missing", "clone.detached", "clone.dirty", "clone.no-remote"])
    }

    @Test("A shallow clone is an error, and the rest is still checked")
    func shallow() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "1.0.0")])
        try await tag("core", "v1.0.0")
        try await release("core", "1.1.0", tag: nil)
        try await sandbox.git(["push", "--quiet", "--tags", "origin", "main"], in: "w/core")
        let remote = try await sandbox.git(["remote", "get-url", "origin"], in: "w/core")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        try await sandbox.git(["clone", "--quiet", "--depth=1", "--", "file://" + remote, "w/shallow"])
        #expect(try await findings().contains { $0.code == "clone.shallow" && $0.repository == "shallow" })
    }

    @Test("A mirror that differs from the monorepo's copy is found, with the files")
    func mirrors() async throws {
        try await clone(
            "mono",
            [
                "core/Cargo.toml": crate("core", "1.0.0"), "core/src/lib.rs": "one\n", "core/same": "x",
                "other/Cargo.toml": crate("other", "1.0.0"),
            ])
        try await clone("core", ["Cargo.toml": crate("core", "1.0.0"), "src/lib.rs": "two\n", "same": "x"])
        let found = try await findings().filter { $0.code == "mirror.drift" }
        #expect(found.map(\.reason) == ["src/lib.rs"])
        #expect(found.map(\.message) == ["core differs from mono/core in 1 file."])
        #expect(found.map(\.files) == [["src/lib.rs"]])
    }

    @Test("However many files drift, the finding has all of them")
    func allDrift() async throws {
        func files(_ text: String) -> [String: String] {
            Dictionary(uniqueKeysWithValues: (1...9).map { ("src/f\($0).rs", text) })
        }
        var original = ["core/Cargo.toml": crate("core", "1.0.0"), "other/Cargo.toml": crate("other", "1.0.0")]
        for (path, text) in files("one") { original["core/\(path)"] = text }
        try await clone("mono", original)
        try await clone("core", files("two").merging(["Cargo.toml": crate("core", "1.0.0")]) { first, _ in first })
        let found = try await findings().filter { $0.code == "mirror.drift" }
        #expect(found.first?.files?.count == 9 && found.first?.reason.contains("and 4 more") == true)
    }

    @Test("A release missing from a changelog between two listed ones is found")
    func changelogGap() async throws {
        try await clone(
            "core",
            [
                "Cargo.toml": crate("core", "1.0.0"),
                "CHANGELOG.md": "# Changelog\n\n## [1.3.0] - 2026-01-03\n\n```\n## 1.2.0\n```\n\n## Core 1.1.0\n",
            ])
        try await tag("core", "v1.0.0")
        for version in ["1.1.0", "1.2.0", "1.3.0", "1.4.0"] { try await release("core", version, tag: "v\(version)") }
        let found = try await findings().filter { $0.code == "changelog.gap" }
        #expect(found.map(\.message) == ["The changelog of core has no section for 1.2.0, which have tags."])
    }

    @Test("Declared programs are compared with the programs that the manifest builds")
    func binaries() async throws {
        let manifest = crate("core", "1.0.0") + "\n[[bin]]\nname = \"serve\"\npath = \"src/serve.rs\"\n"
        try await clone(
            "core",
            [
                "Cargo.toml": manifest, "src/main.rs": "", "src/serve.rs": "", "src/bin/tool.rs": "",
                "src/bin/big/main.rs": "",
            ])
        try await tag("core", "v1.0.0")
        func versions(_ names: String) -> String {
            "[versions]\ncore = { version = \"1.0.0\", git_tag = \"v1.0.0\", binaries = [\(names)] }\n"
        }
        try await clone("set", ["versions.toml": versions("\"core\", \"cored\"")])
        let found = try await findings().filter { $0.code == "binaries.differ" }
        #expect(
            found.map(\.message) == [
                "core declares cored, which its manifest does not build, and builds big, serve, tool, which is not declared."
            ])
        _ = try await sandbox.commit(
            "fix: names", files: ["versions.toml": versions("\"big\", \"core\", \"serve\", \"tool\"")], in: "w/set")
        #expect(try await codes().contains("binaries.differ") == false)
    }

    @Test("A secret that a workflow checks under one name and uses under another is found")
    func secrets() async throws {
        func workflow(_ used: String) -> String {
            """
            on: push
            jobs:
              publish:
                if: ${{ secrets.INDEX_TOKEN != '' }}
                steps:
                  # secrets.OLD_TOKEN
                  - run: publish
                    env: { TOKEN: "${{ secrets.\(used) }}", GITHUB: "${{ secrets.GITHUB_TOKEN }}" }

            """
        }
        try await clone(
            "core",
            [
                "Cargo.toml": crate("core", "1.0.0"), ".github/workflows/a.yml": workflow("INDEX_API_TOKEN"),
                ".github/workflows/b.yml": workflow("INDEX_TOKEN"),
            ])
        try await tag("core", "v1.0.0")
        let found = try await findings().filter { $0.code == "workflow.secret-names" }
        #expect(
            found.map(\.message) == [
                ".github/workflows/a.yml tests INDEX_TOKEN and never uses it, and uses INDEX_API_TOKEN untested."
            ])
    }

    @Test("A chain that differs from the requirements is shown with both")
    func chain() async throws {
        try await clone("core", ["Cargo.toml": crate("core", "1.0.0")])
        try await clone("lib", ["Cargo.toml": crate("lib", "1.0.0", "[dependencies]\ncore = \"^1.0\"\n")])
        try await clone("tool", ["Cargo.toml": crate("tool", "1.0.0")])
        for name in ["core", "lib", "tool"] { try await tag(name, "v1.0.0") }
        let found = try await findings { $0.scope = .chain(["core", "lib", "tool"]) }
        #expect(
            found.filter { $0.code == "graph.scope-differs" }.map(\.message) == [
                "A change of core reaches lib, tool by chain under scope, and lib by requirements.",
                "A change of lib reaches tool by chain under scope, and nothing else by requirements.",
            ])
        #expect(try await findings { $0.scope = .chain(["core", "lib"]) }.isEmpty)
    }

    @Test("A patch by path does not prevent publishing")
    func patch() async throws {
        let manifest =
            crate("core", "1.0.0").replacing("publish = false\n", with: "")
            + "\n[dependencies]\nlog = \"0.4\"\n\n[patch.crates-io]\nlog = { path = \"vendor/log\" }\n"
        try await clone("core", ["Cargo.toml": manifest, "src/lib.rs": ""])
        #expect(try await codes().filter { $0.contains("path-without-version") } == [])
    }

    @Test("A manifest that can't be parsed is a finding with its location, and the checks continue")
    func unreadable() async throws {
        try await clone("core", ["Cargo.toml": "[package\n"])
        try await clone("lib", ["Cargo.toml": crate("lib", "1.0.0")])
        try await tag("lib", "v1.1.0")
        let found = try await findings()
        #expect(found.contains { $0.code == "tag.version-differs" }, "the rest is looked at all the same")
        #expect(found.contains { $0.severity == .error && $0.code.hasPrefix("toml.") && $0.place?.line == 1 })
    }
}
