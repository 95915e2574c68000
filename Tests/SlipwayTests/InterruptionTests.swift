import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("Terminating the program", .heavy)
struct InterruptionTests {
    /// A workspace whose git never answers some questions.
    private func scene() async throws -> (fixture: Fixture, path: String) {
        let fixture = try Fixture()
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try await fixture.commit("fix: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        let git = """
            #!/bin/sh
            for word in "$@"; do case "$word" in log|rev-list) touch \(fixture.root)/asked; exec sleep 600;; esac; done
            exec /usr/bin/env PATH=/usr/local/bin:/usr/bin:/bin git "$@"

            """
        try fixture.write(git, to: "slow/git")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fixture.root + "/slow/git")
        return (fixture, fixture.root + "/slow:/usr/local/bin:/usr/bin:/bin")
    }

    @Test(
        "During planning, it prints one sentence and exits with the code that shells use",
        arguments: [["plan"], ["release"], ["release", "--dry-run"]],
        [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func planning(command: [String], signal: (number: Int32, code: Int32)) async throws {
        let (fixture, path) = try await scene()
        defer { fixture.remove() }
        let program = try RunningProgram(fixture, command, log: "out", environment: ["PATH": path])
        for _ in 0..<3_000 where !FileManager.default.fileExists(atPath: fixture.root + "/asked") {
            try await Task.sleep(for: .milliseconds(20))
        }
        program.send(signal.number)
        #expect(await program.status() == signal.code, "\(program.output)")
        let lines = program.output.split(separator: "\n")
        #expect(lines.count == 1 && lines[0].hasPrefix("Interrupted"), "\(program.output)")
        #expect(!FileManager.default.fileExists(atPath: fixture.workspace + "/.slipway/releases"))
    }

    @Test(
        "A rehearsal that is terminated leaves no folder, no process, and nothing in the workspace",
        arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func rehearsing(signal: (number: Int32, code: Int32)) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try await fixture.commit("fix: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        let gate = "sleep 600 & echo $! > \(fixture.root)/started; wait"
        try fixture.write(
            "components: { core: { gates: [{ name: slow, run: [sh, -c, \"\(gate)\"] }] } }\n",
            to: "workspace/slipway.yaml")
        try FileManager.default.createDirectory(
            atPath: fixture.root + "/temporary", withIntermediateDirectories: true)
        let program = try RunningProgram(
            fixture, ["rehearse"], log: "out", environment: ["TMPDIR": fixture.root + "/temporary"])
        var child: Int32?
        for _ in 0..<3_000 where child == nil {
            try await Task.sleep(for: .milliseconds(20))
            let text = FileManager.default.contents(atPath: fixture.root + "/started")
            child = text.flatMap { Int32(String(decoding: $0, as: UTF8.self).dropLast()) }
        }
        let sleeping = try #require(child, "\(program.output)")
        program.send(signal.number)
        #expect(await program.status() == signal.code, "\(program.output)")
        #expect(program.output.contains("Interrupted"), "\(program.output)")
        let left = try FileManager.default.contentsOfDirectory(atPath: fixture.root + "/temporary")
        #expect(left.isEmpty)
        for _ in 0..<100 where kill(sleeping, 0) == 0 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(kill(sleeping, 0) != 0)
        #expect(!FileManager.default.fileExists(atPath: fixture.workspace + "/.slipway"))
    }

    @Test("A rehearsal whose gate is killed reports it, and leaves no folder")
    func killedGate() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try await fixture.commit("fix: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        try fixture.write(
            "components: { core: { gates: [{ name: killed, run: [sh, -c, \"kill -9 $$\"] }] } }\n",
            to: "workspace/slipway.yaml")
        try FileManager.default.createDirectory(
            atPath: fixture.root + "/temporary", withIntermediateDirectories: true)
        let program = try RunningProgram(
            fixture, ["rehearse"], log: "out", environment: ["TMPDIR": fixture.root + "/temporary"])
        #expect(await program.status() == 65, "\(program.output)")
        #expect(program.output.contains("failed: gate:core/killed"), "\(program.output)")
        let left = try FileManager.default.contentsOfDirectory(atPath: fixture.root + "/temporary")
        #expect(left.isEmpty)
    }
}
