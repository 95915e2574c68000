import Foundation
import ReleaseModel
import ReleasePorts
import Testing

@Suite("Shadow, test releases and systems side by side", .timeLimit(.minutes(5)))
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
        #expect(exists(".slipway/releases/r1/artifacts/1.1.0-out.txt", in: fixture))
        let real = try await fixture.slipway("release")
        #expect(real.end == .exited(0), "the shadow holds no version: \(real.errorText)")
        let comparison = try await fixture.slipway("compare", "r1", "r2")
        #expect(comparison.end == .exited(0), "\(comparison.text)")
    }

    @Test("A test release goes its whole way beside the branch, and a release after it is as if it had never been")
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
        let set = fixture.workspace + "/.slipway/releases/r1/artifacts"
        func makePrimary(_ name: String) async throws -> CommandResult {
            try await fixture.slipway("system", "set", name, "primary", "--reason", "tried")
        }
        #expect(try await fixture.slipway("compare", "r1", set, "--system", "old").end == .exited(0))
        #expect(try await makePrimary("old").errorText.contains("system.untried"))
        #expect(try await fixture.slipway("compare", "r1", set, "--system", "old").end == .exited(0))
        #expect(try await makePrimary("old").errorText.contains("system.taken"))
        _ = try await fixture.slipway("system", "set", "slipway", "disabled", "--reason", "back")
        #expect(try await makePrimary("old").end == .exited(0))
        #expect(try await fixture.slipway("release").errorText.contains("system.disabled"))
    }

    @Test("When a release fails before anything is public, the fallback is asked once, and takes it or not")
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
