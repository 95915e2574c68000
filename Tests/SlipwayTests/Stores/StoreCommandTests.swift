import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("The store and the audit, with the real program", .heavy)
struct StoreCommandTests {
    /// A workspace with `count` finished runs of one component, each with some output.
    private func scene(runs count: Int) async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try fixture.write(
            "defaults:\n  gates: [{ name: test, run: [sh, -c, \"echo 1..1\"] }]\n", to: "workspace/slipway.yaml")
        for _ in 0..<count {
            let result = try await release(fixture)
            #expect(result.end == .exited(0), "\(result.errorText)")
        }
        return fixture
    }

    /// Releases a further fixed fault.
    private func release(_ fixture: Fixture) async throws -> CommandResult {
        try await fixture.commit("fix: mend", ["core.sh": UUID().uuidString], in: "core")
        try await fixture.push("core")
        return try await fixture.slipway("release")
    }

    /// Changes the store's file as someone who asks no program of ours.
    private func tamper(_ fixture: Fixture, _ sql: String) async throws {
        let script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()"
        let path = fixture.workspace + "/.slipway/state.db"
        let result = try await ProcessRunner().run(Command(["python3", "-c", script, path, sql]))
        #expect(result.hasSucceeded, "\(result.errorText)")
    }

    @Test("Actions are listed with who and why, and verified as intact; the recorded head still matches later")
    func audit() async throws {
        let fixture = try await scene(runs: 1)
        defer { fixture.remove() }
        let list = try await fixture.slipway("audit", "list")
        #expect(list.end == .exited(0))
        for word in ["trigger", "slipway release", "effect", "pushed core", "tagged core", "end"] {
            #expect(list.text.contains(word), "\(list.text)")
        }
        let verified = try await fixture.slipway("audit", "verify")
        #expect(verified.end == .exited(0) && verified.text.hasPrefix("intact; 1 run, "), "\(verified.text)")
        let head = try #require(verified.text.split(separator: "\n").last?.split(separator: " ").last.map(String.init))
        #expect(try await release(fixture).end == .exited(0))
        #expect(try await fixture.slipway("audit", "verify", "--head", head).end == .exited(0))
        #expect(try await fixture.slipway("audit", "verify", "--head", "nonsense").end == .exited(64))
        let json = try await fixture.slipway("audit", "verify", "--json")
        #expect(json.text.contains(#""isWhole" : true"#))
        #expect(try await fixture.slipway("audit", "list", "--run", "r2", "--json").text.contains("slipway.audit/1"))
    }

    @Test(
        "Changes to the file are found where they are, and the exit code shows it",
        arguments: [
            ("UPDATE events SET event = event || ' ' WHERE sequence = 3", "r1:3:"),
            ("DELETE FROM events WHERE sequence = 4", "r1:4:"),
            ("UPDATE plans SET plan = replace(plan, '\"patch\"', '\"minor\"')", "r1: its plan"),
            ("DELETE FROM events; DELETE FROM runs;", "r1: the run was removed"),
        ])
    func tampered(sql: String, place: String) async throws {
        let fixture = try await scene(runs: 1)
        defer { fixture.remove() }
        let head = try #require(
            try await fixture.slipway("audit", "verify").text.split(separator: " ").last?.split(separator: "\n").first)
        try await tamper(fixture, sql)
        let result = try await fixture.slipway("audit", "verify", "--head", String(head))
        #expect(result.end == .exited(1) && result.text.contains(place), "\(result.text)\(result.errorText)")
        let checked = try await fixture.slipway("store", "check")
        #expect(checked.end == .exited(1) && checked.text.contains(place), "\(checked.text)\(checked.errorText)")
    }

    @Test("A backup can be restored by copying it back, and never overwrites a file")
    func backup() async throws {
        let fixture = try await scene(runs: 1)
        defer { fixture.remove() }
        let copy = fixture.root + "/copy.db"
        let made = try await fixture.slipway("store", "backup", copy)
        #expect(made.end == .exited(0) && made.text.contains("head "), "\(made.errorText)")
        let again = try await fixture.slipway("store", "backup", copy)
        #expect(again.end == .exited(1) && again.errorText.contains("backup.exists"), "\(again.errorText)")
        let folder = fixture.workspace + "/.slipway"
        for name in ["state.db", "state.db-wal", "state.db-shm"] {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
        try FileManager.default.copyItem(atPath: copy, toPath: folder + "/state.db")
        #expect(try await fixture.slipway("store", "check").end == .exited(0))
        #expect(try await fixture.slipway("run", "list").text.contains("r1"))
        #expect(try await fixture.slipway("audit", "list").text.contains(#/r1-[0-9a-f]{8}:1 /#))
    }

    @Test("A damaged store is an error that says what to do")
    func damaged() async throws {
        let fixture = try await scene(runs: 1)
        defer { fixture.remove() }
        #expect(try await fixture.slipway("store", "check").text.contains("The store is intact"))
        let path = fixture.workspace + "/.slipway/state.db"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes.replaceSubrange(4096..<8192, with: Data(repeating: 1, count: 4096))
        try bytes.write(to: URL(fileURLWithPath: path))
        for command in [["store", "check"], ["run", "list"], ["audit", "verify"]] {
            let result = try await fixture.slipway(command[0], command[1])
            #expect(result.end == .exited(1) && result.errorText.contains("cp BACKUP"), "\(result.errorText)")
            let suggests = result.errorText.contains("See what is damaged: slipway store check")
            #expect(!suggests, "whatever looks at the store meets the same error")
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    }

    @Test("Output of old runs is removed, the newest stays, and journals, sets and open runs are untouched")
    func prune() async throws {
        let fixture = try await scene(runs: 3)
        defer { fixture.remove() }
        #expect(try fixture.runs(in: "logs") == ["r1", "r2", "r3"])
        #expect(try await fixture.slipway("store", "prune").text == "There is nothing to remove.\n")
        #expect(
            try await fixture.slipway("store", "prune", "--keep", "1", "--older-than", "1").text
                == "There is nothing to remove.\n")
        let result = try await fixture.slipway("store", "prune", "--keep", "1")
        #expect(result.end == .exited(0) && result.text.contains("of 2 runs"), "\(result.text)\(result.errorText)")
        #expect(try fixture.runs(in: "logs") == ["r3"])
        #expect(FileManager.default.fileExists(atPath: fixture.folder(of: "r1") + "/SHA256SUMS"))
        let list = Fixture.shortened(try await fixture.slipway("audit", "list").text)
        #expect(list.contains("removed the output of r1, r2"), "\(list)")
        #expect(try await fixture.slipway("audit", "verify").end == .exited(0))
        #expect(try await fixture.slipway("run", "show", "r1").end == .exited(0))
        #expect(try await fixture.slipway("store", "prune", "--keep", "-1").end == .exited(64))
    }

    @Test("After a release the output of all but the newest runs is removed automatically, and the journal records it")
    func policy() async throws {
        let fixture = try await scene(runs: 1)
        defer { fixture.remove() }
        let logs = fixture.workspace + "/.slipway/logs"
        for number in 100..<150 {
            try FileManager.default.createDirectory(atPath: "\(logs)/r\(number)", withIntermediateDirectories: true)
        }
        try await fixture.commit("fix: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        #expect(try await release(fixture).end == .exited(0))
        #expect(try !fixture.runs(in: "logs").contains("r1"))
        #expect(FileManager.default.fileExists(atPath: logs + "/r100"))
        #expect(try await fixture.slipway("audit", "list").text.contains("removed the output of r1"))
    }

    @Test("A run that is open keeps its output")
    func pruneOpen() async throws {
        let fixture = try await scene(runs: 1)
        defer { fixture.remove() }
        try fixture.write(
            "defaults:\n  gates: [{ name: test, run: [sh, -c, \"echo no; exit 1\"] }]\n", to: "workspace/slipway.yaml")
        #expect(try await release(fixture).end == .exited(65))
        _ = try await fixture.slipway("store", "prune", "--keep", "0")
        #expect(try fixture.runs(in: "logs") == ["r2"])
    }

    @Test("Without a store a list is empty, without an error, and a check is not passed")
    func nothing() async throws {
        let fixture = try await scene(runs: 0)
        defer { fixture.remove() }
        #expect(try await fixture.slipway("audit", "list").end == .exited(0))
        for command in [["audit", "verify"], ["store", "check"]] {
            let result = try await fixture.slipway(command[0], command[1])
            #expect(result.end == .exited(78) && result.errorText.contains("store.none"), "\(result.errorText)")
        }
        #expect(try await fixture.slipway("store", "prune").end == .exited(0))
    }

    @Test("A password in SLIPWAY_STORE is refused and not shown")
    func password() async throws {
        let fixture = try await scene(runs: 0)
        defer { fixture.remove() }
        let result = try await fixture.slipway(
            "run", "list", environment: ["SLIPWAY_STORE": "host=db password=geheim"])
        #expect(result.end == .exited(78) && result.errorText.contains("PGPASSWORD"))
        #expect(!result.errorText.contains("geheim") && !result.text.contains("geheim"))
    }
}
