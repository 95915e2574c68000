import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// The generated workflow and the action, run by `act`, another project's runner, in host mode.
@Suite(
    "The action in a workflow", .heavy,
    .enabled(if: OutsideTool.isInstalled("act") && ActionRun.isPossible, "needs act and node"))
struct ActionRunnerTests {
    private static let action = "acme/slipway@0123456789abcdef0123456789abcdef01234567"
    private static let token = "ghs_workflow_secret"

    @Test("The generated workflow releases, and a later step reads what no action can declare")
    func released() async throws {
        let files = [
            "release-please-config.json":
                #"{"packages": {"libs/a": {"release-type": "simple", "component": "a"}}}"#,
            ".release-please-manifest.json": #"{"libs/a": "1.0.0"}"#, "libs/a/version.txt": "1.0.0\n",
        ]
        try await GitHubScene.run(
            files: files, prepare: { sandbox in try await sandbox.git(["tag", "a-v1.0.0"], in: "source") }
        ) { scene in
            await scene.github.double.addWorkflowToken(
                ActionRunnerTests.token, repository: scene.id,
                permissions: [.contents: .write, .pullRequests: .write, .issues: .write, .metadata: .read])
            try await scene.commit("feat: more", ["libs/a/more": "1\n"])
            let opened = await scene.releasePR()
            #expect(opened.code == 0, "\(opened.messages)")
            try await scene.merge(try #require(try await scene.open().first))
            try await scene.pull()
            let folder = scene.scene.sandbox.folder
            let clone = folder.path + "/clone"
            let written = await scene.scene.plainly(
                ["-C", clone, "generate", "workflows", "--action", ActionRunnerTests.action])
            #expect(written.code == 0, "\(written.messages)")
            let path = "clone/.github/workflows/slipway-release.yml"
            try folder.write(
                try folder.text(path) + """
                          - name: Read
                            env:
                              TAG: ${{ steps.slipway.outputs['libs/a--tag_name'] }}
                            run: printf '%s' "$TAG" >"$SEEN"

                    """, to: path)
            // What the repository of the action holds, without what is built from it.
            for name in ["action.yml", "VERSION", "action/main.js", "action/run.sh"] {
                try folder.write(
                    try String(contentsOfFile: ActionRun.root + "/" + name, encoding: .utf8), to: "published/" + name)
            }
            try folder.write("", to: "tools/.keep")
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/tools/slipway", withDestinationPath: try builtProgram("slipway"))
            let environment = ProcessInfo.processInfo.environment["PATH"] ?? ""
            let result = try await ProcessRunner().run(
                Command(
                    [
                        "act", "push", "--workflows", ".github/workflows/slipway-release.yml", "--platform",
                        "ubuntu-24.04=-self-hosted", "--local-repository",
                        "\(ActionRunnerTests.action)=\(folder.path)/published", "--secret",
                        "GITHUB_TOKEN=\(ActionRunnerTests.token)", "--env",
                        "GITHUB_API_URL=\(scene.github.enterpriseAPI)",
                        "--env", "GITHUB_SERVER_URL=\(scene.github.git)", "--env", "GITHUB_REPOSITORY=acme/core",
                        "--env",
                        "SEEN=\(folder.path)/seen",
                    ], folder: clone,
                    environment: [
                        "PATH": "\(folder.path)/tools:\(environment)", "HOME": folder.path,
                        "XDG_CACHE_HOME": folder.path + "/cache", "GIT_CONFIG_GLOBAL": "/dev/null",
                        "GIT_CONFIG_SYSTEM": "/dev/null", "GH_TOKEN": nil, "GITHUB_TOKEN": nil,
                    ], timeout: .seconds(300)))
            #expect(result.hasSucceeded, "\(result.text)\(result.errorText)")
            #expect(try folder.text("seen") == "a-v1.1.0", "\(result.text)")
            let releases = try await scene.releases()
            #expect(releases.map(\.tag) == ["a-v1.1.0"])
        }
    }
}
