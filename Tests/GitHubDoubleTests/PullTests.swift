import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Pull requests of the double of GitHub", .heavy)
struct PullTests {
    @Test("Mergeability is not known at first, and computed behind the first question")
    func computesMergeabilityLate() async throws {
        try await Bench.run { bench in
            _ = try await bench.pull("topic")
            #expect(try await bench.core("GET", "/pulls/1")["mergeable"]?.isNull == true)
            let second = try await bench.core("GET", "/pulls/1")
            #expect(second["mergeable"] == true && second["mergeable_state"] == "clean")
        }
    }

    @Test("A conflict makes a pull request unmergeable")
    func findsConflicts() async throws {
        try await Bench.run { bench in
            try await bench.clone()
            _ = try await bench.git(["checkout", "--quiet", "-b", "topic"], in: "clone")
            try await bench.commit("feat: one", ["README.md": "one\n"])
            _ = try await bench.git(["push", "--quiet", "origin", "topic"], in: "clone")
            _ = try await bench.git(["checkout", "--quiet", "main"], in: "clone")
            try await bench.commit("feat: two", ["README.md": "two\n"])
            _ = try await bench.git(["push", "--quiet", "origin", "main"], in: "clone")
            _ = try await bench.core("POST", "/pulls", ["title": "t", "head": "topic", "base": "main"])
            _ = try await bench.core("GET", "/pulls/1")
            let pull = try await bench.core("GET", "/pulls/1")
            #expect(pull["mergeable"] == false && pull["mergeable_state"] == "dirty")
            #expect(try await bench.core("PUT", "/pulls/1/merge").status == 405)
        }
    }

    @Test("D5: a second request of a branch, and one without commits, are a 422")
    func refusesDuplicates() async throws {
        try await Bench.run { bench in
            _ = try await bench.pull("topic")
            let again = try await bench.core("POST", "/pulls", ["title": "t", "head": "topic", "base": "main"])
            #expect(again.status == 422 && again.firstError == "A pull request already exists for acme:topic.")
            let head = try await bench.head()
            _ = try await bench.core("POST", "/git/refs", ["ref": "refs/heads/same", "sha": .string(head)])
            let empty = try await bench.core("POST", "/pulls", ["title": "t", "head": "same", "base": "main"])
            #expect(empty.status == 422 && empty.firstError == "No commits between main and same")
            let missing = try await bench.core("POST", "/pulls", ["title": "t", "head": "none", "base": "main"])
            #expect(missing.status == 422 && missing["errors"]?[0]?["field"] == "head")
        }
    }

    @Test("B4: a text above 65,536 characters is a 422, in requests and comments")
    func boundsTexts() async throws {
        try await Bench.run { bench in
            let long = JSON.string(String(repeating: "ä", count: 65_537))
            try await bench.branch("topic")
            let pull = try await bench.core(
                "POST", "/pulls", ["title": "t", "head": "topic", "base": "main", "body": long])
            #expect(pull.status == 422 && pull.firstError?.contains("65536") == true)
            _ = try await bench.core("POST", "/pulls", ["title": "t", "head": "topic", "base": "main"])
            #expect(try await bench.core("POST", "/issues/1/comments", ["body": long]).status == 422)
            let fits = JSON.string(String(repeating: "ä", count: 65_536))
            #expect(try await bench.core("POST", "/issues/1/comments", ["body": fits]).status == 201)
        }
    }

    @Test("B7: a workflow's token may open pull requests only where the setting says so", arguments: [false, true])
    func restrictsWorkflows(isAllowed: Bool) async throws {
        var settings = RepositorySettings()
        settings.workflowsMayApprovePullRequests = isAllowed
        settings.workflowPermissions = .write
        try await Bench.run(repository: settings) { bench in
            await bench.github.double.addWorkflowToken("ghs_run", repository: bench.repository)
            let reply = try await bench.pull("topic", token: "ghs_run")
            #expect(reply.status == (isAllowed ? 201 : 403))
        }
    }

    @Test("B3: without the right on issues a label can't be made, and one that is there can be set")
    func restrictsLabels() async throws {
        try await Bench.run { bench in
            let double = bench.github.double
            await double.addWorkflowToken(
                "ghs_run", repository: bench.repository, permissions: [.contents: .write, .pullRequests: .write])
            await double.addWorkflowToken("ghs_less", repository: bench.repository, permissions: [.contents: .write])
            _ = try await bench.pull("topic")
            let reply = try await bench.core("POST", "/issues/1/labels", ["labels": ["x"]], token: "ghs_run")
            #expect(reply.status == 403)
            #expect(reply["message"] == "You do not have permission to create labels on this repository.")
            #expect(try await bench.core("POST", "/issues/1/labels", ["labels": ["x"]]).items.first?["name"] == "x")
            #expect(try await bench.core("DELETE", "/issues/1/labels/x", token: "ghs_run").status == 200)
            let there = try await bench.core("POST", "/issues/1/labels", ["labels": ["x"]], token: "ghs_run")
            #expect(there.items.first?["name"] == "x")
            let none = try await bench.core("POST", "/issues/1/labels", ["labels": ["x"]], token: "ghs_less")
            #expect(none.status == 403)
            #expect(none.response["x-accepted-github-permissions"] == "issues=write; pull_requests=write")
        }
    }

    @Test(
        "A5: what a squash commit says depends on the repository's settings",
        arguments: [
            (
                RepositorySettings.Text.pullRequestTitle, RepositorySettings.Text.pullRequestBody,
                "feat: pull (#1)\n\ntext"
            ),
            (.pullRequestTitle, .blank, "feat: pull (#1)"),
            (.commitOrPullRequestTitle, .commitMessages, "feat: pull (#1)\n\n* feat: one\n\n* fix: two"),
        ])
    func squashes(title: RepositorySettings.Text, message: RepositorySettings.Text, expected: String) async throws {
        var settings = RepositorySettings()
        settings.squashTitle = title
        settings.squashMessage = message
        try await Bench.run(repository: settings) { bench in
            _ = try await bench.pull("topic", messages: ["feat: one", "fix: two"])
            let merged = try await bench.core("PUT", "/pulls/1/merge", ["merge_method": "squash"])
            #expect(merged.status == 200)
            let commit = try await bench.core("GET", "/commits/main")
            #expect(commit["commit"]?["message"]?.text == expected)
            #expect(commit["sha"] == merged["sha"] && commit["parents"]?.items?.count == 1)
            #expect(commit["commit"]?["verification"]?["verified"] == true)
        }
    }

    @Test("A squashed request of one commit takes that commit's message")
    func squashesSingle() async throws {
        try await Bench.run { bench in
            _ = try await bench.pull("topic", messages: ["feat: only\n\nWhy."])
            _ = try await bench.core("PUT", "/pulls/1/merge", ["merge_method": "squash"])
            let commit = try await bench.core("GET", "/commits/main")
            #expect(commit["commit"]?["message"] == "feat: only (#1)\n\nWhy.")
        }
    }

    @Test("E8: a method that the repository forbids is a 405")
    func restrictsMethods() async throws {
        var settings = RepositorySettings()
        settings.allowsMergeCommits = false
        try await Bench.run(repository: settings) { bench in
            _ = try await bench.pull("topic")
            let reply = try await bench.core("PUT", "/pulls/1/merge", ["merge_method": "merge"])
            #expect(reply.status == 405 && reply["message"] == "Merge commits are not allowed on this repository.")
        }
    }

    @Test("A head that moved since it was looked at is a 409")
    func refusesMovedHeads() async throws {
        try await Bench.run { bench in
            _ = try await bench.pull("topic")
            let main = try await bench.head()
            #expect(try await bench.core("PUT", "/pulls/1/merge", ["sha": .string(main)]).status == 409)
        }
    }

    @Test("A1: an open request whose branch holds the commit comes before the merged one that brought it")
    func associatesOpenRequests() async throws {
        try await Bench.run { bench in
            _ = try await bench.pull("other")
            _ = try await bench.pull("topic")
            let merged = try await bench.core("PUT", "/pulls/2/merge", ["merge_method": "squash"])
            let commit = try requireValue(merged["sha"]?.text)
            _ = try await bench.core("PUT", "/pulls/1/update-branch")
            let found = try await bench.core("GET", "/commits/\(commit)/pulls")
            #expect(found.items.compactMap { $0["number"]?.number } == [1, 2])
        }
    }

    @Test("A3: each commit of a rebased request belongs to it")
    func associatesRebased() async throws {
        try await Bench.run { bench in
            _ = try await bench.pull("topic", messages: ["feat: one", "fix: two"])
            _ = try await bench.pull("other")
            _ = try await bench.core("PUT", "/pulls/2/merge", ["merge_method": "squash"])
            #expect(try await bench.core("PUT", "/pulls/1/merge", ["merge_method": "rebase"]).status == 200)
            let commits = try await bench.core("GET", "/commits?per_page=2").items.compactMap { $0["sha"]?.text }
            for commit in commits {
                let found = try await bench.core("GET", "/commits/\(commit)/pulls")
                #expect(found.items.compactMap { $0["number"]?.number } == [1])
            }
        }
    }

    @Test("A4: of a request merged with a merge commit only that commit belongs to it")
    func associatesMergeCommits() async throws {
        try await Bench.run { bench in
            let commits = try await bench.branch("topic", ["feat: one", "fix: two"])
            _ = try await bench.core("POST", "/pulls", ["title": "feat: t", "head": "topic", "base": "main"])
            let merged = try await bench.core("PUT", "/pulls/1/merge")
            #expect(try await bench.core("GET", "/commits/\(merged["sha"]?.text ?? "")/pulls").items.count == 1)
            for commit in commits { #expect(try await bench.core("GET", "/commits/\(commit)/pulls").items.isEmpty) }
            let message = try await bench.core("GET", "/commits/main")["commit"]?["message"]?.text
            #expect(message == "Merge pull request #1 from acme/topic\n\nfeat: t")
        }
    }

    @Test("A2: a commit that is not on the default branch belongs to open and merged requests alike")
    func associatesOffDefault() async throws {
        try await Bench.run { bench in
            try await bench.branch("release-1", ["fix: line"])
            let commits = try await bench.branch("backport", ["fix: back"])
            _ = try await bench.core("POST", "/pulls", ["title": "t", "head": "backport", "base": "release-1"])
            _ = try await bench.core("PUT", "/pulls/1/merge", ["merge_method": "merge"])
            _ = try await bench.core("POST", "/pulls", ["title": "t", "head": "backport", "base": "main"])
            let found = try await bench.core("GET", "/commits/\(commits[0])/pulls")
            #expect(found.items.compactMap { $0["number"]?.number } == [2, 1])
        }
    }

    @Test("A push to the branch moves the request's head, and deleting the branch closes it")
    func followsBranches() async throws {
        try await Bench.run { bench in
            _ = try await bench.pull("topic")
            let commit = try await bench.commit("fix: more", ["x": "x"], in: "branch-topic")
            _ = try await bench.git(["push", "--quiet", "origin", "topic"], in: "branch-topic")
            #expect(try await bench.core("GET", "/pulls/1")["head"]?["sha"]?.text == commit)
            _ = try await bench.core("DELETE", "/git/refs/heads/topic")
            #expect(try await bench.core("GET", "/pulls/1")["state"] == "closed")
        }
    }

    @Test("Labels, comments and reviewers are set, listed and taken away")
    func decorates() async throws {
        var settings = RepositorySettings()
        settings.roles["bob"] = .write
        try await Bench.run(repository: settings) { bench in
            _ = try await bench.pull("topic")
            _ = try await bench.core("POST", "/issues/1/labels", ["labels": ["autorelease: pending"]])
            let gone = try await bench.core("DELETE", "/issues/1/labels/autorelease%3A%20pending")
            #expect(gone.status == 200 && gone.items.isEmpty)
            let comment = try await bench.core("POST", "/issues/1/comments", ["body": "one"])
            let id = try requireValue(comment["id"]?.number)
            #expect(try await bench.core("PATCH", "/issues/comments/\(id)", ["body": "two"])["body"] == "two")
            #expect(try await bench.core("GET", "/issues/1/comments").items.first?["body"] == "two")
            let asked = try await bench.core("POST", "/pulls/1/requested_reviewers", ["reviewers": ["bob"]])
            #expect(asked["requested_reviewers"]?[0]?["login"] == "bob")
            let listed = try await bench.core("GET", "/pulls/1/requested_reviewers")
            #expect(listed["users"]?[0]?["login"] == "bob")
            let stranger = try await bench.core("POST", "/pulls/1/requested_reviewers", ["reviewers": ["eve"]])
            #expect(stranger.status == 422)
        }
    }
}
