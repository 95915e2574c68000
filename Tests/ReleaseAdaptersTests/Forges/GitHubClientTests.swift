import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

@Suite("Asking GitHub")
struct GitHubClientTests {
    private static let repository = ForgeRepository(owner: "acme", name: "core")
    private static let facts = """
        {"id": 7, "full_name": "acme/core", "default_branch": "main", "archived": false, "private": false,
         "html_url": "https://example.org/acme/core"}
        """

    /// What a client did with its time.
    private final class Waits: Sendable {
        private let durations = Mutex<[Duration]>([])
        var all: [Duration] { durations.withLock { $0 } }
        func add(_ duration: Duration) { durations.withLock { $0.append(duration) } }
    }

    /// Tokens `token-1`, `token-2`, …: a further one for each that was rejected.
    private final class NumberedTokens: GitHubTokens {
        let source = "a test"
        private let number = Atomic<Int>(1)

        func token(for repository: ForgeRepository?, isRejected: Bool) async throws(ForgeError) -> Secret {
            if isRejected { number.wrappingAdd(1, ordering: .relaxed) }
            return Secret("token-\(number.load(ordering: .relaxed))")
        }
    }

    private func forge(
        at server: LoopbackServer, waits: Waits = Waits(), patience: Duration = .seconds(120),
        tokens: any GitHubTokens = FixedToken("secret-token", source: "a test")
    ) throws -> GitHub {
        GitHub(
            GitHubClient(
                try GitHubPlace(api: server.address + "/api/v3"), tokens: tokens, http: HTTPClient(),
                time: .init(
                    now: { Date(timeIntervalSince1970: 1_800_000_000) }, wait: { waits.add($0) }, patience: patience,
                    writeInterval: .seconds(1))))
    }

    private func authorization(_ requests: [LoopbackServer.Request]) -> [String?] {
        requests.map { $0.fields["authorization"] }
    }

    @Test("A read is repeated after failures that may pass, and only so often")
    func repeatsReads() async throws {
        let count = Atomic<Int>(0)
        let server = try LoopbackServer { _ in
            count.wrappingAdd(1, ordering: .relaxed).newValue < 3
                ? .status(502) : .status(200, body: GitHubClientTests.facts)
        }
        let waits = Waits()
        let facts = try await forge(at: server, waits: waits).facts(of: GitHubClientTests.repository)
        #expect(facts.id == 7 && waits.all == [.seconds(1), .seconds(2)])
        let dead = try LoopbackServer { _ in .status(503) }
        await #expect(throws: ForgeError.self) {
            try await forge(at: dead).facts(of: GitHubClientTests.repository)
        }
        #expect(dead.requests.count == 4)
    }

    @Test("A write whose outcome is unknown is not repeated")
    func writesOnce() async throws {
        let server = try LoopbackServer { _ in .status(502) }
        let error = await #expect(throws: ForgeError.self) {
            try await forge(at: server).add(labels: ["x"], to: 1, in: GitHubClientTests.repository)
        }
        #expect(server.requests.count == 1)
        guard case .unavailable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("A write that sets values is repeated, since twice is the same as once")
    func repeatsSettings() async throws {
        let count = Atomic<Int>(0)
        let server = try LoopbackServer { _ in
            count.wrappingAdd(1, ordering: .relaxed).newValue < 3 ? .status(502) : .status(422)
        }
        await #expect(throws: ForgeError.self) {
            try await forge(at: server).change(
                1, PullRequestChange(title: "x"), in: GitHubClientTests.repository)
        }
        // The third answer is final.
        #expect(server.requests.count == 3)
    }

    @Test(
        "Too many requests: the client waits as long as it is told, a minute where it is not, and gives up in words beyond",
        arguments: [
            (["Retry-After": "7"], Duration.seconds(7)), ([:], .seconds(60)),
            (["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800000030"], .seconds(30)),
        ])
    func limits(fields: [String: String], wait: Duration) async throws {
        let count = Atomic<Int>(0)
        let body = #"{"message": "You have exceeded a secondary rate limit."}"#
        let server = try LoopbackServer { _ in
            count.wrappingAdd(1, ordering: .relaxed).newValue == 1
                ? .status(403, fields, body: body) : .status(200, body: GitHubClientTests.facts)
        }
        let waits = Waits()
        _ = try await forge(at: server, waits: waits).facts(of: GitHubClientTests.repository)
        #expect(waits.all == [wait])
        let busy = try LoopbackServer { _ in .status(403, fields, body: body) }
        let error = await #expect(throws: ForgeError.self) {
            try await forge(at: busy, patience: .zero).facts(of: GitHubClientTests.repository)
        }
        #expect(busy.requests.count == 1 && error?.exitCode == .tryLater)
    }

    @Test("Writes go out one at a time, a second apart")
    func writesApart() async throws {
        let running = Mutex((now: 0, most: 0))
        let server = try LoopbackServer { _ in
            running.withLock { running in
                running.now += 1
                running.most = max(running.most, running.now)
            }
            running.withLock { $0.now -= 1 }
            return .status(200, body: "[]")
        }
        let waits = Waits()
        let forge = try forge(at: server, waits: waits)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...3 {
                group.addTask { try await forge.add(labels: ["x"], to: number, in: GitHubClientTests.repository) }
            }
            try await group.waitForAll()
        }
        #expect(server.requests.count == 3 && waits.all == [.seconds(1), .seconds(1)])
        #expect(running.withLock { $0.most } == 1)
    }

    @Test("An asset in a state that is not known is neither complete nor replaceable")
    func assetStates() async throws {
        let states = ["uploaded", "starter", "open", "scanning"]
        let items = states.enumerated().map { index, state in
            #"{"id": \#(index), "name": "\#(state)", "size": 0, "state": "\#(state)", "browser_download_url": "x"}"#
        }
        let server = try LoopbackServer { _ in .status(200, body: "[\(items.joined(separator: ","))]") }
        let assets = try await forge(at: server).assets(of: 1, in: GitHubClientTests.repository)
        #expect(assets.map(\.state) == [.uploaded, .incomplete, .incomplete, .other("scanning")])
        #expect(assets.allSatisfy { $0.digest == nil })
    }

    @Test("A run that outlives an app's token gets another one before the hour is over")
    func renewsAppTokens() async throws {
        let folder = try TemporaryFolder()
        let (_, pem) = try makeKey(try #require(OutsideTool("openssl")), in: folder)
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let now = Mutex(start)
        let count = Atomic<Int>(0)
        let server = try LoopbackServer { request in
            if request.line.contains("/installation ") { return .status(200, body: #"{"id": 12}"#) }
            let number = count.wrappingAdd(1, ordering: .relaxed).newValue
            let end = now.withLock { $0 }.addingTimeInterval(3600).formatted(.iso8601)
            return .status(201, body: #"{"token": "made-\#(number)", "expires_at": "\#(end)"}"#)
        }
        let tokens = GitHubAppTokens(
            .init(id: "app", key: Secret(pem), rights: .releasing), place: try GitHubPlace(api: server.address),
            client: HTTPClient(), time: .init(now: { now.withLock { $0 } }))
        for (minute, expected) in [(0, "made-1"), (50, "made-1"), (57, "made-2"), (110, "made-2"), (130, "made-3")] {
            now.withLock { $0 = start.addingTimeInterval(Double(minute) * 60) }
            let token = try await tokens.token(for: GitHubClientTests.repository, isRejected: false)
            #expect(token == Secret(expected), "\(minute)")
        }
    }

    @Test("A rejected token is replaced once, and a second rejection is an error that names its source")
    func renewsTokens() async throws {
        let server = try LoopbackServer { request in
            request.fields["authorization"] == "Bearer token-2"
                ? .status(200, body: GitHubClientTests.facts) : .status(401, body: #"{"message": "Bad credentials"}"#)
        }
        _ = try await forge(at: server, tokens: NumberedTokens()).facts(of: GitHubClientTests.repository)
        #expect(authorization(server.requests) == ["Bearer token-1", "Bearer token-2"])
        let strict = try LoopbackServer { _ in .status(401, body: #"{"message": "Bad credentials"}"#) }
        let error = await #expect(throws: ForgeError.self) {
            try await forge(at: strict).facts(of: GitHubClientTests.repository)
        }
        #expect(strict.requests.count == 2 && error?.reasons.contains { $0.contains("a test") } == true)
        #expect(error.map { "\($0)\($0.reasons)" }?.contains("secret-token") == false)
    }

    @Test("All pages are read, and one at another server is refused")
    func pages() async throws {
        let server = try LoopbackServer { request in
            let page = request.line.contains("page=2") ? 2 : 1
            let port = request.fields["host"] ?? ""
            let next =
                page == 1
                ? [
                    "Link":
                        "<http://\(port)/api/v3/repos/acme/core/issues/1/comments?per_page=100&page=2>; rel=\"next\""
                ]
                : [:]
            return .status(
                200, next, body: #"[{"id": \#(page), "body": "mark \#(page)", "html_url": "x"}]"#)
        }
        let found = try await forge(at: server).comment(marked: "mark 2", on: 1, in: GitHubClientTests.repository)
        #expect(found?.id == 2 && server.requests.count == 2)
        let liar = try LoopbackServer { _ in
            .status(200, ["Link": "<http://127.0.0.1:1/next>; rel=\"next\""], body: "[]")
        }
        let error = await #expect(throws: ForgeError.self) {
            try await forge(at: liar).comment(marked: "x", on: 1, in: GitHubClientTests.repository)
        }
        guard case .incomplete = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("A list that is shorter than its own total is an error")
    func shortList() async throws {
        let server = try LoopbackServer { request in
            request.line.contains("check-runs")
                ? .status(200, body: #"{"total_count": 3, "check_runs": []}"#)
                : .status(200, body: #"{"total_count": 0, "statuses": []}"#)
        }
        let error = await #expect(throws: ForgeError.self) {
            try await forge(at: server).checks(of: "abc", in: GitHubClientTests.repository)
        }
        guard case .incomplete = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("What did not change is confirmed and not sent again, and a write forgets what it may have changed")
    func conditional() async throws {
        let server = try LoopbackServer { request in
            if request.line.hasPrefix("POST") { return .status(200, body: "[]") }
            return request.fields["if-none-match"] == "\"tag\""
                ? .status(304, ["ETag": "\"tag\""]) : .status(200, ["ETag": "\"tag\""], body: GitHubClientTests.facts)
        }
        let forge = try forge(at: server)
        for _ in 0..<2 { #expect(try await forge.facts(of: GitHubClientTests.repository).id == 7) }
        #expect(server.requests.last?.fields["if-none-match"] == "\"tag\"")
        try await forge.add(labels: ["x"], to: 1, in: GitHubClientTests.repository)
        _ = try await forge.facts(of: GitHubClientTests.repository)
        #expect(server.requests.last?.fields["if-none-match"] == nil)
    }

    @Test("A download that leads to another server goes there without the token, into the file")
    func downloads() async throws {
        let storage = try LoopbackServer { _ in .status(200, body: "the content") }
        let address = storage.address
        let server = try LoopbackServer { _ in .status(302, ["Location": address + "/signed?key=1"], body: "moved") }
        let folder = try TemporaryFolder()
        let asset = ForgeAsset(id: 4, name: "a", size: 11, state: .uploaded, address: "")
        let path = folder.path + "/a"
        let digest = try await forge(at: server).download(asset, to: path, in: GitHubClientTests.repository)
        #expect(FileManager.default.contents(atPath: path) == Data("the content".utf8))
        #expect(digest == MemoryFiles.digest(Array("the content".utf8)))
        #expect(authorization(server.requests) == ["Bearer secret-token"])
        #expect(authorization(storage.requests) == [nil])
    }

    /// An answer that says more bytes than it has.
    private static let cut = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nthe con"
    /// The same without its length, so that only the asset's own tells that it is cut.
    private static let short = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nthe con"

    @Test(
        "A download that breaks off starts again from its first byte, and counts with the asset's size and digest only",
        arguments: [cut, short, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nother bytes"])
    func interruptedDownloads(first: String) async throws {
        let count = Atomic<Int>(0)
        let server = try LoopbackServer { _ in
            count.wrappingAdd(1, ordering: .relaxed).newValue == 1
                ? .text(first) : .status(200, body: "the content")
        }
        let folder = try TemporaryFolder()
        let path = folder.path + "/a"
        let asset = ForgeAsset(
            id: 4, name: "a", size: 11, state: .uploaded, digest: MemoryFiles.digest(Array("the content".utf8)),
            address: "")
        let digest = try await forge(at: server).download(asset, to: path, in: GitHubClientTests.repository)
        #expect(digest == asset.digest)
        #expect(FileManager.default.contents(atPath: path) == Data("the content".utf8))
        #expect(server.requests.map { $0.fields["range"] } == [nil, nil])
    }

    @Test("A download that never matches what the forge says fails")
    func wrongDownloads() async throws {
        let server = try LoopbackServer { _ in .status(200, body: "other bytes") }
        let folder = try TemporaryFolder()
        let asset = ForgeAsset(
            id: 4, name: "a", size: 11, state: .uploaded, digest: MemoryFiles.digest(Array("the content".utf8)),
            address: "")
        let error = await #expect(throws: ForgeError.self) {
            try await forge(at: server).download(asset, to: folder.path + "/a", in: GitHubClientTests.repository)
        }
        guard case .incomplete = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(server.requests.count == 4)
    }

    @Test("A write to a repository that moved is not sent on: it says the new address")
    func moved() async throws {
        let server = try LoopbackServer { _ in .status(307, ["Location": "https://example.org/repositories/7"]) }
        let error = await #expect(throws: ForgeError.self) {
            try await forge(at: server).add(labels: ["x"], to: 1, in: GitHubClientTests.repository)
        }
        guard case .moved = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(server.requests.count == 1)
    }

    @Test("A token is not sent unencrypted to another machine")
    func unencrypted() {
        #expect(throws: ForgeError.self) { try GitHubPlace(api: "http://github.example.org/api/v3") }
    }

    @Test(
        "Each kind of host has its own addresses",
        arguments: [
            ("github.com", "https://api.github.com", "https://api.github.com/graphql"),
            ("acme.ghe.com", "https://api.acme.ghe.com", "https://api.acme.ghe.com/graphql"),
            ("git.example.org", "https://git.example.org/api/v3", "https://git.example.org/api/graphql"),
        ])
    func places(host: String, api: String, graphQL: String) throws {
        let place = try GitHubPlace(host: host)
        #expect(place.api == api && place.graphQL == graphQL)
        #expect(try GitHubPlace(api: api).graphQL == graphQL)
    }

    private func makeKey(_ openssl: OutsideTool, in folder: TemporaryFolder) throws -> (path: String, pem: String) {
        let key = folder.path + "/key.pem"
        try #require(try openssl.run(["genrsa", "-out", key, "2048"]).status == 0)
        return (key, String(decoding: FileManager.default.contents(atPath: key) ?? Data(), as: UTF8.self))
    }

    @Test(
        "An app's requests are repeated like all others: after failures that may pass, after limits, and only so often")
    func repeatsAppRequests() async throws {
        let folder = try TemporaryFolder()
        let (_, pem) = try makeKey(try #require(OutsideTool("openssl")), in: folder)
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        func tokens(_ server: LoopbackServer, _ waits: Waits) throws -> GitHubAppTokens {
            GitHubAppTokens(
                .init(id: "app", key: Secret(pem), rights: .releasing), place: try GitHubPlace(api: server.address),
                client: HTTPClient(), time: .init(now: { now }, wait: { waits.add($0) }))
        }
        let count = Atomic<Int>(0)
        let server = try LoopbackServer { request in
            let number = count.wrappingAdd(1, ordering: .relaxed).newValue
            if number == 1 { return .status(502) }
            if number == 3 { return .status(429, ["Retry-After": "7"]) }
            return request.line.contains("/installation ")
                ? .status(200, body: #"{"id": 12}"#)
                : .status(
                    201,
                    body:
                        #"{"token": "made", "expires_at": "2027-01-15T09:00:00Z", "permissions": {"contents": "read"}}"#
                )
        }
        let waits = Waits()
        let made = try tokens(server, waits)
        let token = try await made.token(for: GitHubClientTests.repository, isRejected: false)
        #expect(token == Secret("made"))
        #expect(waits.all == [.seconds(1), .seconds(7)])
        // What was given is what counts, not what was asked for.
        let rights = try await made.rights(in: GitHubClientTests.repository)
        #expect(rights == .reading)
        let body = try #require(server.requests.last.map { String(decoding: $0.body, as: UTF8.self) })
        #expect(body.contains(#""contents":"write""#) && !body.contains("pull_requests"))
        let dead = try LoopbackServer { _ in .status(503) }
        await #expect(throws: ForgeError.self) {
            try await tokens(dead, Waits()).token(for: GitHubClientTests.repository, isRejected: false)
        }
        #expect(dead.requests.count == 4)
        let refusing = try LoopbackServer { request in
            request.line.contains("/installation ")
                ? .status(200, body: #"{"id": 12}"#)
                : .status(
                    422, body: #"{"message": "The permissions requested are not granted to this installation."}"#)
        }
        let error = await #expect(throws: ForgeError.self) {
            try await tokens(refusing, Waits()).token(for: GitHubClientTests.repository, isRejected: false)
        }
        #expect(refusing.requests.count == 2 && error?.reasons.contains { $0.contains("contents: write") } == true)
    }

    @Test("An app proves itself with a signed statement that is neither from the future nor too long")
    func app() async throws {
        let folder = try TemporaryFolder()
        let openssl = try #require(OutsideTool("openssl"))
        let (key, pem) = try makeKey(openssl, in: folder)
        let server = try LoopbackServer { request in
            if request.line.contains("/installation ") { return .status(200, body: #"{"id": 12}"#) }
            if request.line.contains("access_tokens") {
                return .status(201, body: #"{"token": "made", "expires_at": "2027-01-15T09:00:00Z"}"#)
            }
            return .status(200, body: GitHubClientTests.facts)
        }
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let tokens = GitHubAppTokens(
            .init(id: "app", key: Secret(pem), rights: .releasing),
            place: try GitHubPlace(api: server.address), client: HTTPClient(), time: .init(now: { now }))
        for _ in 0..<2 {
            let token = try await tokens.token(for: GitHubClientTests.repository, isRejected: false)
            #expect(token == Secret("made"))
        }
        #expect(server.requests.count == 2)
        let proof = try #require(server.requests.first?.fields["authorization"]?.dropFirst("Bearer ".count))
        let parts = proof.split(separator: ".").map(String.init)
        func decoded(_ text: String) -> Data? {
            let plain = text.replacing("-", with: "+").replacing("_", with: "/")
            return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
        }
        struct Claims: Decodable { var iat, exp: Int }
        let claims = try JSONDecoder().decode(Claims.self, from: try #require(decoded(parts[1])))
        #expect(claims.iat == 1_799_999_940 && claims.exp - claims.iat < 600)
        let (text, signature, publicKey) = (folder.path + "/text", folder.path + "/signature", folder.path + "/public")
        try Data("\(parts[0]).\(parts[1])".utf8).write(to: URL(fileURLWithPath: text))
        try #require(decoded(parts[2])).write(to: URL(fileURLWithPath: signature))
        try #require(try openssl.run(["rsa", "-in", key, "-pubout", "-out", publicKey]).status == 0)
        let verified = try openssl.run(["dgst", "-sha256", "-verify", publicKey, "-signature", signature, text])
        #expect(verified.status == 0)
        #expect(server.requests.last.map { String(decoding: $0.body, as: UTF8.self) }?.contains(#""core""#) == true)
    }
}
