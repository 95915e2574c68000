import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// What teams met with release pull requests at GitHub, see docs/forge-field.md.
@Suite("Situations of release pull requests at GitHub", .heavy)
struct PullRequestSituationTests {
    private static let words = "text\n\nBEGIN_COMMIT_OVERRIDE\nfeat!: clear words\nEND_COMMIT_OVERRIDE\n"

    /// A pull request with commits of these messages on a new branch.
    private func request(
        _ scene: GitHubScene, from branch: String, into base: String = "main", body: String = "",
        _ messages: String...
    ) async throws -> ForgePullRequest {
        let git = scene.scene.sandbox
        try await git.git(["switch", "--quiet", "-c", branch], in: "clone")
        for (index, message) in messages.enumerated() {
            try git.folder.write("\(message)\n", to: "clone/\(branch)-\(index).txt")
            try await git.git(["add", "--all"], in: "clone")
            try await git.git(["commit", "--quiet", "-m", message], in: "clone")
        }
        try await git.git(["push", "--quiet", "origin", branch], in: "clone")
        try await git.git(["switch", "--quiet", "main"], in: "clone")
        return try await scene.forge.open(
            NewPullRequest(title: messages[0], body: body, branch: branch, base: base), in: GitHubScene.repository)
    }

    /// Looks again where nothing is seen: what was just made may be late.
    private func seen<Item>(_ look: () async throws -> [Item]) async throws -> [Item] {
        for _ in 0..<4 {
            let found = try await look()
            if !found.isEmpty { return found }
        }
        return try await look()
    }

    @Test("A1, A2: of all requests that hold a commit, the one that merged it into the released branch counts")
    func otherRequests() async throws {
        try await GitHubScene.runReleasePlease { scene in
            let git = scene.scene.sandbox
            // Merged into a line that lacks the newest commit, and one that is open; both hold the commits of main.
            try await git.git(["push", "--quiet", "origin", "main~1:refs/heads/line"], in: "clone")
            let line = try await request(
                scene, from: "port", into: "line", body: PullRequestSituationTests.words, "fix: for the line")
            try await scene.merge(line, by: .merge)
            let open = try await request(
                scene, from: "open", body: PullRequestSituationTests.words, "fix: not merged")
            let answer = await scene.releasePlease()
            #expect(answer.code == 0, "\(answer.messages)")
            let release = try #require(
                try await scene.open().first { $0.branch == "release-please--branches--main" })
            #expect(release.title == "chore(main): release 1.1.0" && !release.body.contains("clear words"))
            try await scene.merge(release)
            try await scene.pull()
            // It holds the release's commit, too, and is older than it.
            try await git.git(["push", "--quiet", "--force", "origin", "main:open"], in: "clone")
            let outputs = git.folder.path + "/outputs"
            let released = await scene.releasePlease(["--merged", "--outputs", outputs])
            #expect(released.code == 0, "\(released.messages)")
            let text = try String(contentsOfFile: outputs, encoding: .utf8)
            #expect(text.contains("prNumber=\(release.number)\n"), "\(text) \(open.number)")
        }
    }

    @Test(
        "A3, A4: words of a request with several commits count once, however it is merged",
        arguments: MergeMethod.allCases)
    func overrides(method: MergeMethod) async throws {
        try await GitHubScene.runReleasePlease { scene in
            let made = try await request(
                scene, from: "work", body: PullRequestSituationTests.words, "fix: unclear words", "feat: more of them")
            try await scene.merge(made, by: method)
            try await scene.pull()
            for compatibility in ["strict", "compat"] {
                let answer = await scene.releasePlease(["--compatibility", compatibility])
                #expect(answer.code == 0, "\(answer.messages)")
                let release = try #require(try await scene.open().first)
                #expect(release.title == "chore(main): release 2.0.0")
                let entries = release.body.split(separator: "\n").filter { $0.hasPrefix("* ") && !$0.contains("thing") }
                #expect(entries.filter { $0.contains("clear words") }.count == entries.count, "\(entries)")
                #expect(!release.body.contains("unclear") && !release.body.contains("more of them"), "\(release.body)")
            }
        }
    }

    @Test("A6: a commit that landed behind the release's gets neither its tag nor its notes")
    func landedBehind() async throws {
        try await GitHubScene.runReleasePlease { scene in
            _ = await scene.releasePlease()
            let commit = try await scene.merge(try #require(try await scene.open().first))
            try await scene.pull()
            try await scene.commit("fix: landed behind", ["behind.txt": "behind\n"])
            let released = await scene.releasePlease(["--merged"])
            #expect(released.code == 0, "\(released.messages)")
            #expect(try await scene.commitOf("v1.1.0") == commit.text)
            let release = try #require(try await scene.releases().first)
            #expect(release.target == commit.text && !release.notes.contains("landed behind"))
            let next = await scene.releasePlease()
            #expect(next.code == 0, "\(next.messages)")
            let request = try #require(try await scene.open().first)
            #expect(request.title == "chore(main): release 1.1.1" && request.body.contains("landed behind"))
            #expect(!request.body.contains("a new thing"))
        }
    }

    @Test("B1, B2: neither a title by hand nor a label that was left keeps a release or the next one back")
    func decorations() async throws {
        try await GitHubScene.runReleasePlease { scene in
            _ = await scene.releasePlease()
            let request = try #require(try await scene.open().first)
            _ = try await scene.forge.change(
                request.number, PullRequestChange(title: "Ship it"), in: GitHubScene.repository)
            let commit = try await scene.merge(request)
            try await scene.pull()
            let released = await scene.releasePlease(["--merged"])
            #expect(released.code == 0 && released.output.contains("v1.1.0"), "\(released.output)\(released.messages)")
            #expect(try await scene.commitOf("v1.1.0") == commit.text)
            // As if someone else had tagged it.
            try await scene.forge.add(
                labels: ["autorelease: pending"], to: request.number, in: GitHubScene.repository)
            try await scene.forge.remove(
                label: "autorelease: tagged", from: request.number, in: GitHubScene.repository)
            try await scene.commit("fix: a fault", ["fix.txt": "fix\n"])
            let next = await scene.releasePlease()
            #expect(next.code == 0, "\(next.messages)")
            #expect(try await scene.open().map(\.title) == ["chore(main): release 1.1.1"])
        }
    }

    @Test("B5: words that are written into a request after it was merged are taken up by the next look")
    func lateWords() async throws {
        try await GitHubScene.runReleasePlease { scene in
            let made = try await request(scene, from: "work", "fix: unclear words")
            try await scene.merge(made)
            try await scene.pull()
            _ = await scene.releasePlease()
            let first = try #require(try await scene.open().first)
            #expect(first.body.contains("unclear words"))
            _ = try await scene.forge.change(
                made.number, PullRequestChange(body: PullRequestSituationTests.words), in: GitHubScene.repository)
            let answer = await scene.releasePlease()
            #expect(answer.code == 0, "\(answer.messages)")
            let second = try #require(try await scene.open().first)
            #expect(second.title == "chore(main): release 2.0.0" && !second.body.contains("unclear words"))
        }
    }

    @Test("B6: what people write into title and text of a release request stays, and the title's is reported")
    func handEdits() async throws {
        try await GitHubScene.runReleasePlease { scene in
            _ = await scene.releasePlease(["--compatibility", "strict"])
            let request = try #require(try await scene.open().first)
            _ = try await scene.forge.change(
                request.number, PullRequestChange(title: "Ship it", body: "By hand.\n\n" + request.body),
                in: GitHubScene.repository)
            try await scene.commit("fix: a fault", ["fix.txt": "fix\n"])
            let answer = await scene.releasePlease(["--compatibility", "strict"])
            #expect(answer.code == 0, "\(answer.messages)")
            #expect("\(answer.output)\(answer.messages)".contains("changed by hand and is kept: Ship it"))
            let after = try #require(try await scene.open().first)
            #expect(after.title == "Ship it" && after.body.contains("By hand.") && after.body.contains("a fault"))
        }
    }

    @Test("B8: words for the changelog in the release request itself are answered with where they belong")
    func wordsInTheWrongPlace() async throws {
        try await GitHubScene.runReleasePlease { scene in
            for compatibility in ["strict", "compat"] {
                _ = await scene.releasePlease(["--compatibility", compatibility])
                let request = try #require(try await scene.open().first)
                _ = try await scene.forge.change(
                    request.number, PullRequestChange(body: PullRequestSituationTests.words + request.body),
                    in: GitHubScene.repository)
                let answer = await scene.releasePlease(["--compatibility", compatibility])
                #expect(answer.code == 0, "\(answer.messages)")
                #expect(
                    "\(answer.output)\(answer.messages)".contains(
                        "BEGIN_COMMIT_OVERRIDE in #\(request.number) has no effect"), "\(answer.messages)")
            }
        }
    }

    @Test("C2: a tag with the name of the release branch is not taken for it")
    func tagNamedLikeTheBranch() async throws {
        try await GitHubScene.runReleasePlease { scene in
            let name = "release-please--branches--main"
            let git = scene.scene.sandbox
            try await git.git(["push", "--quiet", "origin", "v1.0.0:refs/tags/\(name)"], in: "clone")
            let tagged = try await scene.commitOf("refs/tags/" + name)
            let opened = await scene.releasePlease()
            #expect(opened.code == 0, "\(opened.messages)")
            try await scene.commit("fix: a fault", ["fix.txt": "fix\n"])
            let updated = await scene.releasePlease()
            #expect(updated.code == 0, "\(updated.messages)")
            let request = try #require(try await scene.open().first)
            #expect(request.branch == name && request.body.contains("a fault"))
            #expect(try await scene.commitOf("refs/heads/" + name) == request.head.text)
            #expect(try await scene.commitOf("refs/tags/" + name) == tagged)
        }
    }

    @Test("C5: protection that covers the release branch is named before the branch is written over")
    func protectedBranch() async throws {
        try await GitHubScene.runReleasePlease { scene in
            _ = await scene.releasePlease()
            let before = try #require(try await scene.open().first)
            await scene.github.double.forge.update(scene.id) { repository in
                repository.settings.protections["release-please--*"] = Protection()
            }
            try await scene.commit("fix: a fault", ["fix.txt": "fix\n"])
            let answer = await scene.releasePlease()
            #expect(
                answer.code == 77 && answer.messages.contains("it can't be written over"),
                "\(answer.code) \(answer.messages)")
            #expect(try await scene.open().map(\.head) == [before.head])
        }
    }

    @Test(
        "D2: while a release is a draft, its version is not proposed again, and no second draft is made",
        arguments: [true, false])
    func draft(isTagged: Bool) async throws {
        // Without a tag release-please itself proposes it again, and compat mode with it; strict mode waits for the tag.
        let package = #"{"release-type": "simple", "draft": true, "force-tag-creation": \#(isTagged)}"#
        let mode = ["--compatibility", isTagged ? "compat" : "strict"]
        try await GitHubScene.runReleasePlease(package: package) { scene in
            _ = await scene.releasePlease(mode)
            try await scene.merge(try #require(try await scene.open().first))
            try await scene.pull()
            for _ in 0..<2 {
                let released = await scene.releasePlease(["--merged"] + mode)
                #expect(released.code == 0, "\(released.messages)")
            }
            let drafts = try await scene.releases()
            #expect(drafts.map(\.tag) == ["v1.1.0"] && drafts.first?.isDraft == true)
            try await scene.commit("fix: a fault", ["fix.txt": "fix\n"])
            let next = await scene.releasePlease(mode)
            let open = try await scene.open()
            if isTagged {
                #expect(next.code == 0 && open.map(\.title) == ["chore(main): release 1.1.1"], "\(next.messages)")
                #expect(open.first?.body.contains("a new thing") == false)
            } else {
                #expect(next.code != 0 && next.messages.contains("v1.1.0") && open.isEmpty, "\(next.messages)")
            }
        }
    }

    @Test("D4: a tag that stands on another commit is a conflict that is named, not a release")
    func tagElsewhere() async throws {
        try await GitHubScene.runReleasePlease { scene in
            _ = await scene.releasePlease()
            try await scene.merge(try #require(try await scene.open().first))
            try await scene.scene.sandbox.git(
                ["push", "--quiet", "origin", "main~1:refs/tags/v1.1.0"], in: "clone")
            try await scene.clone("fresh")
            let answer = await scene.releasePlease(["--merged"], in: "fresh")
            #expect(answer.code != 0 && answer.messages.contains("v1.1.0"), "\(answer.output)\(answer.messages)")
            #expect(try await scene.releases().isEmpty)
        }
    }

    @Test("E6: without a change the release branch is not pushed again, so that approvals stay")
    func approvals() async throws {
        try await GitHubScene.runReleasePlease { scene in
            _ = await scene.releasePlease()
            let before = try #require(try await scene.open().first)
            try await scene.clone("fresh")
            for clone in ["clone", "fresh"] {
                let again = await scene.releasePlease(in: clone)
                #expect(again.code == 0 && again.output.contains("unchanged"), "\(again.output)\(again.messages)")
            }
            #expect(try await scene.open().map(\.head) == [before.head])
        }
    }

    @Test(
        "K3, K4: whatever fails on the way to a request and its release, repeated jobs make each once",
        arguments: [
            ("graphql", FaultKind.refused), ("graphql", .lost), ("graphql", .failedLate), ("git/create-ref", .lost),
            ("git/create-ref", .lag), ("pulls/create", .lost), ("pulls/create", .lag), ("issues/add-labels", .lost),
            ("git/delete-ref", .lost), ("pulls/list", .cut), ("repos/create-release", .lost),
            ("repos/create-release", .lag), ("git/push", .lost), ("repos/get-release-by-tag", .failedLate),
        ])
    func faults(operation: String, kind: FaultKind) async throws {
        try await GitHubScene.runReleasePlease { scene in
            scene.github.double.plan(kind, for: operation)
            var answer = await scene.releasePlease()
            for _ in 0..<4 where answer.code != 0 { answer = await scene.releasePlease() }
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let open = try await seen { try await scene.open() }
            #expect(open.count == 1)
            let branches = try await scene.scene.sandbox.git(["ls-remote", "--heads", "origin"], in: "clone")
            #expect(branches.split(separator: "\n").count == 2, "\(branches)")
            let commit = try await scene.merge(try #require(open.first))
            try await scene.clone("fresh")
            var released = await scene.releasePlease(["--merged"], in: "fresh")
            for _ in 0..<4 where released.code != 0 {
                released = await scene.releasePlease(["--merged"], in: "fresh")
            }
            #expect(released.code == 0, "\(released.messages)")
            let releases = try await seen { try await scene.releases() }
            #expect(releases.map(\.tag) == ["v1.1.0"] && releases.first?.isDraft == false)
            #expect(try await scene.commitOf("v1.1.0") == commit.text)
        }
    }

    @Test("A10, I7, K2, K6, P2, P3, P6: answers that GitHub cuts are not asked for")
    func asksNoCutAnswers() async throws {
        try await GitHubScene.runReleasePlease { scene in
            scene.github.double.recorder.forget()
            _ = await scene.releasePlease()
            let request = try #require(try await scene.open().first)
            try await scene.merge(request)
            try await scene.pull()
            _ = await scene.releasePlease(["--merged"])
            let asked = Set(scene.github.double.recorder.counts.keys)
            #expect(asked.contains("pulls/list") && asked.contains("repos/create-release"), "\(asked)")
            let cut = [
                "repos/compare-commits", "repos/get-content", "git/get-tree", "repos/list-commits", "repos/list-tags",
                "repos/get-latest-release", "repos/list-pull-requests-associated-with-commit",
            ]
            #expect(asked.intersection(cut).isEmpty && !asked.contains { $0.hasPrefix("search") }, "\(asked)")
        }
    }

    @Test("H4: the default branch that GitHub names now is the one whose merged requests are released")
    func otherDefaultBranch() async throws {
        try await GitHubScene.runReleasePlease { scene in
            let git = scene.scene.sandbox
            try await git.git(["switch", "--quiet", "-c", "trunk"], in: "clone")
            try await git.git(["push", "--quiet", "origin", "trunk"], in: "clone")
            await scene.github.double.forge.update(scene.id) { $0.settings.defaultBranch = "trunk" }
            _ = await scene.releasePlease()
            let request = try #require(
                try await scene.forge.openPullRequests(from: nil, into: "trunk", in: GitHubScene.repository).first)
            #expect(request.title == "chore(trunk): release 1.1.0")
            let commit = try await scene.merge(request)
            try await git.git(["pull", "--quiet", "origin", "trunk"], in: "clone")
            let released = await scene.releasePlease(["--merged"])
            #expect(released.code == 0, "\(released.messages)")
            #expect(try await scene.commitOf("v1.1.0") == commit.text)
        }
    }

    @Test("P1: an executable file that the release changes stays one, in a commit that GitHub makes")
    func executable() async throws {
        let package = #"{"release-type": "simple", "extra-files": ["run.sh"]}"#
        try await GitHubScene.runReleasePlease(package: package) { scene in
            let git = scene.scene.sandbox
            try git.folder.write("VERSION=1.0.0 # x-release-please-version\n", to: "clone/run.sh")
            try await git.git(["add", "run.sh"], in: "clone")
            try await git.git(["update-index", "--chmod=+x", "run.sh"], in: "clone")
            try await git.git(["commit", "--quiet", "-m", "chore: a script"], in: "clone")
            try await git.git(["push", "--quiet", "origin", "main"], in: "clone")
            let answer = await scene.releasePlease()
            #expect(answer.code == 0, "\(answer.messages)")
            let request = try #require(try await scene.open().first)
            try await git.git(["fetch", "--quiet", "origin", request.branch], in: "clone")
            let entry = try await git.git(["ls-tree", "FETCH_HEAD", "run.sh"], in: "clone")
            #expect(entry.hasPrefix("100755"))
            let text = try await git.git(["show", "FETCH_HEAD:run.sh"], in: "clone")
            #expect(text.hasPrefix("VERSION=1.1.0"))
        }
    }
}
