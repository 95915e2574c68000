import Foundation
import ReleaseModel
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Develop builds", .heavy)
struct DevelopTests {
    private static let versions = """
        [versions]
        core = { version = "1.0.0", git_tag = "v1.0.0" }
        [versions.develop]
        version = "0.9.1-dev.7"
        based_on_stable = "0.9.0"
        dev_prefix = "0.9.1-dev"
        published_at = "2025-11-12T10:00:00Z"
        git_sha = "abc"
        [versions.develop.dependencies]
        core = "=0.9.0"
        other = "=0.1.0"

        """

    @Test(
        "R113: one version for all is written into what is built and nowhere else, and each build has the next number")
    func version() async throws {
        let scene = try await ChannelScene(scheme: "develop")
        let before = try await scene.references("core")
        #expect(await scene.slipway("channel", "make", "nightly").code == 0)
        let text = try String(
            contentsOfFile: scene.scene.workspace + "/builds/1.0.1-dev.1/app-out.txt", encoding: .utf8)
        #expect(text.contains("version = \"1.0.1-dev.1\"") && text.contains("core = \"^1.0.1-dev.1\""), "\(text)")
        #expect(try await scene.references("core") == before)
        #expect(try await scene.scene.sandbox.git(["status", "--porcelain"], in: "w/core") == "")
        #expect(await scene.slipway("channel", "make", "nightly").output.contains("Nothing changed since 1.0.1-dev.1"))
        try await scene.commit(["next": "1"], in: "core")
        #expect(await scene.slipway("channel", "make", "nightly").code == 0)
        #expect(try scene.published().contains("1.0.1-dev.2/core-out.txt"))
        try await scene.commit(["next": "2"], in: "core")
        let taken = await scene.slipway("channel", "make", "nightly", "--version", "1.0.1-dev.2")
        #expect(taken.code == 64 && taken.messages.contains("channel.too-low"), "\(taken.messages)")
        let odd = await scene.slipway("channel", "make", "nightly", "--version", "1.0.1-beta.1")
        #expect(odd.code == 64 && odd.messages.contains("channel.bad-name"), "\(odd.messages)")
        #expect(await scene.slipway("channel", "make", "nightly", "--version", "1.1.0-dev.5").code == 0)
        #expect(try scene.published().contains("1.1.0-dev.5/app-out.txt"))
    }

    @Test("R53, R113: the table of versions.toml records the build in one commit that starts no CI")
    func recorded() async throws {
        let scene = try await ChannelScene(scheme: "develop")
        try await scene.commit(["versions.toml": Self.versions], in: "app")
        let built = try await scene.head("app")
        let answer = await scene.slipway("channel", "make", "nightly")
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        try await scene.scene.sandbox.git(["fetch", "--quiet", "origin"], in: "w/app")
        let subject = try await scene.scene.sandbox.git(["log", "-1", "--format=%s", "origin/main"], in: "w/app")
        #expect(subject == "chore(develop): record 1.0.1-dev.1 in versions.toml [skip ci]")
        #expect(try await scene.head("app", "origin/main~1") == built)
        let text = try await scene.scene.sandbox.git(["show", "origin/main:versions.toml"], in: "w/app")
        for line in [
            "version = \"1.0.1-dev.1\"", "based_on_stable = \"1.0.0\"", "dev_prefix = \"1.0.1-dev\"",
            "git_sha = \"\(built)\"", "core = \"=1.0.1-dev.1\"", "other = \"=0.1.0\"",
            "core = { version = \"1.0.0\", git_tag = \"v1.0.0\" }",
        ] { #expect(text.contains(line), "\(line) in \(text)") }
        #expect(text.contains(/published_at = "20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z"/))
    }

    @Test("A record of its own is no new commit: it makes no further build")
    func ownRecord() async throws {
        let scene = try await ChannelScene(scheme: "develop")
        try await scene.commit(["versions.toml": Self.versions], in: "app")
        #expect(await scene.slipway("channel", "make", "nightly").code == 0)
        let again = await scene.slipway("channel", "make", "nightly")
        #expect(again.code == 0 && again.output.contains("Nothing changed since 1.0.1-dev.1"), "\(again.output)")
    }
}
