import Foundation
import ReleaseAdapters
import ReleaseManifests
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Builds without a release")
struct LocalBuildTests {
    private let sandbox: GitSandbox

    init() async throws {
        sandbox = try GitSandbox(runner: ProcessRunner())
        _ = try await sandbox.makeClone(
            "w", files: ["Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\n"], hasRemote: false)
    }

    /// A build of core with its gates, with what its commands say.
    private func build(
        secrets: [String: Secret] = [:], _ configure: (inout ComponentConfiguration) -> Void,
        answer: @escaping @Sendable (Command) -> CommandResult = { _ in .says("test result: ok. 1 passed; 0 failed") }
    ) async throws -> (result: BuildResult, commands: [Command]) {
        var configuration = WorkspaceConfiguration(workspace: "demo")
        var settings = ComponentConfiguration()
        settings.build = BuildConfiguration(run: ["make"])
        configure(&settings)
        configuration.components["core"] = settings
        let (runner, git) = (ScriptedRunner { answer($0) }, ProcessRunner())
        let workspace = Workspace(
            folder: sandbox.folder.path + "/w", configuration: configuration, ecosystems: allEcosystems,
            sourceControl: GitSourceControl(runner: git), runner: runner, files: LocalFiles(), lock: MemoryLock(),
            openStore: { MemoryRunStore() }, secrets: secrets)
        let (results, _) = try await BuildOperation(workspace).build(
            BuildOptions(
                components: [], profile: "dev", variant: nil, cleans: false, packages: true, parallelism: 1)
        ) { _ in }
        return (try #require(results.first { $0.component == "core" }), runner.commands)
    }

    @Test("A gate that runs no tests fails, as in a release")
    func noTests() async throws {
        let (result, _) = try await build {
            $0.gates = [GateConfiguration(name: "test", run: ["make", "test"])]
        } answer: {
            .says($0.arguments == ["make"] ? "" : "test result: ok. 0 passed; 0 failed")
        }
        #expect(result.state == .failed)
        #expect(result.reason == "gate:core/test succeeded, but ran no test")
    }

    @Test("Each cell of a matrix runs, with its values")
    func matrix() async throws {
        let (result, commands) = try await build {
            $0.gates = [
                GateConfiguration(
                    name: "test", run: ["make", "test-{os}"], matrix: [MatrixAxis(name: "os", values: ["a", "b"])])
            ]
        }
        #expect(result.state == .built)
        #expect(commands.map(\.arguments) == [["make"], ["make", "test-a"], ["make", "test-b"]])
        #expect(commands.dropFirst().map { $0.environment["SLIPWAY_MATRIX_OS"] } == ["a", "b"])
    }

    @Test(
        "Builds and gates run as in a release: confined, with their timeout and the secrets that they name")
    func surroundings() async throws {
        let (_, commands) = try await build(secrets: ["KEY": "k", "OTHER": "o"]) {
            $0.build = BuildConfiguration(run: ["make"], secrets: ["KEY"], timeout: 5)
            $0.gates = [GateConfiguration(name: "test", run: ["make", "test"], timeout: 6)]
        }
        #expect(commands.map(\.timeout) == [.seconds(5), .seconds(6)])
        #expect(commands.allSatisfy { $0.surroundings == .confined })
        #expect(commands.map { $0.environment["KEY"] } == [.some("k"), .some(nil)])
        #expect(commands.allSatisfy { $0.environment["OTHER"] == .some(nil) })
    }

    @Test("A failing advisory gate is reported, and stops nothing")
    func advisory() async throws {
        let (result, commands) = try await build {
            $0.gates = [
                GateConfiguration(name: "lint", run: ["make", "lint"], isBlocking: false),
                GateConfiguration(name: "test", run: ["make", "test"]),
            ]
        } answer: {
            $0.arguments == ["make", "lint"] ? .says("", status: 1) : .says("Ran 1 test in 0s")
        }
        #expect(result.state == .built && commands.count == 3)
        #expect(result.warnings == ["gate:core/lint exited with status 1"])
    }

    @Test("A missing artifact fails the build, and one that leads out of the checkout is refused")
    func artifacts() async throws {
        let (result, _) = try await build {
            $0.build = BuildConfiguration(run: ["make"], artifacts: [ArtifactConfiguration(path: "out/core")])
        }
        #expect(result.state == .failed && result.reason == "build:core: it did not make 'out/core'")
        let folder = sandbox.folder.path
        let error = await #expect(throws: FileError.self) {
            try await build {
                $0.build = BuildConfiguration(run: ["make"], artifacts: [ArtifactConfiguration(path: "out/core")])
            } answer: { _ in
                try? FileManager.default.createDirectory(
                    atPath: folder + "/w/out", withIntermediateDirectories: true)
                try? FileManager.default.createSymbolicLink(
                    atPath: folder + "/w/out/core", withDestinationPath: "/etc/hostname")
                return .says("")
            }
        }
        #expect(error == .leadsOut(path: folder + "/w/out/core", root: folder + "/w"))
    }
}
