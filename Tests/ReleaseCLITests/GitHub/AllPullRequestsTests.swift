import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Release pull requests of all repositories at once", .heavy)
struct AllPullRequestsTests {
    private func requests(in answer: CommandScene.Answer) throws -> Int {
        let match = try #require(answer.messages.firstMatch(of: /(\d+) requests? to the forge/), "\(answer.messages)")
        return try #require(Int(match.1))
    }

    /// The repositories in a report, by name.
    private func repositories(in answer: CommandScene.Answer) throws -> [String: [String: Any]] {
        let all = try #require(try answer.json()["repositories"] as? [[String: Any]], "\(answer.messages)")
        return Dictionary(
            all.compactMap { one in (one["repository"] as? String).map { ($0, one) } },
            uniquingKeysWith: { first, _ in first })
    }

    @Test("Thirty repositories: bounded, one by one responsible for itself, and few requests where nothing changed")
    func thirty() async throws {
        let names = (1...27).map { "r\($0)" }
        var refusing = Ruleset()
        refusing.include = ["refs/heads/release-please--*", "refs/heads/slipway--*"]
        refusing.rules = [.init("creation")]
        var guarded = OrganisationScene.Source(name: "guarded")
        guarded.settings.rulesets = [refusing]
        let sources =
            names.map { OrganisationScene.Source(name: $0) }
            + [.init(name: "archived"), guarded, .init(name: "quiet", messages: [])]
        try await OrganisationScene.run(sources) { scene in
            let archived = try #require(scene.ids["archived"])
            await scene.github.double.forge.update(archived) { $0.settings.isArchived = true }
            await scene.github.double.gauge.holdBack(until: 4)
            let answer = await scene.slipway("release-pr", "--all", "--parallelism", "4", "--json")
            // The archived one fails for good (1), the guarded one needs a right (77).
            #expect(answer.code == 1, "\(answer.code) \(answer.messages)")
            let most = await scene.github.double.gauge.most
            #expect(most == 4)
            let results = try repositories(in: answer)
            #expect(results.count == 30)
            for name in names {
                #expect(results[name]?["state"] as? String == "created", "\(results[name] ?? [:])")
                let open = try await scene.open(name)
                #expect(open.count == 1 && open.first?.body.contains("1.1.0") == true, "\(open)")
            }
            func error(_ name: String) -> String? { (results[name]?["error"] as? [String: Any])?["code"] as? String }
            #expect(error("archived") == "forge.archived" && error("guarded") == "forge.refuses", "\(results)")
            let guardedOnes = try await scene.open("guarded")
            #expect(guardedOnes.isEmpty)
            #expect(results["quiet"]?["state"] as? String == "nothing")
            let asked = try scene.requests(about: "quiet")
            #expect(asked == 0)

            let again = await scene.slipway("release-pr", "--all")
            #expect(again.code == 1 && again.output.contains("27 unchanged, 1 with nothing to release, 2 failed"))
            let count = try requests(in: again)
            #expect(count <= 27 * 3 + 10, "\(again.messages)")
            #expect(
                again.output.contains("failed: archived  acme/archived is archived: it is read-only. [forge.archived]"))
        }
    }

    @Test("What people write into an upstream's merged request moves the requests of its downstreams")
    func joined() async throws {
        let requirement = "\n[dependencies]\ncore = \"^1.0.0\"\n"
        try await OrganisationScene.run([
            .init(name: "app", requirements: requirement, messages: ["fix: in the app"]),
            .init(name: "core", messages: []),
            .init(name: "other", messages: ["fix: elsewhere"]),
        ]) { scene in
            let core = ForgeRepository(owner: "acme", name: "core")
            let git = scene.scene.sandbox
            try await git.git(["switch", "--quiet", "-c", "work"], in: "w/core")
            try await git.commit("fix: unclear words", files: ["work.txt": "work\n"], in: "w/core")
            try await git.git(["switch", "--quiet", "main"], in: "w/core")
            let made = try await scene.forge.open(
                NewPullRequest(title: "fix: unclear words", body: "", branch: "work", base: "main"), in: core)
            _ = try await scene.forge.merge(made.number, at: made.head, by: .squash, in: core)
            try await git.git(["pull", "--quiet", "origin", "main"], in: "w/core")
            let first = await scene.slipway("release-pr", "--all")
            #expect(first.code == 0, "\(first.output)\(first.messages)")
            let before = try #require(try await scene.open("app").first)
            let coreBefore = try #require(try await scene.open("core").first)
            #expect(coreBefore.body.contains("1.0.1"), "\(coreBefore.body)")
            _ = try await scene.forge.change(
                made.number,
                PullRequestChange(body: "BEGIN_COMMIT_OVERRIDE\nfeat!: clear words\nEND_COMMIT_OVERRIDE"), in: core)
            let second = await scene.slipway("release-pr", "--all")
            #expect(second.code == 0, "\(second.output)\(second.messages)")
            let coreAfter = try #require(try await scene.open("core").first)
            #expect(coreAfter.body.contains("2.0.0"), "\(coreAfter.body)")
            let after = try #require(try await scene.open("app").first)
            #expect(after.head != before.head, "\(second.output)")
            try await git.git(["fetch", "--quiet", "origin", after.branch], in: "w/app")
            let manifest = try await git.git(["show", "FETCH_HEAD:Cargo.toml"], in: "w/app")
            #expect(manifest.contains("2.0.0"), "\(manifest)")
            #expect(second.output.contains("unchanged: acme/other"))
        }
    }

    @Test("A dry run lists every repository and writes nothing")
    func dry() async throws {
        try await OrganisationScene.run([.init(name: "one"), .init(name: "two"), .init(name: "quiet", messages: [])]) {
            scene in
            let answer = await scene.slipway("release-pr", "--all", "--dry-run")
            #expect(answer.code == 0, "\(answer.messages)")
            #expect(answer.output.contains("3 repositories: 2 planned, 1 with nothing to release"), "\(answer.output)")
            let open = try await scene.open("one")
            #expect(open.isEmpty)
        }
    }

    @Test("The number at once starts from 1, and merged requests are one repository's affair")
    func options() async throws {
        let scene = try CommandScene()
        for arguments in [["--all", "--parallelism", "0"], ["--all", "--merged"], ["--parallelism", "2"]] {
            let answer = await scene.plainly(["-C", scene.workspace, "release-pr"] + arguments)
            #expect(answer.code == 64, "\(arguments)")
        }
    }
}
