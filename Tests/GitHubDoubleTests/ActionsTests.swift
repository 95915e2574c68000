import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Workflows of the double of GitHub", .heavy)
struct ActionsTests {
    private static let build = """
        name: build
        on:
          push:
            branches: [main]
          workflow_dispatch:
            inputs:
              version: { required: true }
              note: { required: false }
          repository_dispatch:
            types: [upstream]
        jobs:
          compile: { runs-on: ubuntu-latest }
          test: { runs-on: [self-hosted, arm] }

        """

    private func run(
        _ settings: DoubleSettings = DoubleSettings(), repository: RepositorySettings = RepositorySettings(),
        workflow: String = build, _ body: @Sendable (Bench) async throws -> Void
    ) async throws {
        try await Bench.run(
            settings, repository: repository, files: [".github/workflows/build.yml": workflow, "a.txt": "a"], body)
    }

    private func dispatch(_ bench: Bench, _ body: JSON, version: APIVersion = .of2022) async throws -> Bench.Reply {
        try await bench.send(
            "POST", "/repos/acme/core/actions/workflows/build.yml/dispatches", body,
            fields: ["X-GitHub-Api-Version": version.rawValue])
    }

    @Test("M1: a dispatch answers the run's id always in the newer version, in the older one when asked")
    func answersDispatches() async throws {
        try await run { bench in
            let inputs: JSON = ["ref": "main", "inputs": ["version": "1.0.0"]]
            let plain = try await dispatch(bench, inputs)
            #expect(plain.status == 204)
            let asked = try await dispatch(bench, inputs.overlaid(with: ["return_run_details": true]))
            #expect(asked.status == 200)
            let newer = try await dispatch(bench, inputs, version: .of2026)
            let id = try requireValue(newer["workflow_run_id"]?.number)
            let run = try await bench.core("GET", "/actions/runs/\(id)")
            #expect(run["event"] == "workflow_dispatch" && run["status"] == "queued" && run["head_branch"] == "main")
        }
    }

    @Test("M2: a run is seen some seconds after its dispatch")
    func showsRunsLate() async throws {
        var settings = DoubleSettings()
        settings.runDelay = 5
        try await run(settings) { bench in
            _ = try await dispatch(bench, ["ref": "main", "inputs": ["version": "1"]])
            let path = "/actions/workflows/build.yml/runs?event=workflow_dispatch"
            #expect(try await bench.core("GET", path)["total_count"] == 0)
            bench.clock.advance(by: 6)
            #expect(try await bench.core("GET", path)["total_count"] == 1)
        }
    }

    @Test("M4: more than 25 inputs, too long, unknown or missing ones are a 422")
    func checksInputs() async throws {
        try await run { (bench: Bench) async throws -> Void in
            let many = JSON.object(Dictionary(uniqueKeysWithValues: (0..<26).map { ("i\($0)", "x") }))
            let long = JSON.string(String(repeating: "x", count: 65_536))
            let bodies: [JSON] = [many, ["version": long], ["version": "1", "other": "x"], ["note": "x"]]
            for inputs in bodies {
                #expect(try await dispatch(bench, ["ref": "main", "inputs": inputs]).status == 422)
            }
            #expect(await bench.github.double.runs(in: bench.repository).isEmpty)
        }
    }

    @Test("M5: an event of a repository has at most 10 keys, under 64 KB and a type up to 100 characters")
    func checksEvents() async throws {
        try await run { bench in
            let many = JSON.object(Dictionary(uniqueKeysWithValues: (0..<11).map { ("k\($0)", "x") }))
            let bodies: [JSON] = [
                ["event_type": "upstream", "client_payload": many],
                ["event_type": "upstream", "client_payload": ["k": .string(String(repeating: "x", count: 65_536))]],
                ["event_type": .string(String(repeating: "t", count: 101))], ["client_payload": [:]],
            ]
            for body in bodies { #expect(try await bench.core("POST", "/dispatches", body).status == 422) }
            let sent = try await bench.core(
                "POST", "/dispatches", ["event_type": "upstream", "client_payload": ["version": "2.0.0"]])
            #expect(sent.status == 204)
            _ = try await bench.core("POST", "/dispatches", ["event_type": "unheard"])
            let runs = await bench.github.double.runs(in: bench.repository)
            #expect(runs.map(\.event) == ["repository_dispatch"])
        }
    }

    @Test("M6, M7: a ref that does not exist, or whose workflow has no such trigger, is a 422")
    func checksRefs() async throws {
        try await run { bench in
            let missing = try await dispatch(bench, ["ref": "none", "inputs": ["version": "1"]])
            #expect(missing.status == 422 && missing["message"] == "No ref found for: none")
            try await bench.clone()
            _ = try await bench.git(["checkout", "--quiet", "-b", "old"], in: "clone")
            try await bench.commit("ci: old", [".github/workflows/build.yml": "on: push\n"])
            _ = try await bench.git(["push", "--quiet", "origin", "old"], in: "clone")
            let old = try await dispatch(bench, ["ref": "old"])
            #expect(old.status == 422 && old["message"] == "Workflow does not have 'workflow_dispatch' trigger")
        }
    }

    @Test("F3: what a workflow's token pushes and releases starts nothing, its dispatches do")
    func startsNothingForWorkflows() async throws {
        var settings = RepositorySettings()
        settings.workflowPermissions = .write
        try await run(repository: settings) { bench in
            await bench.github.double.addWorkflowToken("ghs_run", repository: bench.repository)
            try await bench.clone(token: "ghs_run")
            try await bench.commit("feat: more", ["more.txt": "x"])
            _ = try await bench.git(["push", "--quiet", "origin", "main"], in: "clone")
            #expect(await bench.github.double.runs(in: bench.repository).isEmpty)
            let sent = try await bench.core("POST", "/dispatches", ["event_type": "upstream"], token: "ghs_run")
            #expect(sent.status == 204)
            #expect(await bench.github.double.runs(in: bench.repository).count == 1)
            try await bench.commit("feat: person", ["person.txt": "x"])
            _ = try await bench.git(["push", "--quiet", bench.gitAddress(), "main"], in: "clone")
            #expect(
                await bench.github.double.runs(in: bench.repository).map(\.event) == ["repository_dispatch", "push"])
        }
    }

    @Test("E1: a request opened with a workflow's token starts no checks, one of a person does")
    func startsChecks() async throws {
        var settings = RepositorySettings()
        settings.workflowPermissions = .write
        settings.workflowsMayApprovePullRequests = true
        let workflow = "on: pull_request\njobs:\n  ci: { runs-on: ubuntu-latest }\n"
        try await run(repository: settings, workflow: workflow) { bench in
            await bench.github.double.addWorkflowToken("ghs_run", repository: bench.repository)
            let silent = try await bench.pull("bot", token: "ghs_run")
            let commit = silent["head"]?["sha"]?.text ?? ""
            #expect(try await bench.core("GET", "/commits/\(commit)/check-runs")["total_count"] == 0)
            let heard = try await bench.pull("person")
            let other = heard["head"]?["sha"]?.text ?? ""
            let runs = try await bench.core("GET", "/commits/\(other)/check-runs")
            #expect(runs["check_runs"]?[0]?["status"] == "queued")
        }
    }

    @Test("E2: runs that need a person's approval are completed as action_required and have no jobs")
    func waitsForApproval() async throws {
        var settings = RepositorySettings()
        settings.runsNeedApproval = true
        let workflow = "on: pull_request\njobs:\n  ci: { runs-on: ubuntu-latest }\n"
        try await run(repository: settings, workflow: workflow) { bench in
            _ = try await bench.pull("topic")
            let runs = try await bench.core("GET", "/actions/runs?event=pull_request")
            #expect(runs["workflow_runs"]?[0]?["conclusion"] == "action_required")
        }
    }

    @Test("E5: a path filter that no changed file fits starts nothing")
    func filtersPaths() async throws {
        let workflow = "on:\n  pull_request:\n    paths: ['src/**']\njobs:\n  ci: { runs-on: x }\n"
        try await run(workflow: workflow) { bench in
            _ = try await bench.pull("docs")
            #expect(await bench.github.double.runs(in: bench.repository).isEmpty)
        }
    }

    @Test("L1: a push of more than three tags makes no event, one of three does")
    func ignoresManyTags() async throws {
        try await run(workflow: "on:\n  push:\n    tags: ['v*']\njobs:\n  x: { runs-on: x }\n") { bench in
            try await bench.clone()
            for name in ["v1", "v2", "v3", "v4"] { _ = try await bench.git(["tag", name], in: "clone") }
            _ = try await bench.git(["push", "--quiet", "origin", "v1", "v2", "v3", "v4"], in: "clone")
            #expect(await bench.github.double.runs(in: bench.repository).isEmpty)
            for name in ["v5", "v6", "v7"] { _ = try await bench.git(["tag", name], in: "clone") }
            _ = try await bench.git(["push", "--quiet", "origin", "v5", "v6", "v7"], in: "clone")
            #expect(await bench.github.double.runs(in: bench.repository).map(\.branch) == ["v5", "v6", "v7"])
        }
    }

    @Test("N1: a concurrency group keeps one waiting run: a third cancels the second before it began")
    func keepsOneWaiting() async throws {
        let workflow = "on: push\nconcurrency: release\njobs:\n  x: { runs-on: x }\n"
        try await run(workflow: workflow) { bench in
            try await bench.clone()
            for name in ["one", "two", "three"] {
                try await bench.commit("feat: \(name)", ["\(name).txt": "x"])
                _ = try await bench.git(["push", "--quiet", "origin", "main"], in: "clone")
            }
            let runs = await bench.github.double.runs(in: bench.repository)
            #expect(runs.map(\.status) == ["queued", "completed", "pending"])
            #expect(runs[1].conclusion == "cancelled" && runs[1].jobs.isEmpty)
            await bench.github.double.endRun(runs[0].id, "success", in: bench.repository)
            #expect(await bench.github.double.runs(in: bench.repository).last?.status == "queued")
        }
    }

    @Test("N4, N7: jobs may end otherwise than their run, which keeps its id when it is run again, for thirty days")
    func runsAgain() async throws {
        try await run { bench in
            let made = try await dispatch(bench, ["ref": "main", "inputs": ["version": "1"]], version: .of2026)
            let id = try requireValue(made["workflow_run_id"]?.number)
            let path = "/actions/runs/\(id)"
            #expect(try await bench.core("POST", path + "/rerun").status == 403)
            await bench.github.double.endRun(id, "failure", jobs: ["test": "skipped"], in: bench.repository)
            let jobs = try await bench.core("GET", path + "/jobs")
            #expect(jobs["jobs"]?.items?.compactMap { $0["conclusion"]?.text } == ["failure", "skipped"])
            #expect(try await bench.core("POST", path + "/rerun").status == 201)
            let again = try await bench.core("GET", path)
            #expect(again["run_attempt"] == 2 && again["status"] == "queued" && again["id"]?.number == id)
            #expect(try await bench.core("GET", path + "/attempts/1")["conclusion"] == "failure")
            #expect(try await bench.core("GET", path + "/attempts/1/jobs")["total_count"] == 2)
            await bench.github.double.endRun(id, "success", in: bench.repository)
            bench.clock.advance(by: 31 * 86_400)
            #expect(try await bench.core("POST", path + "/rerun").status == 403)
        }
    }

    @Test("N2, N3, N8: a run waits, stays queued, is cancelled, and ends in words that are no success")
    func showsStates() async throws {
        try await run { bench in
            let made = try await dispatch(bench, ["ref": "main", "inputs": ["version": "1"]], version: .of2026)
            let id = try requireValue(made["workflow_run_id"]?.number)
            let path = "/actions/runs/\(id)"
            #expect(try await bench.core("GET", path + "/jobs")["jobs"]?[1]?["labels"] == ["self-hosted", "arm"])
            await bench.github.double.setRun(id, to: "waiting", in: bench.repository)
            #expect(try await bench.core("GET", path)["status"] == "waiting")
            await bench.github.double.endRun(id, "stale", in: bench.repository)
            #expect(try await bench.core("GET", path)["conclusion"] == "stale")
            #expect(try await bench.core("POST", path + "/cancel").status == 409)
            _ = try await bench.core("POST", path + "/rerun")
            #expect(try await bench.core("POST", path + "/cancel").status == 202)
            #expect(try await bench.core("GET", path)["conclusion"] == "cancelled")
        }
    }

    @Test("N2: a run that waits for an environment names who may let it in, and only they can")
    func waitsForReviewers() async throws {
        try await run { bench in
            let double = bench.github.double
            await double.addToken("ghp_bob", of: "bob")
            let made = try await dispatch(bench, ["ref": "main", "inputs": ["version": "1"]], version: .of2026)
            let id = try requireValue(made["workflow_run_id"]?.number)
            await double.holdRun(id, for: "production", reviewers: ["bob"], in: bench.repository)
            let path = "/actions/runs/\(id)"
            let pending = try await bench.core("GET", path + "/pending_deployments")
            #expect(pending.items.first?["reviewers"]?[0]?["reviewer"]?["login"] == "bob")
            let environment = try requireValue(pending.items.first?["environment"]?["id"])
            let review: JSON = ["environment_ids": [environment], "state": "approved", "comment": "go"]
            #expect(try await bench.core("POST", path + "/pending_deployments", review).status == 403)
            let approved = try await bench.core("POST", path + "/pending_deployments", review, token: "ghp_bob")
            #expect(approved.status == 200 && approved.items.first?["environment"] == "production")
            #expect(try await bench.core("GET", path)["status"] == "in_progress")
            #expect(try await bench.core("GET", path + "/approvals").items.first?["user"]?["login"] == "bob")
            let job = try requireValue(try await bench.core("GET", path + "/jobs")["jobs"]?[0]?["id"]?.number)
            #expect(try await bench.core("GET", "/actions/jobs/\(job)")["run_id"]?.number == id)
        }
    }

    @Test("O1, O2: an artifact's name is used once in an attempt; after a re-run two have it")
    func namesArtifacts() async throws {
        try await run { bench in
            let double = bench.github.double
            let made = try await dispatch(bench, ["ref": "main", "inputs": ["version": "1"]], version: .of2026)
            let id = try requireValue(made["workflow_run_id"]?.number)
            try await double.addArtifact("dist", Array("one".utf8), run: id, in: bench.repository)
            await #expect(throws: (any Error).self) {
                try await double.addArtifact("dist", Array("two".utf8), run: id, in: bench.repository)
            }
            await double.endRun(id, "failure", in: bench.repository)
            _ = try await bench.core("POST", "/actions/runs/\(id)/rerun")
            try await double.addArtifact("dist", Array("two".utf8), run: id, in: bench.repository)
            let listed = try await bench.core("GET", "/actions/runs/\(id)/artifacts?name=dist")
            #expect(listed["total_count"] == 2)
            #expect(try await bench.core("GET", "/actions/artifacts?name=dist")["total_count"] == 2)
            let newest = try requireValue(listed["artifacts"]?[0]?["id"]?.number)
            let content = try await bench.core("GET", "/actions/artifacts/\(newest)/zip")
            #expect(content.response.text == "two")
        }
    }

    @Test("O4: an artifact that has expired is a 410")
    func expires() async throws {
        try await run { bench in
            let made = try await dispatch(bench, ["ref": "main", "inputs": ["version": "1"]], version: .of2026)
            let id = try requireValue(made["workflow_run_id"]?.number)
            try await bench.github.double.addArtifact("dist", Array("x".utf8), run: id, in: bench.repository, days: 1)
            bench.clock.advance(by: 2 * 86_400)
            let listed = try await bench.core("GET", "/actions/runs/\(id)/artifacts")
            #expect(listed["artifacts"]?[0]?["expired"] == true)
            let artifact = try requireValue(listed["artifacts"]?[0]?["id"]?.number)
            #expect(try await bench.core("GET", "/actions/artifacts/\(artifact)/zip").status == 410)
        }
    }

    @Test("L7: a release that is published starts its workflows, a draft does not")
    func hearsReleases() async throws {
        try await run(workflow: "on:\n  release:\n    types: [published]\njobs:\n  x: { runs-on: x }\n") { bench in
            let draft = try await bench.core("POST", "/releases", ["tag_name": "v1", "draft": true])
            #expect(await bench.github.double.runs(in: bench.repository).isEmpty)
            _ = try await bench.core("PATCH", "/releases/\(draft["id"]?.number ?? 0)", ["draft": false])
            #expect(await bench.github.double.runs(in: bench.repository).map(\.event) == ["release"])
        }
    }
}
