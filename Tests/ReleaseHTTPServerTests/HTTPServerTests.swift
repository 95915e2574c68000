import Foundation
import ReleaseAdapters
import ReleaseHTTPServer
import ReleaseTestKit
import Synchronization
import Testing

@Suite("An HTTP server")
struct HTTPServerTests {
    private let client = HTTPClient()

    private func serve<Answer: Sendable>(
        limits: ServerLimits = ServerLimits(), _ handler: @escaping HTTPServer.Handler,
        _ body: @Sendable (HTTPServer) async throws -> Answer
    ) async throws -> Answer {
        let server = try await HTTPServer(limits: limits, handler: handler)
        return try await server.serving(grace: .seconds(5)) { try await body(server) }
    }

    /// Sends bytes on a connection of their own, and answers all that came back.
    private func exchange(_ server: HTTPServer, _ text: String) async throws -> String {
        let port = server.port
        return try await blocking {
            let client = try RawClient(port: port)
            client.send(text)
            return client.receive()
        }
    }

    @Test("A handler sees method, target, fields and body, and its response reaches the client")
    func answers() async throws {
        try await serve { request in
            let body = (try? await request.body.bytes(upTo: 1000)) ?? []
            return ServerResponse(
                201, fields: [MessageField("X-Seen", "\(request.method) \(request.path) \(request.query)")],
                body: .bytes(body + Array((request["x-own"] ?? "").utf8)))
        } _: { server in
            let answer = try await client.send(
                HTTPRequest(
                    "POST", server.address + "/a%20b?c=d", fields: [.init("X-Own", "field")],
                    body: .bytes(Array("body ".utf8))))
            #expect(answer.status == 201)
            #expect(answer["x-seen"] == "POST /a%20b c=d")
            #expect(answer.text == "body field")
        }
    }

    @Test("A connection serves one request after the other, also where they are sent at once")
    func keepsConnections() async throws {
        let answer = try await serve {
            .text(200, $0.path)
        } _: { server in
            try await exchange(
                server,
                "GET /one HTTP/1.1\r\nHost: x\r\n\r\nGET /two HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        }
        #expect(answer.contains("/one") && answer.hasSuffix("/two"))
    }

    @Test("HEAD is answered with the length of a body and without one")
    func answersHead() async throws {
        let answer = try await serve { _ in
            .text(200, "four")
        } _: { server in
            try await exchange(server, "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        }
        #expect(answer.lowercased().contains("content-length: 4\r\n") && answer.hasSuffix("\r\n\r\n"))
    }

    @Test(
        "A response that has no body ends with its head: the next one follows at once",
        arguments: [("GET", 304), ("GET", 204), ("HEAD", 200)])
    func endsWithHeads(method: String, status: Int) async throws {
        let answer = try await serve { request in
            guard request.path == "/first" else { return .text(200, "second") }
            return ServerResponse(
                status, fields: [MessageField("X-Part", "first")],
                body: status == 200 ? .stream(length: nil) { try await $0.write([1]) } : .bytes([]))
        } _: { server in
            try await exchange(
                server,
                "\(method) /first HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        }
        let heads = answer.components(separatedBy: "\r\n\r\n")
        #expect(heads.count == 3 && heads[1].hasPrefix("HTTP/1.1 200 ") && heads[2] == "second", "\(answer)")
    }

    @Test("A client of HTTP/1.0 gets a stream without chunks, up to the end of the connection")
    func streamsToOldClients() async throws {
        let answer = try await serve { _ in
            ServerResponse(200, body: .stream(length: nil) { try await $0.write(Array("piece".utf8)) })
        } _: { server in
            try await exchange(server, "GET / HTTP/1.0\r\n\r\n")
        }
        #expect(answer.hasSuffix("\r\n\r\npiece") && !answer.lowercased().contains("chunked"))
    }

    @Test("A head above its limit ends the connection")
    func boundsHeads() async throws {
        var limits = ServerLimits()
        limits.head = 4096
        let calls = Atomic(0)
        let answer = try await serve(limits: limits) { _ in
            calls.add(1, ordering: .relaxed)
            return .text(200, "")
        } _: { server in
            let fields = (0..<400).map { "X-\($0): \(String(repeating: "a", count: 20))\r\n" }.joined()
            return try await exchange(server, "GET / HTTP/1.1\r\n\(fields)\r\n")
        }
        #expect(answer.isEmpty)
        #expect(calls.load(ordering: .relaxed) == 0)
    }

    @Test("A head that does not come to its end ends the connection at the deadline")
    func boundsSlowHeads() async throws {
        var limits = ServerLimits()
        limits.headDeadline = .milliseconds(50)
        let answer = try await serve(limits: limits) { _ in
            .text(200, "")
        } _: { server in
            try await exchange(server, "GET / HTTP/1.1\r\nX-Slow: ")
        }
        #expect(answer.isEmpty)
    }

    /// What the handler hears of a body that the client does not finish.
    private func brokenBody(
        limits: ServerLimits = ServerLimits(), endsSending: Bool
    ) async throws -> RequestBodyError? {
        let (seen, hasSeen) = AsyncStream<RequestBodyError?>.makeStream()
        return try await serve(limits: limits) { request in
            do throws(RequestBodyError) {
                _ = try await request.body.bytes(upTo: 100)
                hasSeen.yield(nil)
            } catch {
                hasSeen.yield(error)
            }
            return .text(200, "")
        } _: { server in
            let port = server.port
            _ = try await blocking {
                let client = try RawClient(port: port)
                client.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc")
                if endsSending { client.endSending() }
                return client.receive()
            }
            return await seen.first { _ in true } ?? nil
        }
    }

    @Test("A body that stalls is reported to the handler as broken off")
    func boundsSlowBodies() async throws {
        var limits = ServerLimits()
        limits.stallDeadline = .milliseconds(50)
        #expect(try await brokenBody(limits: limits, endsSending: false) == .brokenOff)
    }

    @Test("A body that the client cuts short is broken off, not complete")
    func noticesCutBodies() async throws {
        #expect(try await brokenBody(endsSending: true) == .brokenOff)
    }

    @Test("A body above the limit is refused before all of it is read")
    func boundsBodies() async throws {
        var limits = ServerLimits()
        limits.body = 1000
        let status = try await serve(limits: limits) { request in
            do throws(RequestBodyError) {
                _ = try await request.body.bytes(upTo: .max)
                return .text(200, "")
            } catch {
                return .text(error == .tooLarge(limit: 1000) ? 413 : 500, "")
            }
        } _: { server in
            try await client.send(
                HTTPRequest(
                    "PUT", server.address, body: .bytes([UInt8](repeating: 7, count: 1001)), deadline: .patient)
            ).status
        }
        #expect(status == 413)
    }

    @Test("A large body is kept in a file, a small one in memory", arguments: [10, 300_000])
    func spools(size: Int) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/body"
        let sent = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        let seen = Mutex<SpooledBody?>(nil)
        _ = try await serve { request in
            let body = try? await request.body.spool(above: 100_000, to: path)
            seen.withLock { $0 = body }
            return .text(200, "")
        } _: { server in
            try await client.send(HTTPRequest("PUT", server.address, body: .bytes(sent), deadline: .patient))
        }
        if size == 10 {
            #expect(seen.withLock { $0 } == .bytes(sent))
        } else {
            #expect(seen.withLock { $0 } == .file(path, size: size))
            #expect(FileManager.default.contents(atPath: path) == Data(sent))
        }
    }

    @Test("A file is sent with its length")
    func sendsFiles() async throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "0123456789", count: 100_000)
        try folder.write(text, to: "file")
        let answer = try await serve { _ in
            ServerResponse(200, body: .file(folder.path + "/file"))
        } _: { server in
            try await client.send(HTTPRequest("GET", server.address, deadline: .patient))
        }
        #expect(answer["content-length"] == "1000000")
        #expect(answer.text == text)
    }

    @Test("A stream without a length is sent in chunks")
    func sendsStreams() async throws {
        let answer = try await serve { _ in
            ServerResponse(
                200,
                body: .stream(length: nil) { writer in
                    for number in 0..<3 { try await writer.write(Array("\(number) ".utf8)) }
                })
        } _: { server in
            try await client.send(HTTPRequest("GET", server.address, deadline: .patient))
        }
        #expect(answer.text == "0 1 2 ")
        #expect(answer["content-length"] == nil)
    }

    @Test("A stream that fails cuts the response short of its length")
    func cutsResponses() async throws {
        let answer = try await serve { _ in
            ServerResponse(
                200,
                body: .stream(length: 100) { writer in
                    try await writer.write(Array("half".utf8))
                    throw CancellationError()
                })
        } _: { server in
            try await exchange(server, "GET / HTTP/1.1\r\n\r\n")
        }
        #expect(answer.hasSuffix("\r\n\r\nhalf"))
    }

    @Test("A stream of another length than announced cuts the connection", arguments: [3, 5])
    func keepsToLengths(count: Int) async throws {
        let answer = try await serve { _ in
            ServerResponse(
                200,
                body: .stream(length: 4) { try await $0.write([UInt8](repeating: UInt8(ascii: "x"), count: count)) })
        } _: { server in
            try await exchange(server, "GET / HTTP/1.1\r\n\r\n")
        }
        #expect(answer.hasSuffix(count == 3 ? "\r\n\r\nxxx" : "\r\n\r\n"))
    }

    @Test("A dropped request gets not a single byte")
    func dropsRequests() async throws {
        let answer = try await serve { _ in
            .dropped
        } _: { server in
            try await exchange(server, "GET / HTTP/1.1\r\n\r\n")
        }
        #expect(answer.isEmpty)
    }

    @Test("A client that waits for permission to send its body gets it when the handler reads")
    func continues() async throws {
        let answer = try await serve { request in
            .text(200, String(decoding: (try? await request.body.bytes(upTo: 10)) ?? [], as: UTF8.self))
        } _: { server in
            let port = server.port
            return try await blocking {
                let client = try RawClient(port: port)
                client.send("POST / HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
                let first = client.receive(until: "\r\n\r\n")
                client.send("abc")
                return first + client.receive()
            }
        }
        #expect(answer.hasPrefix("HTTP/1.1 100 "))
        #expect(answer.hasSuffix("abc"))
    }

    @Test("A client that waits for permission is not cut for it, however long the handler takes")
    func continuesLate() async throws {
        var limits = ServerLimits()
        limits.stallDeadline = .seconds(2)
        limits.headDeadline = .seconds(2)
        let (clock, tick) = AsyncStream<Void>.makeStream()
        let answer = try await serve(limits: limits) { request in
            for await _ in clock { break }
            return .text(200, String(decoding: (try? await request.body.bytes(upTo: 10)) ?? [], as: UTF8.self))
        } _: { server in
            let port = server.port
            return try await blocking {
                let client = try RawClient(port: port)
                client.send("POST / HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
                // Well behind both deadlines nothing has come, and the connection stands.
                let early = client.receive(for: .milliseconds(2500))
                tick.yield()
                let first = client.receive(until: "\r\n\r\n")
                client.send("abc")
                return early + first + client.receive()
            }
        }
        #expect(answer.hasPrefix("HTTP/1.1 100 ") && answer.hasSuffix("abc"))
    }

    @Test("Shutting down lets the request in progress finish, and closes its connection")
    func drains() async throws {
        let (begun, hasBegun) = AsyncStream<Void>.makeStream()
        let (released, release) = AsyncStream<Void>.makeStream()
        let server = try await HTTPServer { _ in
            hasBegun.finish()
            for await _ in released {}
            return .text(200, "finished")
        }
        async let running: Void = server.run()
        async let answer = client.send(HTTPRequest("GET", server.address, deadline: .patient))
        for await _ in begun {}
        server.shutDown()
        release.finish()
        #expect(try await answer.text == "finished")
        #expect(try await answer["connection"] == "close")
        try await running
    }

    @Test("A connection above the limit is closed without a response")
    func boundsConnections() async throws {
        var limits = ServerLimits()
        limits.connections = 1
        let second = try await serve(limits: limits) { _ in
            .text(200, "served")
        } _: { server in
            let port = server.port
            return try await blocking {
                let first = try RawClient(port: port)
                first.send("GET / HTTP/1.1\r\n\r\n")
                _ = first.receive(until: "served")
                let second = try RawClient(port: port)
                second.send("GET / HTTP/1.1\r\n\r\n")
                return second.receive()
            }
        }
        #expect(second.isEmpty)
    }

    @Test("A port that is taken is an error")
    func refusesTakenPorts() async throws {
        try await serve { _ in
            .text(200, "")
        } _: { server -> Void in
            await #expect(throws: (any Error).self) { try await HTTPServer(port: server.port) { _ in .dropped } }
        }
    }

    @Test("A server that never ran gives its port up")
    func abandons() async throws {
        // Another test may take the port in between, so a few are tried.
        var hasTaken = false
        for _ in 0..<20 where !hasTaken {
            let first = try await HTTPServer { _ in .dropped }
            await first.abandon()
            guard let second = try? await HTTPServer(port: first.port, handler: { _ in .dropped }) else { continue }
            hasTaken = true
            await second.abandon()
        }
        #expect(hasTaken)
    }

    @Test(
        "What a proxy could read as one request and we as two is never answered twice",
        arguments: [
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
            "Content-Length: 0\r\nContent-Length: 60\r\n\r\n", "Content-Length: 60, 0\r\n\r\n",
            "Content-Length: +0\r\n\r\n", "Content-Length : 0\r\n\r\n", "Content-Length: 0x0\r\n\r\n",
            "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "X-Own: a\r\n\r\n b\r\nContent-Length: 0\r\n\r\n",
        ])
    func smuggling(head: String) async throws {
        let seen = Mutex<[String]>([])
        let answer = try await serve { request in
            seen.withLock { $0.append(request.path) }
            _ = try? await request.body.bytes(upTo: 1000)
            return .text(200, "")
        } _: { server in
            try await exchange(
                server,
                "POST /first HTTP/1.1\r\nHost: a\r\n\(head)GET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            )
        }
        let paths = seen.withLock { $0 }
        #expect(!paths.contains("/second") || paths.count < 2, "\(paths) \(answer)")
    }

    @Test("What is not HTTP is answered 400 and ends the connection")
    func refusesNonsense() async throws {
        let answer = try await serve { _ in
            .text(200, "")
        } _: { server in
            try await exchange(server, "nonsense\r\n\r\n")
        }
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
    }
}

extension Duration {
    /// Other suites may keep all threads busy for a minute.
    fileprivate static let patient: Duration = .seconds(600)
}
