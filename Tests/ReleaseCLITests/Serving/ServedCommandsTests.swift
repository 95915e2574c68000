import Foundation
import ReleaseAdapters
import ReleaseServer
import ReleaseTestKit
import Testing

/// Commands that ask a server, beside the same ones in its workspace.
@Suite("Commands with --server")
struct ServedCommandsTests {
    /// A served workspace with a run that waits for approval.
    private func scene(
        _ body: @Sendable (ServeScene, _ address: String) async throws -> Void
    ) async throws {
        let scene = try CommandScene()
        try await scene.crate("core")
        try await scene.crate("app", requiring: "core")
        let more = """
            approvals: [{ name: release, roles: [lead] }]
            people: { anna: [lead] }
            """
        try scene.write(ServeScene.configuration("[]", more), to: "slipway.yaml")
        let lines = ServeScene.Lines()
        let server = try Server([try ServeScene.site(scene)], log: ServerLog(isJSON: false) { lines.add($0) })
        let served = ServeScene(scene: scene, server: server, lines: lines)
        let port = try LoopbackServer.freePort()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(host: "127.0.0.1", port: port) { _ in } }
            let token = try await served.token("operator", name: "ops")
            _ = await served.api("POST", "releases", token: token, body: "{}", fields: ["Idempotency-Key": "k"])
            _ = try await served.eventually("\"status\" : \"waiting\"", at: "runs", token: token)
            try await body(served, "http://127.0.0.1:\(port)")
            group.cancelAll()
        }
    }

    /// - Returns: The options that name the server.
    private func options(_ served: ServeScene, _ address: String, _ role: String) async throws -> [String] {
        let file = served.scene.sandbox.folder.path + "/token-\(role)"
        try (try await served.token(role) + "\n").write(toFile: file, atomically: true, encoding: .utf8)
        return ["--server", address, "--token-file", file]
    }

    @Test("What is read from a server is what the workspace itself shows")
    func reading() async throws {
        try await scene { served, address in
            let server = try await options(served, address, "viewer")
            for command in [
                ["run", "list"], ["run", "list", "--json"], ["run", "show"], ["run", "show", "--json"],
                ["run", "show", "r1", "--journal"], ["run", "show", "--journal", "--json"], ["plan"],
                ["plan", "--json"], ["events", "list"], ["events", "list", "--json"], ["events", "show", "1"],
                ["events", "show", "1", "--json"],
            ] {
                let here = await served.scene.plainly(command + ["-C", served.scene.workspace])
                let there = await served.scene.plainly(command + server)
                #expect(there.code == 0, "\(command): \(there.messages)")
                #expect(!here.output.isEmpty && undated(there.output) == undated(here.output), "\(command)")
            }
            let missing = await served.scene.plainly(["run", "show", "r99"] + server)
            #expect(missing.code != 0 && missing.messages.contains("store.no-such-run"), "\(missing.messages)")
            let other = await served.scene.plainly(["plan", "--bump", "major"] + server)
            #expect(other.code == 64 || other.messages.contains("--server"), "\(other.messages)")
        }
    }

    /// Without the moment at which a plan was made.
    private func undated(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("  \"createdAt\"") }
            .joined(separator: "\n")
    }

    @Test("Decisions are recorded at the server under the token's name, and refused as its roles say")
    func deciding() async throws {
        try await scene { served, address in
            func run(_ role: String, _ arguments: String...) async throws -> CommandScene.Answer {
                await served.scene.plainly(["run"] + arguments + (try await options(served, address, role)))
            }
            let refused = try await run("viewer", "pause")
            #expect(refused.code != 0 && refused.messages.contains("api.role"), "\(refused.messages)")
            let paused = try await run("operator", "pause")
            #expect(paused.code == 0 && paused.output.contains("is paused; running steps finish"), "\(paused.messages)")
            #expect(await served.slipway("run", "list").output.contains("paused"))
            let resumed = try await run("operator", "resume")
            #expect(resumed.code == 0 && resumed.output.contains("The server executes it."), "\(resumed.messages)")
            let approved = try await run("approver", "approve")
            #expect(approved.code == 0 && approved.output.contains("The server continues it"), "\(approved.messages)")
            let watched = try await run("viewer", "watch")
            #expect(watched.code == 0 && watched.output.contains("released"), "\(watched.messages)")
            let late = try await run("operator", "cancel", "--reason", "too late")
            #expect(late.code != 0 && late.messages.contains("run.not-possible"), "\(late.messages)")
            let audit = await served.slipway("audit", "list").output
            #expect(audit.contains("anna"))
        }
    }

    @Test("Without a token, with a bad one, or at another program nothing is asked of the workspace here")
    func misdirected() async throws {
        try await scene { served, address in
            let scene = served.scene
            let none = await scene.plainly(["run", "list", "--server", address])
            #expect(none.code != 0 && none.messages.contains("served.no-token"), "\(none.messages)")
            let missing = await scene.plainly(["run", "list", "--server", address, "--token-file", "/nowhere"])
            #expect(missing.messages.contains("served.bad-token-file"), "\(missing.messages)")
            try scene.write("slw_nonsense", to: "bad")
            let bad = await scene.plainly(
                ["run", "list", "--server", address, "--token-file", scene.workspace + "/bad"])
            #expect(bad.messages.contains("api.bad-token"), "\(bad.messages)")
            let other = await scene.plainly(
                ["run", "list", "--server", address + "/elsewhere", "--token-file", scene.workspace + "/bad"])
            #expect(other.messages.contains("served.not-the-api"), "\(other.messages)")
        }
    }
}
