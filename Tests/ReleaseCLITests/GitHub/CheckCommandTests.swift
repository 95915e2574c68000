import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Checks of ordinary pull requests", .heavy)
struct CheckCommandTests {
    private func run(
        title: String, message: String, _ body: @Sendable (GitHubScene, ForgePullRequest) async throws -> Void
    ) async throws {
        var settings = RepositorySettings()
        settings.squashTitle = .pullRequestTitle
        try await GitHubScene.run(
            repository: settings,
            files: ["Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\npublish = false\n"],
            prepare: { sandbox in try await sandbox.git(["tag", "v1.0.0"], in: "source") }
        ) { scene in
            await scene.github.double.addWorkflowToken(
                CheckCommandTests.token, repository: scene.id,
                // Those that `generate workflows` gives the job.
                permissions: [.contents: .read, .pullRequests: .write, .checks: .write, .metadata: .read])
            let git = scene.scene.sandbox
            try await git.git(["switch", "--quiet", "-c", "work"], in: "clone")
            try git.folder.write("work\n", to: "clone/work.txt")
            try await git.git(["add", "--all"], in: "clone")
            try await git.git(["commit", "--quiet", "-m", message], in: "clone")
            try await git.git(["push", "--quiet", "origin", "work"], in: "clone")
            let made = try await scene.forge.open(
                NewPullRequest(title: title, body: "", branch: "work", base: "main"), in: GitHubScene.repository)
            try await body(scene, made)
        }
    }

    private func check(_ scene: GitHubScene, _ number: Int, _ more: String...) async -> CommandScene.Answer {
        await scene.scene.plainly(
            [
                "-C", scene.scene.sandbox.folder.path + "/clone", "check", "--api", scene.github.enterpriseAPI,
                "--pull-request", "\(number)",
            ] + more, environment: ["GH_TOKEN": CheckCommandTests.token])
    }

    /// Of a workflow: a person's token may not write checks.
    private static let token = "ghs_workflow"

    @Test("A person's token, which may not write checks, leaves the comment, and says so")
    func personalToken() async throws {
        try await run(title: "fix: a fault", message: "fix: a fault") { scene, request in
            let answer = await scene.scene.plainly(
                [
                    "-C", scene.scene.sandbox.folder.path + "/clone", "check", "--api", scene.github.enterpriseAPI,
                    "--pull-request", "\(request.number)",
                ], environment: ["GH_TOKEN": GitHubScene.token])
            #expect(answer.code == 0 && answer.messages.contains("only the comment"), "\(answer.messages)")
            let comment = try await scene.forge.comment(
                marked: "slipway:check", on: request.number, in: GitHubScene.repository)
            #expect(comment != nil)
        }
    }

    @Test("A pull request shows what it would release, in one comment and one check however often it runs")
    func reports() async throws {
        try await run(title: "feat: a new thing", message: "feat: a new thing") { scene, request in
            for _ in 0..<2 {
                let answer = await check(scene, request.number)
                #expect(answer.code == 0 && answer.output.contains("core 1.0.0 → 1.1.0"), "\(answer.messages)")
            }
            let comment = try #require(
                try await scene.forge.comment(marked: "slipway:check", on: request.number, in: GitHubScene.repository))
            #expect(comment.text.contains("| core | 1.0.0 | 1.1.0 |"))
            let checks = try await scene.forge.checks(of: request.head, in: GitHubScene.repository)
            #expect(checks.map(\.name) == ["Slipway"] && checks.first?.result == .success)
        }
    }

    @Test("A title that is not understood fails the check where the team wants that, and is named otherwise")
    func strict() async throws {
        try await run(title: "a new thing", message: "feat: a new thing") { scene, request in
            let lenient = await check(scene, request.number)
            #expect(lenient.code == 0 && lenient.output.contains("Not understood"), "\(lenient.output)")
            let strict = await check(scene, request.number, "--strict-commits")
            #expect(strict.code == 1, "\(strict.messages)")
            let checks = try await scene.forge.checks(of: request.head, in: GitHubScene.repository)
            #expect(checks.map(\.result) == [.failed("failure")])
        }
    }

    @Test("A5: lines that a squash would list, which look like entries and do not count, are pointed out")
    func squashedLines() async throws {
        try await run(title: "feat: a new thing", message: "feat: a new thing") { scene, request in
            let git = scene.scene.sandbox
            try git.folder.write("more\n", to: "clone/more.txt")
            try await git.git(["add", "--all"], in: "clone")
            try await git.git(
                ["commit", "--quiet", "-m", "chore: tidy\n\n* fix(core): a fault beside it"], in: "clone")
            try await git.git(["push", "--quiet", "origin", "work"], in: "clone")
            let answer = await check(scene, request.number)
            #expect(
                answer.code == 0 && answer.output.contains("with the messages of the commits below")
                    && answer.output.contains("  fix(core): a fault beside it"), "\(answer.output)\(answer.messages)")
            #expect(!answer.output.contains("tidy"))
            // A person who may push is told the settings.
            let id = scene.id
            for (setting, isListed) in [(RepositorySettings.Text.commitMessages, true), (.blank, false)] {
                await scene.github.double.forge.update(id) { $0.settings.squashMessage = setting }
                let own = await scene.scene.plainly(
                    [
                        "-C", scene.scene.sandbox.folder.path + "/clone", "check", "--api", scene.github.enterpriseAPI,
                        "--pull-request", "\(request.number)", "--dry-run",
                    ], environment: ["GH_TOKEN": GitHubScene.token])
                #expect(own.code == 0 && own.output.contains("a fault beside it") == isListed, "\(own.output)")
            }
            await scene.github.double.forge.update(id) { $0.settings.squashMessage = .commitMessages }
            let comment = try #require(
                try await scene.forge.comment(marked: "slipway:check", on: request.number, in: GitHubScene.repository))
            #expect(comment.text.contains("- `fix(core): a fault beside it`"), "\(comment.text)")
            try await scene.merge(try await scene.forge.pullRequest(request.number, in: GitHubScene.repository))
            try await git.git(["switch", "--quiet", "main"], in: "clone")
            try await scene.pull()
            let plan = await scene.slipway("plan")
            #expect("\(plan.output)\(plan.messages)".contains("lists 'fix(core): a fault beside it'"), "\(plan.output)")
        }
    }

    @Test("A dry run writes neither check nor comment")
    func dryRun() async throws {
        try await run(title: "fix: a fault", message: "fix: a fault") { scene, request in
            let answer = await check(scene, request.number, "--dry-run")
            #expect(answer.code == 0 && answer.output.contains("1.0.1"), "\(answer.messages)")
            let checks = try await scene.forge.checks(of: request.head, in: GitHubScene.repository)
            #expect(checks.isEmpty)
        }
    }
}
