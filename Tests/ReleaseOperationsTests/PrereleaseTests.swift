import Foundation
import ReleaseAdapters
import ReleaseManifests
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// Two components of one real repository, on the way through prereleases.
@Suite("Prereleases of real repositories", .heavy, .timeLimit(.minutes(20)))
struct PrereleaseTests {
    private let runner = ProcessRunner()
    private let sandbox: GitSandbox
    private let store = MemoryRunStore()

    init() async throws {
        sandbox = try GitSandbox(runner: runner)
        func manifest(_ name: String) -> String { "[package]\nname = \"\(name)\"\nversion = \"1.0.0\"\n" }
        _ = try await sandbox.makeClone(
            "w", files: ["core/Cargo.toml": manifest("core"), "lib/Cargo.toml": manifest("lib")])
        for tag in ["core-v1.0.0", "lib-v1.0.0"] { try await tagAndPush(tag) }
        try await sandbox.commit("feat: first", files: ["core/a": "1"], in: "w")
    }

    private func tagAndPush(_ tag: String) async throws {
        try await sandbox.git(["tag", "-m", tag, tag], in: "w")
        try await sandbox.git(["push", "--quiet", "origin", "main", tag], in: "w")
    }

    private func workspace() -> Workspace {
        let store = store
        return Workspace(
            folder: sandbox.folder.path + "/w", configuration: WorkspaceConfiguration(workspace: "demo"),
            ecosystems: allEcosystems, sourceControl: GitSourceControl(runner: runner), runner: runner,
            files: LocalFiles(), lock: MemoryLock(), openStore: { store }, secrets: [:],
            now: { Date(timeIntervalSince1970: 1_767_225_600) })
    }

    private func released(_ stage: ReleaseStage?) async throws -> [String] {
        let outcome = try await ReleaseOperation(workspace()).release(
            ReleaseRequest(stage: stage), PerformOptions(trigger: Trigger(by: "test", command: "test")))
        guard case .ran(let record) = outcome else { return [] }
        #expect(record.status == .succeeded)
        return record.plan.released.map { "\($0.name) \($0.nextVersion?.text ?? "")" }
    }

    @Test("Prereleases are counted from the last stable release, and graduate with the full history since then")
    func way() async throws {
        #expect(try await released(.prerelease("beta")) == ["core 1.1.0-beta.1"])
        #expect(try await released(.prerelease("beta")) == [])
        try await sandbox.commit("fix: second", files: ["core/a": "2"], in: "w")
        try await sandbox.commit("docs: lib only", files: ["lib/README": "2"], in: "w")
        #expect(try await released(.prerelease("beta")) == ["core 1.1.0-beta.2"])
        #expect(try await released(.prerelease("rc")) == ["core 1.1.0-rc.1"])
        let (plan, _) = try await workspace().plan(ReleaseRequest(stage: .graduation))
        let changelog = plan.component("core")?.changelog ?? ""
        #expect(changelog.contains("first") && changelog.contains("second") && !changelog.contains("lib only"))
        #expect(try await released(.graduation) == ["core 1.1.0"])
        #expect(try await released(.graduation) == [])
    }

    @Test("A component that has only prereleases graduates with all of its history")
    func neverStable() async throws {
        try await sandbox.git(["tag", "-d", "core-v1.0.0"], in: "w")
        try await sandbox.git(["push", "--quiet", "origin", ":refs/tags/core-v1.0.0"], in: "w")
        try await tagAndPush("core-v1.0.0-beta.1")
        let (plan, _) = try await workspace().plan(ReleaseRequest(stage: .graduation))
        #expect(plan.component("core")?.nextVersion?.text == "1.0.0")
        #expect(plan.component("core")?.changelog.contains("first") == true)
    }

    @Test("A channel's next name is that of the whole set, or of one component, and of the commit that is built")
    func channels() async throws {
        try await tagAndPush("lib-v1.4.0")
        let head = try await sandbox.git(["rev-parse", "HEAD"], in: "w")
        let develop = try await ChannelVersionOperation(workspace()).version(
            of: nil, in: DevelopChannel(), request: ReleaseRequest(), forced: nil)
        #expect(develop.version == "1.4.1-dev.1" && develop.isPrerelease)
        let candidate = try await ChannelVersionOperation(workspace()).version(
            of: "core", in: CandidateChannel(), request: ReleaseRequest(), forced: nil)
        #expect(candidate.version == "1.1.0-rc.1")
        let nightly = try await ChannelVersionOperation(workspace()).version(
            of: "core", in: NightlyChannel(), request: ReleaseRequest(), forced: nil)
        #expect(nightly.version == "nightly-20260101-\(head.prefix(7))")
    }

    @Test("A version held by an unfinished run is not planned, until the run is cancelled")
    func held() async throws {
        let (plan, _) = try await workspace().plan(ReleaseRequest())
        let run = try await store.create(plan, at: Date(timeIntervalSince1970: 1_767_225_600))
        try await store.reserve(["core": Version(1, 1, 0)], for: run)
        let (around, _) = try await workspace().plan(ReleaseRequest())
        #expect(around.component("core")?.nextVersion == Version(1, 2, 0))
        _ = try await DecisionOperation(workspace()).cancel(run, reason: "no").record
        let (again, _) = try await workspace().plan(ReleaseRequest())
        #expect(again.component("core")?.nextVersion == Version(1, 1, 0))
    }
}
