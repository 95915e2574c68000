import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// What Slipway dispatches is run by a runner of another project, which reads the workflow's file by itself.
@Suite("Dispatched workflows, run by act", .heavy, .enabled(if: ActRunner.isPossible, "\(ActRunner.needs)"))
struct ActTests {
    private static let workflow = """
        name: build
        on:
          workflow_dispatch:
            inputs:
              version: { required: true }
          repository_dispatch:
            types: [upstream]
        jobs:
          compile:
            runs-on: ubuntu-latest
            steps:
              - run: test "$VERSION" != broken
                env:
                  VERSION: ${{ inputs.version || github.event.client_payload.version }}
          report:
            needs: compile
            runs-on: ubuntu-latest
            steps:
              - run: |
                  curl --fail --silent --show-error --output /dev/null --noproxy '*' \\
                    -H "Authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/statuses/$GITHUB_SHA" \\
                    -d "{\\\"state\\\": \\\"success\\\", \\\"context\\\": \\\"$VERSION by $GITHUB_EVENT_NAME\\\"}"
                env:
                  TOKEN: ${{ github.token }}
                  VERSION: ${{ inputs.version || github.event.client_payload.version }}

        """

    private static let core = ForgeRepository(owner: "acme", name: "core")

    private func run(
        _ body: @Sendable (Bench, any ReleasePorts.Forge, ActRunner) async throws -> Void
    ) async throws {
        try await Bench.run(files: [".github/workflows/build.yml": Self.workflow]) { bench in
            let double = bench.github.double
            await double.addWorkflowToken(
                "ghs_job", repository: bench.repository, permissions: [.contents: .read, .statuses: .write])
            let forge = GitHub(
                GitHubClient(
                    try GitHubPlace(api: bench.github.enterpriseAPI),
                    tokens: FixedToken(Secret(Bench.token), source: "the test"), http: HTTPClient(),
                    time: .init(writeInterval: .zero)))
            try await body(bench, forge, ActRunner(token: "ghs_job", api: bench.github.api))
        }
    }

    @Test("A started workflow runs with its inputs, and what it reports at its commit is read by the adapter")
    func workflowDispatch() async throws {
        try await run { bench, forge, runner in
            _ = try await forge.start(
                workflow: "build.yml", at: "main", inputs: ["version": "1.2.0"], in: Self.core)
            try await expectReport("1.2.0 by workflow_dispatch", bench, forge, runner)
        }
    }

    @Test("A dispatched event runs with its payload, and what it reports at its commit is read by the adapter")
    func repositoryDispatch() async throws {
        try await run { bench, forge, runner in
            try await forge.dispatch(event: "upstream", payload: ["version": "1.3.0"], in: Self.core)
            try await expectReport("1.3.0 by repository_dispatch", bench, forge, runner)
        }
    }

    /// The next run succeeds, and its last job makes the only status of the head.
    private func expectReport(
        _ context: String, _ bench: Bench, _ forge: any ReleasePorts.Forge, _ runner: ActRunner
    ) async throws {
        let double = bench.github.double
        let head = CommitID(try #require(try await double.commit("main", in: bench.repository)))
        let none = try await forge.checks(of: head, in: Self.core)
        #expect(none.isEmpty)
        let result = try await double.performNextRun(in: bench.repository, by: runner)
        #expect(result?.jobs == ["compile": "success", "report": "success"])
        let checks = try await forge.checks(of: head, in: Self.core)
        #expect(checks.map(\.name) == [context] && checks.map(\.result) == [.success], "\(checks)")
        let run = try #require(await double.runs(in: bench.repository).first)
        let shown = try await bench.core("GET", "/actions/runs/\(run.id)")
        #expect(shown["status"] == "completed" && shown["conclusion"] == "success")
    }

    @Test("A job that fails fails the run, and what needs it is skipped")
    func fails() async throws {
        try await run { bench, forge, runner in
            let double = bench.github.double
            try await forge.dispatch(event: "upstream", payload: ["version": "broken"], in: Self.core)
            _ = try await double.performNextRun(in: bench.repository, by: runner)
            let run = try #require(await double.runs(in: bench.repository).first)
            let shown = try await bench.core("GET", "/actions/runs/\(run.id)")
            #expect(shown["conclusion"] == "failure" && shown["event"] == "repository_dispatch")
            let jobs = try await bench.core("GET", "/actions/runs/\(run.id)/jobs")["jobs"]?.items ?? []
            let conclusions = jobs.map { [$0["name"]?.text, $0["conclusion"]?.text] }
            #expect(conclusions == [["compile", "failure"], ["report", "skipped"]], "\(conclusions)")
            let head = try #require(try await double.commit("main", in: bench.repository))
            let checks = try await forge.checks(of: CommitID(head), in: Self.core)
            #expect(checks.isEmpty)
            let next = try await double.performNextRun(in: bench.repository, by: runner)
            #expect(next == nil)
        }
    }
}
