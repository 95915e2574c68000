import Foundation
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("slipway token")
struct TokenTests {
    private func slipway(_ scene: CommandScene, _ arguments: String...) async -> CommandScene.Answer {
        await scene.plainly(["-C", scene.workspace] + arguments)
    }

    @Test("A token is shown once, listed without its secret, revoked by its id, and all of it is audited")
    func life() async throws {
        let scene = try CommandScene()
        let empty = await slipway(scene, "token", "list")
        #expect(empty.code == 0 && empty.messages.contains("No tokens yet"))
        let made = await slipway(scene, "token", "create", "--name", "anna", "--role", "approver", "--json")
        let secret = try #require(try made.json()["secret"] as? String)
        let id = try #require(try made.json()["id"] as? String)
        #expect(secret.hasPrefix("slw_\(id)_"))
        let listed = await slipway(scene, "token", "list", "--json")
        #expect(listed.output.contains(id) && !listed.output.contains("secret") && !listed.output.contains("digest"))
        let plain = await slipway(
            scene, "token", "create", "--name", "ci", "--role", "viewer", "--expires", "never", "--repository", "core")
        #expect(plain.output.hasPrefix("slw_") && plain.messages.contains("for core: does not expire"))
        let revoked = await slipway(scene, "token", "revoke", id)
        #expect(revoked.code == 0 && revoked.output.contains("revoked"))
        #expect(await slipway(scene, "token", "revoke", id).code == 0)
        #expect(await slipway(scene, "token", "revoke", "0000000000000000").code == 64)
        let audited = await slipway(scene, "audit", "list").output
        #expect(audited.contains("made the token \(id) of anna, approver"), "\(audited)")
        #expect(audited.ranges(of: "revoked the token \(id)").count == 1)
        #expect(!audited.contains(secret.suffix(64)))
        let intact = await slipway(scene, "audit", "verify")
        #expect(intact.code == 0)
        let stored = try Data(contentsOf: URL(fileURLWithPath: scene.workspace + "/.slipway/state.db"))
        #expect(stored.range(of: Data(secret.suffix(64).utf8)) == nil)
    }

    @Test(
        "What is not a role, a name or a span is refused with what is",
        arguments: [
            (["--name", "a", "--role", "root"], "viewer, operator, approver, admin"),
            (["--name", "", "--role", "viewer"], "--name takes"),
            (["--name", "a\u{1B}[1m", "--role", "viewer"], "--name takes"),
            (["--name", "a", "--role", "viewer", "--expires", "soon"], "12h or 90d"),
            (["--name", "a", "--role", "viewer", "--expires", "0d"], "12h or 90d"),
        ])
    func refused(arguments: [String], says: String) async throws {
        let scene = try CommandScene()
        let answer = await scene.plainly(["-C", scene.workspace, "token", "create"] + arguments)
        #expect(answer.code == 64 && answer.messages.contains(says), "\(answer.messages)")
    }
}
