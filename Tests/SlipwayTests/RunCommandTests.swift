import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("Decisions about runs, by the real program", .heavy, .timeLimit(.minutes(20)))
struct RunCommandTests {
    /// One component; its gate passes where there is no file `broken` in the workspace.
    private func fixture(_ configuration: String = "") async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try await fixture.commit("fix: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        try fixture.write(
            """
            workspace: w
            \(configuration)
            defaults:
              gates: [{ name: test, run: [sh, -c, "test ! -e $SLIPWAY_STATE/../broken && echo 1..1"] }]
              build: { run: [sh, -c, "echo {component} > out.txt"], artifacts: [out.txt] }

            """, to: "workspace/slipway.yaml")
        return fixture
    }

    private func broken() async throws -> Fixture {
        let fixture = try await fixture()
        try fixture.write("", to: "workspace/broken")
        #expect(try await fixture.slipway("release").end == .exited(65))
        return fixture
    }

    @Test("A paused run starts nothing until resumed, and pausing twice is not an error")
    func pause() async throws {
        let fixture = try await broken()
        defer { fixture.remove() }
        for _ in 0..<2 { #expect(try await fixture.slipway("run", "pause").end == .exited(0)) }
        #expect(try await fixture.slipway("release").end == .exited(65))
        try FileManager.default.removeItem(atPath: fixture.workspace + "/broken")
        #expect(try await fixture.slipway("run", "list").text.contains("someone to continue it"))
        #expect(try await fixture.slipway("run", "retry").end == .exited(0))
    }

    @Test("A skipped step is listed in the set, with who did it and why")
    func skip() async throws {
        let fixture = try await broken()
        defer { fixture.remove() }
        let refused = try await fixture.slipway("run", "skip", "r1", "line:core", "--reason", "x")
        #expect(refused.end == .exited(1) && refused.errorText.contains("can't be skipped"))
        let skipped = try await fixture.slipway("run", "skip", "r1", "gate:core/test", "--reason", "known flake")
        #expect(skipped.end == .exited(0) && skipped.text.contains("unverified"))
        let retried = try await fixture.slipway("run", "retry")
        #expect(retried.end == .exited(0))
        #expect(retried.text.contains("core 1.0.1: released, unverified (skipped: gate:core/test)"), "\(retried.text)")
        let steps = retried.errorText + (try await fixture.slipway("run", "show", "--json").text)
        #expect(steps.contains("skipped: gate:core/test"))
        #expect(!steps.contains("every blocking gate before it has passed"), "\(steps)")
        let set = fixture.folder(of: "r1")
        let notes = String(decoding: FileManager.default.contents(atPath: set + "/NOTES.md") ?? Data(), as: UTF8.self)
        #expect(notes.contains("1.0.1 (unverified)") && notes.contains("known flake"))
        let manifest = FileManager.default.contents(atPath: set + "/manifests/core.json") ?? Data()
        #expect(String(decoding: manifest, as: UTF8.self).contains("gate:core/test, skipped by"))
    }

    @Test("A cancelled run reports what is public and what to do, also in a file, and the next release works")
    func cancel() async throws {
        let fixture = try await broken()
        defer { fixture.remove() }
        let cancelled = try await fixture.slipway("run", "cancel", "--reason", "another way")
        #expect(cancelled.end == .exited(0) && cancelled.text.contains("Nothing had been made public"))
        let file = fixture.folder(of: "r1") + "/RECOVERY.md"
        #expect(FileManager.default.contents(atPath: file).map { !$0.isEmpty } == true)
        for command in ["resume", "retry", "pause", "approve"] {
            #expect(try await fixture.slipway("run", command, "r1").end == .exited(1), "\(command)")
        }
        try FileManager.default.removeItem(atPath: fixture.workspace + "/broken")
        #expect(try await fixture.slipway("release").end == .exited(0))
    }

    @Test("A run that waits for approvals exits with 77, and continues once enough were given, also in an engine")
    func approve() async throws {
        let user = NSUserName()
        let fixture = try await fixture(
            """
            people: { \(user): [manager], ben: [owner], carl: [guest] }
            approvals: [{ name: release, roles: [manager, owner], quorum: 2, passed-on-by: [\(user)] }]
            """)
        defer { fixture.remove() }
        #expect(try await fixture.slipway("release").end == .exited(77))
        let untouched = try await fixture.git("tag", in: fixture.root + "/remotes/core.git")
        #expect(untouched == "v1.0.0\n")
        #expect(try await fixture.slipway("run", "approve").text.contains("1 of 2 approvals"))
        #expect(try await fixture.slipway("run", "approve", "--by", "carl").end == .exited(77))
        #expect(try await fixture.slipway("run", "resume").end == .exited(77))
        #expect(try await fixture.slipway("run", "approve", "--by", "ben").text.hasPrefix("Approved."))
        let engine = try await fixture.slipway("engine", "--until-idle")
        #expect(engine.end == .exited(0) && engine.errorText.contains("No run can continue. Stopped."))
        #expect(try await fixture.slipway("run", "show").text.contains("succeeded"))
        let audit = try await fixture.slipway("audit", "list").text
        #expect(audit.contains("approved approval:release/core as owner") && audit.contains("passed on by \(user)"))
    }

    @Test("An unreachable quorum is a configuration error with its location")
    func quorum() async throws {
        let fixture = try await fixture("approvals: [{ name: release, roles: [owner], quorum: 1 }]")
        defer { fixture.remove() }
        let result = try await fixture.slipway("plan")
        #expect(result.end == .exited(78) && result.errorText.contains("slipway.yaml:2:"))
    }

    @Test(
        "Nothing is found in an empty workspace", arguments: ["show", "pause", "resume", "retry", "cancel", "approve"])
    func missing(command: String) async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let result = try await fixture.slipway("run", command, "r9")
        #expect(result.end == .exited(64) && result.errorText.contains("There is no run 'r9'."), "\(result.errorText)")
    }
}
