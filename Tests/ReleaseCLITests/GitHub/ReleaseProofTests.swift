import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// R120: the checks of a pull request are left out only with all four proofs; in doubt they run.
@Suite("Proofs that a pull request is a release", .heavy)
struct ReleaseProofTests {
    /// A release pull request that was opened just now, in a clone that stands on its base.
    private func run(
        _ arguments: [String] = [], _ body: @Sendable (GitHubScene, ForgePullRequest) async throws -> Void
    ) async throws {
        try await GitHubScene.runReleasePlease { scene in
            let opened = await scene.releasePlease(arguments)
            #expect(opened.code == 0, "\(opened.messages)")
            try await body(scene, try #require(try await scene.open().first))
        }
    }

    private func prove(
        _ scene: GitHubScene, _ number: Int, _ more: [String] = [], token: String = GitHubScene.token,
        in clone: String = "clone", environment: [String: String] = [:]
    ) async -> CommandScene.Answer {
        let folder = scene.scene.sandbox.folder.path + "/" + clone
        return await scene.scene.plainly(
            [
                "-C", folder, "check", "--proofs", "--pull-request", "\(number)", "--api", scene.github.enterpriseAPI,
                "--config", folder + "/release-please-config.json", "--manifest",
                folder + "/.release-please-manifest.json",
            ] + more, environment: ["GH_TOKEN": token].merging(environment) { $1 })
    }

    /// Which proofs an answer denies.
    private func denied(_ answer: CommandScene.Answer) -> Set<String> {
        Set(answer.output.matches(of: /(?m)^not proven ([a-z]+):/).map { String($0.1) })
    }

    private func expect(
        _ expected: Set<String>, saying words: String, _ answer: CommandScene.Answer,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.code == (expected.isEmpty ? 0 : 1), "\(answer.messages)", sourceLocation: sourceLocation)
        #expect(denied(answer) == expected, "\(answer.output)\(answer.messages)", sourceLocation: sourceLocation)
        #expect(answer.output.contains(words), "\(answer.output)", sourceLocation: sourceLocation)
    }

    /// Commits to a branch by the forge's interface, as someone with a token would.
    private func commit(
        _ files: [String: String], to request: ForgePullRequest, by token: String, _ scene: GitHubScene
    ) async throws {
        _ = try await scene.github.client(token: token, source: "the test").commit(
            ForgeCommit(
                branch: request.branch, parent: request.head, message: "chore: by hand",
                files: files.mapValues { Array($0.utf8) }), in: GitHubScene.repository)
    }

    // MARK: Proven

    @Test(
        "A pull request that Slipway has just written is proven, whoever makes its commits, and whatever was written into it",
        arguments: [[], ["--commits", "git"]])
    func proven(arguments: [String]) async throws {
        try await run(arguments) { scene, request in
            let outputs = scene.scene.sandbox.folder.path + "/outputs"
            let answer = await prove(scene, request.number, ["--outputs", outputs])
            expect([], saying: "Proven: this is what Slipway releases", answer)
            #expect(try String(contentsOfFile: outputs, encoding: .utf8) == "proven=true\n")
            _ = try await scene.forge.change(
                request.number, PullRequestChange(title: "chore: our release", body: "By hand.\n" + request.body),
                in: GitHubScene.repository)
            expect([], saying: "chore: our release", await prove(scene, request.number))
        }
    }

    @Test("With slipway.yaml it is the same")
    func provenForWorkspace() async throws {
        try await GitHubScene.runWithAssets { scene in
            try await scene.scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "clone")
            let opened = await scene.releasePR()
            #expect(opened.code == 0, "\(opened.messages)")
            let request = try #require(try await scene.open().first)
            let answer = await scene.slipway("check", "--proofs", "--pull-request", "\(request.number)")
            expect([], saying: "Proven", answer)
        }
    }

    @Test("A workflow's token proves what a workflow opened; of another account it has to be told")
    func accounts() async throws {
        try await run { scene, request in
            await scene.github.double.addWorkflowToken(
                "ghs_reader", repository: scene.id,
                // Those that `generate workflows` gives the guard.
                permissions: [.contents: .read, .pullRequests: .read, .metadata: .read])
            let other = await prove(scene, request.number, token: "ghs_reader")
            expect(["identity"], saying: "ada opened it, and Slipway acts as github-actions[bot].", other)
            let told = await prove(scene, request.number, ["--author", "Ada"], token: "ghs_reader")
            expect([], saying: "Proven", told)
        }
    }

    // MARK: Not proven

    @Test("A base that moved proves nothing, in a clone that followed it and in one that did not")
    func movedBase() async throws {
        try await run { scene, request in
            try await scene.clone("other")
            try await scene.commit("fix: a fault", ["fix.txt": "fix\n"])
            expect(["content"], saying: "is not one commit on main", await prove(scene, request.number))
            expect(
                ["content"], saying: "the clone is behind its remote",
                await prove(scene, request.number, in: "other"))
        }
    }

    @Test("A version that was asked for in the meantime proves nothing, also where it stands in a merged pull request")
    func releaseAs() async throws {
        try await GitHubScene.runReleasePlease { scene in
            let git = scene.scene.sandbox
            try await git.git(["switch", "--quiet", "-c", "work"], in: "clone")
            try await scene.commit("fix: a fault", ["fix.txt": "fix\n"])
            let work = try await scene.forge.open(
                NewPullRequest(title: "fix: a fault", body: "", branch: "work", base: "main"),
                in: GitHubScene.repository)
            try await scene.merge(work)
            try await git.git(["switch", "--quiet", "main"], in: "clone")
            try await scene.pull()
            #expect(await scene.releasePlease().code == 0)
            let request = try #require(try await scene.open().first)
            expect([], saying: "Proven", await prove(scene, request.number))
            _ = try await scene.forge.change(
                work.number,
                PullRequestChange(
                    body: "BEGIN_COMMIT_OVERRIDE\nfix: a fault\n\nRelease-As: 7.0.0\nEND_COMMIT_OVERRIDE"),
                in: GitHubScene.repository)
            expect(["content"], saying: "Planning from main gives another", await prove(scene, request.number))
        }
    }

    @Test("A commit of a person on the branch proves nothing, whatever it changes", arguments: [false, true])
    func foreignCommit(staysInPlan: Bool) async throws {
        try await run { scene, request in
            await scene.github.double.addUser("bob")
            await scene.github.double.addToken("ghp_bob", of: "bob")
            await scene.github.double.forge.update(scene.id) { $0.settings.roles["bob"] = .write }
            let file = staysInPlan ? "version.txt" : "thing.txt"
            try await commit([file: "1.1.1\n"], to: request, by: "ghp_bob", scene)
            expect(
                staysInPlan ? ["identity", "content"] : ["identity", "files", "content"],
                saying: "is by bob, and Slipway acts as ada.", await prove(scene, request.number))
        }
    }

    @Test("A commit of Slipway's own account that planning does not give proves nothing", arguments: [false, true])
    func ownCommit(isAlone: Bool) async throws {
        try await run { scene, request in
            try await commit(["version.txt": "1.1.1\n"], to: request, by: GitHubScene.token, scene)
            guard isAlone else {
                return expect(["content"], saying: "is not one commit", await prove(scene, request.number))
            }
            // As the only commit of the branch.
            let base = CommitID(try #require(try await scene.commitOf("main")))
            let now = try await scene.forge.pullRequest(request.number, in: GitHubScene.repository).head
            try await scene.forge.create(branch: "aside", at: base, in: GitHubScene.repository)
            let made = try await scene.forge.commit(
                ForgeCommit(
                    branch: "aside", parent: base, message: "chore(main): release 1.1.0",
                    files: ["version.txt": Array("1.1.0\n".utf8)]), in: GitHubScene.repository)
            try await scene.forge.move(branch: request.branch, from: now, to: made, in: GitHubScene.repository)
            let answer = await prove(scene, request.number)
            expect(["content"], saying: "gives another .release-please-manifest.json, CHANGELOG.md", answer)
        }
    }

    @Test("Equal files with more in the message prove nothing: later releases read it")
    func otherMessage() async throws {
        try await run { scene, request in
            let git = scene.scene.sandbox
            try await git.git(["fetch", "--quiet", "origin", request.branch], in: "clone")
            let planned = try await git.git(["log", "-1", "--format=%B", "FETCH_HEAD"], in: "clone")
            var files: [String: [UInt8]] = [:]
            for path in try await git.git(["diff", "--name-only", "origin/main", "FETCH_HEAD"], in: "clone")
                .split(separator: "\n").map(String.init)
            {
                var text = try await git.git(["show", "FETCH_HEAD:\(path)"], in: "clone")
                let size = try await git.git(["cat-file", "-s", "FETCH_HEAD:\(path)"], in: "clone")
                while text.utf8.count < Int(size) ?? 0 { text += "\n" }
                files[path] = Array(text.utf8)
            }
            let base = CommitID(try #require(try await scene.commitOf("main")))
            try await scene.forge.create(branch: "aside", at: base, in: GitHubScene.repository)
            let made = try await scene.forge.commit(
                ForgeCommit(
                    branch: "aside", parent: base, message: "fix: x\n\nRelease-As: 9.9.9\n\n" + planned, files: files),
                in: GitHubScene.repository)
            try await scene.forge.move(branch: request.branch, from: request.head, to: made, in: GitHubScene.repository)
            let answer = await prove(scene, request.number)
            expect(["content"], saying: "message is not the one that planning gives", answer)
        }
    }

    @Test("Equal files under a name that anyone can write are not proven: only the forge vouches for a commit")
    func forgedNames() async throws {
        try await run { scene, request in
            let git = scene.scene.sandbox
            try await git.git(["fetch", "--quiet", "origin", request.branch], in: "clone")
            let tree = try await git.git(["rev-parse", "FETCH_HEAD^{tree}"], in: "clone")
            let message = try await git.git(["log", "-1", "--format=%B", "FETCH_HEAD"], in: "clone")
            let forged = try await git.git(
                [
                    "-c", "user.name=GitHub", "-c", "user.email=noreply@github.com", "commit-tree", tree, "-p", "main",
                    "-m", message,
                ], in: "clone")
            try await git.git(
                ["push", "--quiet", "--force", "origin", "\(forged):refs/heads/\(request.branch)"], in: "clone")
            expect(["identity"], saying: "was not made by the forge", await prove(scene, request.number))
        }
    }

    @Test("A pull request that someone else opened from the branch is not proven")
    func otherAuthor() async throws {
        try await run { scene, request in
            await scene.github.double.addUser("bob")
            await scene.github.double.forge.update(scene.id) { $0.issues[request.number]?.author = "bob" }
            expect(["identity"], saying: "bob opened it, and Slipway acts as ada.", await prove(scene, request.number))
        }
    }

    @Test("A branch of the same name and content in a fork is not proven")
    func fork() async throws {
        try await run { scene, request in
            let fork = try await scene.github.double.addRepository(
                "ada/core", settings: RepositorySettings(), from: scene.scene.sandbox.folder.path + "/source")
            await scene.github.double.forge.update(scene.id) { repository in
                repository.issues[request.number]?.pull?.headOwner = "ada"
                repository.issues[request.number]?.pull?.headRepository = fork
            }
            expect(
                ["branch"], saying: "The branch is in ada/core, and Slipway's are in acme/core.",
                await prove(scene, request.number))
        }
    }

    @Test("Another branch with the same files, and one for another base, are not proven")
    func otherBranches() async throws {
        try await run { scene, request in
            try await scene.forge.create(branch: "mine", at: request.head, in: GitHubScene.repository)
            let mine = try await scene.forge.open(
                NewPullRequest(title: "chore(main): release 1.1.0", body: "", branch: "mine", base: "main"),
                in: GitHubScene.repository)
            expect(
                ["branch", "files", "content"], saying: "The branch is mine, and Slipway would write release-please--",
                await prove(scene, mine.number))
            await scene.github.double.forge.update(scene.id) { repository in
                repository.issues[request.number]?.pull?.baseBranch = "stable"
            }
            expect(["branch"], saying: "goes into stable, and main is checked out", await prove(scene, request.number))
        }
    }

    @Test("What the pull request is at now proves nothing of the commit that the checks are for")
    func movedHead() async throws {
        try await run { scene, request in
            let other = String(repeating: "a", count: 40)
            expect(
                ["branch"], saying: "these checks are for aaaaaaa",
                await prove(scene, request.number, ["--head", other]))
            expect([], saying: "Proven", await prove(scene, request.number, ["--head", request.head.text]))
        }
    }

    @Test("On the pull request's own merge commit nothing is proven, and it is said where to ask")
    func mergeCommit() async throws {
        try await run { scene, request in
            try await scene.scene.sandbox.git(["checkout", "--quiet", "--detach", "main"], in: "clone")
            let answer = await prove(scene, request.number)
            #expect(answer.code == 1 && denied(answer).count == 4, "\(answer.output)\(answer.messages)")
            #expect(answer.output.contains("not on a branch"), "\(answer.output)")
        }
    }

    @Test("Where the forge does not answer, the command fails and no output says that it is proven")
    func unreachable() async throws {
        try await run { scene, request in
            let outputs = scene.scene.sandbox.folder.path + "/outputs"
            let answer = await prove(scene, request.number + 7, ["--outputs", outputs])
            #expect(answer.code == 1 && answer.messages.contains("[forge.missing]"), "\(answer.messages)")
            #expect(!FileManager.default.fileExists(atPath: outputs))
        }
    }

    @Test("On a runner the event names the commit; without one nothing is asked")
    func event() async throws {
        try await run { scene, request in
            let folder = scene.scene.sandbox.folder
            func ask(_ variables: [String: String]) async -> CommandScene.Answer {
                let clone = folder.path + "/clone"
                return await scene.scene.plainly(
                    [
                        "-C", clone, "check", "--proofs", "--api", scene.github.enterpriseAPI, "--config",
                        clone + "/release-please-config.json", "--manifest", clone + "/.release-please-manifest.json",
                    ],
                    environment: [
                        "GH_TOKEN": GitHubScene.token, "GITHUB_REF": "refs/pull/\(request.number)/merge",
                    ].merging(variables) { $1 })
            }
            let without = await ask([:])
            #expect(without.code == 64 && without.messages.contains("--head COMMIT"), "\(without.messages)")
            try folder.write(#"{"pull_request": {"head": {"sha": "\#(request.head)"}}}"#, to: "event.json")
            expect([], saying: "Proven", await ask(["GITHUB_EVENT_PATH": folder.path + "/event.json"]))
        }
    }

    @Test("With --pull-request the event names the commit as well: a push after it is not proven by it")
    func eventOfNumber() async throws {
        try await run { scene, request in
            let folder = scene.scene.sandbox.folder
            let variables = ["GITHUB_EVENT_PATH": folder.path + "/event.json"]
            let older = String(repeating: "b", count: 40)
            try folder.write(
                #"{"pull_request": {"number": \#(request.number), "head": {"sha": "\#(older)"}}}"#, to: "event.json")
            expect(
                ["branch"], saying: "these checks are for bbbbbbb",
                await prove(scene, request.number, environment: variables))
            try folder.write(
                #"{"pull_request": {"number": \#(request.number), "head": {"sha": "\#(request.head)"}}}"#,
                to: "event.json")
            let proven = await prove(scene, request.number, environment: variables)
            expect([], saying: "Proven", proven)
            #expect(!proven.output.contains("for no other push"))
            try folder.write(
                #"{"pull_request": {"number": \#(request.number + 1), "head": {"sha": "\#(older)"}}}"#, to: "event.json"
            )
            let other = await prove(scene, request.number, environment: variables)
            #expect(
                other.code == 64 && other.messages.contains("The event is of #\(request.number + 1)"),
                "\(other.messages)")
            expect(
                [], saying: "this holds for \(request.head.short) and for no other push",
                await prove(scene, request.number))
        }
    }
}
