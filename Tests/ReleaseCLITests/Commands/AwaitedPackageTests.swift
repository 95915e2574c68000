import Foundation
import ReleaseTestKit
import Synchronization
import Testing

@Suite("Packages that a release waits for")
struct AwaitedPackageTests {
    /// core with a fix, which a registry has from the given request on, and app behind it.
    private func release(
        from first: Int, within: String = "1h",
        _ body: @Sendable (CommandScene, CommandScene.Answer, Int) async throws -> Void
    ) async throws {
        let count = Mutex(0)
        let server = try LoopbackServer { request in
            guard request.line.hasPrefix("GET /co/re/core ") else { return .status(410) }
            let number = count.withLock {
                $0 += 1; return $0
            }
            let older = "{\"name\":\"core\",\"vers\":\"1.0.0\",\"yanked\":false}\n"
            return .status(200, body: number < first ? older : older + older.replacing("1.0.0", with: "1.0.1"))
        }
        let scene = try CommandScene()
        try await scene.crate("core")
        try await scene.crate("app", requiring: "core")
        try scene.write(
            """
            components:
              core: { publish: [{ to: awaited-package, registry: crates, index: "\(server.address)/", within: \(within) }] }
              app: { order: published, build: { run: ["true"] } }

            """, to: "slipway.yaml")
        let answer = await scene.slipway("release")
        try await body(scene, answer, count.withLock { $0 })
        withExtendedLifetime(server) {}
    }

    @Test("R58: what depends on a package is built only when exactly its version can be resolved")
    func waits() async throws {
        try await release(from: 2) { _, answer, count in
            #expect(answer.code == 0 && count == 2, "\(answer.output)\(answer.messages)")
            #expect(answer.messages.contains("core 1.0.1 in http://"), "\(answer.messages)")
        }
    }

    @Test("R58: a version that does not appear in time fails the step, and what depends on it is not released")
    func missing() async throws {
        try await release(from: 100, within: "1s") { scene, answer, _ in
            #expect(answer.code == 65 && answer.output.contains("[package.missing]"), "\(answer.output)")
            let core = try await scene.sandbox.git(["tag", "--list", "v1.0.1"], in: "w/core.git")
            let app = try await scene.sandbox.git(["tag", "--list", "v1.0.1"], in: "w/app.git")
            #expect(core == "v1.0.1" && app == "")
        }
    }
}
