import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("An idle engine", .heavy, .timeLimit(.minutes(20)))
struct IdleEngineTests {
    private func fixture() async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try await fixture.commit("fix: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        try fixture.write(
            "defaults:\n  gates: [{ name: test, run: [sh, -c, \"test ! -e $SLIPWAY_STATE/../broken && echo 1..1\"] }]\n",
            to: "workspace/slipway.yaml")
        return fixture
    }

    @Test("It ends when terminated")
    func ends() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        // Told after two seconds, and killed a minute later, which would be seen.
        let result = try await ProcessRunner().run(
            Command([
                "timeout", "--preserve-status", "--kill-after=60", "2", try builtProgram("slipway"), "engine", "-C",
                fixture.workspace,
            ]))
        #expect(result.end != .signalled(9) && result.end != .exited(137), "\(result.errorText)")
    }

    @Test("It leaves the workspace to others, and continues what they leave")
    func shares() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        try fixture.write("", to: "workspace/broken")
        #expect(try await fixture.slipway("release").end == .exited(65))
        let engine = Task {
            try await ProcessRunner().run(
                Command([
                    "timeout", "120", try builtProgram("slipway"), "engine", "-C", fixture.workspace,
                ]))
        }
        defer { engine.cancel() }
        try FileManager.default.removeItem(atPath: fixture.workspace + "/broken")
        let retried = try await fixture.slipway("run", "retry", "--wait")
        #expect(retried.end == .exited(0), "\(retried.errorText)")
    }
}
