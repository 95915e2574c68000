import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleaseTestKit
import ReleaseTestTraits
import Testing
import _CryptoExtras

@Suite("Apps and tokens of the double of GitHub", .heavy)
struct AppTests {
    /// PEM, since keys themselves are not `Sendable`.
    private let key: String
    private let publicKey: String

    init() throws {
        let made = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        key = made.pemRepresentation
        publicKey = made.publicKey.pemRepresentation
    }

    /// A token signed by the App, with times in seconds from the double's.
    private func token(_ bench: Bench, issued: Int = -60, ends: Int = 540, issuer: JSON = 7) throws -> String {
        func encoded(_ bytes: some Sequence<UInt8>) -> String {
            Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
                "=", with: "")
        }
        let now = Int(bench.clock.now.timeIntervalSince1970)
        let claims: JSON = ["iat": .number(now + issued), "exp": .number(now + ends), "iss": issuer]
        let head: JSON = ["alg": "RS256", "typ": "JWT"]
        let text = encoded(head.bytes) + "." + encoded(claims.bytes)
        let signature = try _RSA.Signing.PrivateKey(pemRepresentation: key).signature(
            for: Data(text.utf8), padding: .insecurePKCS1v1_5)
        return text + "." + encoded(signature.rawRepresentation)
    }

    private func install(_ bench: Bench, permissions: [Permission: Level] = [.contents: .write]) async {
        await bench.github.double.addApp(
            7, slug: "releaser", owner: "acme", publicKey: publicKey,
            installations: [.init(id: 70, account: "acme", permissions: permissions, repositories: ["core"])])
    }

    @Test("F1: an App finds its installation by repository and gets a token, which is rejected after an hour")
    func makesTokens() async throws {
        try await Bench.run { bench in
            await install(bench)
            let own = try token(bench)
            #expect(try await bench.get("/app", token: own)["slug"] == "releaser")
            let installation = try await bench.core("GET", "/installation", token: own)
            #expect(installation["id"] == 70)
            let made = try await bench.send("POST", "/app/installations/70/access_tokens", [:], token: own)
            #expect(made.status == 201)
            let text = try requireValue(made["token"]?.text)
            let listed = try await bench.get("/installation/repositories", token: text)
            #expect(listed["repositories"]?[0]?["full_name"] == "acme/core")
            let ref: JSON = ["ref": "refs/tags/v1", "sha": .string(try await bench.head())]
            #expect(try await bench.core("POST", "/git/refs", ref, token: text).status == 201)
            bench.clock.advance(by: 3601)
            #expect(try await bench.core("GET", "", token: text).status == 401)
        }
    }

    @Test(
        "F2: a token issued in the future, or that ends too late or too early, is rejected",
        arguments: [(30, 500), (-60, 601), (-700, -1)])
    func checksTimes(issued: Int, ends: Int) async throws {
        try await Bench.run { bench in
            await install(bench)
            let reply = try await bench.get("/app", token: try token(bench, issued: issued, ends: ends))
            #expect(reply.status == 401)
        }
    }

    @Test("A token of another key or another App is rejected")
    func checksSignatures() async throws {
        try await Bench.run { bench in
            await install(bench)
            let other = try AppTests()
            #expect(try await bench.get("/app", token: try other.token(bench)).status == 401)
            #expect(try await bench.get("/app", token: try token(bench, issuer: 8)).status == 401)
        }
    }

    @Test("F4: a repository by its full name, or outside of the installation, is a 422")
    func wantsBareNames() async throws {
        try await Bench.run { bench in
            await install(bench)
            try await bench.github.double.addRepository("acme/other")
            let own = try token(bench)
            for (names, status) in [(["core"], 201), (["acme/core"], 422), (["other"], 422)] {
                let reply = try await bench.send(
                    "POST", "/app/installations/70/access_tokens",
                    ["repositories": .array(names.map { .string($0) })], token: own)
                #expect(reply.status == status)
            }
            #expect(try await bench.get("/repos/acme/other/installation", token: own).status == 404)
        }
    }

    @Test("A token has the rights that were asked for and no others")
    func narrowsRights() async throws {
        try await Bench.run { bench in
            await install(bench, permissions: [.contents: .write, .issues: .read])
            let own = try token(bench)
            let path = "/app/installations/70/access_tokens"
            let tooMuch = try await bench.send("POST", path, ["permissions": ["issues": "write"]], token: own)
            #expect(tooMuch.status == 422)
            let made = try await bench.send("POST", path, ["permissions": ["contents": "read"]], token: own)
            let text = try requireValue(made["token"]?.text)
            let ref: JSON = ["ref": "refs/tags/v1", "sha": .string(try await bench.head())]
            let refused = try await bench.core("POST", "/git/refs", ref, token: text)
            #expect(refused.status == 403 && refused["message"] == "Resource not accessible by integration")
            #expect(refused.response["x-accepted-github-permissions"] == "contents=write")
        }
    }

    @Test("A token that is revoked in the middle is rejected from then on")
    func revokes() async throws {
        try await Bench.run { bench in
            #expect(try await bench.core("GET", "").status == 200)
            await bench.github.double.forge.revoke(Bench.token)
            let reply = try await bench.core("GET", "")
            #expect(reply.status == 401 && reply["message"] == "Bad credentials")
        }
    }
}
