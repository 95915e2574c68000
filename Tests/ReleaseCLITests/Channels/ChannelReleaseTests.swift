import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Builds of channels at GitHub", .heavy)
struct ChannelReleaseTests {
    private func run(_ release: String, _ body: @Sendable (GitHubScene) async throws -> Void) async throws {
        try await GitHubScene.runWithAssets(
            publish: "",
            unified: """
                channels:
                  nightly: { scheme: nightly, keep: { builds: 1 }, release: { repository: clone, \(release) } }
                """,
            build: "mkdir -p out && echo made > out/core.txt && echo $SLIPWAY_VERSION > out/core.bin"
        ) { scene in
            try await scene.scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "clone")
            try await body(scene)
        }
    }

    private func push(_ text: String, in scene: GitHubScene) async throws {
        try await scene.commit("fix: \(text)", ["thing.txt": text])
        try await scene.scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "clone")
    }

    @Test("R110, R112: a rolling nightly is a prerelease of main's newest commit, and the next one takes its place")
    func rolling() async throws {
        try await run("rolling: nightly") { scene in
            var answer = await scene.slipway("nightly")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            try await push("more", in: scene)
            answer = await scene.slipway("nightly")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let releases = try await scene.releases()
            let release = try #require(releases.first)
            #expect(releases.count == 1 && release.tag == "nightly" && release.isPrerelease && !release.isDraft)
            #expect(Set(release.assets.map(\.name)) == ["SHA256SUMS", "core-core.bin", "core-core.txt"])
            let (tagged, main) = (try await scene.commitOf("refs/tags/nightly"), try await scene.commitOf("main"))
            #expect(tagged == main && main != nil)
            #expect(release.notes.contains("| core | nightly-"))
            // The rolling one is never pruned.
            let pruned = await scene.slipway("channel", "prune", "nightly")
            #expect(pruned.code == 0)
            #expect(try await scene.releases().count == 1)
        }
    }

    @Test("R115: nightlies with tags of their own are prereleases, and old ones go with their tags")
    func tagged() async throws {
        try await run("title: \"Nightly {version}\"") { scene in
            #expect(await scene.slipway("nightly").code == 0)
            let first = try #require(try await scene.releases().first)
            #expect(first.tag.text.hasPrefix("nightly-") && first.isPrerelease)
            #expect(first.title == "Nightly \(first.tag)")
            #expect(try await scene.commitOf("refs/tags/\(first.tag)") == (try await scene.commitOf("main")))
            // Someone's own release stays, whatever it is called.
            try await scene.scene.sandbox.git(
                ["push", "--quiet", "origin", "main:refs/tags/nightly-by-hand"], in: "clone")
            _ = try await scene.forge.create(
                NewForgeRelease(
                    tag: "nightly-by-hand", commit: "main", title: "by hand", notes: "", isDraft: false,
                    isPrerelease: true, latest: .no), in: GitHubScene.repository)
            try await push("more", in: scene)
            let shown = await scene.slipway("channel", "prune", "nightly", "--dry-run")
            #expect(shown.output.contains("No build is older"))
            let answer = await scene.slipway("nightly")
            #expect(
                answer.code == 0 && answer.messages.contains("the release \(first.tag) of acme/core"),
                "\(answer.messages)")
            let tags = Set(try await scene.releases().map(\.tag))
            #expect(tags.count == 2 && !tags.contains(first.tag) && tags.contains("nightly-by-hand"))
            #expect(try await scene.commitOf("refs/tags/\(first.tag)") == nil)
            let released = await scene.slipway("release")
            #expect(released.code == 0, "\(released.output)\(released.messages)")
        }
    }
}
