import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("What is sent to other repositories after a release", .heavy)
struct FollowUpTests {
    private static let listener =
        "name: deploy\non:\n  repository_dispatch:\n    types: [core-release]\njobs: { deploy: { runs-on: ubuntu-latest } }\n"
    private static let startable = """
        name: site
        on:
          workflow_dispatch:
            inputs:
              tag: { required: true }
              why: { required: true, default: a release }
        jobs: { site: { runs-on: ubuntu-latest } }

        """
    private static let followUp =
        "{ repository: acme/website, event: core-release, values: { tag: \"{tag}\", source_repo: \"{repository}\", at: \"{commit}\", run: \"{run}\" } }"

    /// `acme/core` with a change to release, and `acme/website` with these workflows.
    private func run(
        _ double: DoubleSettings = DoubleSettings(), followUps: String = FollowUpTests.followUp,
        workflow: String = FollowUpTests.listener,
        onBranch branch: String = "main",
        _ body: @Sendable (GitHubScene, _ website: Int) async throws -> Void
    ) async throws {
        try await GitHubScene.runWithAssets(double, unified: "follow-ups: [\(followUps)]") { scene in
            let git = scene.scene.sandbox
            _ = try await git.makeClone("website", files: ["index.html": "site\n"], hasRemote: false)
            if branch != "main" { try await git.git(["switch", "--quiet", "-c", branch], in: "website") }
            try await git.commit("ci: deploy", files: [".github/workflows/deploy.yml": workflow], in: "website")
            if branch != "main" { try await git.git(["switch", "--quiet", "main"], in: "website") }
            var settings = RepositorySettings()
            settings.roles["ada"] = .admin
            let id = try await scene.github.double.addRepository(
                "acme/website", settings: settings, from: git.folder.path + "/website")
            try await body(scene, id)
        }
    }

    private func dispatches(_ scene: GitHubScene, _ id: Int) async throws -> [(type: String, payload: JSON)] {
        try #require(await scene.github.double.forge.repository(id)).dispatches.map { ($0.type, $0.payload) }
    }

    @Test("A stable release sends its event once, with the values filled in, when everything is published")
    func sent() async throws {
        try await run { scene, website in
            let answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            for _ in 0..<2 { _ = await scene.slipway("release") }
            let sent = try await dispatches(scene, website)
            #expect(sent.count == 1 && sent.first?.type == "core-release")
            let payload = try #require(sent.first?.payload)
            let commit = try await scene.commitOf("v1.1.0")
            #expect(payload["tag"]?.text == "v1.1.0" && payload["source_repo"]?.text == "acme/core")
            #expect(payload["at"]?.text == commit && payload["run"]?.text?.isEmpty == false)
            let runs = try #require(await scene.github.double.forge.repository(website)).runs
            #expect(runs.map(\.event) == ["repository_dispatch"])
        }
    }

    @Test("A workflow is started at the default branch, with its inputs")
    func started() async throws {
        let followUp = "{ repository: acme/website, workflow: deploy.yml, values: { tag: \"{tag}\" } }"
        try await run(followUps: followUp, workflow: Self.startable) { scene, website in
            let answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let runs = try #require(await scene.github.double.forge.repository(website)).runs
            #expect(runs.map(\.event) == ["workflow_dispatch"])
        }
    }

    @Test("A prerelease sends nothing, unless it is to", arguments: [false, true])
    func prerelease(isAlways: Bool) async throws {
        let followUp = FollowUpTests.followUp.replacing("event:", with: isAlways ? "on: always, event:" : "event:")
        try await run(followUps: followUp) { scene, website in
            let answer = await scene.slipway("release", "--prerelease", "rc")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let sent = try await dispatches(scene, website)
            #expect(sent.count == (isAlways ? 1 : 0))
        }
    }

    @Test(
        "Where no workflow on the default branch listens, doctor finds it, and a release refuses before anything is public",
        arguments: [
            ("main", "on: push\n", "has no trigger `repository_dispatch`"),
            ("main", "on: { repository_dispatch: { types: [other] } }\n", "listens for 'other'"),
            ("next", FollowUpTests.listener, "That branch has no such workflow."),
        ])
    func deaf(branch: String, workflow: String, words: String) async throws {
        try await run(workflow: workflow, onBranch: branch) { scene, website in
            let doctor = await scene.slipway("doctor")
            #expect(
                doctor.code == 1
                    && doctor.output.contains("No workflow on main of acme/website takes the event 'core-release'")
                    && doctor.output.contains(words), "\(doctor.output)\(doctor.messages)")
            let before = try await scene.commitOf("main")
            let answer = await scene.slipway("release")
            #expect(answer.code == 78 && answer.messages.contains(words), "\(answer.code) \(answer.messages)")
            let (after, tagged) = (try await scene.commitOf("main"), try await scene.commitOf("refs/tags/v1.1.0"))
            #expect(after == before && tagged == nil)
            let sent = try await dispatches(scene, website)
            #expect(sent.isEmpty)
        }
    }

    @Test(
        "Inputs that a workflow lacks, or needs, are found before the release",
        arguments: ["{ version: \"{version}\" }", "{}"])
    func inputs(values: String) async throws {
        let entry = values == "{}" ? "" : ", values: \(values)"
        let followUp = "{ repository: acme/website, workflow: deploy.yml\(entry) }"
        try await run(followUps: followUp, workflow: Self.startable) { scene, _ in
            let answer = await scene.slipway("release")
            let words = values == "{}" ? "needs the input tag" : "has no input version"
            #expect(answer.code == 78 && answer.messages.contains(words), "\(answer.code) \(answer.messages)")
        }
    }

    @Test("Where the answer is lost, it is not sent again by itself; a person decides", arguments: [true, false])
    func lost(isSkipped: Bool) async throws {
        try await run { scene, website in
            scene.github.double.plan(.lost, for: "repos/create-dispatch-event")
            let answer = await scene.slipway("release")
            #expect(answer.code == 65, "\(answer.code) \(answer.output)\(answer.messages)")
            #expect("\(answer.output)\(answer.messages)".contains("is unknown, so it is not sent again"))
            let releases = try await scene.releases()
            #expect(releases.map(\.tag) == ["v1.1.0"])
            var sent = try await dispatches(scene, website)
            #expect(sent.count == 1)
            let retry = try #require("\(answer.output)\(answer.messages)".firstMatch(of: /slipway run retry (\S+)/))
            let run = String(retry.1)
            if isSkipped {
                let skipped = await scene.slipway("run", "skip", run, "follow-up:1", "--reason", "it arrived")
                #expect(skipped.code == 0, "\(skipped.output)\(skipped.messages)")
            }
            let next = await scene.slipway("run", "retry", run)
            #expect(next.code == 0, "\(next.code) \(next.output)\(next.messages)")
            sent = try await dispatches(scene, website)
            #expect(sent.count == (isSkipped ? 1 : 2))
        }
    }

    @Test("Killed behind the request, the next process does not send it again by itself")
    func killed() async throws {
        var slow = DoubleSettings()
        slow.faults.delay = 8000
        try await run(slow) { scene, website in
            scene.github.double.plan(.delayed, for: "repos/create-dispatch-event")
            let folder = scene.scene.sandbox.folder.path
            let command = Command(
                [
                    "bash", "-c", "echo $$ > \(folder)/pid; exec \"$0\" \"$@\"", try builtProgram("slipway"), "-C",
                    folder + "/clone", "release",
                ], environment: ["GH_TOKEN": GitHubScene.token, "HOME": folder], timeout: .seconds(120))
            async let killed = ProcessRunner().run(command)
            try await eventually("the event is sent") { try await !dispatches(scene, website).isEmpty }
            let pid = try #require(pid_t(try scene.scene.sandbox.folder.text("pid").trimmingCharacters(in: .newlines)))
            kill(pid, SIGKILL)
            let end = try await killed.end
            #expect(end != .exited(0))
            let answer = await scene.slipway("release")
            #expect(answer.code == 65, "\(answer.code) \(answer.output)\(answer.messages)")
            #expect("\(answer.output)\(answer.messages)".contains("is unknown, so it is not sent again"))
            let sent = try await dispatches(scene, website)
            #expect(sent.count == 1)
            let again = await scene.slipway("run", "retry")
            #expect(again.code == 0, "\(again.output)\(again.messages)")
            let all = try await dispatches(scene, website)
            #expect(all.count == 2)
        }
    }

    @Test("Where a second one does no harm, a lost answer is tried again")
    func repeatable() async throws {
        let followUp = FollowUpTests.followUp.replacing("event:", with: "repeatable: true, event:")
        try await run(followUps: followUp) { scene, website in
            scene.github.double.plan(.lost, for: "repos/create-dispatch-event")
            let answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.code) \(answer.output)\(answer.messages)")
            let sent = try await dispatches(scene, website)
            #expect(sent.count == 2)
        }
    }

    @Test("A test release sends nothing")
    func testRelease() async throws {
        try await run { scene, website in
            let answer = await scene.slipway("plan", "--test", "--json")
            #expect(answer.code == 0 && !answer.output.contains("follow-up"), "\(answer.messages)")
            let real = await scene.slipway("plan", "--json")
            #expect(real.output.contains("\"follow-up:1\""), "\(real.output)")
        }
    }

    @Test("More keys than a forge takes are refused when the file is read")
    func tooMany() async throws {
        let values = (1...11).map { "k\($0): x" }.joined(separator: ", ")
        try await run(followUps: "{ repository: acme/website, event: e, values: { \(values) } }") { scene, _ in
            let answer = await scene.slipway("plan")
            #expect(answer.code == 78 && answer.messages.contains("has 10 keys at most"), "\(answer.messages)")
        }
    }
}
