import Foundation
import ReleaseTestKit
import Testing

/// Releases of tags that people pushed.
@Suite("slipway release --tag")
struct PublicTagTests {
    private func scene() async throws -> CommandScene {
        let scene = try CommandScene()
        try await scene.crate("core")
        try scene.write("components: { core: { gates: [{ name: test, run: [\"true\"] }] } }\n", to: "slipway.yaml")
        return scene
    }

    private func tag(_ scene: CommandScene, pushes: Bool) async throws {
        try await scene.sandbox.commit(
            "feat: by hand", files: ["Cargo.toml": CommandScene.manifest("core", "1.1.0")], in: "w/core")
        try await scene.sandbox.git(["tag", "v1.1.0"], in: "w/core")
        if pushes { try await scene.sandbox.git(["push", "--quiet", "origin", "main", "v1.1.0"], in: "w/core") }
    }

    @Test("A public tag is released from its commit, once, and a second request says so")
    func once() async throws {
        let scene = try await scene()
        try await tag(scene, pushes: true)
        try await scene.sandbox.commit("fix: later", files: ["later.txt": "later"], in: "w/core")
        try await scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "w/core")
        let first = await scene.slipway("release", "--tag", "v1.1.0")
        #expect(first.code == 0, "\(first.messages)\(first.output)")
        #expect(first.output.contains("core 1.1.0: released"), "\(first.output)")
        let second = await scene.slipway("release", "--tag", "v1.1.0")
        #expect(second.code == 0, "\(second.messages)")
        #expect(second.output.contains("v1.1.0 is released already"), "\(second.output)")
        #expect(await scene.slipway("run", "list").output.split(separator: "\n").count == 1)
    }

    @Test("A tag beside the released branch is released as well")
    func besideBranch() async throws {
        let scene = try await scene()
        try await scene.sandbox.git(["switch", "--quiet", "--create", "hotfix"], in: "w/core")
        try await scene.sandbox.commit(
            "fix: hot", files: ["Cargo.toml": CommandScene.manifest("core", "1.0.9")], in: "w/core")
        try await scene.sandbox.git(["tag", "v1.0.9"], in: "w/core")
        try await scene.sandbox.git(["push", "--quiet", "origin", "hotfix", "v1.0.9"], in: "w/core")
        try await scene.sandbox.git(["switch", "--quiet", "main"], in: "w/core")
        try await scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "w/core")
        let answer = await scene.slipway("release", "--tag", "v1.0.9")
        #expect(answer.code == 0, "\(answer.messages)\(answer.output)")
    }

    @Test("Later releases of the branch are no matter of a tag's plan")
    func laterReleases() async throws {
        let scene = try await scene()
        try await tag(scene, pushes: true)
        try await scene.sandbox.commit(
            "fix: later", files: ["Cargo.toml": CommandScene.manifest("core", "1.1.1")], in: "w/core")
        try await scene.sandbox.git(["tag", "v1.1.1"], in: "w/core")
        try await scene.sandbox.git(["push", "--quiet", "origin", "main", "v1.1.1"], in: "w/core")
        let answer = await scene.slipway("plan", "--tag", "v1.1.0")
        #expect(answer.code == 0 && answer.output.contains("1.1.0"), "\(answer.output)\(answer.messages)")
        #expect(!"\(answer.output)\(answer.messages)".contains("v1.1.1"), "\(answer.output)\(answer.messages)")
    }

    @Test("A tag that is in the clone only is refused, and stays there")
    func notPublic() async throws {
        let scene = try await scene()
        try await tag(scene, pushes: false)
        try await scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "w/core")
        let answer = await scene.slipway("release", "--tag", "v1.1.0")
        #expect(answer.code == 1 && answer.messages.contains("tag.not-public"), "\(answer.messages)")
        #expect(try await scene.sandbox.git(["tag", "--list", "v1.1.0"], in: "w/core.git") == "")
    }

    @Test("What says something else beside the tag is refused as an argument", arguments: ["--merged", "--graduate"])
    func excluded(option: String) async throws {
        let answer = await (try await scene()).slipway("release", "--tag", "v1.1.0", option)
        #expect(answer.code == 64, "\(answer.messages)")
    }
}
