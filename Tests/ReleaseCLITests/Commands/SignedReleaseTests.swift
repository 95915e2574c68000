import Foundation
import ReleaseAdapters
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Signed releases")
struct SignedReleaseTests {
    /// core with a fix, in a clone that signs by SSH.
    private func scene(settings: [String] = ["commit.gpgSign", "tag.gpgSign"]) async throws -> CommandScene {
        let scene = try CommandScene()
        try await scene.crate("core")
        let key = scene.workspace + "/../key"
        let made = try await ProcessRunner().run(
            Command(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", key], folder: scene.workspace))
        #expect(made.hasSucceeded, "\(made.errorText)")
        let known = try String(contentsOfFile: key + ".pub", encoding: .utf8)
        try ("slipway@localhost " + known).write(toFile: key + ".signers", atomically: true, encoding: .utf8)
        let values = ["gpg.format": "ssh", "user.signingKey": key, "gpg.ssh.allowedSignersFile": key + ".signers"]
        for (name, value) in values { try await scene.sandbox.git(["config", name, value], in: "w/core") }
        for name in settings { try await scene.sandbox.git(["config", name, "true"], in: "w/core") }
        try scene.write("components: { core: { gates: [{ name: test, run: [echo, 1..1] }] } }\n", to: "slipway.yaml")
        return scene
    }

    @Test(
        "Where git signs commits and tags, so do releases, and what is pushed differs from the proven commit in no more"
    )
    func signs() async throws {
        let scene = try await scene()
        let answer = await scene.slipway("release")
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        let git = scene.sandbox
        try await git.git(["fetch", "--quiet", "--tags", "origin"], in: "w/core")
        _ = try await git.git(["verify-commit", "origin/main"], in: "w/core")
        _ = try await git.git(["verify-tag", "v1.0.1"], in: "w/core")
        let show = ["rev-parse", "v1.0.1^{commit}", "origin/main", "main"]
        let ids = try await git.git(show, in: "w/core").split(separator: "\n")
        #expect(Set(ids).count == 1 && ids.count == 3, "\(ids)")
        let verified = await scene.slipway("release")
        #expect(verified.code == 0 && verified.output.contains("Nothing to release"), "\(verified.output)")
    }

    @Test("A key that is missing stops the release with what git says, before anything is public")
    func missingKey() async throws {
        let scene = try await scene()
        try FileManager.default.removeItem(atPath: scene.workspace + "/../key")
        let answer = await scene.slipway("release")
        #expect(answer.code == 65 && answer.output.contains("sign"), "\(answer.output)\(answer.messages)")
        #expect(try await scene.sandbox.git(["tag", "--list", "v1.0.1"], in: "w/core.git") == "")
    }
}
