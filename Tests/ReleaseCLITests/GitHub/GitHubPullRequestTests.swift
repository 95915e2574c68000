import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Synchronization
import Testing

@Suite("Release pull requests at GitHub", .heavy)
struct GitHubPullRequestTests {
    private static let files = [
        "release-please-config.json": #"{"packages": {".": {"release-type": "simple"}}}"#,
        ".release-please-manifest.json": #"{".": "1.0.0"}"#, "version.txt": "1.0.0\n",
        "CHANGELOG.md": "# Changelog\n\n## 1.0.0 (2026-01-01)\n\n\n### Features\n\n* begin\n",
    ]

    private func run(
        _ double: DoubleSettings = DoubleSettings(), repository: RepositorySettings = RepositorySettings(),
        _ body: @Sendable (GitHubScene) async throws -> Void
    ) async throws {
        try await GitHubScene.runReleasePlease(double, repository: repository, body)
    }

    private static func arguments(in folder: String) -> [String] {
        [
            "--config", folder + "/release-please-config.json", "--manifest",
            folder + "/.release-please-manifest.json",
        ]
    }

    private func releasePR(_ scene: GitHubScene, _ more: String..., in clone: String = "clone") async
        -> CommandScene.Answer
    {
        await scene.releasePlease(more, in: clone)
    }

    private func requests(in answer: CommandScene.Answer) throws -> Int {
        let match = try #require(answer.messages.firstMatch(of: /(\d+) requests? to the forge/), "\(answer.messages)")
        return try #require(Int(match.1))
    }

    @Test("From a feature to a merged pull request to a release, and nothing twice")
    func journey() async throws {
        try await run { scene in
            let opened = await releasePR(scene)
            #expect(opened.code == 0, "\(opened.messages)")
            let request = try #require(try await scene.open().first)
            #expect(request.title == "chore(main): release 1.1.0" && request.branch == "release-please--branches--main")
            #expect(request.labels == ["autorelease: pending"])
            #expect(request.body.contains("### Features") && request.body.contains("a new thing"))
            let again = await releasePR(scene)
            #expect(again.code == 0 && again.output.contains("unchanged"), "\(again.output)\(again.messages)")
            #expect(try requests(in: again) <= 5)
            #expect(try requests(in: opened) <= 15)
            let early = await releasePR(scene, "--merged")
            #expect(early.output.contains("No merged release is unfinished."))
            let commit = try await scene.merge(request)
            try await scene.pull()
            let outputs = scene.scene.sandbox.folder.path + "/outputs"
            let released = await releasePR(scene, "--merged", "--outputs", outputs)
            #expect(released.code == 0, "\(released.messages)")
            let release = try #require(try await scene.releases().first)
            #expect(release.tag == "v1.1.0" && !release.isDraft && release.notes.contains("a new thing"))
            #expect(try await scene.commitOf("v1.1.0") == commit.text)
            let text = try String(contentsOfFile: outputs, encoding: .utf8)
            for line in [
                "releases_created=true", "tag_name=v1.1.0", "upload_url=", "html_url=", "prNumber=\(request.number)",
            ] {
                #expect(text.contains(line), "\(line) in \(text)")
            }
            let labels = try await scene.forge.pullRequest(request.number, in: GitHubScene.repository).labels
            #expect(labels == ["autorelease: tagged"])
            let second = await releasePR(scene, "--merged")
            #expect(second.output.contains("No merged release is unfinished."), "\(second.output)")
            let nothing = await releasePR(scene)
            #expect(nothing.code == 0)
            #expect(try await scene.open().isEmpty)
            #expect(try await scene.releases().count == 1)
        }
    }

    @Test("Whatever the way of merging, the tag is on the merge's commit", arguments: MergeMethod.allCases)
    func mergeMethods(method: MergeMethod) async throws {
        try await run { scene in
            _ = await releasePR(scene)
            let commit = try await scene.merge(try #require(try await scene.open().first), by: method)
            try await scene.clone("fresh")
            let released = await releasePR(scene, "--merged", in: "fresh")
            #expect(released.code == 0, "\(released.messages)")
            let tag = try #require(try await scene.commitOf("v1.1.0"))
            let main = try #require(try await scene.commitOf("main"))
            #expect(tag == commit.text && (tag == main || method == .merge))
            #expect(try await scene.releases().first?.tag == "v1.1.0")
        }
    }

    @Test("The commit is the forge's, so that it is verified, and has what git would have made")
    func verified() async throws {
        try await run { scene in
            _ = await releasePR(scene)
            let request = try #require(try await scene.open().first)
            try await scene.scene.sandbox.git(["fetch", "--quiet", "origin", request.branch], in: "clone")
            let shown = try await scene.scene.sandbox.git(
                ["log", "-1", "--format=%cn|%an|%s%n%b", "FETCH_HEAD"], in: "clone")
            #expect(shown.hasPrefix("GitHub|") && shown.contains("Slipway-Candidate: "), "\(shown)")
            let version = try await scene.scene.sandbox.git(["show", "FETCH_HEAD:version.txt"], in: "clone")
            #expect(version == "1.1.0")
        }
    }

    @Test("A new commit moves the branch once, and the pull request stays open")
    func updates() async throws {
        try await run { scene in
            _ = await releasePR(scene)
            let first = try #require(try await scene.open().first)
            try await scene.commit("fix: a fault", ["fix.txt": "fix\n"])
            let updated = await releasePR(scene)
            #expect(updated.code == 0 && updated.output.contains("updated"), "\(updated.output)\(updated.messages)")
            let second = try #require(try await scene.open().first)
            #expect(first.number == second.number && first.head != second.head && second.body.contains("a fault"))
            let branches = try await scene.scene.sandbox.git(["ls-remote", "--heads", "origin"], in: "clone")
            #expect(!branches.contains("candidate"))
            #expect(try requests(in: updated) <= 15)
        }
    }

    @Test("What a killed job left beside the branch goes with the next one, also where that finds nothing to do")
    func leftBranches() async throws {
        try await run { scene in
            _ = await releasePR(scene)
            let request = try #require(try await scene.open().first)
            func branches() async throws -> Set<String> {
                let lines = try await scene.scene.sandbox.git(["ls-remote", "--heads", "origin"], in: "clone")
                return Set(lines.matches(of: /refs\/heads\/(slipway--candidate-\S+)/).map { String($0.1) })
            }
            func make(_ name: String, at commit: CommitID) async throws {
                try await scene.forge.create(branch: name, at: commit, in: GitHubScene.repository)
            }
            // Killed when its commit was in its place.
            try await make("slipway--candidate-0000001", at: request.head)
            // Someone else's, and one on which a job may be about to make its commit.
            let base = CommitID(try #require(try await scene.commitOf("main")))
            try await make("slipway--candidate-other", at: base)
            let again = await releasePR(scene)
            #expect(again.code == 0 && again.output.contains("unchanged"), "\(again.output)\(again.messages)")
            #expect(try await branches() == ["slipway--candidate-other"])
        }
    }

    @Test("A commit of someone else on the branch is not overwritten, and kept where that is forced")
    func foreignCommits() async throws {
        try await run { scene in
            _ = await releasePR(scene)
            let request = try #require(try await scene.open().first)
            let git = scene.scene.sandbox
            try await git.git(["fetch", "--quiet", "origin", request.branch], in: "clone")
            try await git.git(["worktree", "add", "--quiet", "-b", "mine", "../mine", "FETCH_HEAD"], in: "clone")
            try git.folder.write("by hand\n", to: "mine/hand.txt")
            try await git.git(["add", "--all"], in: "mine")
            try await git.git(["commit", "--quiet", "-m", "docs: by hand"], in: "mine")
            try await git.git(["push", "--quiet", "origin", "HEAD:\(request.branch)"], in: "mine")
            try await scene.commit("fix: a fault", ["fix.txt": "fix\n"])
            let refused = await releasePR(scene)
            #expect(refused.code == 1 && refused.messages.contains("foreign-commits"), "\(refused.messages)")
            let forced = await releasePR(scene, "--force")
            #expect(forced.code == 0 && forced.output.contains("refs/slipway/kept/"), "\(forced.output)")
        }
    }

    @Test("Words in a merged pull request's body count instead of its commits")
    func overrides() async throws {
        try await run { scene in
            let git = scene.scene.sandbox
            try await git.git(["switch", "--quiet", "-c", "work"], in: "clone")
            try git.folder.write("work\n", to: "clone/work.txt")
            try await git.git(["add", "--all"], in: "clone")
            try await git.git(["commit", "--quiet", "-m", "fix: unclear words"], in: "clone")
            try await git.git(["push", "--quiet", "origin", "work"], in: "clone")
            try await git.git(["switch", "--quiet", "main"], in: "clone")
            let made = try await scene.forge.open(
                NewPullRequest(
                    title: "fix: unclear words",
                    body: "text\n\nBEGIN_COMMIT_OVERRIDE\nfeat!: clear words\nEND_COMMIT_OVERRIDE\n", branch: "work",
                    base: "main"), in: GitHubScene.repository)
            try await scene.merge(made)
            try await scene.pull()
            let opened = await releasePR(scene)
            #expect(opened.code == 0, "\(opened.messages)")
            let request = try #require(try await scene.open().first)
            #expect(request.title == "chore(main): release 2.0.0")
            #expect(request.body.contains("clear words") && !request.body.contains("unclear words"))
        }
    }

    @Test(
        "In compat mode a release says what its merged pull request says, by hand too; in strict mode what the changelog says",
        arguments: ["compat", "strict"])
    func editedNotes(compatibility: String) async throws {
        try await run { scene in
            _ = await releasePR(scene, "--compatibility", compatibility)
            let request = try #require(try await scene.open().first)
            let body = request.body.replacing("a new thing", with: "a new thing, in the maintainer's words")
            _ = try await scene.forge.change(
                request.number, PullRequestChange(body: body), in: GitHubScene.repository)
            try await scene.merge(request)
            try await scene.pull()
            let released = await releasePR(scene, "--merged", "--compatibility", compatibility)
            #expect(released.code == 0, "\(released.messages)")
            let release = try #require(try await scene.releases().first)
            #expect(release.notes.contains("a new thing"), "\(release.notes)")
            #expect(release.notes.contains("in the maintainer's words") == (compatibility == "compat"))
            #expect(!release.notes.contains("beep") && !release.notes.contains("---"))
        }
    }

    @Test("Notes that are too long for a release are cut, and say where the rest is", arguments: ["compat", "strict"])
    func longNotes(compatibility: String) async throws {
        try await run { scene in
            try await scene.commit("feat: " + String(repeating: "word ", count: 25_100), ["long.txt": "long\n"])
            _ = await releasePR(scene, "--compatibility", compatibility)
            let request = try #require(try await scene.open().first)
            #expect(request.body.utf16.count < 1000)
            try await scene.merge(request)
            try await scene.pull()
            let released = await releasePR(scene, "--merged", "--compatibility", compatibility)
            #expect(released.code == 0, "\(released.messages)")
            let release = try #require(try await scene.releases().first)
            let rest = compatibility == "compat" ? request.address : "/blob/v1.1.0/CHANGELOG.md"
            #expect(release.notes.utf16.count <= 125_000 && release.notes.contains("has the rest"))
            #expect(
                release.notes.contains(rest) && release.notes.contains("### Features"), "\(release.notes.suffix(300))")
        }
    }

    @Test("Where the changelog's type is github, the forge writes the release's notes, since the version before")
    func forgeNotes() async throws {
        try await run { scene in
            try await scene.commit(
                "chore: let the forge write",
                [
                    "release-please-config.json":
                        #"{"packages": {".": {"release-type": "simple", "changelog-type": "github"}}}"#
                ])
            _ = await releasePR(scene)
            try await scene.merge(try #require(try await scene.open().first))
            try await scene.pull()
            let released = await releasePR(scene, "--merged")
            #expect(released.code == 0, "\(released.messages)")
            let release = try #require(try await scene.releases().first)
            #expect(release.notes.contains("**Full Changelog**") && release.notes.contains("v1.0.0...v1.1.0"))
        }
    }

    @Test("A job that died between tag and release is finished by one on an empty disk")
    func unfinished() async throws {
        try await run { scene in
            _ = await releasePR(scene)
            let commit = try await scene.merge(try #require(try await scene.open().first))
            try await scene.pull()
            try await scene.scene.sandbox.git(["tag", "v1.1.0", commit.text], in: "clone")
            try await scene.scene.sandbox.git(["push", "--quiet", "origin", "v1.1.0"], in: "clone")
            try await scene.clone("fresh")
            let released = await releasePR(scene, "--merged", in: "fresh")
            #expect(released.code == 0 && released.output.contains("released v1.1.0"), "\(released.output)")
            #expect(try await scene.releases().map(\.tag) == ["v1.1.0"])
        }
    }

    @Test("Two jobs at once open one pull request and make one release")
    func twoJobs() async throws {
        try await run { scene in
            try await scene.clone("other")
            async let one = releasePR(scene)
            async let other = releasePR(scene, in: "other")
            let answers = await [one, other]
            #expect(answers.contains { $0.code == 0 }, "\(answers.map(\.messages))")
            let last = await releasePR(scene)
            #expect(last.code == 0, "\(last.messages)")
            let open = try await scene.open()
            #expect(open.count == 1)
            try await scene.merge(try #require(open.first))
            try await scene.clone("third")
            try await scene.clone("fourth")
            async let three = releasePR(scene, "--merged", in: "third")
            async let four = releasePR(scene, "--merged", in: "fourth")
            _ = await (three, four)
            _ = await releasePR(scene, "--merged", in: "third")
            #expect(try await scene.releases().filter { !$0.isDraft }.map(\.tag) == ["v1.1.0"])
        }
    }

    @Test("An archived repository and a token without rights are refused before anything is written")
    func refusals() async throws {
        var archived = RepositorySettings()
        archived.isArchived = true
        try await GitHubScene.run(
            repository: archived, files: GitHubPullRequestTests.files,
            prepare: { sandbox in
                try await sandbox.git(["tag", "v1.0.0"], in: "source")
                try await sandbox.commit("feat: more", files: ["more.txt": "more\n"], in: "source")
            }
        ) { scene in
            let answer = await releasePR(scene)
            #expect(answer.code != 0 && answer.messages.contains("archived"), "\(answer.messages)")
        }
        try await GitHubScene.run(files: GitHubPullRequestTests.files) { scene in
            await scene.github.double.addToken("ghp_eve", of: "eve")
            try await scene.scene.sandbox.git(["commit", "--quiet", "--allow-empty", "-m", "feat: more"], in: "clone")
            try await scene.scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "clone")
            let folder = scene.scene.sandbox.folder.path + "/clone"
            let answer = await scene.scene.plainly(
                ["-C", folder, "release-pr", "--api", scene.github.enterpriseAPI]
                    + GitHubPullRequestTests.arguments(in: folder),
                environment: ["GH_TOKEN": "ghp_eve"])
            #expect(answer.code == 77 && !answer.messages.contains("ghp_eve"), "\(answer.code) \(answer.messages)")
            #expect(try await scene.open().isEmpty)
        }
    }

    @Test("A long history takes no more requests than a short one: to open, to see that nothing changed, to update")
    func fewRequests() async throws {
        func counts(_ commits: Int) async throws -> [Int] {
            let found = Mutex<[Int]>([])
            try await run { scene in
                for number in 1..<commits {
                    try await scene.scene.sandbox.git(
                        ["commit", "--quiet", "--allow-empty", "-m", "fix: thing \(number)"], in: "clone")
                }
                try await scene.scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "clone")
                for round in 0..<3 {
                    if round == 2 { try await scene.commit("feat: another", ["another.txt": "x\n"]) }
                    try await scene.scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "clone")
                    let answer = await releasePR(scene)
                    let count = try requests(in: answer)
                    found.withLock { $0.append(count) }
                }
            }
            return found.withLock { $0 }
        }
        let (short, long) = (try await counts(1), try await counts(120))
        #expect(short == long && short.count == 3, "\(short) \(long)")
        #expect(long[0] <= 15 && long[1] <= 5 && long[2] <= 15, "\(long)")
    }

    @Test("Work that arrives by pull requests costs no request for each, and the short way is taken after a merge")
    func fewRequestsForMerges() async throws {
        let clock = DoubleClock(start: Date())
        try await GitHubScene.runReleasePlease(clock: clock) { scene in
            let git = scene.scene.sandbox
            try await git.git(["push", "--quiet", "origin", "main"], in: "clone")
            for number in 1...4 {
                try await git.git(["switch", "--quiet", "-c", "work-\(number)", "origin/main"], in: "clone")
                try await scene.commit("fix: fault \(number)", ["work-\(number).txt": "x\n"])
                try await git.git(["push", "--quiet", "origin", "work-\(number)"], in: "clone")
                let made = try await scene.forge.open(
                    NewPullRequest(title: "fix: fault \(number)", body: "", branch: "work-\(number)", base: "main"),
                    in: GitHubScene.repository)
                try await scene.merge(made)
                try await git.git(["switch", "--quiet", "main"], in: "clone")
                try await scene.pull()
            }
            // What is changed in the second of the look may be changed again behind it.
            clock.advance(by: 30)
            let opened = await releasePR(scene)
            #expect(opened.code == 0, "\(opened.messages)")
            let unchanged = await releasePR(scene)
            #expect(unchanged.output.contains("unchanged"), "\(unchanged.output)\(unchanged.messages)")
            let counts = (try requests(in: opened), try requests(in: unchanged))
            #expect(counts.0 <= 15 && counts.1 <= 5, "\(counts)")
        }
    }

    @Test("A run that was lost between text and branch leaves a title that the next run still changes")
    func lostBetween() async throws {
        try await run { scene in
            _ = await releasePR(scene)
            let request = try #require(try await scene.open().first)
            // The lost run was about a breaking change; its branch was never moved.
            _ = try await scene.forge.change(
                request.number,
                PullRequestChange(title: request.title.replacing("1.1.0", with: "2.0.0"), body: "lost"),
                in: GitHubScene.repository)
            try await scene.commit("fix: a fault", ["fix.txt": "fix\n"])
            try await scene.scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "clone")
            let answer = await releasePR(scene)
            #expect(answer.code == 0 && !answer.messages.contains("by hand"), "\(answer.messages)")
            let after = try #require(try await scene.open().first)
            #expect(after.title == request.title && after.body.contains("a fault"), "\(after)")
        }
    }

    @Test("A dry run writes nothing at the forge")
    func dryRun() async throws {
        try await run { scene in
            let answer = await releasePR(scene, "--dry-run")
            #expect(answer.code == 0 && answer.output.contains("planned"), "\(answer.messages)")
            #expect(try await scene.open().isEmpty)
            let branches = try await scene.scene.sandbox.git(["ls-remote", "--heads", "origin"], in: "clone")
            #expect(branches.split(separator: "\n").count == 1)
        }
    }

    @Test("Other options, another tag or a removed override are never called unchanged")
    func nothingIsCalledUnchanged() async throws {
        try await run { scene in
            _ = await releasePR(scene)
            let major = await releasePR(scene, "--set-version", ".=5.0.0")
            #expect(major.code == 0 && major.output.contains("updated"), "\(major.output)\(major.messages)")
            let changed = try await scene.open()
            #expect(changed.first?.title == "chore(main): release 5.0.0")
            let back = await releasePR(scene)
            #expect(back.code == 0 && !back.output.contains("unchanged"), "\(back.output)")
            let restored = try await scene.open()
            #expect(restored.first?.title == "chore(main): release 1.1.0")
        }
    }

    @Test("A rule that restricts the tag is named before the tag is made")
    func tagRules() async throws {
        var rules = Ruleset()
        rules.target = .tag
        rules.rules = [.init("creation")]
        var settings = RepositorySettings()
        settings.rulesets = [rules]
        try await run(repository: settings) { scene in
            _ = await releasePR(scene)
            try await scene.merge(try #require(try await scene.open().first))
            try await scene.pull()
            let answer = await releasePR(scene, "--merged", "--dry-run")
            #expect(answer.code == 0 && answer.messages.contains("restricts the tag v1.1.0"), "\(answer.messages)")
        }
    }
}
