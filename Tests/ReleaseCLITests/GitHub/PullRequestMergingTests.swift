import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// Approvals and ways of merging of release pull requests, see docs/forge-field.md.
@Suite("Approvals and ways of merging at GitHub", .heavy)
struct PullRequestMergingTests {
    private func run(
        _ settings: RepositorySettings, configuration: String = "",
        _ body: @Sendable (OrganisationScene) async throws -> Void
    ) async throws {
        try await OrganisationScene.run([.init(name: "core", settings: settings)], configuration: configuration, body)
    }

    /// Approves as another person does.
    private func approve(_ number: Int, _ scene: OrganisationScene) async throws {
        let answer = try await HTTPClient().send(
            HTTPRequest(
                "POST", scene.github.enterpriseAPI + "/repos/acme/core/pulls/\(number)/reviews",
                fields: [.init("Authorization", "Bearer ghp_eve"), .init("Content-Type", "application/json")],
                body: .bytes(Array(#"{"event": "APPROVE"}"#.utf8))))
        #expect(answer.status == 200, "\(answer.text)")
    }

    @Test(
        "E6: where a new commit takes an approval away, that is told, and the review is requested again",
        arguments: [["--commits", "forge"], ["--commits", "git"]])
    func lapsedApproval(commits: [String]) async throws {
        var protection = Protection()
        protection.reviews = 1
        protection.dismissesStaleReviews = true
        var settings = RepositorySettings()
        settings.protections["main"] = protection
        settings.roles["eve"] = .write
        try await run(settings) { [settings] scene in
            await scene.github.double.addToken("ghp_eve", of: "eve")
            func releasePR() async -> CommandScene.Answer {
                await scene.scene.plainly(
                    ["-C", scene.scene.workspace, "release-pr"] + commits, environment: ["GH_TOKEN": GitHubScene.token])
            }
            let opened = await releasePR()
            #expect(opened.code == 0, "\(opened.messages)")
            let request = try #require(try await scene.open("core").first)
            try await approve(request.number, scene)
            let core = ForgeRepository(owner: "acme", name: "core")
            let unchanged = await releasePR()
            #expect(unchanged.code == 0 && !"\(unchanged.output)".contains("approval"), "\(unchanged.output)")
            let kept = try await scene.forge.approvals(of: request.number, in: core)
            #expect(kept == ["eve"])
            let id = try #require(scene.ids["core"])
            // Whoever protects it lets a person in between.
            await scene.github.double.forge.update(id) { $0.settings.protections = [:] }
            try await scene.scene.sandbox.commit("fix: a fault", files: ["fix.txt": "fix\n"], in: "w/core")
            await scene.github.double.forge.update(id) { $0.settings.protections = settings.protections }
            let updated = await releasePR()
            #expect(updated.code == 0, "\(updated.output)\(updated.messages)")
            #expect(
                updated.output.contains("took the approval of eve away from #\(request.number)")
                    && updated.output.contains("requested again"), "\(updated.output)")
            let now = try await scene.forge.approvals(of: request.number, in: core)
            #expect(now.isEmpty)
            let reviewers = await scene.github.double.forge.repository(id)?.issues[request.number]?.pull?.reviewers
            #expect(reviewers == ["eve"])
        }
    }

    @Test("E8: a way of merging that is not allowed is not asked for, and those that are allowed are named")
    func otherMethods() async throws {
        var settings = RepositorySettings()
        settings.allowsMergeCommits = false
        settings.allowsAutoMerge = true
        try await run(settings, configuration: "pull-request: { auto-merge: merge }\n") { scene in
            let answer = await scene.slipway("release-pr")
            #expect(answer.code == 0, "\(answer.messages)")
            #expect(
                answer.output.contains("acme/core allows squash and rebase into main, not merge.")
                    && answer.output.contains("Choose one of them as auto-merge"), "\(answer.output)")
            let open = try await scene.open("core")
            #expect(open.count == 1)
            #expect(scene.github.double.recorder.counts["graphql"] == 1, "the commit alone")
        }
    }

    @Test("E8: a rule of the base that wants a linear history rules merge commits out")
    func linear() async throws {
        var rules = Ruleset()
        rules.id = 7
        rules.include = ["refs/heads/main"]
        rules.rules = [.init("required_linear_history")]
        var settings = RepositorySettings()
        settings.allowsAutoMerge = true
        settings.rulesets = [rules]
        try await run(settings, configuration: "pull-request: { auto-merge: merge }\n") { scene in
            let answer = await scene.slipway("release-pr")
            #expect(
                answer.code == 0 && answer.output.contains("allows squash and rebase into main"), "\(answer.output)")
        }
    }
}
