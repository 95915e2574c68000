import Foundation
import ReleaseTestKit
import Synchronization
import Testing

@Suite("Documentation that a release waits for")
struct DocumentationTargetTests {
    /// core with a fix, whose documentation a server has from the given request on.
    private func release(
        from first: Int, page: String = "core 1.0.1", within: String = "1h",
        _ body: @Sendable (CommandScene, CommandScene.Answer, Int) async throws -> Void
    ) async throws {
        let count = Mutex(0)
        let server = try LoopbackServer { request in
            guard request.line.hasPrefix("GET /core/1.0.1 ") else { return .status(410) }
            let number = count.withLock {
                $0 += 1; return $0
            }
            return number < first ? .status(404) : .status(200, body: page)
        }
        let scene = try CommandScene()
        try await scene.crate("core")
        try scene.write(
            """
            components:
              core:
                publish: [{ to: documentation, address: "\(server.address)/{component}/{version}", contains: "{version}", within: \(within) }]

            """, to: "slipway.yaml")
        let answer = await scene.slipway("release")
        try await body(scene, answer, count.withLock { $0 })
        withExtendedLifetime(server) {}
    }

    @Test("A release is complete when its documentation can be read, and says what it waits for until then")
    func waits() async throws {
        try await release(from: 2) { _, answer, count in
            #expect(answer.code == 0 && count == 2, "\(answer.output)\(answer.messages)")
            #expect(answer.messages.contains("(status 404)"), "\(answer.messages)")
            #expect(answer.output.contains("core 1.0.1: released"), "\(answer.output)")
        }
    }

    @Test("Documentation that does not appear in time fails the step with what was there, and a retry waits again")
    func missing() async throws {
        try await release(from: 1, page: "an older page", within: "1s") { scene, answer, _ in
            #expect(answer.code == 65 && answer.output.contains("[documentation.missing]"), "\(answer.output)")
            #expect(answer.output.contains("it lacks '1.0.1'"), "\(answer.output)")
            let tag = try await scene.sandbox.git(["tag", "--list", "v1.0.1"], in: "w/core.git")
            #expect(tag == "v1.0.1")
        }
    }

    @Test("An address without a scheme is refused while planning")
    func address() async throws {
        let scene = try CommandScene()
        try await scene.crate("core")
        try scene.write(
            "components: { core: { publish: [{ to: documentation, address: \"docs.example.org/{version}\" }] } }\n",
            to: "slipway.yaml")
        let answer = await scene.slipway("plan")
        #expect(answer.code == 78 && answer.messages.contains("https://"), "\(answer.output)\(answer.messages)")
    }
}
