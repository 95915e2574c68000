import Foundation
import ReleaseAdapters
import ReleaseTestKit
import Testing

@Suite("Proxies that the environment names")
struct ProxyTests {
    /// Asks for an address, whatever comes of it.
    private func ask(_ address: String, _ environment: [String: String]) async {
        let client = HTTPClient(.init(proxies: ProxySettings(environment), connectDeadline: .seconds(2)))
        _ = try? await client.send(
            HTTPRequest("GET", address, fields: [.init("Authorization", "Bearer secret")], deadline: .seconds(5)))
    }

    @Test(
        "What is said about the way to a host is what happens",
        arguments: [
            ("", "http://forge.test/", true), ("forge.test", "http://forge.test/", false),
            ("forge.test", "http://api.forge.test/", false), (".forge.test", "http://api.forge.test/", false),
            ("forge.test", "http://otherforge.test/", true), ("other.test, FORGE.test", "http://forge.test/", false),
            ("other.test forge.test", "http://forge.test/", false), ("*", "http://forge.test/", false),
            ("127.0.0.2", "http://127.0.0.2:1/", false), ("127.0.0.0/8", "http://127.0.0.2:1/", false),
            ("10.0.0.0/8", "http://127.0.0.2:1/", true),
        ])
    func ways(exceptions: String, address: String, isProxied: Bool) async throws {
        let proxy = try LoopbackServer { _ in .status(200, body: "through the proxy") }
        let environment = ["http_proxy": proxy.address, "NO_PROXY": exceptions]
        #expect((ProxySettings(environment).proxy(for: address) != nil) == isProxied)
        await ask(address, environment)
        #expect(proxy.requests.map(\.line) == (isProxied ? ["GET \(address) HTTP/1.1"] : []))
    }

    @Test("Encrypted requests ask the proxy for a tunnel, which gets no credentials of the forge")
    func tunnel() async throws {
        let proxy = try LoopbackServer { _ in .status(502) }
        for variable in ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
            await ask("https://forge.test/x", [variable: proxy.address])
            #expect(proxy.requests.last?.line == "CONNECT forge.test:443 HTTP/1.1")
            #expect(proxy.requests.last?.fields["authorization"] == nil)
        }
        #expect(proxy.requests.count == 3)
    }

    @Test("Another scheme's proxy, and HTTP_PROXY, which a client of a web server may set, are not used")
    func others() async throws {
        let proxy = try LoopbackServer { _ in .status(200) }
        await ask("http://127.0.0.2:1/", ["HTTPS_PROXY": proxy.address, "HTTP_PROXY": proxy.address])
        #expect(proxy.requests.isEmpty)
    }

    @Test("The way is told without the proxy's password")
    func words() {
        let settings = ProxySettings(["HTTPS_PROXY": "http://ada:secret@proxy.test:3128", "NO_PROXY": "internal.test"])
        #expect(
            settings.route(to: "https://api.github.com/x")
                == "api.github.com is reached through the proxy http://proxy.test:3128, which HTTPS_PROXY names.")
        #expect(
            settings.route(to: "https://ghe.internal.test")
                == "ghe.internal.test is reached without the proxy that HTTPS_PROXY names, as no_proxy says.")
        #expect(settings.route(to: "http://plain.test") == nil)
    }
}
