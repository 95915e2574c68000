import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

/// What no proper registry does on request.
@Suite("The client of registries, where registries misbehave")
struct OCIRegistryTests {
    private let layout = TestLayout([TestImage()])
    private let waits = Waits()

    final class Waits: Sendable {
        private let durations = Mutex<[Duration]>([])
        var all: [Duration] { durations.withLock { $0 } }
        func add(_ duration: Duration) { durations.withLock { $0.append(duration) } }
    }

    private func registry(environment: [String: String] = [:], spool: String = NSTemporaryDirectory()) -> OCIRegistry {
        let waits = waits
        return OCIRegistry(
            client: HTTPClient(), credentials: RegistryCredentials(environment: environment, runner: ProcessRunner()),
            settings: .init(spool: spool, chunk: 1000, time: RegistryTime(wait: { waits.add($0) })))
    }

    private func repository(_ server: LoopbackServer) throws -> ImageRepository {
        try #require(ImageRepository("127.0.0.1:\(server.port)/acme/core"))
    }

    private static func answer(
        _ request: LoopbackServer.Request, _ body: (String) -> LoopbackServer.Answer
    ) -> LoopbackServer.Answer {
        request.line.hasPrefix("GET /v2/ ") ? .status(200) : body(request.line)
    }

    @Test(
        "oci-7: a manifest whose bytes are not those of its digest is an error, and so is what the registry says of it")
    func wrongDigest() async throws {
        let manifest = try #require(layout.manifests[layout.digest])
        let text = String(decoding: manifest.bytes, as: UTF8.self)
        let other = contentDigest(Array("other".utf8))
        let server = try LoopbackServer { request in
            OCIRegistryTests.answer(request) { line in
                line.contains("1.0.0")
                    ? .status(
                        200, ["Content-Type": ImageMediaType.image, "Docker-Content-Digest": "\(other)"], body: text)
                    : .status(200, ["Content-Type": ImageMediaType.image], body: text + " ")
            }
        }
        let place = try repository(server)
        for reference in [place[layout.digest], place[try #require(ImageTag("1.0.0"))]] {
            await #expect {
                _ = try await registry().manifest(of: reference)
            } throws: { error in
                (error as? ImageRegistryError)?.code == "registry.wrong-digest"
            }
        }
        let accepted = server.requests.last?.fields["accept"] ?? ""
        #expect(ImageMediaType.manifests.allSatisfy { accepted.contains($0) })
    }

    @Test("A body that breaks off is asked for again, and is an error where it always does")
    func truncated() async throws {
        let server = try LoopbackServer { request in
            OCIRegistryTests.answer(request) { _ in .text("HTTP/1.1 200 X\r\nContent-Length: 500\r\n\r\n{\"sch") }
        }
        let place = try repository(server)
        await #expect {
            _ = try await registry().manifest(of: place[layout.digest])
        } throws: { error in
            (error as? ImageRegistryError)?.code == "registry.partial-answer"
        }
        #expect(server.requests.filter { $0.line.contains("/manifests/") }.count == 4)
    }

    @Test("A content that is not the one its digest names never reaches the other registry")
    func wrongBlob() async throws {
        let manifest = try #require(layout.manifests[layout.digest])
        let text = String(decoding: manifest.bytes, as: UTF8.self)
        let source = try LoopbackServer { request in
            OCIRegistryTests.answer(request) { line in
                line.contains("/manifests/")
                    ? .status(200, ["Content-Type": ImageMediaType.image], body: text) : .status(200, body: "x")
            }
        }
        let target = try LoopbackServer { request in
            OCIRegistryTests.answer(request) { _ in .status(404) }
        }
        await #expect {
            try await registry().copy(
                try repository(source)[layout.digest], to: try repository(target), withReferrers: false)
        } throws: { error in
            (error as? ImageRegistryError)?.code == "registry.wrong-digest"
        }
        #expect(
            !target.requests.contains {
                ["POST", "PUT", "PATC"].contains(String($0.line.prefix(4)).trimmingCharacters(in: .whitespaces))
            })
    }

    @Test("A rate limit is waited for as long as the registry says; a long one is left to the run")
    func rateLimit() async throws {
        let count = Mutex(0)
        let server = try LoopbackServer { request in
            OCIRegistryTests.answer(request) { _ in
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                if number == 1 { return .status(429, ["Retry-After": "7"]) }
                return number == 2 ? .status(200, body: #"{"tags":null}"#) : .status(429, ["Retry-After": "600"])
            }
        }
        let (registry, place) = (registry(), try repository(server))
        let tags = try await registry.tags(of: place)
        #expect(tags == [])
        #expect(waits.all == [.seconds(7)])
        await #expect(throws: ImageRegistryError.busy(registry: place.host, status: 429, after: .seconds(600))) {
            _ = try await registry.tags(of: place)
        }
        #expect(waits.all == [.seconds(7)])
    }

    @Test("Pages of tags follow the links, whatever their form; a circle is an error")
    func pages() async throws {
        let server = try LoopbackServer { request in
            OCIRegistryTests.answer(request) { line in
                if line.contains("circle") {
                    return .status(
                        200, ["Link": "<\(line.split(separator: " ")[1])>; rel=\"next\""], body: #"{"tags":[]}"#)
                }
                return line.contains("last=b")
                    ? .status(200, body: #"{"tags":["c"]}"#)
                    : .status(
                        200, ["Link": "</v2/acme/core/tags/list?last=b>; rel=\"next\""], body: #"{"tags":["b","a"]}"#)
            }
        }
        let tags = try await registry().tags(of: try repository(server))
        #expect(tags.map(\.text) == ["a", "b", "c"])
        let circle = try #require(ImageRepository("127.0.0.1:\(server.port)/circle"))
        await #expect {
            _ = try await registry().tags(of: circle)
        } throws: { error in
            (error as? ImageRegistryError)?.code == "registry.partial-answer"
        }
    }

    @Test("An interrupted upload goes on where the registry says it stands")
    func resumed() async throws {
        let layer = [UInt8](repeating: 7, count: 2500)
        let layout = TestLayout([TestImage(layers: [layer])])
        let digest = contentDigest(layer)
        let got = Mutex<[UInt8]>([])
        let cuts = Mutex(0)
        let server = try LoopbackServer { request in
            OCIRegistryTests.answer(request) { line in
                let size = got.withLock { $0.count }
                switch String(line.prefix { $0 != " " }) {
                case "HEAD": return .status(404)
                case "POST": return .status(202, ["Location": "/upload/1?state=a"])
                case "PATCH":
                    // Of the second part, only half arrives, and the answer is lost.
                    let isCut =
                        size == 1000
                        && cuts.withLock { cuts in
                            cuts += 1
                            return cuts == 1
                        }
                    guard request.fields["content-range"] == "\(size)-\(size + request.body.count - 1)" else {
                        return .status(416)
                    }
                    got.withLock { $0 += isCut ? request.body.prefix(500) : request.body[...] }
                    if isCut { return .bytes([]) }
                    return .status(
                        202, ["Location": "/upload/1?state=b", "Range": "0-\(size + request.body.count - 1)"])
                case "GET":
                    return .status(204, ["Location": "/upload/1?state=c", "Range": "0-\(size - 1)"])
                default:
                    return .status(201)
                }
            }
        }
        let folder = try TemporaryFolder()
        try layout.write(to: folder.path + "/layout")
        let archive = try await ImageLayoutReader().archive(at: folder.path + "/layout", verifying: true)
        try await registry().push(layout.digest, from: archive, to: try repository(server))
        #expect(got.withLock { $0 } == layer)
        let ends = server.requests.filter { $0.line.hasPrefix("PUT /upload/1?state=") }.map(\.line)
        #expect(ends.contains { $0.contains("&digest=sha256%3A\(digest.digits)") })
    }

    @Test("reg-4: a token is fetched with the rights it needs, and anew where it has ended, for that one request")
    func tokens() async throws {
        let given = Mutex(0)
        let realm = try LoopbackServer { _ in
            let number = given.withLock { given in
                given += 1
                return given
            }
            return .status(200, body: #"{"token":"t\#(number)","expires_in":300}"#)
        }
        let server = try LoopbackServer { request in
            // The second token ends the first; later requests accept the second alone.
            let count = given.withLock { $0 }
            let isKnown = request.fields["authorization"] == "Bearer t\(max(1, count))"
            let isEnded = request.line.contains("last=b") && count < 2
            guard isKnown, !isEnded else {
                return .status(
                    401,
                    [
                        "WWW-Authenticate":
                            "Bearer realm=\"\(realm.address)/token\",service=\"a,b\",scope=\"repository:acme/core:pull\""
                    ])
            }
            return request.line.contains("last=b")
                ? .status(200, body: #"{"tags":["b"]}"#)
                : .status(200, ["Link": "</v2/acme/core/tags/list?last=b>; rel=\"next\""], body: #"{"tags":["a"]}"#)
        }
        let folder = try TemporaryFolder()
        let auth = Data("ann:secret".utf8).base64EncodedString()
        try Data(#"{"auths":{"127.0.0.1:\#(server.port)":{"auth":"\#(auth)"}}}"#.utf8)
            .write(to: URL(fileURLWithPath: folder.path + "/config.json"))
        let registry = registry(environment: ["DOCKER_CONFIG": folder.path])
        let tags = try await registry.tags(of: try repository(server))
        #expect(tags.map(\.text) == ["a", "b"])
        #expect(realm.requests.count == 2)
        let asked = try #require(realm.requests.first)
        #expect(asked.line.contains("scope=repository:acme/core:pull"))
        #expect(asked.line.contains("service=a,b"))
        #expect(asked.fields["authorization"] == "Basic \(auth)")
    }

    @Test("What an upload leads to elsewhere gets no credentials")
    func elsewhere() async throws {
        let other = try LoopbackServer { _ in .status(201) }
        let server = try LoopbackServer { request in
            guard request.fields["authorization"] != nil else {
                return .status(401, ["WWW-Authenticate": "Basic realm=\"x\""])
            }
            switch String(request.line.prefix { $0 != " " }) {
            case "HEAD": return .status(404)
            case "POST": return .status(202, ["Location": "\(other.address)/upload/1"])
            default: return .status(201)
            }
        }
        let registry = OCIRegistry(
            client: HTTPClient(),
            credentials: RegistryCredentials(
                host: "127.0.0.1:\(server.port)", user: "ann", password: "secret", environment: [:],
                runner: ProcessRunner()))
        let folder = try TemporaryFolder()
        try layout.write(to: folder.path + "/layout")
        let archive = try await ImageLayoutReader().archive(at: folder.path + "/layout", verifying: true)
        try await registry.push(layout.digest, from: archive, to: try repository(server))
        #expect(!other.requests.isEmpty)
        #expect(other.requests.allSatisfy { $0.fields["authorization"] == nil })
    }

    @Test("reg-5: a mount that is refused is an upload")
    func refusedMount() async throws {
        let manifest = try #require(layout.manifests[layout.digest])
        let contents = layout.blobs
        let server = try LoopbackServer { request in
            OCIRegistryTests.answer(request) { line in
                if line.hasPrefix("HEAD") { return .status(404) }
                if line.contains("mount=") { return .status(400) }
                if line.hasPrefix("POST") { return .status(202, ["Location": "/upload/1"]) }
                if line.hasPrefix("PUT") { return .status(201) }
                if line.contains("/manifests/") {
                    return .status(
                        200, ["Content-Type": ImageMediaType.image],
                        body: String(decoding: manifest.bytes, as: UTF8.self))
                }
                let found = contents.first { line.contains($0.key.description) }
                return .status(200, body: String(decoding: found?.value ?? [], as: UTF8.self))
            }
        }
        let source = try repository(server)
        let target = try #require(ImageRepository("\(source.host)/acme/promoted"))
        let folder = try TemporaryFolder()
        try await registry(spool: folder.path).copy(source[layout.digest], to: target, withReferrers: false)
        #expect(server.requests.filter { $0.line.hasPrefix("PUT /upload/1") }.count == 2)
        #expect(server.requests.last?.line.hasPrefix("PUT /v2/acme/promoted/manifests/") == true)
    }

    @Test("reg-7: the token for a mount has the rights to both repositories")
    func mountRights() async throws {
        let manifest = try #require(layout.manifests[layout.digest])
        let realm = try LoopbackServer { request in
            // The token says what it is for.
            .status(
                200,
                body:
                    #"{"token":"\#(request.line.contains("promoted") && request.line.contains("core") ? "both" : "one")"}"#
            )
        }
        let server = try LoopbackServer { request in
            let token = request.fields["authorization"]
            let isMount = request.line.contains("mount=")
            guard token == (isMount ? "Bearer both" : "Bearer one") else {
                return .status(401, ["WWW-Authenticate": "Bearer realm=\"\(realm.address)/token\",service=\"x\""])
            }
            if isMount { return .status(201) }
            if request.line.hasPrefix("HEAD") { return .status(404) }
            if request.line.hasPrefix("PUT") { return .status(201) }
            return .status(
                200, ["Content-Type": ImageMediaType.image], body: String(decoding: manifest.bytes, as: UTF8.self))
        }
        let source = try repository(server)
        let target = try #require(ImageRepository("\(source.host)/acme/promoted"))
        try await registry().copy(source[layout.digest], to: target, withReferrers: false)
        let asked = realm.requests.map(\.line)
        #expect(
            asked.contains {
                $0.contains("scope=repository:acme/promoted:pull,push")
                    && $0.contains("scope=repository:acme/core:pull ")
            }, "\(asked)")
        #expect(
            server.requests.filter { $0.line.contains("mount=") && $0.fields["authorization"] == "Bearer both" }.count
                == 2)
    }

    @Test("dup-8: a tag that has the very digest is not put again")
    func sameTag() async throws {
        let manifest = try #require(layout.manifests[layout.digest])
        let server = try LoopbackServer { request in
            OCIRegistryTests.answer(request) { line in
                line.hasPrefix("HEAD")
                    ? .text(
                        "HTTP/1.1 200 X\r\nContent-Length: \(manifest.bytes.count)\r\nContent-Type: \(ImageMediaType.image)\r\nDocker-Content-Digest: \(manifest.digest)\r\n\r\n"
                    ) : .status(409)
            }
        }
        try await registry().put(manifest, in: try repository(server), tag: ImageTag("1.0.0"), moving: false)
        #expect(!server.requests.contains { $0.line.hasPrefix("PUT") })
    }
}
