import Foundation
import ReleaseModel
import ReleaseTestKit
import Testing

/// Channels that a server builds, with real git and a real store.
@Suite("Channels of a served workspace")
struct ServedChannelTests {
    private static let channels = """
        channels:
          nightly: { scheme: nightly, anchor: app, publish: [{ to: folder, path: builds }] }
        """
    private static let build = """
        components:
          core: { build: { run: [bash, -c, "echo core > out.txt"], artifacts: [out.txt] } }
          app: { build: { run: [bash, -c, "echo app > out.txt"], artifacts: [out.txt] } }

        """

    private func pushAll(_ served: ServeScene) async throws {
        for name in ["core", "app"] {
            try await served.scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "w/\(name)")
        }
    }

    private func published(_ served: ServeScene) -> [String] {
        let all = try? FileManager.default.subpathsOfDirectory(atPath: served.scene.workspace + "/builds")
        return (all ?? []).filter { $0.contains("/") }.map { String($0.split(separator: "/").last ?? "") }.sorted()
    }

    @Test("A dispatch builds what is downstream of what it names, and another one without a new commit builds nothing")
    func dispatch() async throws {
        let triggers = "[{ on: dispatch, types: ['build_{component}'], channel: nightly }]"
        try await ServeScene.run(triggers: triggers, more: Self.build + Self.channels) { served in
            try await pushAll(served)
            func body(_ type: String, _ sha: String) -> String {
                """
                {"action":"\(type)","branch":"main","client_payload":{"sha":"\(sha)"},\
                "repository":{"full_name":"acme/app"},"sender":{"login":"anna"}}
                """
            }
            try await served.webhook("repository_dispatch", "d1", body("build_app", "0a1b2c3d"))
            let first = try await served.eventually("Built nightly-", in: ["events", "show", "d1"])
            #expect(first.output.contains("Built nightly-"), "\(first.output)\(served.lines.text)")
            #expect(published(served) == ["app-out.txt"])
            try await served.webhook("repository_dispatch", "d2", body("build_app", "1a1b2c3d"))
            let second = try await served.eventually("Nothing changed since", in: ["events", "show", "d2"])
            #expect(second.output.contains("Nothing changed since nightly-"), "\(second.output)")
            let runs = await served.slipway("run", "list")
            #expect(runs.output.split(separator: "\n").count == 1)
        }
    }
}
