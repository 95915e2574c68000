import Foundation
import ReleaseAdapters
import ReleaseManifests
import ReleaseModel
import ReleaseObservation
import ReleasePorts
import ReleaseTestKit
import Testing

/// A repository is what its remote is, not the folder that it lies in.
@Suite("One repository in several folders", .timeLimit(.minutes(20)))
struct RepositoryIdentityTests {
    private let sandbox: GitSandbox

    init() throws { sandbox = try GitSandbox(runner: ProcessRunner()) }

    private func makeClone() async throws {
        try sandbox.folder.write("", to: "w/.keep")
        _ = try await sandbox.makeClone("w/pump", files: ["VERSION": "1.0.0\n"])
    }

    private func observe(
        tolerant: Bool = false, _ change: (inout WorkspaceConfiguration) -> Void = { _ in }
    ) async throws -> ObservedWorkspace {
        let runner = ProcessRunner()
        var configuration = WorkspaceConfiguration(workspace: "w")
        change(&configuration)
        var options = WorkspaceObserver.Options(withHistory: false)
        options.isTolerant = tolerant
        return try await WorkspaceObserver(
            sourceControl: GitSourceControl(runner: runner), files: LocalFiles(), ecosystems: allEcosystems
        ).observe(sandbox.folder.path + "/w", configuration: configuration, options: options)
    }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(sandbox.folder.path)/w/\(name)", withDestinationPath: target)
    }

    @Test("A copy and a second clone are refused, with both folders and what to write", arguments: [true, false])
    func second(isCopy: Bool) async throws {
        try await makeClone()
        let root = sandbox.folder.path
        if isCopy {
            try FileManager.default.copyItem(atPath: root + "/w/pump", toPath: root + "/w/pump-backup")
        } else {
            try await sandbox.git(["clone", "--quiet", "--", "file://\(root)/w/pump.git/", "w/pump-backup"])
        }
        let error = await #expect(throws: ObservationError.self) { try await observe() }
        #expect(error?.code == "clone.same-repository" && error?.exitCode == .configuration)
        #expect(error?.reasons == [root + "/w/pump", root + "/w/pump-backup"])
        let told = try await observe(tolerant: true).warnings
        #expect(told.contains { $0.code == "clone.same-repository" && $0.severity == .error })
    }

    @Test("A remote that is a clone of the workspace is refused; a bare repository in it is an ordinary remote")
    func remoteInside() async throws {
        try await makeClone()
        let root = sandbox.folder.path
        _ = try await observe()
        try await sandbox.git(["clone", "--quiet", "--", "\(root)/w/pump", "w/hose"])
        let error = await #expect(throws: ObservationError.self) { try await observe() }
        #expect(error?.code == "observe.remote-in-workspace" && error?.exitCode == .configuration)
        #expect(error?.summary.contains("hose") == true && error?.summary.contains("pump") == true)
        #expect(error?.suggestions.contains { $0.contains("remote set-url origin ADDRESS") } == true)
    }

    @Test("A link is not a repository, and that is reported")
    func links() async throws {
        try await makeClone()
        try link("alias", to: "pump")
        let world = try await observe()
        #expect(world.repositories.map(\.id) == ["pump"])
        #expect(world.warnings.contains { $0.code == "clone.link" && $0.message.contains("alias") })
    }

    @Test("Two names for one folder are refused, by whatever path")
    func twoNames() async throws {
        try await makeClone()
        try link("alias", to: "pump")
        let error = await #expect(throws: ObservationError.self) {
            try await observe { configuration in
                configuration.repositories["pump"] = RepositoryConfiguration()
                configuration.repositories["other"] = RepositoryConfiguration(folder: "alias")
            }
        }
        #expect(error?.code == "clone.same-repository")
    }

    @Test("Two intended clones, each with its own branch, are two places")
    func branches() async throws {
        try await makeClone()
        try await sandbox.git(["push", "--quiet", "origin", "main:1.x"], in: "w/pump")
        try await sandbox.git(["clone", "--quiet", "--branch=1.x", "--", "w/pump.git", "w/pump-1"])
        let world = try await observe { configuration in
            configuration.repositories["pump"] = RepositoryConfiguration(branch: "main")
            configuration.repositories["pump-1"] = RepositoryConfiguration(branch: "1.x")
        }
        #expect(world.repositories.map(\.id) == ["pump", "pump-1"])
    }

    @Test(
        "Two clones whose remotes are spelled differently are refused like any other, with both folders",
        arguments: [
            "https://git.example.org/team/cafe\u{301}", "https://git.example.org/team/caf%c3%a9/",
            "https://GIT.example.org/te%61m/cafe%CC%81.git", "ssh://git@git.example.org/~/team/caf\u{E9}.git",
        ])
    func spelled(address: String) async throws {
        try await makeClone()
        let root = sandbox.folder.path
        try FileManager.default.copyItem(atPath: root + "/w/pump", toPath: root + "/w/second")
        for (folder, address) in [("pump", "https://git.example.org/team/caf\u{E9}"), ("second", address)] {
            try await sandbox.git(["remote", "set-url", "origin", address], in: "w/" + folder)
        }
        let error = await #expect(throws: ObservationError.self) { try await observe() }
        #expect(error?.code == "clone.same-repository")
        #expect(error?.reasons == [root + "/w/pump", root + "/w/second"])
    }

    @Test("Addresses that git rewrites are compared as it uses them")
    func rewritten() async throws {
        try await makeClone()
        let root = sandbox.folder.path
        try FileManager.default.copyItem(atPath: root + "/w/pump", toPath: root + "/w/second")
        try await sandbox.git(["config", "url.\(root)/w/.insteadOf", "work:"], in: "w/second")
        try await sandbox.git(["remote", "set-url", "origin", "work:pump.git"], in: "w/second")
        await #expect(throws: ObservationError.self) { try await observe() }
    }
}
