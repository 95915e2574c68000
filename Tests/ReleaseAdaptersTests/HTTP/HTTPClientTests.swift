import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Requests over HTTP")
struct HTTPClientTests {
    private let client = HTTPClient(.init(userAgent: "test/1"))

    private func error(_ request: HTTPRequest) async -> HTTPError? {
        do throws(HTTPError) {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test("Any status is a response, with its headers and its body", arguments: [200, 204, 404, 429, 500])
    func answers(status: Int) async throws {
        let server = try LoopbackServer { _ in .status(status, ["X-One": "a: b"], body: status == 204 ? "" : "text") }
        let answer = try await client.send(HTTPRequest("GET", server.address + "/x?y=1"))
        #expect(answer.status == status)
        #expect(answer["x-one"] == "a: b")
        #expect(answer.text == (status == 204 ? "" : "text"))
        #expect(server.requests.map(\.line) == ["GET /x?y=1 HTTP/1.1"])
        #expect(server.requests.first?.fields["user-agent"] == "test/1")
    }

    @Test("A body is sent in full, from memory or from a file", arguments: ["POST", "PUT", "PATCH"], [true, false])
    func bodies(method: String, isFile: Bool) async throws {
        let server = try LoopbackServer { _ in .status(201) }
        let folder = try TemporaryFolder()
        let text = String(repeating: "0123456789", count: 50_000)
        try folder.write(text, to: "body")
        let body: HTTPRequest.Body = isFile ? .file(folder.path + "/body") : .bytes(Array(text.utf8))
        let answer = try await client.send(
            HTTPRequest(method, server.address + "/", fields: [.init("Content-Type", "text/plain")], body: body))
        #expect(answer.status == 201)
        #expect(server.requests.first?.line == "\(method) / HTTP/1.1")
        #expect(server.requests.first?.body == Array(text.utf8))
        #expect(server.requests.first?.fields["content-type"] == "text/plain")
        #expect(server.requests.first?.fields["expect"] == nil)
    }

    @Test("A redirect is followed, with the body if its status requires it")
    func redirections() async throws {
        let server = try LoopbackServer { request in
            request.line.contains("/old") ? .status(307, ["Location": "/new"]) : .status(200, body: "there")
        }
        let answer = try await client.send(HTTPRequest("POST", server.address + "/old", body: .bytes([1, 2, 3])))
        #expect(answer.text == "there")
        #expect(answer.address == server.address + "/new")
        #expect(server.requests.last?.line == "POST /new HTTP/1.1")
        #expect(server.requests.last?.body == [1, 2, 3])
    }

    @Test("A redirect to another server gets no credentials")
    func noLeak() async throws {
        let other = try LoopbackServer { _ in .status(200) }
        let address = other.address
        let server = try LoopbackServer { _ in .status(302, ["Location": address + "/"]) }
        _ = try await client.send(
            HTTPRequest("GET", server.address, fields: [.init("Authorization", "Basic c2VjcmV0")]))
        #expect(server.requests.first?.fields["authorization"] == "Basic c2VjcmV0")
        #expect(other.requests.count == 1)
        #expect(other.requests.first?.fields["authorization"] == nil)
    }

    @Test("A truncated response is an error, never a short response")
    func cut() async throws {
        for answer in [
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "",
        ] {
            let server = try LoopbackServer { _ in .text(answer) }
            guard case .cut = await error(HTTPRequest("GET", server.address)) else {
                Issue.record("'\(answer)' should be cut")
                continue
            }
        }
    }

    @Test("A silent server costs no more than the deadline")
    func deadline() async throws {
        let server = try LoopbackServer { _ in .silence }
        let found = await error(HTTPRequest("GET", server.address, deadline: .milliseconds(200)))
        #expect(found == .timedOut(server.address, after: .milliseconds(200)))
        #expect(found?.retry == .later)
    }

    @Test("A cancelled request ends at once, even one that has not started")
    func cancelling() async throws {
        let server = try LoopbackServer { _ in .silence }
        let client = client
        let task = Task { () -> HTTPError? in
            do throws(HTTPError) {
                _ = try await client.send(HTTPRequest("GET", server.address, deadline: .seconds(600)))
                return nil
            } catch {
                return error
            }
        }
        try await eventually("the request arrives", every: .zero) { !server.requests.isEmpty }
        task.cancel()
        #expect(await task.value == .cancelled(server.address))
        let late = Task { await error(HTTPRequest("GET", server.address)) }
        late.cancel()
        let found = await late.value
        #expect(found == .cancelled(server.address) || found == nil)
    }

    @Test("A response larger than allowed is aborted")
    func limit() async throws {
        let server = try LoopbackServer { _ in .status(200, body: String(repeating: "x", count: 5000)) }
        #expect(
            await error(HTTPRequest("GET", server.address, answerLimit: 4999)) == .tooLarge(server.address, limit: 4999)
        )
        #expect(await error(HTTPRequest("GET", server.address, answerLimit: 5000)) == nil)
    }

    @Test(
        "Only http and https are allowed, and nothing injects a line into a request",
        arguments: [
            HTTPRequest("GET", "file:///etc/hostname"), HTTPRequest("GET", "ftp://127.0.0.1/"), HTTPRequest("GET", ""),
            HTTPRequest("GET", "http://127.0.0.1/\r\nX: y"), HTTPRequest("GET\r\n", "http://127.0.0.1/"),
            HTTPRequest("GET", "http://127.0.0.1/", fields: [.init("X", "a\r\nY: b")]),
        ])
    func addresses(request: HTTPRequest) async {
        guard case .badAddress = await error(request) else {
            Issue.record("\(request) should be refused")
            return
        }
    }

    @Test("A port without a listener can't be reached")
    func unreachable() async throws {
        let address = "http://127.0.0.1:\(try LoopbackServer.freePort())/"
        guard case .unreachable(let shown, _) = await error(HTTPRequest("GET", address)) else {
            Issue.record("nobody listens at \(address)")
            return
        }
        #expect(shown == address)
    }

    @Test("A missing file is not sent")
    func noFile() async throws {
        let server = try LoopbackServer { _ in .status(200) }
        let found = await error(HTTPRequest("POST", server.address, body: .file("/nowhere/at/all")))
        guard case .unreadable(let file, _) = found else {
            Issue.record("\(String(describing: found))")
            return
        }
        #expect(file == "/nowhere/at/all")
        #expect(server.requests.isEmpty)
    }

    @Test("An address is shown without credentials, query and fragment")
    func shown() {
        #expect(shownAddress("https://a:b@host/path?token=x#y") == "https://host/path")
        #expect(shownAddress("https://host") == "https://host")
        #expect(shownAddress("https://host/a@b") == "https://host/a@b")
        #expect(shownAddress("none") == "none")
    }

    @Test("Many requests at once, half of them cancelled, each end exactly once")
    func many() async throws {
        let server = try LoopbackServer { _ in .status(200, body: "ok") }
        let client = client
        let ends = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let task = Task { try? await client.send(HTTPRequest("GET", server.address + "/\(number)")) }
                    if number.isMultiple(of: 2) { task.cancel() }
                    let answer = await task.value
                    return answer?.text == "ok" || number.isMultiple(of: 2)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(ends.count == 200)
        #expect(ends.allSatisfy { $0 })
    }
}
