import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("What the command line accepts, and what it says", .heavy, .timeLimit(.minutes(20)))
struct FreshReaderTests {
    private func single(_ configuration: String = "", files: [String: String] = ["VERSION": "1.0.0\n"]) async throws
        -> Fixture
    {
        let fixture = try Fixture()
        try await fixture.repository("core", files)
        try await fixture.commit("feat: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        if !configuration.isEmpty { try fixture.write(configuration, to: "workspace/slipway.yaml") }
        return fixture
    }

    @Test("What only needs the store works while slipway.yaml has errors", arguments: ["nonsense: 1\n", "a: [\n"])
    func brokenConfiguration(text: String) async throws {
        let fixture = try await single()
        defer { fixture.remove() }
        #expect(try await fixture.slipway("release").end == .exited(0))
        try fixture.write(text, to: "workspace/slipway.yaml")
        for command in [
            ["run", "list"], ["run", "show"], ["audit", "list"], ["audit", "verify"], ["store", "check"],
        ] {
            let result = try await fixture.slipway(command[0], command[1])
            #expect(result.end == .exited(0), "\(command): \(result.errorText)")
            #expect(result.errorText.contains("slipway.yaml"), "\(command): the errors are mentioned")
        }
        #expect(try await fixture.slipway("plan").end == .exited(78))
    }

    @Test(
        "A store that a broken slipway.yaml names is not guessed",
        arguments: ["store: { postgresql: [] }\n", "store: { postgresql: host=db }\na: [\n"])
    func brokenStore(text: String) async throws {
        let fixture = try await single()
        defer { fixture.remove() }
        #expect(try await fixture.slipway("release").end == .exited(0))
        try fixture.write(text, to: "workspace/slipway.yaml")
        #expect(try await fixture.slipway("run", "list").end == .exited(78))
    }

    @Test("A profile or variant that nothing has is refused", arguments: ["--profile", "--variant"])
    func buildNames(option: String) async throws {
        let fixture = try await single(
            "defaults: { build: { run: [sh, -c, \"true\"], profiles: { fast: [] }, variants: { small: [] } } }\n")
        defer { fixture.remove() }
        let name = option == "--profile" ? "fast" : "small"
        #expect(try await fixture.slipway("build", option, name).end == .exited(0))
        let refused = try await fixture.slipway("build", option, "nope")
        #expect(refused.end == .exited(64) && refused.errorText.contains("'nope'"))
        #expect(refused.errorText.contains(name), "the known ones are listed")
    }

    @Test("A build that does not make a declared artifact says so, whether or not artifacts are collected")
    func missingArtifact() async throws {
        let fixture = try await single("defaults: { build: { run: [sh, -c, \"true\"], artifacts: [out.bin] } }\n")
        defer { fixture.remove() }
        let plain = try await fixture.slipway("build")
        #expect(plain.end == .exited(0) && plain.text.contains("'out.bin'"), "\(plain.text)")
        let collecting = try await fixture.slipway("build", "--package")
        #expect(collecting.end == .exited(1) && collecting.text.contains("'out.bin'"))
    }

    @Test("No command takes a parallelism of 0", arguments: ["release", "build", "engine"])
    func parallelism(command: String) async throws {
        let fixture = try await single()
        defer { fixture.remove() }
        #expect(try await fixture.slipway(command, "--parallelism", "0").end == .exited(64))
    }

    @Test("A folder without any component can't be released", arguments: [[], ["--dry-run"]])
    func nothingHere(options: [String]) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let result =
            options.isEmpty ? try await fixture.slipway("release") : try await fixture.slipway("release", options[0])
        #expect(result.end == .exited(78) && result.errorText.contains("observe.no-components"))
    }

    @Test("An error in the use of a command names the help of that command")
    func usage() async throws {
        let fixture = try await single()
        defer { fixture.remove() }
        for arguments in [["plan", "--bump", "huge"], ["plan", "--nope", "x"]] {
            let result = try await fixture.slipway(arguments[0], arguments[1], arguments[2])
            #expect(
                result.end == .exited(64) && result.errorText.contains("slipway plan --help"), "\(result.errorText)")
        }
    }

    @Test("A file that is no plan is refused in words", arguments: ["{}", "[]", "nonsense", "{\"schema\": 1}"])
    func notAPlan(text: String) async throws {
        let fixture = try await single()
        defer { fixture.remove() }
        try fixture.write(text, to: "plan.json")
        let result = try await fixture.slipway("apply", fixture.root + "/plan.json")
        #expect(result.end == .exited(64) && result.errorText.contains("input.bad-plan"))
        for word in ["Error", "CodingKey", "codingPath"] { #expect(!result.errorText.contains(word)) }
    }

    @Test("What leaves nothing of this machine says so")
    func noRemote() async throws {
        let fixture = try await single()
        defer { fixture.remove() }
        try await fixture.git("remote", "remove", "origin", in: fixture.workspace + "/core")
        for command in ["plan", "release"] {
            let result = try await fixture.slipway(command)
            #expect(result.end == .exited(0) && (result.text + result.errorText).contains("core has no remote"))
        }
    }

    @Test("A component's folder that does not exist is an error with its place; one that is elsewhere is a warning")
    func paths() async throws {
        let fixture = try await single(
            "components: { core: { path: lib/core } }\n",
            files: ["crates/core/Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\n", "lib/a.txt": "a\n"])
        defer { fixture.remove() }
        let folder = fixture.workspace + "/core"
        let file = fixture.workspace + "/slipway.yaml"
        let missing = try await fixture.slipway("plan", "--config", file, in: folder)
        #expect(missing.end == .exited(78) && missing.errorText.contains("config.no-such-path"), "\(missing.errorText)")
        #expect(missing.errorText.contains("slipway.yaml:1:29") && missing.errorText.contains("`crates/core`"))
        try fixture.write("components: { core: { path: lib } }\n", to: "workspace/slipway.yaml")
        let elsewhere = try await fixture.slipway("graph", "--config", file, in: folder)
        #expect(elsewhere.end == .exited(0) && elsewhere.errorText.contains("is in `crates/core`"))
    }

    @Test("A name that is no component is answered with the names of those that are")
    func unknownComponent() async throws {
        let fixture = try await single("groups: { g: { components: [core, qqqqqqq], versions: fixed } }\n")
        defer { fixture.remove() }
        let result = try await fixture.slipway("plan")
        #expect(
            result.end == .exited(78) && result.errorText.contains("Components here: `core`."), "\(result.errorText)")
    }

    @Test("init --keep writes nothing, so an existing slipway.yaml does not matter")
    func keep() async throws {
        let fixture = try await single(
            files: [
                "VERSION": "1.0.0\n", "version.txt": "1.0.0\n", ".release-please-manifest.json": "{\".\": \"1.0.0\"}\n",
                "release-please-config.json": "{\"packages\": {\".\": {\"release-type\": \"simple\"}}}\n",
                "slipway.yaml": "workspace: w\n",
            ])
        defer { fixture.remove() }
        let folder = fixture.workspace + "/core"
        let result = try await fixture.slipway("init", "--keep", in: folder)
        #expect(result.end == .exited(0), "\(result.errorText)")
        #expect(try String(contentsOfFile: folder + "/slipway.yaml", encoding: .utf8) == "workspace: w\n")
    }

    @Test(
        "A requested version that the ecosystem's tool refuses is refused in the plan, with what to write",
        arguments: [
            ("Cargo.toml", "[package]\nname = \"core\"\nversion = \"1.0.0\"\n", "2.1", "2.1.0"),
            ("Cargo.toml", "[package]\nname = \"core\"\nversion = \"1.0.0\"\n", "2.0rc1", "2.0.0-rc.1"),
            ("package.json", "{ \"name\": \"core\", \"version\": \"1.0.0\" }\n", "2.1", "2.1.0"),
            ("pubspec.yaml", "name: core\nversion: 1.0.0\n", "2.1", "2.1.0"),
            ("Chart.yaml", "apiVersion: v2\nname: core\nversion: 1.0.0\n", "2.1", "2.1.0"),
            ("pyproject.toml", "[project]\nname = \"core\"\nversion = \"1.0.0\"\n", "2.0.0-mine.1", nil),
        ] as [(String, String, String, String?)])
    func requestedVersion(file: String, text: String, version: String, instead: String?) async throws {
        let fixture = try await single(files: [file: text])
        defer { fixture.remove() }
        for option in ["--set-version core=", "--set-all "] {
            let words = (option + version).split(separator: " ").map(String.init)
            let refused = try await fixture.slipway("plan", words[0], words[1])
            #expect(refused.end == .exited(78) && refused.errorText.contains("plan.version-refused"), "\(refused)")
            if let instead { #expect(refused.errorText.contains("--set-version core=\(instead)")) }
        }
        if let instead {
            #expect(try await fixture.slipway("plan", "--set-version", "core=\(instead)").end == .exited(0))
        }
    }

    @Test("Where no tool demands a form, a requested version stays as it was written")
    func freeVersion() async throws {
        let fixture = try await single()
        defer { fixture.remove() }
        #expect(try await fixture.slipway("plan", "--set-version", "core=2.1").text.contains("→ 2.1 "))
    }

    @Test("A monorepo with components at several tags is checked out one component at a time, as suggested")
    func checkout() async throws {
        func crate(_ name: String) -> String { "[package]\nname = \"\(name)\"\nversion = \"1.0.0\"\n" }
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "mono", ["one/Cargo.toml": crate("one"), "two/Cargo.toml": crate("two")], tag: "one-v1.0.0")
        try await fixture.commit("fix: more", ["two/more.txt": "x\n"], in: "mono")
        try await fixture.git("tag", "two-v1.0.0", in: fixture.workspace + "/mono")
        let refused = try await fixture.slipway("checkout")
        let line = try #require(
            refused.errorText.split(separator: "\n").first { $0.contains("slipway checkout ") }, "\(refused.errorText)")
        let words = try #require(
            line.range(of: "slipway checkout ").map { line[$0.upperBound...].split(separator: " ") })
        let result = try await fixture.slipway(
            "checkout", String(words[0]), String(words[1]), fixture.root + "/" + words[2])
        #expect(result.end == .exited(0), "\(result.errorText)")
    }
}
