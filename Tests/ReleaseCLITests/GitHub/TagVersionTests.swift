import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Merged releases of components whose version only tags say, at GitHub", .heavy)
struct TagVersionTests {
    private func run(
        _ settings: RepositorySettings = RepositorySettings(), _ body: @Sendable (GitHubScene) async throws -> Void
    ) async throws {
        try await GitHubScene.run(
            repository: settings,
            files: [
                "go.mod": "module example.org/core\n\ngo 1.22\n", "main.go": "package main\n",
                "CHANGELOG.md": "# Changelog\n\n## 1.0.0 (2026-01-01)\n\n### Features\n\n* begin\n",
            ],
            prepare: { sandbox in try await sandbox.git(["tag", "v1.0.0"], in: "source") }
        ) { scene in
            try scene.scene.sandbox.folder.write(
                """
                forge: { kind: github, api: "\(scene.github.enterpriseAPI)" }
                defaults: { publish: [{ to: forge-release }] }

                """, to: "clone/slipway.yaml")
            try await scene.commit(
                "feat: a new thing",
                [
                    "thing.go": "package main\n",
                    "slipway.yaml": try scene.scene.sandbox.folder.text("clone/slipway.yaml"),
                ])
            let opened = await scene.releasePR()
            #expect(opened.code == 0, "\(opened.output)\(opened.messages)")
            try await body(scene)
        }
    }

    @Test(
        "A merged pull request is released on the merge commit, on an empty disk",
        arguments: [MergeMethod.squash, .merge, .rebase])
    func released(method: MergeMethod) async throws {
        try await run { scene in
            let commit = try await scene.merge(try #require(try await scene.open().first), by: method)
            try await scene.clone("job")
            let proposed = await scene.releasePR(in: "job")
            #expect(
                proposed.code == 0 && proposed.output.contains("merged already. Release it: slipway release"),
                "\(proposed.output)")
            let answer = await scene.slipway("release", "--merged", in: "job")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            #expect(try await scene.releases().map(\.tag) == ["v1.1.0"])
            #expect(try await scene.commitOf("refs/tags/v1.1.0") == commit.text)
            let again = await scene.slipway("release", "--merged", in: "job")
            #expect(again.code == 0 && again.output.contains("othing to release"), "\(again.output)")
            #expect(try await scene.releases().count == 1)
        }
    }

    @Test("Where neither title nor changelog says the version, the job refuses and names the pull request")
    func unknown() async throws {
        var settings = RepositorySettings()
        settings.squashTitle = .pullRequestTitle
        try await run(settings) { scene in
            let request = try #require(try await scene.open().first)
            let answer = try await HTTPClient().send(
                HTTPRequest(
                    "PATCH", scene.github.enterpriseAPI + "/repos/acme/core/pulls/\(request.number)",
                    fields: [
                        .init("Authorization", "Bearer \(GitHubScene.token)"),
                        .init("Content-Type", "application/json"),
                    ], body: .bytes(Array(#"{"title": "Ship it"}"#.utf8))))
            #expect(answer.status == 200, "\(answer.text)")
            try await scene.merge(request)
            try await scene.clone("job")
            let refused = await scene.slipway("release", "--merged", in: "job")
            #expect(
                refused.code == 1 && refused.messages.contains("release.merged-version-unknown")
                    && refused.messages.contains("#\(request.number)")
                    && refused.messages.contains("slipway release --set-version example.org/core=1.1.0"),
                "\(refused.output)\(refused.messages)")
            let released = await scene.slipway("release", "--set-version", "example.org/core=1.1.0", in: "job")
            #expect(released.code == 0, "\(released.output)\(released.messages)")
            #expect(try await scene.releases().map(\.tag) == ["v1.1.0"])
            let done = await scene.slipway("release", "--merged", in: "job")
            #expect(done.code == 0, "\(done.output)\(done.messages)")
        }
    }
}
