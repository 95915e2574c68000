import ReleaseTestKit
import Testing

@Suite("slipway doctor")
struct DoctorCommandTests {
    @Test("Findings are data on standard output; notes and warnings alone leave the exit code 0")
    func healthy() async throws {
        let scene = try CommandScene()
        try await scene.crate("core")
        let answer = await scene.slipway("doctor")
        #expect(answer.code == 0, "\(answer.output)")
        #expect(answer.messages == "")
        let report = try await scene.slipway("doctor", "--json").json()
        #expect(report["schema"] as? String == "slipway.doctor/1")
        #expect(report["errors"] as? Int == 0)
    }

    @Test("An error among the findings makes the exit code 1, in text and JSON alike")
    func errors() async throws {
        let scene = try CommandScene()
        try await scene.crate("core")
        try await scene.sandbox.commit("fix: x", files: ["Cargo.toml": "[package\n"], in: "w/core")
        let text = await scene.slipway("doctor")
        #expect(text.code == 1)
        #expect(text.output.contains("core/Cargo.toml:1:"), "\(text.output)")
        let json = await scene.slipway("doctor", "--json")
        #expect(json.code == 1)
        #expect(try (json.json()["errors"] as? Int ?? 0) > 0)
    }

    @Test("A configuration that can't be used is a finding with its place, not a failure of the command")
    func configuration() async throws {
        let scene = try CommandScene()
        try await scene.crate("core")
        try scene.write("parallelism: many\n", to: "slipway.yaml")
        let answer = await scene.slipway("doctor")
        #expect(answer.code == 1)
        #expect(answer.output.contains("slipway.yaml:1:14") && answer.output.contains("[config.wrong-type]"))
        #expect(answer.messages == "")
    }

    @Test("--quiet leaves out notes, and nothing else")
    func quiet() async throws {
        let scene = try CommandScene()
        try await scene.crate("core")
        let all = try await scene.slipway("doctor", "--json").json()
        let quiet = try await scene.slipway("doctor", "--quiet", "--json").json()
        #expect(quiet["notes"] as? Int == 0)
        #expect(quiet["warnings"] as? Int == all["warnings"] as? Int)
        #expect(quiet["errors"] as? Int == all["errors"] as? Int)
    }
}
