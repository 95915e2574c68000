import Foundation
import ReleaseAdapters
import ReleaseCLI
import ReleasePorts
import ReleaseServer
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("A proxy that ends TLS in front of the server", .heavy)
struct TLSProxyTests {
    private static let isPossible = OutsideTool.isInstalled("nginx") && OutsideTool.isInstalled("openssl")

    /// The example of `docs/threat-model.md`.
    private static func example() throws -> String {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let page = try String(contentsOf: folder.appendingPathComponent("docs/threat-model.md"), encoding: .utf8)
        return String(try #require(page.firstMatch(of: /```nginx\n((?s:.*?))```/)?.output.1))
    }

    @Test(
        "The documented proxy passes on webhooks, the API and the pages, and nothing else",
        .enabled(if: isPossible, "needs nginx and openssl"))
    func proxy() async throws {
        let scene = try CommandScene()
        try await scene.crate("core")
        try scene.write(ServeScene.configuration("[]"), to: "slipway.yaml")
        let server = try Server([try ServeScene.site(scene)], log: ServerLog(isJSON: false) { _ in })
        let (port, upstream) = (try LoopbackServer.freePort(), try LoopbackServer.freePort())
        let folder = try TemporaryFolder()
        let runner = ProcessRunner()
        let key = try await runner.run(
            Command(
                [
                    "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                    "/CN=localhost", "-keyout", folder.path + "/key", "-out", folder.path + "/pem",
                ], timeout: .seconds(60)))
        try #require(key.hasSucceeded, "\(key.errorText)")
        let block = try Self.example().replacing("listen 443", with: "listen 127.0.0.1:\(port)")
            .replacing("/etc/ssl/slipway.pem", with: folder.path + "/pem")
            .replacing("/etc/ssl/slipway.key", with: folder.path + "/key")
            .replacing("127.0.0.1:8470", with: "127.0.0.1:\(upstream)")
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
            "\($0)_temp_path \(folder.path)/\($0);"
        }
        try folder.write(
            """
            user root;
            daemon off;
            pid \(folder.path)/pid;
            error_log stderr;
            events {}
            http { access_log off; \(temporary.joined(separator: " ")) \(block) }

            """, to: "nginx.conf")
        // Whatever becomes of the test, the proxy goes with the process that started it.
        let command = Command([
            "setpriv", "--pdeathsig", "KILL", "nginx", "-p", folder.path, "-c", folder.path + "/nginx.conf",
        ])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(host: "127.0.0.1", port: upstream) { _ in } }
            group.addTask { _ = try? await runner.run(command) }
            func ask(_ path: String, _ more: [String] = []) async throws -> String {
                let answer = try await runner.run(
                    Command(
                        ["curl", "-sk", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}"] + more
                            + ["https://127.0.0.1:\(port)\(path)"], timeout: .seconds(60)))
                return answer.text
            }
            try await eventually("the proxy and the server") { try await ask("/api/v1/openapi.json") == "200" }
            let page = try await ask("/sign-in")
            let home = try await ask("/")
            #expect(page == "200" && home == "303", "\(page) \(home)")
            let hidden = ["/metrics", "/healthz", "/readyz", "/apis/v1/openapi.json"]
            for path in hidden {
                let status = try await ask(path)
                #expect(status == "404", "\(path)")
            }
            let body = ServeScene.push("refs/heads/main", to: "c1", in: "core")
            let webhook = [
                "-X", "POST", "-H", "X-GitHub-Event: push", "-H", "X-GitHub-Delivery: d1", "-H",
                "Content-Type: application/json", "-d", body,
            ]
            let signed = ["-H", "X-Hub-Signature-256: \(ServeScene.signature(body))"]
            let taken = try await ask("/webhooks/w/github", webhook + signed)
            let forged = try await ask("/webhooks/w/github", webhook)
            #expect(taken == "202" && forged == "401", "\(taken) \(forged)")
            group.cancelAll()
        }
    }
}
