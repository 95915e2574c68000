import Foundation
import ReleaseAdapters
import ReleaseManifests
import ReleaseModel
import ReleaseOperations
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Swift packages in repositories of other names", .heavy, .timeLimit(.minutes(20)))
struct SwiftIdentityTests {
    @Test("A requirement by address finds the package of the repository with that name")
    func byRepository() async throws {
        let runner = ProcessRunner()
        let sandbox = try GitSandbox(runner: runner)
        let core = "// swift-tools-version: 5.9\nlet package = Package(name: \"Core\")\n"
        let app =
            "// swift-tools-version: 5.9\nlet package = Package(name: \"App\", dependencies: [\n"
            + "    .package(url: \"https://example.org/acme/swift-core.git\", from: \"1.0.0\")\n])\n"
        _ = try await sandbox.makeClone("w/swift-core", files: ["Package.swift": core])
        _ = try await sandbox.makeClone("w/app", files: ["Package.swift": app])
        for name in ["w/swift-core", "w/app"] { try await sandbox.git(["tag", "-m", "1.0.0", "v1.0.0"], in: name) }
        try await sandbox.commit("feat!: new", files: ["word": "new"], in: "w/swift-core")
        var configuration = WorkspaceConfiguration(workspace: "demo")
        for name in ["swift-core", "app"] {
            configuration.repositories[RepositoryID(name)] = RepositoryConfiguration(folder: name)
        }
        let workspace = Workspace(
            folder: sandbox.folder.path + "/w", configuration: configuration, ecosystems: allEcosystems,
            sourceControl: GitSourceControl(runner: runner), runner: runner, files: LocalFiles(), lock: MemoryLock(),
            openStore: { MemoryRunStore() }, secrets: [:], now: { Date(timeIntervalSince1970: 1_767_225_600) })
        let (plan, _) = try await workspace.plan(ReleaseRequest())
        #expect(plan.released.map { "\($0.name) \($0.nextVersion?.text ?? "")" } == ["Core 2.0.0", "App 1.0.1"])
        let edits = plan.components.first { $0.name == "App" }?.edits.map { "\($0.key): \($0.change)" }
        #expect(edits == ["dependencies.swift-core: from: \"1.0.0\" → from: \"2.0.0\""])
    }
}
