import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Builds in the forge's own CI", .heavy)
struct WorkflowReleaseTests {
    private static let workflow = """
        name: release-build
        run-name: Build ${{ inputs.version }} (${{ inputs.correlation_id }})
        on:
          workflow_dispatch:
            inputs:
              correlation_id: { required: true }
              sha: { required: true }
              ref: { required: true }
              version: {}
        jobs: { build: { runs-on: ubuntu-latest, steps: [{ run: make }] } }

        """

    private func run(
        workflow: String = WorkflowReleaseTests.workflow,
        _ body: @Sendable (GitHubScene) async throws -> Void
    ) async throws {
        try await GitHubScene.run(
            files: [
                "Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\npublish = false\n",
                ".github/workflows/build.yml": workflow,
            ],
            prepare: { sandbox in try await sandbox.git(["tag", "v1.0.0"], in: "source") }
        ) { scene in
            try scene.scene.sandbox.folder.write(
                """
                forge: { kind: github, api: "\(scene.github.enterpriseAPI)" }
                components:
                  core:
                    build: { in: workflow, workflow: build.yml, look-every: 1s, artifacts: [bin/core] }
                    gates:
                      - { name: test, run: [bash, -c, "grep 1.1.0 bin/core && echo 'test result: ok. 1 passed; 0 failed'"] }
                    publish: [{ to: forge-release }]

                """, to: "clone/slipway.yaml")
            try await scene.commit("feat: a new thing", ["thing.txt": "thing\n"])
            try await body(scene)
        }
    }

    /// Runs a command while a runner takes whatever is queued.
    private func perform(
        _ scene: GitHubScene, _ runner: CheckoutRunner? = nil, _ command: String...
    ) async throws -> CommandScene.Answer {
        let runner = runner ?? CheckoutRunner(double: scene.github.double, id: scene.id)
        return try await withThrowingTaskGroup(of: CommandScene.Answer?.self) { group in
            group.addTask {
                command.count == 1
                    ? await scene.slipway(command[0]) : await scene.slipway(command[0], command[1], command[2])
            }
            group.addTask {
                while !Task.isCancelled {
                    if try await scene.github.double.performNextRun(in: scene.id, by: runner) == nil {
                        try? await Task.sleep(for: .milliseconds(50))
                    }
                }
                return nil
            }
            var answer: CommandScene.Answer?
            while answer == nil, let next = try await group.next() { answer = next }
            group.cancelAll()
            return try #require(answer)
        }
    }

    private func candidates(_ scene: GitHubScene) async throws -> [String] {
        try await scene.scene.sandbox.git(["ls-remote", "origin", "refs/slipway/*"], in: "clone")
            .split(separator: "\n").map(String.init)
    }

    @Test("The candidate is built there, tested here and released, and its reference is gone")
    func released() async throws {
        try await run { scene in
            let plan = await scene.slipway("plan")
            #expect(plan.output.contains("refs/slipway/candidates"), "\(plan.output)")
            let answer = try await perform(scene, nil, "release")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let release = try #require(try await scene.releases().first)
            #expect(release.tag == "v1.1.0" && release.assets.map(\.name).contains("core-core"))
            let runs = await scene.github.double.runs(in: scene.id)
            #expect(runs.count == 1 && runs.first?.title.hasPrefix("Build 1.1.0 (r") == true)
            let tagged = try await scene.commitOf("v1.1.0")
            #expect(runs.first?.inputs["sha"]?.text == tagged)
            let left = try await candidates(scene)
            #expect(left.isEmpty)
        }
    }

    @Test("A failed build shows why, publishes nothing, and is retried")
    func retried() async throws {
        try await run { scene in
            let failing = CheckoutRunner(
                double: scene.github.double, id: scene.id, script: "echo 'main.c: no such thing' >&2; false")
            let answer = try await perform(scene, failing, "release")
            #expect(answer.code == 65, "\(answer.code) \(answer.output)\(answer.messages)")
            #expect((answer.output + answer.messages).contains("main.c: no such thing"))
            let tagged = try await scene.commitOf("refs/tags/v1.1.0")
            #expect(tagged == nil)
            let again = try await perform(scene, nil, "run", "retry", "r1")
            #expect(again.code == 0, "\(again.code) \(again.output)\(again.messages)")
            let runs = await scene.github.double.runs(in: scene.id)
            #expect(runs.count == 2)
            let left = try await candidates(scene)
            #expect(left.isEmpty)
        }
    }

    @Test("A cancelled release cancels the workflow, and removes the candidate")
    func cancelled() async throws {
        try await run { scene in
            // No runner takes the run, and the release is interrupted while it waits.
            let waiting = Task { await scene.slipway("release") }
            try await eventually("a run") { await scene.github.double.runs(in: scene.id).count == 1 }
            try await eventually("a candidate") { try await !candidates(scene).isEmpty }
            let shown = await scene.slipway("run", "show")
            #expect(shown.output.contains("the build of core"), "\(shown.output)")
            try await eventually("the run's address") {
                await scene.slipway("run", "show", "--json").output.contains("/actions/runs/")
            }
            let cancelled = await scene.slipway("run", "cancel", "--reason", "enough")
            #expect(cancelled.code == 0 && cancelled.output.contains("was cancelled."), "\(cancelled)")
            _ = await waiting.value
            let runs = await scene.github.double.runs(in: scene.id)
            #expect(runs.map(\.conclusion) == ["cancelled"])
            let left = try await candidates(scene)
            #expect(left.isEmpty)
        }
    }

    @Test("A workflow that can't build it is found by doctor, and by the release before anything is written")
    func unusable() async throws {
        let workflow = Self.workflow.replacing("run-name", with: "# run-name")
        try await run(workflow: workflow) { scene in
            let doctor = await scene.slipway("doctor")
            let words = "has no `run-name` with inputs.correlation_id"
            #expect(doctor.code == 1 && doctor.output.contains(words), "\(doctor.output)")
            let answer = await scene.slipway("release")
            #expect(answer.code == 78 && answer.messages.contains(words), "\(answer.code) \(answer.messages)")
            let left = try await candidates(scene)
            #expect(left.isEmpty)
        }
    }
}
