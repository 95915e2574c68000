import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Runs of GitHub's workflows", .heavy)
struct WorkflowRunTests {
    private static let workflow = """
        name: build
        run-name: Build ${{ inputs.version }} for ${{ inputs.correlation_id }}
        on: { workflow_dispatch: { inputs: { correlation_id: {}, version: {} } } }
        jobs:
          linux: { runs-on: [self-hosted, big] }
          mac: { runs-on: macos-14 }
        """

    /// A started run at the double, with the adapter that follows it.
    private func withRun(
        _ body:
            @Sendable (
                _ double: GitHubDouble, _ id: Int, _ forge: GitHub, _ run: Int, _ folder: TemporaryFolder
            ) async throws -> Void
    ) async throws {
        let sandbox = try GitSandbox(runner: ProcessRunner())
        let folder = sandbox.folder.path + "/double"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let double = try GitHubDouble(folder: folder, runner: ProcessRunner())
        await double.addUser("acme", kind: .organization)
        await double.addToken("ghp_ada", of: "ada")
        _ = try await sandbox.makeClone(
            "source", files: [".github/workflows/build.yml": Self.workflow], hasRemote: false)
        var settings = RepositorySettings()
        settings.roles["ada"] = .admin
        let id = try await double.addRepository(
            "acme/core", settings: settings, from: sandbox.folder.path + "/source")
        let running = try await RunningGitHub(double)
        try await running.serving {
            let forge = GitHub(
                GitHubClient(
                    try GitHubPlace(api: running.enterpriseAPI), tokens: FixedToken("ghp_ada", source: "a test"),
                    http: HTTPClient(), time: .init(writeInterval: .zero)))
            let run = try #require(
                try await forge.start(
                    workflow: "build.yml", at: "main",
                    inputs: ["correlation_id": "r1/build:core/1", "version": "1.2.0"],
                    in: Self.core))
            try await body(double, id, forge, run, sandbox.folder)
        }
    }

    private static let core = ForgeRepository(owner: "acme", name: "core")

    @Test("A run has the title that its workflow gives it, its jobs with labels, and says how it ended")
    func follows() async throws {
        try await withRun { double, id, forge, number, _ in
            let run = try #require(try await forge.run(number, in: Self.core))
            #expect(run.title == "Build 1.2.0 for r1/build:core/1" && run.status == .queued)
            var jobs = try await forge.jobs(of: number, in: Self.core)
            #expect(jobs.map(\.name) == ["linux", "mac"] && jobs.allSatisfy { !$0.hasBegun && $0.end == nil })
            #expect(jobs.first?.labels == ["self-hosted", "big"])
            await double.setRun(number, to: "in_progress", in: id)
            let taken = try await forge.run(number, in: Self.core)
            #expect(taken?.status == .running)
            let early = try await forge.log(of: jobs[0], in: Self.core)
            #expect(early == nil)
            try await double.setLogs(["mac": "compiling\n##[error]no such header\n"], of: number, in: id)
            await double.endRun(number, "failure", jobs: ["linux": "success", "mac": "failure"], in: id)
            let ended = try await forge.run(number, in: Self.core)
            #expect(ended?.status == .ended("failure"))
            jobs = try await forge.jobs(of: number, in: Self.core)
            #expect(jobs.map(\.end) == ["success", "failure"] && jobs.allSatisfy(\.hasBegun))
            let log = try await forge.log(of: jobs[1], in: Self.core)
            #expect(log == "compiling\n##[error]no such header\n")
        }
    }

    @Test("An artifact is downloaded as it was uploaded; what arrives otherwise, or has expired, is an error")
    func downloads() async throws {
        try await withRun { double, id, forge, number, folder in
            let bytes = Array("PK and so on".utf8)
            try await double.addArtifact("dist", bytes, run: number, in: id)
            try await double.addArtifact("old", bytes, run: number, in: id, days: -1)
            let artifacts = try await forge.artifacts(of: number, in: Self.core)
            #expect(Set(artifacts.map(\.name)) == ["dist", "old"])
            let dist = try #require(artifacts.first { $0.name == "dist" })
            let old = try #require(artifacts.first { $0.name == "old" })
            #expect(!dist.isExpired && old.isExpired)
            let path = folder.path + "/dist.zip"
            try await forge.download(dist, to: path, in: Self.core)
            #expect(FileManager.default.contents(atPath: path).map(Array.init) == bytes)
            let expired = await #expect(throws: ForgeError.self) {
                try await forge.download(old, to: path, in: Self.core)
            }
            #expect(expired?.code == "forge.missing")
            var other = dist
            other.digest = Digest(String(repeating: "0", count: 64))
            let differs = await #expect(throws: ForgeError.self) {
                try await forge.download(other, to: path, in: Self.core)
            }
            #expect(differs?.code == "forge.incomplete")
        }
    }

    @Test("A run that waits names those who may let it go on")
    func waits() async throws {
        try await withRun { double, id, forge, number, _ in
            await double.holdRun(number, for: "production", reviewers: ["ada", "ben"], in: id)
            let waiting = try await forge.run(number, in: Self.core)
            #expect(waiting?.status == .waiting)
            let people = try await forge.reviewers(of: number, in: Self.core)
            #expect(people == ["ada", "ben"])
        }
    }
}
