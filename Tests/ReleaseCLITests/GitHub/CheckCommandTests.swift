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
        title: String, message: String, text: String = "", isSquashOnly: Bool = false,
        _ body: @Sendable (GitHubScene, ForgePullRequest) async throws -> Void
    ) async throws {
        var settings = RepositorySettings()
        settings.squashTitle = .pullRequestTitle
        settings.allowsMergeCommits = !isSquashOnly
        settings.allowsRebasing = !isSquashOnly
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
                NewPullRequest(title: title, body: text, branch: "work", base: "main"), in: GitHubScene.repository)
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
                marked: "<!-- slipway:check -->", on: request.number, in: GitHubScene.repository)
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
                try await scene.forge.comment(
                    marked: "<!-- slipway:check -->", on: request.number, in: GitHubScene.repository))
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
                try await scene.forge.comment(
                    marked: "<!-- slipway:check -->", on: request.number, in: GitHubScene.repository))
            #expect(comment.text.contains("- `fix(core): a fault beside it`"), "\(comment.text)")
            try await scene.merge(try await scene.forge.pullRequest(request.number, in: GitHubScene.repository))
            try await git.git(["switch", "--quiet", "main"], in: "clone")
            try await scene.pull()
            let plan = await scene.slipway("plan")
            #expect("\(plan.output)\(plan.messages)".contains("lists 'fix(core): a fault beside it'"), "\(plan.output)")
        }
    }

    /// As a person who may push, and so is told how the repository merges.
    private func checkAsPerson(_ scene: GitHubScene, _ number: Int, _ more: String...) async -> CommandScene.Answer {
        await scene.scene.plainly(
            [
                "-C", scene.scene.sandbox.folder.path + "/clone", "check", "--api", scene.github.enterpriseAPI,
                "--pull-request", "\(number)", "--dry-run",
            ] + more, environment: ["GH_TOKEN": GitHubScene.token])
    }

    private func commitMore(_ message: String, _ scene: GitHubScene) async throws {
        let git = scene.scene.sandbox
        try git.folder.write("more\n", to: "clone/more.txt")
        try await git.git(["add", "--all"], in: "clone")
        try await git.git(["commit", "--quiet", "-m", message], in: "clone")
        try await git.git(["push", "--quiet", "origin", "work"], in: "clone")
    }

    @Test("Where requests are squashed, the title is what releases, and the commits' own messages are not judged")
    func squashOnly() async throws {
        try await run(title: "feat!: a new world", message: "wip", isSquashOnly: true) { scene, request in
            try await commitMore("wip again", scene)
            let shown = await checkAsPerson(scene, request.number, "--strict-commits")
            #expect(shown.code == 0 && shown.output.contains("core 1.0.0 → 2.0.0"), "\(shown.output)\(shown.messages)")
            #expect(!shown.output.contains("Not understood"), "\(shown.output)")
            // What was said holds when it is merged.
            let current = try await scene.forge.pullRequest(request.number, in: GitHubScene.repository)
            try await scene.merge(current)
            try await scene.scene.sandbox.git(["switch", "--quiet", "main"], in: "clone")
            try await scene.pull()
            let plan = await scene.slipway("plan")
            #expect(plan.output.contains("2.0.0"), "\(plan.output)")
        }
    }

    @Test("Where both ways are allowed and release different versions, both are said")
    func eitherWay() async throws {
        try await run(title: "feat!: a new world", message: "fix: a fault") { scene, request in
            try await commitMore("fix: another", scene)
            let shown = await check(scene, request.number)
            #expect(shown.code == 0, "\(shown.messages)")
            #expect(shown.output.contains("Merged with its commits:\n  core 1.0.0 → 1.0.1"), "\(shown.output)")
            #expect(shown.output.contains("Squashed into one commit:\n  core 1.0.0 → 2.0.0"), "\(shown.output)")
            let comment = try #require(
                try await scene.forge.comment(
                    marked: "<!-- slipway:check -->", on: request.number, in: GitHubScene.repository))
            #expect(comment.text.contains("| core | 1.0.0 | 1.0.1 |"), "\(comment.text)")
            #expect(comment.text.contains("| core | 1.0.0 | 2.0.0 |"), "\(comment.text)")
        }
    }

    @Test("An override in the pull request's text counts before it is merged", arguments: [true, false])
    func override(isSquashOnly: Bool) async throws {
        let text = "BEGIN_COMMIT_OVERRIDE\nfeat!: clear words\nEND_COMMIT_OVERRIDE"
        try await run(title: "chore: y", message: "chore: y", text: text, isSquashOnly: isSquashOnly) {
            scene, request in
            let shown = await checkAsPerson(scene, request.number)
            #expect(shown.code == 0 && shown.output.contains("core 1.0.0 → 2.0.0"), "\(shown.output)\(shown.messages)")
        }
    }

    @Test("A message that is not understood and is on the base already does not fail the check of a later request")
    func faultOfTheBase() async throws {
        try await run(title: "fix: a fault", message: "fix: a fault") { scene, _ in
            let git = scene.scene.sandbox
            try await git.git(["switch", "--quiet", "main"], in: "clone")
            try await scene.commit("whatever", ["base.txt": "x\n"])
            try await git.git(["push", "--quiet", "origin", "main"], in: "clone")
            try await git.git(["switch", "--quiet", "-c", "later"], in: "clone")
            try await scene.commit("fix: another", ["later.txt": "x\n"])
            try await git.git(["push", "--quiet", "origin", "later"], in: "clone")
            let made = try await scene.forge.open(
                NewPullRequest(title: "fix: another", body: "", branch: "later", base: "main"),
                in: GitHubScene.repository)
            let shown = await check(scene, made.number, "--strict-commits")
            #expect(shown.code == 0 && !shown.output.contains("whatever"), "\(shown.output)\(shown.messages)")
        }
    }

    @Test("A comment of a person that quotes ours is left alone")
    func quoted() async throws {
        try await run(title: "fix: a fault", message: "fix: a fault") { scene, request in
            let words = "What is this?\n> <!-- slipway:check -->"
            _ = try await scene.forge.write(words, replacing: nil, on: request.number, in: GitHubScene.repository)
            let shown = await check(scene, request.number)
            #expect(shown.code == 0, "\(shown.messages)")
            let theirs = try await scene.forge.comment(
                marked: "What is this?", on: request.number, in: GitHubScene.repository)
            let ours = try await scene.forge.comment(
                marked: "<!-- slipway:check -->", on: request.number, in: GitHubScene.repository)
            #expect(theirs?.text == words && ours?.text.contains("1.0.1") == true)
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
