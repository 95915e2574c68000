import Foundation
import ReleaseTestKit
import Testing

@Suite("slipway release")
struct ReleaseCommandTests {
    /// core with a fix, under a configuration.
    private func scene(_ configuration: String) async throws -> CommandScene {
        let scene = try CommandScene()
        try await scene.crate("core")
        try scene.write(configuration, to: "slipway.yaml")
        return scene
    }

    @Test("A release that succeeds exits with 0: its result on standard output, its progress on standard error")
    func success() async throws {
        let scene = try await scene("components: { core: { gates: [{ name: test, run: [echo, 1..1] }] } }\n")
        let answer = await scene.slipway("release")
        #expect(answer.code == 0, "\(answer.messages)")
        #expect(answer.output.contains("core 1.0.1: released"), "\(answer.output)")
        #expect(answer.messages.contains("ok      gate:"), "\(answer.messages)")
        #expect(!answer.output.contains("gate:"))
        #expect(!(answer.output + answer.messages).contains("\u{1B}"))
        #expect(try await scene.sandbox.git(["tag", "--list", "v1.0.1"], in: "w/core.git") == "v1.0.1")
    }

    @Test("A failed gate leaves a run that can be continued: exit code 65, and the report in the requested form")
    func failure() async throws {
        let scene = try await scene("components: { core: { gates: [{ name: test, run: [\"false\"] }] } }\n")
        let answer = await scene.slipway("release", "--json")
        #expect(answer.code == 65, "\(answer.messages)")
        #expect(try answer.json()["schema"] as? String == "slipway.run/1")
        #expect(try answer.json()["status"] as? String == "failed")
        #expect(answer.messages.contains("FAILED  gate:"), "\(answer.messages)")
        #expect(try await scene.sandbox.git(["tag", "--list", "v1.0.1"], in: "w/core.git") == "")
        let show = await scene.slipway("run", "show")
        #expect(show.code == 0)
        #expect(show.output.contains("slipway run retry"), "\(show.output)")
    }

    @Test("A missing approval exits with 77 and the command that gives it")
    func approval() async throws {
        let scene = try await scene(
            """
            people: { ada: [lead] }
            approvals: [{ name: release, roles: [lead] }]

            """)
        let answer = await scene.slipway("release")
        #expect(answer.code == 77, "\(answer.messages)")
        #expect(answer.output.contains("slipway run approve"), "\(answer.output)")
        #expect(try await scene.sandbox.git(["tag", "--list", "v1.0.1"], in: "w/core.git") == "")
    }

    @Test("A release set of a newer Slipway is reported as too new, not as changed")
    func newerSet() async throws {
        let scene = try await scene("components: { core: {} }\n")
        #expect(await scene.slipway("release").code == 0)
        let releases = scene.workspace + "/.slipway/releases"
        let run = try #require(try FileManager.default.contentsOfDirectory(atPath: releases).first)
        let file = URL(fileURLWithPath: "\(releases)/\(run)/plan.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains("slipway.plan/1"))
        try Data(text.replacing("slipway.plan/1", with: "slipway.plan/3").utf8).write(to: file)
        let answer = await scene.slipway("verify", "\(releases)/\(run)")
        #expect(answer.code == 1 && answer.messages.contains("[plan.too-new]"), "\(answer.messages)")
        #expect(!answer.output.contains("changed"))
    }

    @Test("With --merged only versions that the manifests say already are released, whatever else has commits")
    func merged() async throws {
        let scene = try CommandScene()
        try scene.write("workspace: demo\n", to: "slipway.yaml")
        try await scene.crate("core")
        try await scene.crate("other")
        let none = await scene.slipway("release", "--merged")
        #expect(none.code == 0 && none.output == "No merged release is unfinished.\n", "\(none.output)\(none.messages)")
        try await scene.sandbox.commit(
            "chore: release main", files: ["Cargo.toml": CommandScene.manifest("core", "1.0.1")], in: "w/core")
        let outputs = scene.sandbox.folder.path + "/outputs"
        let answer = await scene.slipway("release", "--merged", "--outputs", outputs)
        #expect(answer.code == 0, "\(answer.messages)")
        #expect(try await scene.sandbox.git(["tag", "--list", "v1.0.1"], in: "w/core.git") == "v1.0.1")
        #expect(try await scene.sandbox.git(["tag", "--list", "v1.0.1"], in: "w/other.git") == "")
        let text = try String(contentsOfFile: outputs, encoding: .utf8)
        let head = try await scene.sandbox.git(["rev-parse", "HEAD"], in: "w/core")
        // Of several repositories each has its own prefix.
        #expect(text.contains("core--tag_name=v1.0.1\n") && text.contains("core--sha=\(head)\n"), "\(text)")
        #expect(!text.contains("html_url"))
    }

    @Test("A merged version that others have to follow waits until their release is merged too, which is no failure")
    func followers() async throws {
        let scene = try CommandScene()
        try scene.write("workspace: demo\n", to: "slipway.yaml")
        try await scene.crate("core", change: "feat!: another way")
        try await scene.crate("app", requiring: "core")
        try await scene.sandbox.commit(
            "chore: release main", files: ["Cargo.toml": CommandScene.manifest("core", "2.0.0")], in: "w/core")
        let answer = await scene.slipway("release", "--merged")
        #expect(
            answer.code == 0 && answer.output.contains("of core waits for app"), "\(answer.output)\(answer.messages)")
        #expect(try await scene.sandbox.git(["tag", "--list", "v2.0.0"], in: "w/core.git") == "")
        let dry = await scene.slipway("release", "--merged", "--dry-run")
        #expect(dry.code == 0 && dry.output.contains("of core waits for app"), "\(dry.output)\(dry.messages)")
        let manifest = CommandScene.manifest("app", "1.0.1") + "\n[dependencies]\ncore = \"^2.0.0\"\n"
        try await scene.sandbox.commit("chore: release main", files: ["Cargo.toml": manifest], in: "w/app")
        let both = await scene.slipway("release", "--merged")
        #expect(both.code == 0, "\(both.output)\(both.messages)")
        #expect(try await scene.sandbox.git(["tag", "--list", "v2.0.0"], in: "w/core.git") == "v2.0.0")
        #expect(try await scene.sandbox.git(["tag", "--list", "v1.0.1"], in: "w/app.git") == "v1.0.1")
    }

    @Test("Nothing to release is a result: exit code 0, and no run")
    func nothing() async throws {
        let scene = try CommandScene()
        try await scene.crate("core", change: "docs: a sentence")
        let answer = await scene.slipway("release")
        #expect(answer.code == 0, "\(answer.messages)")
        #expect(answer.output.contains("Nothing"))
        #expect(await scene.slipway("run", "list").output == "")
    }
}
