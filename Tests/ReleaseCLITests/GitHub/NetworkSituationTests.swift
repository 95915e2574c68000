import Foundation
import GitHubDouble
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// Networks between Slipway and a forge, see docs/forge-field.md.
@Suite(
    "Situations of the network before GitHub", .heavy, .enabled(if: OutsideTool.isInstalled("openssl"), "needs openssl")
)
struct NetworkSituationTests {
    private static let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Scripts/clients").path

    /// A program that prints its port, while `body` runs.
    private func serving(_ arguments: [String], _ body: (String) async throws -> Void) async throws {
        let process = try PipedProcess(["python3"] + arguments)
        defer { process.end() }
        try await body(try await blocking { try process.line() })
    }

    private func releasePR(_ scene: GitHubScene, port: String, _ environment: [String: String]) async
        -> CommandScene.Answer
    {
        let folder = scene.scene.sandbox.folder.path + "/clone"
        return await scene.scene.plainly(
            [
                "-C", folder, "release-pr", "--api", "https://localhost:\(port)/api/v3", "--config",
                folder + "/release-please-config.json", "--manifest", folder + "/.release-please-manifest.json",
            ], environment: environment.merging(["GH_TOKEN": GitHubScene.token]) { own, _ in own })
    }

    @Test("H8: a certificate of a private authority is refused in words, and trusted where SSL_CERT_FILE names it")
    func privateAuthority() async throws {
        try await GitHubScene.runReleasePlease { scene in
            let folder = scene.scene.sandbox.folder.path
            try await serving(["\(Self.scripts)/tls-proxy", scene.github.api, folder]) { port in
                let refused = await releasePR(scene, port: port, [:])
                #expect(refused.code == 78, "\(refused.code) \(refused.messages)")
                #expect(refused.messages.contains("SSL_CERT_FILE"), "\(refused.messages)")
                #expect(!refused.messages.contains("verif") || !refused.messages.contains("off"))
                let before = try await scene.open()
                #expect(before.isEmpty)
                let answer = await releasePR(scene, port: port, ["SSL_CERT_FILE": folder + "/cert.pem"])
                #expect(answer.code == 0, "\(answer.messages)")
                let open = try await scene.open()
                #expect(open.count == 1)
            }
        }
    }

    @Test("H7: the forge is reached through the proxy, and past it where NO_PROXY lists it; doctor says which way")
    func proxy() async throws {
        try await GitHubScene.runReleasePlease { scene in
            let folder = scene.scene.sandbox.folder.path
            let log = folder + "/tunnels"
            try await serving(["\(Self.scripts)/tls-proxy", scene.github.api, folder]) { port in
                try await serving(["\(Self.scripts)/connect-proxy", log]) { proxyPort in
                    var environment = [
                        "SSL_CERT_FILE": folder + "/cert.pem", "HTTPS_PROXY": "http://127.0.0.1:\(proxyPort)",
                        "NO_PROXY": "example.test, LOCALHOST",
                    ]
                    let past = await releasePR(scene, port: port, environment)
                    #expect(past.code == 0, "\(past.messages)")
                    #expect(!FileManager.default.fileExists(atPath: log))
                    environment["NO_PROXY"] = "example.test"
                    let through = await releasePR(scene, port: port, environment)
                    #expect(through.code == 0 && through.output.contains("unchanged"), "\(through.messages)")
                    let tunnels = Set(
                        try scene.scene.sandbox.folder.text("tunnels").split(separator: "\n").map(String.init))
                    #expect(tunnels == ["CONNECT localhost:\(port) HTTP/1.1"])
                    try scene.scene.sandbox.folder.write(
                        "forge: { kind: github, api: \"https://localhost:\(port)/api/v3\" }\n", to: "clone/slipway.yaml"
                    )
                    let doctor = await scene.scene.plainly(
                        ["-C", folder + "/clone", "doctor"],
                        environment: environment.merging(["GH_TOKEN": GitHubScene.token]) { own, _ in own })
                    #expect(
                        doctor.output.contains(
                            "localhost is reached through the proxy http://127.0.0.1:\(proxyPort), which HTTPS_PROXY names."
                        ),
                        "\(doctor.output)\(doctor.messages)")
                }
            }
        }
    }
}
