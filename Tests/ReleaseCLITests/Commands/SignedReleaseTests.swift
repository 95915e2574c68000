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

    @Test(
        "A key that is missing or unusable is found before anything is built, by doctor too, with what to do",
        arguments: [["commit.gpgSign"], ["tag.gpgSign"], ["commit.gpgSign", "tag.gpgSign"]])
    func missingKey(settings: [String]) async throws {
        let scene = try await scene(settings: settings)
        try scene.write(
            """
            components:
              core:
                gates: [{ name: test, run: [bash, -c, "touch ../../built; echo 1..1"] }]

            """, to: "slipway.yaml")
        try FileManager.default.removeItem(atPath: scene.workspace + "/../key")
        let answer = await scene.slipway("release")
        #expect(answer.code == 1 && answer.messages.contains("[git.cannot-sign]"), "\(answer.output)\(answer.messages)")
        #expect(answer.messages.contains("\(settings.joined(separator: " and ")) ask"), "\(answer.messages)")
        #expect(answer.messages.contains("config \(settings[0]) false"), "\(answer.messages)")
        let runs = await scene.slipway("run", "list")
        #expect(runs.output.contains("No runs") || !runs.output.contains("core"), "\(runs.output)\(runs.messages)")
        #expect(try await scene.sandbox.git(["tag", "--list", "v1.0.1"], in: "w/core.git") == "")
        let doctor = await scene.slipway("doctor")
        #expect(doctor.code == 1 && doctor.output.contains("git.cannot-sign"), "\(doctor.output)")
    }

    @Test("A key that works leaves nothing of the trial behind")
    func trial() async throws {
        let scene = try await scene()
        let count = ["count-objects"]
        let before = try await scene.sandbox.git(count, in: "w/core")
        let doctor = await scene.slipway("doctor")
        #expect(!doctor.output.contains("cannot-sign"), "\(doctor.output)")
        #expect(try await scene.sandbox.git(count, in: "w/core") == before)
    }

    @Test("A program for signatures that does not exist is named as git names it")
    func missingProgram() async throws {
        let scene = try await scene()
        try await scene.sandbox.git(["config", "gpg.format", "openpgp"], in: "w/core")
        try await scene.sandbox.git(["config", "gpg.program", "no-such-gpg"], in: "w/core")
        let answer = await scene.slipway("release")
        #expect(answer.code == 1 && answer.messages.contains("no-such-gpg"), "\(answer.messages)")
    }
}
