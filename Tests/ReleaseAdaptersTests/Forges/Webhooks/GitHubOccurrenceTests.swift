import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

private func read(_ event: String, _ json: String) throws -> Occurrence {
    let occurrence = try githubOccurrence(event: event, body: Data(json.utf8))
    return occurrence
}

@Suite("Webhooks of GitHub")
struct GitHubOccurrenceTests {
    private static let repository = #""repository":{"full_name":"acme/core"},"sender":{"login":"anna"}"#

    @Test("A pushed branch")
    func branch() throws {
        let occurrence = try read(
            "push",
            #"{"ref":"refs/heads/a/b","before":"1111","after":"2222","forced":true,"commits":[{"id":"2222","message":"x"}],"#
                + Self.repository + "}")
        #expect(occurrence.repository == ForgeRepository("acme/core") && occurrence.actor == "anna")
        let expected = Push(
            reference: .branch("a/b"), after: "2222", before: "1111", isForced: true,
            commits: [.init(id: "2222", message: "x")])
        #expect(occurrence.kind == .push(expected))
    }

    @Test("A created tag has nothing before, a deleted one nothing after")
    func tags() throws {
        let zeroes = String(repeating: "0", count: 40)
        let created = try read(
            "push", #"{"ref":"refs/tags/v1","before":"\#(zeroes)","after":"2222",\#(Self.repository)}"#)
        #expect(created.kind == .push(Push(reference: .tag("v1"), after: "2222", before: nil)))
        let deleted = try read(
            "push", #"{"ref":"refs/tags/v1","before":"2222","after":"\#(zeroes)","deleted":true,\#(Self.repository)}"#)
        #expect(deleted.kind == .push(Push(reference: .tag("v1"), after: nil, before: "2222")))
    }

    @Test(
        "A pull request is of a fork unless its branch is in its own repository",
        arguments: [(#"{"full_name":"acme/core"}"#, false), (#"{"full_name":"eve/core"}"#, true), ("null", true)])
    func forks(repository: String, isFromFork: Bool) throws {
        let json = """
            {"action":"synchronize","pull_request":{"number":3,"head":{"ref":"main","sha":"h","repo":\(repository)},
            "base":{"ref":"main","sha":"b","repo":{"full_name":"acme/core"}}},\(Self.repository)}
            """
        let event = PullRequestEvent(
            action: .updated, number: 3, headBranch: "main", head: "h", baseBranch: "main", isFromFork: isFromFork)
        #expect(try read("pull_request", json).kind == .pullRequest(event))
    }

    @Test("A closed pull request is merged or not, and only a merged one has a merge commit", arguments: [true, false])
    func closed(isMerged: Bool) throws {
        let json = """
            {"action":"closed","pull_request":{"number":3,"merged":\(isMerged),"merge_commit_sha":"m",
            "head":{"ref":"t","sha":"h","repo":{"full_name":"acme/core"}},"base":{"ref":"main"}},\(Self.repository)}
            """
        guard case .pullRequest(let event) = try read("pull_request", json).kind else {
            Issue.record("not a pull request")
            return
        }
        #expect(event.action == (isMerged ? .merged : .closed))
        #expect(event.mergeCommit == (isMerged ? "m" : nil))
    }

    @Test("The keys of a dispatch's payload stay as they are, and its values become texts")
    func dispatch() throws {
        let json = """
            {"action":"build_core","client_payload":{"source_sha":"0a1b","nightly":true,"number":7,"part":1.5,"none":null,
            "deep":{"x":1}},\(Self.repository)}
            """
        let expected = ["source_sha": "0a1b", "nightly": "true", "number": "7", "part": "1.5"]
        #expect(try read("repository_dispatch", json).kind == .dispatch(.init(type: "build_core", values: expected)))
    }

    @Test("The file of a workflow is told from its path, its name from the workflow where the run has none")
    func workflow() throws {
        let json = """
            {"action":"completed","workflow":{"name":"CI","path":".github/workflows/ci.yml"},"workflow_run":{"id":9,
            "run_attempt":2,"name":"","path":".github/workflows/ci.yml@refs/heads/main","status":"completed",
            "conclusion":"success","event":"push","head_branch":"main","head_sha":"c",
            "head_repository":{"full_name":"acme/core"},"repository":{"full_name":"acme/core"}},\(Self.repository)}
            """
        let expected = WorkflowRunEvent(
            id: 9, attempt: 2, name: "CI", file: "ci.yml", isCompleted: true, conclusion: "success", branch: "main",
            head: "c", event: "push")
        #expect(try read("workflow_run", json).kind == .workflowRun(expected))
    }

    @Test(
        "A body that does not say what happened is refused in words",
        arguments: [
            ("push", "{}"), ("push", "[]"), ("push", "no JSON"), ("push", ""), ("release", #"{"action":"published"}"#),
            ("pull_request", #"{"action":"opened"}"#), ("workflow_run", "{}"), ("repository_dispatch", "{}"),
        ])
    func refused(event: String, json: String) {
        let error = #expect(throws: UnreadableDelivery.self) {
            try githubOccurrence(event: event, body: Data(json.utf8))
        }
        #expect(error?.sentence.contains("'\(event)'") == true)
    }

    @Test("Events that start nothing are taken, whatever their bodies hold")
    func others() throws {
        #expect(
            try read("hitherto_unknown", #"{"action":"x","workflow":"a text"}"#).kind
                == .other(event: "hitherto_unknown", action: "x"))
    }
}

@Suite(
    "Example bodies of GitHub's webhooks",
    .enabled(if: ExampleBodies.all.count > 0, "needs ../shared/contracts/github-webhooks, or SLIPWAY_SHARED"))
struct ExampleBodyTests {
    @Test("Each is taken, and tells its repository", arguments: ExampleBodies.all)
    func taken(body: ExampleBodies.Body) throws {
        let occurrence = try githubOccurrence(event: body.event, body: body.bytes)
        let starts = ["push", "pull_request", "release", "workflow_run", "repository_dispatch"]
        if case .other = occurrence.kind {
            #expect(!starts.contains(body.event))
        } else {
            #expect(starts.contains(body.event) && occurrence.repository != nil && occurrence.actor != nil)
        }
    }

    @Test("There are a hundred")
    func count() { #expect(ExampleBodies.all.count == 100) }
}

enum ExampleBodies {
    struct Body: Sendable, CustomTestStringConvertible {
        var event: String
        var name: String
        var bytes: Data
        var testDescription: String { "\(event)/\(name)" }
    }

    static let all: [Body] = sharedFiles("contracts/github-webhooks/examples").compactMap { path in
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count == 2, let bytes = sharedFile("contracts/github-webhooks/examples/\(path)") else { return nil }
        return Body(event: parts[0], name: parts[1], bytes: bytes)
    }
}
