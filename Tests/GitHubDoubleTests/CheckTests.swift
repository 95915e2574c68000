import Foundation
import GitHubDouble
import ReleaseModel
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Checks, statuses and rules of the double of GitHub", .heavy)
struct CheckTests {
    private func protected(checks: [String], isStrict: Bool = false, reviews: Int? = nil) -> RepositorySettings {
        var settings = RepositorySettings()
        var protection = Protection()
        protection.checks = checks
        protection.isStrict = isStrict
        protection.reviews = reviews
        protection.includesAdministrators = true
        settings.protections["main"] = protection
        settings.allowsAutoMerge = true
        settings.roles["bob"] = .write
        return settings
    }

    /// A pull request whose mergeability is known.
    private func opened(_ bench: Bench) async throws -> String {
        let pull = try await bench.pull("topic")
        _ = try await bench.core("GET", "/pulls/1")
        return try requireValue(pull["head"]?["sha"]?.text)
    }

    private func app(_ bench: Bench) async {
        await bench.github.double.addWorkflowToken(
            "ghs_app", repository: bench.repository, permissions: [.checks: .write, .contents: .write])
    }

    @Test("E3: the combined status is pending without statuses, and knows nothing of check runs")
    func separatesStatuses() async throws {
        try await Bench.run { bench in
            await app(bench)
            let commit = try await bench.head()
            #expect(try await bench.core("GET", "/commits/main/status")["state"] == "pending")
            let run = try await bench.core(
                "POST", "/check-runs", ["name": "ci", "head_sha": .string(commit), "conclusion": "failure"],
                token: "ghs_app")
            #expect(run.status == 201)
            let status = try await bench.core("GET", "/commits/main/status")
            #expect(status["state"] == "pending" && status["total_count"] == 0)
            _ = try await bench.core("POST", "/statuses/\(commit)", ["state": "success", "context": "build"])
            #expect(try await bench.core("GET", "/commits/main/status")["state"] == "success")
            _ = try await bench.core("POST", "/statuses/\(commit)", ["state": "failure", "context": "build"])
            #expect(try await bench.core("GET", "/commits/main/status")["state"] == "failure")
            #expect(try await bench.core("GET", "/commits/main/statuses").items.count == 2)
        }
    }

    @Test("Check runs are made by Apps alone")
    func wantsApps() async throws {
        try await Bench.run { bench in
            let commit = try await bench.head()
            let reply = try await bench.core("POST", "/check-runs", ["name": "ci", "head_sha": .string(commit)])
            #expect(reply.status == 403 && reply["message"] == "You must authenticate via a GitHub App.")
        }
    }

    @Test("A check run is updated in place, and lists its annotations")
    func updatesChecks() async throws {
        try await Bench.run { bench in
            await app(bench)
            let commit = try await bench.head()
            let run = try await bench.core(
                "POST", "/check-runs", ["name": "ci", "head_sha": .string(commit), "status": "in_progress"],
                token: "ghs_app")
            let path = "/check-runs/\(run["id"]?.number ?? 0)"
            let annotation: JSON = [
                "path": "a", "start_line": 1, "end_line": 1, "annotation_level": "failure", "message": "m",
                "title": "t",
            ]
            let done = try await bench.core(
                "PATCH", path,
                [
                    "conclusion": "success",
                    "output": ["title": "t", "summary": "s", "annotations": [annotation]],
                ], token: "ghs_app")
            #expect(done["status"] == "completed" && done["output"]?["annotations_count"] == 1)
            #expect(try await bench.core("GET", path + "/annotations").items.count == 1)
            let listed = try await bench.core("GET", "/commits/main/check-runs")
            #expect(listed["total_count"] == 1)
        }
    }

    @Test("E4: a skipped required check counts as passed", arguments: [("skipped", 200), ("failure", 405)])
    func countsSkipped(conclusion: String, status: Int) async throws {
        try await Bench.run(repository: protected(checks: ["ci"])) { bench in
            await app(bench)
            let commit = try await opened(bench)
            #expect(try await bench.core("GET", "/pulls/1")["mergeable_state"] == "blocked")
            _ = try await bench.core(
                "POST", "/check-runs",
                ["name": "ci", "head_sha": .string(commit), "conclusion": .string(conclusion)], token: "ghs_app")
            #expect(try await bench.core("PUT", "/pulls/1/merge", ["merge_method": "squash"]).status == status)
        }
    }

    @Test("A strict check wants the branch up to date")
    func wantsCurrentBranches() async throws {
        try await Bench.run(repository: protected(checks: [], isStrict: true)) { bench in
            _ = try await bench.pull("first")
            _ = try await bench.pull("second")
            _ = try await bench.core("PUT", "/pulls/1/merge", ["merge_method": "squash"])
            _ = try await bench.core("GET", "/pulls/2")
            #expect(try await bench.core("GET", "/pulls/2")["mergeable_state"] == "behind")
            #expect(try await bench.core("PUT", "/pulls/2/merge").status == 405)
            #expect(try await bench.core("PUT", "/pulls/2/update-branch").status == 202)
            #expect(try await bench.core("PUT", "/pulls/2/merge", ["merge_method": "squash"]).status == 200)
        }
    }

    @Test("E6: a push takes approvals away where the protection says so")
    func dismissesReviews() async throws {
        var settings = protected(checks: [], reviews: 1)
        settings.protections["main"]?.dismissesStaleReviews = true
        try await Bench.run(repository: settings) { bench in
            await bench.github.double.addToken("ghp_bob", of: "bob")
            _ = try await opened(bench)
            #expect(try await bench.core("PUT", "/pulls/1/merge").status == 405)
            #expect(try await bench.core("POST", "/pulls/1/reviews", ["event": "APPROVE"]).status == 422)
            _ = try await bench.core("POST", "/pulls/1/reviews", ["event": "APPROVE"], token: "ghp_bob")
            _ = try await bench.commit("fix: more", ["x": "x"], in: "branch-topic")
            _ = try await bench.git(["push", "--quiet", "origin", "topic"], in: "branch-topic")
            #expect(try await bench.core("PUT", "/pulls/1/merge").status == 405)
            _ = try await bench.core("POST", "/pulls/1/reviews", ["event": "APPROVE"], token: "ghp_bob")
            #expect(try await bench.core("PUT", "/pulls/1/merge").status == 200)
        }
    }

    @Test("Auto-merge waits for the required checks, and is refused where nothing is awaited or the setting is off")
    func mergesAutomatically() async throws {
        try await Bench.run(repository: protected(checks: ["ci"])) { bench in
            let commit = try await opened(bench)
            let id = try requireValue(try await bench.core("GET", "/pulls/1")["node_id"])
            let mutation: JSON = [
                "query":
                    "mutation($id: ID!) { enablePullRequestAutoMerge(input: {pullRequestId: $id, mergeMethod: SQUASH, commitHeadline: \"feat: merged\"}) { pullRequest { number autoMergeRequest { mergeMethod } } } }",
                "variables": ["id": id],
            ]
            let enabled = try await bench.send("POST", "/graphql", mutation)
            #expect(
                enabled["data"]?["enablePullRequestAutoMerge"]?["pullRequest"]?["autoMergeRequest"]?["mergeMethod"]
                    == "SQUASH")
            #expect(try await bench.core("GET", "/pulls/1")["auto_merge"]?["merge_method"] == "squash")
            _ = try await bench.core("POST", "/statuses/\(commit)", ["state": "success", "context": "ci"])
            let merged = try await bench.core("GET", "/pulls/1")
            #expect(merged["merged"] == true)
            #expect(
                try await bench.core("GET", "/commits/main")["commit"]?["message"]?.text?.hasPrefix("feat: merged")
                    == true)
            _ = try await bench.pull("other")
            _ = try await bench.core("GET", "/pulls/2")
            let again = try await bench.core("GET", "/pulls/2")
            _ = try await bench.core(
                "POST", "/statuses/\(again["head"]?["sha"]?.text ?? "")", ["state": "success", "context": "ci"])
            let clean = try await bench.send(
                "POST", "/graphql",
                [
                    "query": mutation["query"] ?? nil, "variables": ["id": again["node_id"] ?? nil],
                ])
            #expect(clean["errors"]?[0]?["message"] == "Pull request is in clean status")
        }
    }

    @Test("G4: commits by the git data API are unsigned and unmergeable where signatures are required")
    func wantsSignatures() async throws {
        var settings = RepositorySettings()
        var rules = Ruleset()
        rules.include = ["~DEFAULT_BRANCH"]
        rules.rules = [.init("required_signatures")]
        settings.rulesets = [rules]
        try await Bench.run(repository: settings) { bench in
            _ = try await opened(bench)
            let refused = try await bench.core("PUT", "/pulls/1/merge", ["merge_method": "squash"])
            #expect(refused.status == 405 && refused["message"] == "Commits must have verified signatures.")
            let said = try await bench.core(
                "PATCH", "/git/refs/heads/main", ["sha": .string(try await bench.head("topic"))])
            #expect(said.status == 422)
        }
    }

    @Test("G4: a commit by the mutation is signed and keeps modes; a stale head is refused")
    func signsByMutation() async throws {
        try await Bench.run { bench in
            let head = try await bench.head()
            func mutation(_ head: String) -> JSON {
                [
                    "query":
                        "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
                    "variables": [
                        "input": [
                            "branch": ["repositoryNameWithOwner": "acme/core", "branchName": "main"],
                            "message": ["headline": "feat: signed", "body": "Why."],
                            "expectedHeadOid": .string(head),
                            "fileChanges": ["additions": [["path": "new.txt", "contents": "bmV3Cg=="]]],
                        ]
                    ],
                ]
            }
            let made = try await bench.send("POST", "/graphql", mutation(head))
            let commit = try requireValue(made["data"]?["createCommitOnBranch"]?["commit"]?["oid"]?.text)
            let read = try await bench.core("GET", "/commits/\(commit)")
            #expect(read["commit"]?["verification"]?["verified"] == true)
            #expect(read["commit"]?["message"] == "feat: signed\n\nWhy.")
            let stale = try await bench.send("POST", "/graphql", mutation(head))
            #expect(stale["errors"]?[0]?["type"] == "STALE_DATA")
        }
    }

    @Test("G7: an App's commit is signed only without a named author", arguments: [false, true])
    func signsOwnCommits(namesAuthor: Bool) async throws {
        try await Bench.run { bench in
            await app(bench)
            let head = try await bench.head()
            let tree = try requireValue(try await bench.core("GET", "/git/commits/\(head)")["tree"]?["sha"])
            var body: [String: JSON] = ["message": "feat: x", "tree": tree, "parents": [.string(head)]]
            if namesAuthor { body["author"] = ["name": "Ada", "email": "ada@example.org"] }
            let commit = try await bench.core("POST", "/git/commits", .object(body), token: "ghs_app")
            #expect(commit["verification"]?["verified"] == .bool(!namesAuthor))
        }
    }

    @Test("G5: the rules of a branch name their level, also before the branch exists")
    func showsLevels() async throws {
        var rules = Ruleset()
        rules.sourceType = "Organization"
        rules.include = ["refs/heads/release/*"]
        rules.rules = [.init("non_fast_forward"), .init("creation")]
        var settings = RepositorySettings()
        settings.rulesets = [rules]
        try await Bench.run(repository: settings) { bench in
            let found = try await bench.core("GET", "/rules/branches/release/1.x")
            #expect(found.items.compactMap { $0["type"]?.text } == ["non_fast_forward", "creation"])
            #expect(found.items.first?["ruleset_source_type"] == "Organization")
            #expect(found.items.first?["ruleset_source"] == "acme")
            #expect(try await bench.core("GET", "/rules/branches/main").items.isEmpty)
            let made = try await bench.core(
                "POST", "/git/refs", ["ref": "refs/heads/release/1.x", "sha": .string(try await bench.head())])
            #expect(made.status == 422 && made["message"]?.text?.contains("creations being restricted") == true)
        }
    }

    @Test("G6: who is on a ruleset's bypass list is not bound by it")
    func bypasses() async throws {
        var rules = Ruleset()
        rules.target = .tag
        rules.rules = [.init("creation")]
        rules.bypass = ["ada"]
        var settings = RepositorySettings()
        settings.rulesets = [rules]
        try await Bench.run(repository: settings) { bench in
            await app(bench)
            let head = JSON.string(try await bench.head())
            let ref: JSON = ["ref": "refs/tags/v1", "sha": head]
            #expect(try await bench.core("POST", "/git/refs", ref, token: "ghs_app").status == 422)
            #expect(try await bench.core("POST", "/git/refs", ref).status == 201)
        }
    }

    @Test("Q4: the statuses of a commit and context end at a number, beyond which the oldest check runs go")
    func boundsStatuses() async throws {
        var settings = DoubleSettings()
        #expect(settings.mostStatuses == 1000)
        settings.mostStatuses = 3
        try await Bench.run(settings) { bench in
            let commit = try await bench.head()
            await app(bench)
            for _ in 0..<4 {
                _ = try await bench.core(
                    "POST", "/check-runs", ["name": "ci", "head_sha": .string(commit)], token: "ghs_app")
            }
            #expect(try await bench.core("GET", "/commits/main/check-runs?filter=all")["total_count"] == 3)
            for _ in 0..<3 {
                _ = try await bench.core("POST", "/statuses/\(commit)", ["state": "pending", "context": "ci"])
            }
            #expect(
                try await bench.core("POST", "/statuses/\(commit)", ["state": "success", "context": "ci"]).status == 422
            )
            #expect(
                try await bench.core("POST", "/statuses/\(commit)", ["state": "success", "context": "x"]).status == 201)
        }
    }

    @Test("What a repository allows is read before the first write")
    func showsSettings() async throws {
        var settings = protected(checks: ["ci"])
        settings.releasesAreImmutable = true
        try await Bench.run(repository: settings) { bench in
            #expect(try await bench.core("GET", "/immutable-releases")["enabled"] == true)
            let workflow = try await bench.core("GET", "/actions/permissions/workflow")
            #expect(workflow["default_workflow_permissions"] == "read")
            let protection = try await bench.core("GET", "/branches/main/protection")
            #expect(protection["required_status_checks"]?["contexts"] == ["ci"])
            #expect(try await bench.core("GET", "/branches/main")["protected"] == true)
            await bench.github.double.addToken("ghp_bob", of: "bob")
            #expect(try await bench.core("GET", "/branches/main/protection", token: "ghp_bob").status == 403)
        }
    }
}
