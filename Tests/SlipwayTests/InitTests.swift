import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("slipway init", .heavy)
struct InitTests {
    private func read(_ fixture: Fixture) throws -> String {
        try String(contentsOfFile: fixture.workspace + "/slipway.yaml", encoding: .utf8)
    }

    @Test("A fully derived workspace gets a minimal file, and it is accepted")
    func small() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\n"])
        let result = try await fixture.slipway("init")
        #expect(result.end == .exited(0))
        let lines = try read(fixture).split(separator: "\n")
        #expect(lines.count == 3 && lines[0].hasPrefix("# yaml-language-server: $schema=./slipway.schema.json"))
        #expect(lines[2] == "workspace: workspace")
        #expect(result.errorText.contains("core       1.0.0    cargo      core   v{version} (1)"))
        #expect(try await fixture.slipway("plan").end == .exited(0))
    }

    @Test("Several tag styles are one list, and the file sets the style of new tags")
    func styles() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let manifest = "[package]\nname = \"core\"\nversion = \"0.7.0\"\n"
        try await fixture.repository("core", ["Cargo.toml": manifest], tag: "0.5.0")
        for tag in ["v0.4.2", "v0.7.0"] { try await fixture.git("tag", tag, in: fixture.workspace + "/core") }
        #expect(try await fixture.slipway("init").end == .exited(0))
        #expect(
            try read(fixture).contains(
                "  core:  # tags so far: v{version} (2), {version} (1)\n    tag: \"v{version}\"\n"))
    }

    @Test("What was never tagged and lies among sites, examples or build programs is left out, where it can be seen")
    func aside() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        func crate(_ name: String, _ version: String, _ rest: String = "") -> String {
            "[package]\nname = \"\(name)\"\nversion = \"\(version)\"\n\(rest)"
        }
        try await fixture.repository(
            "house",
            [
                "Cargo.toml": crate("core", "1.0.0", "[workspace]\nmembers = [\"examples/*\"]\n"),
                "examples/first/Cargo.toml": crate("first", "0.1.0", "[dependencies]\ncore = \"1\"\n"),
                "docs/Cargo.toml": crate("book", "0.1.0"), "site/Cargo.toml": crate("site", "2.0.0"),
                "tool/Cargo.toml": crate("tool", "0.1.0"),
            ])
        try await fixture.git("tag", "site-v2.0.0", in: fixture.workspace + "/house")
        let result = try await fixture.slipway("init")
        #expect(result.errorText.contains("book, first: never tagged"))
        let text = try read(fixture)
        #expect(text.contains("  book:  # in docs, and never tagged: take this out to release it\n    ignore: true\n"))
        #expect(text.contains("  first:  # in examples,") && !text.contains("site:") && !text.contains("tool:"))
        let plan = try await fixture.slipway("plan")
        #expect(plan.end == .exited(0) && plan.text.contains("tool") && !plan.text.contains("book"))
    }

    @Test("An existing file is left alone without --force, and a dry run writes nothing")
    func existing() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\n"])
        let dry = try await fixture.slipway("init", "--dry-run")
        #expect(dry.text.hasPrefix("# yaml-language-server"))
        #expect(!FileManager.default.fileExists(atPath: fixture.workspace + "/slipway.yaml"))
        try fixture.write("workspace: mine\nnonsense: [\n", to: "workspace/slipway.yaml")
        let refused = try await fixture.slipway("init")
        #expect(refused.end == .exited(1) && refused.errorText.contains("[init.exists]"))
        #expect(try read(fixture).contains("mine"))
        #expect(try await fixture.slipway("init", "--force").end == .exited(0))
        #expect(try !read(fixture).contains("mine"))
    }

    @Test("From versions.toml: requirements that no manifest has are kept, and every entry is accounted for")
    func versionsToml() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        for name in ["core", "app"] {
            try await fixture.repository(name, ["Cargo.toml": "[package]\nname = \"\(name)\"\nversion = \"1.0.0\"\n"])
        }
        try await fixture.repository(
            "set",
            [
                "versions.toml": """
                [versions]
                core = { version = "1.0.0", git_tag = "v1.0.0" }
                app = { version = "1.0.0", git_tag = "v1.0.0", requires = ["core=1.0.0"] }
                governance = { version = "0.3.0" }
                """
            ])
        let result = try await fixture.slipway("init", "--from", "versions-toml")
        #expect(result.end == .exited(0))
        #expect(try read(fixture).contains("  app:\n    requires: [core]\n"))
        for name in ["  core: ", "  app: ", "  governance: no package"] { #expect(result.errorText.contains(name)) }
        #expect(try await fixture.slipway("graph").end == .exited(0))
    }

    /// The workspace is itself the repository, as where release-please is used.
    private func releasePleaseFixture() async throws -> Fixture {
        let fixture = try Fixture()
        func package(_ name: String, _ rest: String = "") -> String {
            "{ \"name\": \"\(name)\", \"version\": \"1.0.0\"\(rest) }\n"
        }
        let files = [
            "packages/core/package.json": package("@shop/core"),
            "packages/web/package.json": package("web", #", "dependencies": { "@shop/core": "^1.0.0" }"#),
            "tools/lint/package.json": package("lint"),
            "release-please-config.json": """
            { "bump-minor-pre-major": true, "plugins": ["node-workspace", "sentence-case"], "house-rules": "node",
              "packages": { "packages/core": {}, "packages/web": { "draft": true } } }
            """,
            ".release-please-manifest.json": #"{ "packages/core": "1.0.0", "packages/web": "1.0.0" }"#,
        ]
        try await fixture.git("init", "--quiet", "--initial-branch=main", fixture.workspace, in: "/")
        try await fixture.commit("feat: first version", files, in: ".")
        return fixture
    }

    @Test("From release-please: mapped keys are listed, others say why not, and the file is accepted")
    func releasePlease() async throws {
        let fixture = try await releasePleaseFixture()
        defer { fixture.remove() }
        let result = try await fixture.slipway("init", "--from", "release-please")
        #expect(result.end == .exited(0), "\(result.errorText)")
        let told = ["house-rules", "node-workspace", "sentence-case", "not kept", "packages/web", "are kept."]
        for text in told { #expect(result.errorText.contains(text), "\(text) in \(result.errorText)") }
        let file = try read(fixture)
        #expect(file.contains("  core:\n    tag: \"{component}-v{version}\"\n    repository: workspace\n"), "\(file)")
        #expect(file.contains("  lint:  # no package of release-please\n    ignore: true\n"), "\(file)")
        let graph = try await fixture.slipway("graph")
        #expect(graph.end == .exited(0), "\(graph.errorText)")
        #expect(graph.text.contains("web") && !graph.text.contains("@shop/core"), "\(graph.text)")
    }

    @Test("With --keep or --dry-run nothing is written, and the next command is shown")
    func keepReleasePlease() async throws {
        let fixture = try await releasePleaseFixture()
        defer { fixture.remove() }
        let kept = try await fixture.slipway("init", "--from", "release-please", "--keep")
        #expect(kept.end == .exited(0))
        #expect(
            kept.errorText.contains(
                "slipway plan --config release-please-config.json --manifest .release-please-manifest.json"))
        #expect(kept.errorText.contains("read for each plan") && !kept.errorText.contains("no longer read"))
        #expect(!kept.errorText.contains("not kept") && !kept.errorText.contains("are kept."), "\(kept.errorText)")
        let dry = try await fixture.slipway("init", "--from", "release-please", "--dry-run")
        #expect(dry.errorText.contains("no longer read or written"), "\(dry.errorText)")
        #expect(dry.text.hasPrefix("# yaml-language-server"))
        #expect(!FileManager.default.fileExists(atPath: fixture.workspace + "/slipway.yaml"))
    }

    @Test("From release-please with a missing or broken configuration: an error that says what to do")
    func brokenReleasePlease() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\n"])
        let missing = try await fixture.slipway("init", "--from", "release-please")
        #expect(missing.end == .exited(78) && missing.errorText.contains("[init.no-release-please]"))
        try fixture.write(#"{ "packages": { ".": { "draft": "yes" } } }"#, to: "workspace/release-please-config.json")
        let broken = try await fixture.slipway("init", "--from", "release-please")
        #expect(broken.end == .exited(78) && broken.errorText.contains("release-please-config.json:1:33"))
    }

    @Test("Components released together are reported as such")
    func oneVersion() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        func pom(_ name: String, _ rest: String) -> String {
            "<project><modelVersion>4.0.0</modelVersion>\(rest)<artifactId>\(name)</artifactId></project>\n"
        }
        let parent =
            "<groupId>g</groupId><version>1.0.0</version><packaging>pom</packaging><modules><module>a</module></modules>"
        let child = "<parent><groupId>g</groupId><artifactId>top</artifactId><version>1.0.0</version></parent>"
        try await fixture.repository("jvm", ["pom.xml": pom("top", parent), "a/pom.xml": pom("a", child)])
        let result = try await fixture.slipway("init", "--dry-run")
        #expect(result.errorText.contains(": they share one version and are released together."), "\(result.errorText)")
    }

    @Test("An empty folder is reported, and gets no file")
    func nothing() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let result = try await fixture.slipway("init")
        #expect(result.end == .exited(78))
        #expect(!FileManager.default.fileExists(atPath: fixture.workspace + "/slipway.yaml"))
    }

    @Test("A requirement is written in the configured style when it follows an upstream")
    func requirementStyle() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        for (style, expected) in [("keep", "core>=1,<3"), ("exact", "core==2.0.0"), ("tilde", "core>=2.0.0,<2.1")] {
            try fixture.write("defaults: { requirement-style: \(style) }\n", to: "workspace/slipway.yaml")
            let plan = try decodeJSON(
                ReleasePlan.self, from: Data(try await fixture.slipway("plan", "--json").output))
            let edits = plan.component("app")?.edits.filter { $0.edit.key == "project.dependencies[0]" } ?? []
            #expect(edits.map { "core" + $0.change.after } == [expected])
        }
    }
}
