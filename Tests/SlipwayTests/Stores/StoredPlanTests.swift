import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// Plans that someone changed in the store while their run waited.
@Suite("A stored plan that was changed, with the real program", .heavy)
struct StoredPlanTests {
    enum Kind: CaseIterable {
        case sqlite, postgresql

        static var available: [Kind] { allCases.filter { $0 != .postgresql || EngineScene.isPossible } }
    }

    private let name = "waits-\(UUID().uuidString.lowercased())"

    /// A run that waits for two people.
    private func scene(_ kind: Kind) async throws -> (fixture: Fixture, environment: [String: String]) {
        let fixture = try Fixture()
        try await fixture.repository("valve", ["VERSION": "2.0.0\n"], tag: "v2.0.0")
        try await fixture.commit("fix: seat", ["seat.txt": "x\n"], in: "valve")
        try await fixture.push("valve")
        try fixture.write(
            """
            workspace: \(name)
            people: { \(NSUserName()): [lead], berta: [lead] }
            approvals: [{ name: release, roles: [lead], quorum: 2 }]
            defaults:
              gates: [{ name: test, run: [sh, -c, "echo 1..1"] }]
              build: { run: [sh, -c, "echo {version} > valve.bin"], artifacts: [valve.bin] }
              publish: [{ to: folder, path: ../published }]

            """, to: "workspace/slipway.yaml")
        let environment = kind == .sqlite ? [:] : ["SLIPWAY_STORE": EngineScene.server ?? ""]
        let release = try await fixture.slipway("release", environment: environment)
        #expect(release.end == .exited(77), "\(release.errorText)")
        return (fixture, environment)
    }

    private func change(_ sql: String, _ kind: Kind, _ fixture: Fixture) async throws {
        let script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
        let command =
            switch kind {
            case .sqlite:
                ["python3", "-c", script, fixture.workspace + "/.slipway/state.db", "UPDATE plans SET \(sql)"]
            case .postgresql:
                [
                    "psql", "-q", EngineScene.server ?? "", "-c",
                    "UPDATE slipway_runs SET \(sql) WHERE workspace = '\(name)'",
                ]
            }
        let result = try await ProcessRunner().run(Command(command))
        #expect(result.hasSucceeded, "\(result.errorText)")
    }

    @Test(
        "A changed stored plan can't alter quorum, targets or date; cancelling stays possible",
        arguments: Kind.available,
        [
            "'\"quorum\":2', '\"quorum\":1'", "'../published', '../elsewhere'",
            "'\"createdAt\":\"2', '\"createdAt\":\"1'",
        ])
    func changed(kind: Kind, change sql: String) async throws {
        let (fixture, environment) = try await scene(kind)
        defer { fixture.remove() }
        let before = try await fixture.updates()
        try await change("plan = replace(plan, \(sql))", kind, fixture)
        for command in ["approve", "resume", "retry"] {
            let result = try await fixture.slipway("run", command, environment: environment)
            #expect(
                result.end == .exited(1) && result.errorText.contains("run.stored-plan-changed"),
                "\(command): \(result.errorText)\(result.text)")
        }
        let shown = try await fixture.slipway("run", "show", environment: environment)
        #expect(shown.text.contains("run.stored-plan-changed"), "\(shown.text)")
        #expect(try await fixture.slipway("store", "check", environment: environment).end == .exited(1))
        #expect(try await fixture.slipway("audit", "verify", environment: environment).end == .exited(1))
        #expect(try await fixture.updates() == before)
        #expect(!FileManager.default.fileExists(atPath: fixture.root + "/published"))
        #expect(!FileManager.default.fileExists(atPath: fixture.root + "/elsewhere"))
        #expect(try await fixture.slipway("run", "cancel", environment: environment).end == .exited(0))
    }

    @Test("A plan of a newer version is reported as too new and not executed", arguments: Kind.available)
    func newer(kind: Kind) async throws {
        let (fixture, environment) = try await scene(kind)
        defer { fixture.remove() }
        try await change("plan = replace(plan, 'slipway.plan/2', 'slipway.plan/3')", kind, fixture)
        for command in ["approve", "resume", "retry"] {
            let result = try await fixture.slipway("run", command, environment: environment)
            #expect(result.end == .exited(1) && result.errorText.contains("store.too-new"), "\(result.errorText)")
        }
        for command in [["store", "check"], ["audit", "verify"]] {
            let result = try await fixture.slipway(command[0], command[1], environment: environment)
            let said = result.errorText + result.text
            #expect(result.end == .exited(1) && said.contains("store.too-new"), "\(said)")
            #expect(!said.contains("damaged") && !said.contains("broken") && !said.contains("backup"), "\(said)")
        }
    }
}
