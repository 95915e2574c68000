import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("Shadow, test releases and systems side by side", .heavy, .timeLimit(.minutes(20)))
struct ShadowTests {
    /// One component whose artifacts go to a folder for users and to one for tests.
    private func fixture(systems: String = "") async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try await fixture.commit("feat: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        try fixture.write(
            """
            workspace: w
            \(systems)
            defaults:
              gates: [{ name: test, run: [sh, -c, "test ! -e $SLIPWAY_STATE/../broken && echo 1..1"] }]
              build: { run: [sh, -c, "echo {component} > out.txt"], artifacts: [{ path: out.txt, name: "{version}-out.txt" }] }
              publish: [{ to: folder, path: users }, { to: folder, path: tests, tests: true }]

            """, to: "workspace/slipway.yaml")
        return fixture
    }

    private func exists(_ path: String, in fixture: Fixture) -> Bool {
        FileManager.default.fileExists(atPath: fixture.workspace + "/" + path)
    }

    @Test("A shadow does all reversible work and changes nothing that others see")
    func shadow() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let before = try await fixture.fingerprint(of: fixture.root + "/remotes")
        #expect(try await fixture.slipway("release", "--shadow").end == .exited(0))
        #expect(try await fixture.fingerprint(of: fixture.root + "/remotes") == before)
        #expect(!exists("users", in: fixture))
        let set = fixture.folder(of: "r1")
        #expect(FileManager.default.fileExists(atPath: set + "/artifacts/1.1.0-out.txt"))
        let real = try await fixture.slipway("release")
        #expect(real.end == .exited(0), "the shadow holds no version: \(real.errorText)")
        let comparison = try await fixture.slipway("compare", "r1", "r2")
        #expect(comparison.end == .exited(0), "\(comparison.text)")
    }

    @Test("A shadow run says that it published nothing, and a release that became one says why")
    func shadowText() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let asked = try await fixture.slipway("release", "--shadow")
        #expect(asked.text.contains("core 1.1.0: shadow, not for release"), "\(asked.text)")
        #expect(asked.text.contains("publishes nothing") && !asked.errorText.contains("set to shadow"))
        #expect(try await fixture.slipway("system", "set", "slipway", "shadow", "--reason", "trial").end == .exited(0))
        let dry = try await fixture.slipway("release", "--dry-run", "--json")
        #expect(dry.text.contains("\"purpose\" : \"shadow\""), "a dry run is the same plan")
        let turned = try await fixture.slipway("release")
        #expect(turned.end == .exited(0) && turned.text.contains("shadow, not for release"))
        #expect(turned.errorText.contains("slipway system set slipway primary"), "\(turned.errorText)")
    }

    @Test("Beside no other system, Slipway becomes primary again without comparisons")
    func alone() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        for mode in ["shadow", "primary"] {
            #expect(try await fixture.slipway("system", "set", "slipway", mode, "--reason", "trial").end == .exited(0))
        }
    }

    @Test("A system of which no comparison is demanded may become primary at once")
    func noComparisons() async throws {
        let fixture = try await fixture(systems: "systems: { old: { comparisons: 0 }, slipway: { comparisons: 0 } }")
        defer { fixture.remove() }
        for (name, mode) in [("slipway", "disabled"), ("old", "primary"), ("old", "disabled"), ("slipway", "primary")] {
            #expect(try await fixture.slipway("system", "set", name, mode, "--reason", "trial").end == .exited(0))
        }
    }

    @Test("A test release runs completely beside the branch, and does not affect the next release")
    func testRelease() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let remote = fixture.root + "/remotes/core.git"
        let head = try await fixture.git("rev-parse", "main", in: remote)
        for number in 1...2 {
            #expect(try await fixture.slipway("release", "--test").end == .exited(0))
            let tree = try await fixture.git("show", "v1.1.0-test.\(number):VERSION", in: remote)
            #expect(tree == "1.1.0-test.\(number)\n")
            #expect(exists("tests/1.1.0-test.\(number)-out.txt", in: fixture))
        }
        #expect(try await fixture.git("rev-parse", "main", in: remote) == head)
        #expect(!exists("users", in: fixture))
        #expect(try await fixture.slipway("release").end == .exited(0))
        #expect(try await fixture.git("show", "v1.1.0:VERSION", in: remote) == "1.1.0\n")
        #expect(exists("users/1.1.0-out.txt", in: fixture))
    }

    @Test("A system becomes primary after enough comparisons without a difference, and never beside another")
    func primary() async throws {
        let fixture = try await fixture(systems: "systems: { old: { comparisons: 2 } }")
        defer { fixture.remove() }
        #expect(try await fixture.slipway("release").end == .exited(0))
        let (own, old) = (fixture.folder(of: "r1") + "/artifacts", fixture.root + "/old")
        try FileManager.default.copyItem(atPath: own, toPath: old)
        func makePrimary(_ name: String) async throws -> CommandResult {
            try await fixture.slipway("system", "set", name, "primary", "--reason", "tried")
        }
        for nothing in [("r1", own), ("r1", "r1"), (old, old), (old, "r1")] {
            let result = try await fixture.slipway("compare", nothing.0, nothing.1, "--system", "old")
            #expect(result.errorText.contains("system.no-evidence"), "\(nothing)")
        }
        for _ in 0..<2 {
            #expect(try await fixture.slipway("compare", "r1", old, "--system", "old").end == .exited(0))
            #expect(try await makePrimary("old").errorText.contains("system.untried"), "one release counts once")
        }
        try await fixture.commit("fix: more", ["more.txt": "y\n"], in: "core")
        try await fixture.push("core")
        #expect(try await fixture.slipway("release").end == .exited(0))
        try FileManager.default.removeItem(atPath: old)
        try FileManager.default.copyItem(
            atPath: fixture.folder(of: "r2") + "/artifacts", toPath: old)
        #expect(try await fixture.slipway("compare", "r2", old, "--system", "old").end == .exited(0))
        #expect(try await makePrimary("old").errorText.contains("system.taken"))
        _ = try await fixture.slipway("system", "set", "slipway", "disabled", "--reason", "back")
        #expect(try await makePrimary("old").end == .exited(0))
        #expect(try await fixture.slipway("release").errorText.contains("system.disabled"))
    }

    @Test("A Python package has test releases too, with valid Python versions, and they block nothing")
    func python() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let manifest = "[project]\nname = \"core\"\nversion = \"1.0.0\"\n"
        try await fixture.repository("core", ["pyproject.toml": manifest])
        try await fixture.repository("tool", ["VERSION": "1.0.0\n"])
        for name in ["core", "tool"] {
            try await fixture.commit("feat: more", ["more.txt": "x\n"], in: name)
            try await fixture.push(name)
        }
        #expect(try await fixture.slipway("release", "--test").end == .exited(0))
        let remote = fixture.root + "/remotes/"
        #expect(try await fixture.git("tag", in: remote + "core.git").contains("v1.1.0.dev1"))
        #expect(try await fixture.git("tag", in: remote + "tool.git").contains("v1.1.0-test.1"))
        let beta = try await fixture.slipway("release", "--prerelease", "beta")
        #expect(beta.end == .exited(0), "\(beta.errorText)")
        #expect(try await fixture.git("tag", in: remote + "tool.git").contains("v1.1.0-beta.1"))
    }

    @Test("What can't be compared is not a difference")
    func nothingToCompare() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let result = try await fixture.slipway("compare", "r1", "nowhere")
        #expect(result.end == .exited(64) && result.errorText.contains("compare.nothing"))
    }

    @Test("A retried shadow or test release stays one", arguments: ["--shadow", "--test"])
    func retried(purpose: String) async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let remote = fixture.root + "/remotes/core.git"
        let before = try await fixture.git("for-each-ref", "refs/heads", in: remote)
        try fixture.write("", to: "workspace/broken")
        #expect(try await fixture.slipway("release", purpose).end == .exited(65))
        try FileManager.default.removeItem(atPath: fixture.workspace + "/broken")
        #expect(try await fixture.slipway("run", "retry").end == .exited(0))
        #expect(try await fixture.git("for-each-ref", "refs/heads", in: remote) == before)
        #expect(!exists("users", in: fixture))
        #expect(exists("tests", in: fixture) == (purpose == "--test"))
    }

    @Test("A test release never continues a real release, or vice versa")
    func lanes() async throws {
        for (first, second) in [([], ["--test"]), (["--test"], [])] as [([String], [String])] {
            let fixture = try await fixture()
            defer { fixture.remove() }
            try fixture.write("", to: "workspace/broken")
            #expect(try await release(first, fixture).end == .exited(65))
            try FileManager.default.removeItem(atPath: fixture.workspace + "/broken")
            #expect(try await release(second, fixture).errorText.contains("run.unfinished"))
            #expect(!exists("users", in: fixture))
        }
    }

    private func release(_ options: [String], _ fixture: Fixture) async throws -> CommandResult {
        if let option = options.first { return try await fixture.slipway("release", option) }
        return try await fixture.slipway("release")
    }

    @Test("Slipway's mode also applies to earlier plans", arguments: ["shadow", "disabled"])
    func modes(mode: String) async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let plan = fixture.root + "/plan.json"
        #expect(try await fixture.slipway("plan", "--out", plan).end == .exited(0))
        _ = try await fixture.slipway("system", "set", "slipway", mode, "--reason", "x")
        let applied = try await fixture.slipway("apply", plan)
        #expect(applied.end == .exited(1) && applied.errorText.contains("system."))
        #expect(!exists("users", in: fixture))
    }

    @Test("Killed while calling the fallback, a run only repeats the call")
    func killedAsking() async throws {
        let command = "echo $SLIPWAY_RUN >> asked; test -e twice || { touch twice; kill -9 $PPID; }"
        let fixture = try await fixture(systems: "systems: { old: { run: [sh, -c, \"\(command)\"] } }")
        defer { fixture.remove() }
        _ = try await fixture.slipway("system", "set", "old", "fallback", "--reason", "it works")
        try fixture.write("", to: "workspace/broken")
        let killed = try await fixture.slipway("release").end
        #expect(killed == .signalled(9))
        try FileManager.default.removeItem(atPath: fixture.workspace + "/broken")
        #expect(try await fixture.slipway("run", "retry").errorText.contains("old was asked"))
        _ = try await fixture.slipway("release")
        let asked = FileManager.default.contents(atPath: fixture.workspace + "/asked") ?? Data()
        let ids = String(decoding: asked, as: UTF8.self).split(separator: "\n")
        #expect(ids.count == 2 && ids[0] == ids[1] && ids[0].hasPrefix("r1-"), "\(ids)")
        #expect(try await fixture.slipway("run", "list").text.contains("cancelled"))
        let tags = try await fixture.git("tag", in: fixture.root + "/remotes/core.git")
        #expect(tags == "v1.0.0\n", "only the other system releases")
    }

    @Test("When a release fails before anything is public, the fallback is called once, and accepts or not")
    func fallback() async throws {
        for (command, isAccepted) in [("echo $SLIPWAY_VERSIONS >> asked", true), ("exit 3", false)] {
            let fixture = try await fixture(
                systems: "systems: { old: { run: [sh, -c, \"\(command)\"] } }")
            defer { fixture.remove() }
            _ = try await fixture.slipway("system", "set", "old", "fallback", "--reason", "it works")
            try fixture.write("", to: "workspace/broken")
            #expect(try await fixture.slipway("release").end != .exited(0))
            let shown = try await fixture.slipway("run", "show", "--journal")
            #expect(shown.text.contains("\"isAccepted\":\(isAccepted)"), "\(shown.text)")
            let asked = FileManager.default.contents(atPath: fixture.workspace + "/asked")
            #expect(asked.map { String(decoding: $0, as: UTF8.self) } == (isAccepted ? "core=1.1.0\n" : nil))
            let status = try await fixture.slipway("run", "list").text
            #expect(status.contains(isAccepted ? "cancelled" : "failed"))
        }
    }
}
