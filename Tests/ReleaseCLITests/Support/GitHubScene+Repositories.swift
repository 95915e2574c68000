import Foundation
import GitHubDouble
import ReleaseModel
import ReleaseTestKit

/// The two repositories that most tests at GitHub begin with; both are released as 1.0.0 and have a new feature.
extension GitHubScene {
    /// One of release-please's.
    static func runReleasePlease(
        _ double: DoubleSettings = DoubleSettings(), repository: RepositorySettings = RepositorySettings(),
        package: String = #"{"release-type": "simple"}"#, clock: DoubleClock = DoubleClock(),
        _ body: @Sendable (GitHubScene) async throws -> Void
    ) async throws {
        try await run(
            double, repository: repository, clock: clock,
            files: [
                "release-please-config.json": #"{"packages": {".": \#(package)}}"#,
                ".release-please-manifest.json": #"{".": "1.0.0"}"#, "version.txt": "1.0.0\n",
                "CHANGELOG.md": "# Changelog\n\n## 1.0.0 (2026-01-01)\n\n\n### Features\n\n* begin\n",
            ],
            prepare: { sandbox in try await sandbox.git(["tag", "v1.0.0"], in: "source") }
        ) { scene in
            try await scene.commit("feat: a new thing", ["thing.txt": "thing\n"])
            try await body(scene)
        }
    }

    /// `slipway release-pr` with release-please's files.
    func releasePlease(_ more: [String] = [], in clone: String = "clone") async -> CommandScene.Answer {
        let folder = scene.sandbox.folder.path + "/" + clone
        return await scene.plainly(
            [
                "-C", folder, "release-pr", "--api", github.enterpriseAPI, "--config",
                folder + "/release-please-config.json", "--manifest", folder + "/.release-please-manifest.json",
            ] + more, environment: ["GH_TOKEN": GitHubScene.token])
    }

    /// One with slipway.yaml, whose release has two assets and their checksums.
    static func runWithAssets(
        _ double: DoubleSettings = DoubleSettings(), repository: RepositorySettings = RepositorySettings(),
        publish: String = "publish: [{ to: forge-release }]", unified: String = "",
        build: String = "mkdir -p out && echo made > out/core.txt && head -c 3000000 /dev/zero > out/core.bin",
        artifacts: String = "out/core.txt, out/core.bin",
        _ body: @Sendable (GitHubScene) async throws -> Void
    ) async throws {
        try await run(
            double, repository: repository,
            files: ["Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\npublish = false\n", "a": "a\n"],
            prepare: { sandbox in try await sandbox.git(["tag", "v1.0.0"], in: "source") }
        ) { scene in
            try scene.scene.sandbox.folder.write(
                """
                forge: { kind: github, api: "\(scene.github.enterpriseAPI)" }
                components:
                  core:
                    build:
                      run: [bash, -c, "\(build)"]
                      artifacts: [\(artifacts)]
                    gates:
                      - { name: test, run: [bash, -c, "echo 'test result: ok. 1 passed; 0 failed'"] }
                    \(publish)
                \(unified)

                """, to: "clone/slipway.yaml")
            try await scene.commit("feat: a new thing", ["thing.txt": "thing\n"])
            try await body(scene)
        }
    }
}
