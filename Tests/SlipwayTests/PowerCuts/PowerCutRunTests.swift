import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// Releases of the real program whose machine loses its power: the workspace lies on a disk of its own, remotes and
/// PostgreSQL on other machines.
@Suite("Power cuts in releases", .heavy, .enabled(if: LoopDisk.isPossible), .timeLimit(.minutes(20)))
struct PowerCutRunTests {
    private let disk: LoopDisk
    private let elsewhere: TemporaryFolder
    private let fixture: Fixture
    private let runner = ProcessRunner()

    init() async throws {
        disk = try LoopDisk(megabytes: 256)
        elsewhere = try TemporaryFolder()
        fixture = Fixture(at: disk.path)
        let files = FileManager.default
        try files.createDirectory(atPath: elsewhere.path + "/remotes", withIntermediateDirectories: true)
        try files.createDirectory(atPath: fixture.workspace, withIntermediateDirectories: true)
        try files.createSymbolicLink(
            atPath: fixture.root + "/remotes", withDestinationPath: elsewhere.path + "/remotes")
        try await fixture.repository("core", ["pyproject.toml": "[project]\nname = \"core\"\nversion = \"1.0.0\"\n"])
        try await fixture.repository(
            "app",
            ["pyproject.toml": "[project]\nname = \"app\"\nversion = \"1.0.0\"\ndependencies = [\"core>=1,<2\"]\n"])
        try await fixture.commit("feat!: break", ["core.py": "x = 1\n"], in: "core")
        try await fixture.push("core")
    }

    /// - Parameter gate: What the gate of app does before it passes.
    private func configure(gate: String) throws {
        // What is proven is written down elsewhere, so that it shows what was done twice.
        try fixture.write(
            """
            workspace: power-\(UUID().uuidString.lowercased())
            parallelism: 1
            defaults:
              build: { run: [sh, -c, "echo {component} {version} > {component}.txt"], artifacts: ["{component}.txt"] }
            components:
              core: { gates: [{ name: test, run: [sh, -c, "echo core >> \(elsewhere.path)/proven; echo 1..1"] }] }
              app: { gates: [{ name: test, run: [sh, -c, "echo app >> \(elsewhere.path)/proven; \(gate) echo 1..1"] }] }

            """, to: "workspace/slipway.yaml")
        try disk.sync()
    }

    private func proven() throws -> [String] {
        try elsewhere.text("proven").split(separator: "\n").map(String.init)
    }

    /// On a machine that began anew.
    private func restarted(_ arguments: String..., variables: [String: String]) async throws -> CommandResult {
        try elsewhere.write("\(UUID().uuidString.lowercased())\n", to: "start")
        var environment: [String: String?] = ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"]
        for (name, value) in variables { environment[name] = value }
        return try await runner.run(
            Command(
                [
                    "unshare", "-m", "sh", "-c",
                    "mount --bind \"$0\" /proc/sys/kernel/random/boot_id && exec \"$@\"", elsewhere.path + "/start",
                    try builtProgram("slipway"),
                ] + arguments + ["-C", fixture.workspace], environment: environment))
    }

    @Test(
        "After a power cut, a run continues: acknowledged work is there, and nothing is done twice",
        arguments: CommandEnvironmentTests.Kind.available)
    func middle(kind: CommandEnvironmentTests.Kind) async throws {
        let copy = elsewhere.path + "/copy"
        try configure(gate: "test -e \(copy) || { cp --sparse=always \(disk.image) \(copy); kill -9 $PPID; exit 1; };")
        let first = try await fixture.slipway("release", environment: kind.variables)
        #expect(first.end == .signalled(9) || first.end == .exited(137), "\(first.end) \(first.errorText)")
        #expect(try proven() == ["core", "app"])
        try disk.cut(at: copy)
        var second = try await restarted("release", variables: kind.variables)
        // The claim of the engine that is gone has to run out first.
        try await eventually("the claim has run out") {
            if second.end == .exited(75) { second = try await restarted("release", variables: kind.variables) }
            return second.end != .exited(75)
        }
        #expect(second.end == .exited(0), "\(second.errorText)\(second.text)")
        #expect(try proven() == ["core", "app", "app"], "core's gate had passed, and was acknowledged")
        let set = fixture.folder(of: "r1")
        #expect(try await fixture.slipway("verify", set).end == .exited(0))
        for (name, version) in [("core", "2.0.0"), ("app", "1.0.1")] {
            let text = FileManager.default.contents(atPath: "\(set)/artifacts/\(name)-\(name).txt") ?? Data()
            #expect(String(decoding: text, as: UTF8.self) == "\(name) \(version)\n")
        }
        for (reference, count) in try await fixture.updates() {
            #expect(count == 1 || reference.hasSuffix("heads/main"), "\(reference): \(count)")
        }
    }

    @Test(
        "After a power cut, a release that was reported as done is done",
        arguments: CommandEnvironmentTests.Kind.available)
    func end(kind: CommandEnvironmentTests.Kind) async throws {
        try configure(gate: "")
        #expect(try await fixture.slipway("release", environment: kind.variables).end == .exited(0))
        let before = try await fixture.updates()
        try disk.cut()
        let list = try await restarted("run", "show", variables: kind.variables)
        #expect(list.text.contains("succeeded"), "\(list.text)\(list.errorText)")
        let checked = try await fixture.slipway("verify", fixture.folder(of: "r1"))
        #expect(checked.end == .exited(0), "\(checked.text)\(checked.errorText)")
        #expect(try await fixture.updates() == before)
    }
}
