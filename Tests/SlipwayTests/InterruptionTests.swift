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
}
