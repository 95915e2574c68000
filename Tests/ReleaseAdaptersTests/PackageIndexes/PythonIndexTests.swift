import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("A Python index, read and written")
struct PythonIndexTests {
    private static let name = "core-1.0.0-py3-none-any.whl"
    private static let sum = String(repeating: "ab", count: 32)
    private static let page = "text/html; charset=utf-8"

    private func index(
        _ address: String, username: String? = nil, password: Secret? = nil,
        runner: any CommandRunner = ScriptedRunner { _ in .says("") }
    ) -> PythonIndex {
        PythonIndex(
            .init(index: address + "/simple", upload: address + "/legacy/", username: username, password: password),
            client: HTTPClient(), runner: runner)
    }

    /// What an index that answers so has of ``name``.
    private func digests(
        _ type: String, _ body: String, status: Int = 200
    ) async throws -> [String: Digest] {
        let server = try LoopbackServer { _ in .status(status, ["Content-Type": type], body: body) }
        return try await index(server.address).digests(of: [PythonIndexTests.name], in: "core")
    }

    private func error(_ answer: LoopbackServer.Answer) async throws -> PackageIndexError? {
        let server = try LoopbackServer { _ in answer }
        do throws(PackageIndexError) {
            _ = try await index(server.address).digests(of: [PythonIndexTests.name], in: "core")
            return nil
        } catch {
            return error
        }
    }

    @Test("The page of a package is requested by its normalised name, as JSON if available")
    func request() async throws {
        let server = try LoopbackServer { _ in .status(404) }
        #expect(try await index(server.address).digests(of: ["x"], in: "My.Core__lib") == [:])
        #expect(server.requests.first?.line == "GET /simple/my-core-lib/ HTTP/1.1")
        #expect(server.requests.first?.fields["accept"]?.hasPrefix("application/vnd.pypi.simple.v1+json,") == true)
    }

    @Test("Files and digests are read from JSON")
    func json() async throws {
        let body = """
            {"meta": {"api-version": "1.3"}, "name": "core", "files": [
              {"filename": "other.whl", "url": "x", "hashes": {}, "yanked": false},
              {"filename": "\(PythonIndexTests.name)", "url": "../../x", "hashes": {"sha256": "\(PythonIndexTests.sum)"}}
            ]}
            """
        let found = try await digests("application/vnd.pypi.simple.v1+json", body)
        #expect(found == [PythonIndexTests.name: Digest(PythonIndexTests.sum)])
    }

    @Test(
        "Files and digests are read from HTML as servers write it",
        arguments: [
            "<a href=\"../../packages/NAME#sha256=SUM\">NAME</a><br>",
            "<A class=x HREF='NAME#sha256=SUM'\n data-requires-python='&gt;=3.8'>NAME</A>",
            "<a href=NAME#sha256=SUM>NAME</a>",
            "<!-- <a href=\"no\">--><a data-x=\"a>b\" href=\"https://files.example/core%2D1.0.0-py3-none-any.whl?a=b&amp;c=d#sha256=SUM&amp;x\">NAME</a>",
            "<a href=\"&#78;o/&#x63;ore-1.0.0-py3-none-any.whl#sha256=SUM\">NAME</a>",
        ])
    func html(line: String) async throws {
        let line = line.replacing("NAME", with: PythonIndexTests.name).replacing("SUM", with: PythonIndexTests.sum)
        let found = try await digests(PythonIndexTests.page, "<!DOCTYPE html><html><body>\(line)</body></html>")
        #expect(found == [PythonIndexTests.name: Digest(PythonIndexTests.sum)])
    }

    @Test("A page without anchors has no files; broken anchors are skipped")
    func noAnchors() async throws {
        for body in [
            "", "<", "<a", "<a href", "<a href=", "<a href='", "<!--", "<a href='x",
            "<b href='\(PythonIndexTests.name)'>",
        ] {
            #expect(try await digests(PythonIndexTests.page, body) == [:], "\(body)")
        }
    }

    @Test("A file without a digest in the index is downloaded and hashed")
    func unknownDigest() async throws {
        let server = try LoopbackServer { request in
            request.line.contains("/files/")
                ? .status(200, body: "abc")
                : .status(
                    200, ["Content-Type": PythonIndexTests.page],
                    body: "<a href='/files/\(PythonIndexTests.name)#md5=0'>x</a>")
        }
        let found = try await index(server.address).digests(of: [PythonIndexTests.name], in: "core")
        #expect(found[PythonIndexTests.name] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("An incomplete response is an error, never an empty index")
    func partial() async throws {
        let halves: [LoopbackServer.Answer] = [
            .text("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<html>"),
            .text("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><a href='x'>"),
            .status(200, ["Content-Type": "application/vnd.pypi.simple.v1+json"], body: "{\"files\": [{\"file"),
            .status(200, ["Content-Type": "application/vnd.pypi.simple.v1+json"], body: "{}"),
            .status(
                200, ["Content-Type": "application/vnd.pypi.simple.v1+json"],
                body: "{\"meta\": {\"api-version\": \"2.0\"}, \"files\": []}"),
        ]
        for half in halves {
            guard case .partial = try await error(half) else {
                Issue.record("\(half) should be partial")
                continue
            }
        }
    }

    @Test("A temporary refusal says when to retry", arguments: [408, 429, 500, 502, 503, 504])
    func busy(status: Int) async throws {
        let found = try await error(.status(status, ["Retry-After": "7"]))
        #expect(found?.retry == .after(.seconds(7)))
        #expect(try await error(.status(status))?.retry == .later)
    }

    @Test("A permanent refusal is not retried, and says what to check", arguments: [400, 401, 403, 405])
    func denied(status: Int) async throws {
        let found = try #require(try await error(.status(status, body: "\n<p>no</p>")))
        #expect(found.retry == .never)
        #expect(!found.suggestions.isEmpty)
        #expect(found.reasons == ["<p>no</p>"])
    }

    @Test("An unreachable index may be reachable later")
    func unreachable() async throws {
        let address = "http://127.0.0.1:\(try LoopbackServer.freePort())"
        await #expect {
            try await index(address).digests(of: ["x"], in: "core")
        } throws: { error in
            (error as? PackageIndexError)?.retry == .later
        }
    }

    @Test("Credentials are sent only to the upload server")
    func credentials() async throws {
        let server = try LoopbackServer { _ in .status(404) }
        _ = try await index(server.address, password: "secret").digests(of: ["x"], in: "core")
        #expect(server.requests.first?.fields["authorization"] == "Basic X190b2tlbl9fOnNlY3JldA==")
        let place = PythonIndex.Place(index: server.address, upload: "http://127.0.0.1:1/", password: "secret")
        _ = try await PythonIndex(place, client: HTTPClient(), runner: ScriptedRunner { _ in .says("") })
            .digests(of: ["x"], in: "core")
        #expect(server.requests.last?.fields["authorization"] == nil)
    }

    // MARK: Uploading

    private func upload(_ result: CommandResult) async -> (error: PackageIndexError?, command: Command?) {
        let runner = ScriptedRunner { _ in result }
        let index = index("https://index.example", username: "ada", password: "pa55word", runner: runner)
        do throws(PackageIndexError) {
            try await index.upload(PackageFile(path: "/set/[x]/\(PythonIndexTests.name)", digest: "0"))
            return (nil, runner.commands.first)
        } catch {
            return (error, runner.commands.first)
        }
    }

    @Test("Credentials are passed in the environment, and a file by its bare name")
    func command() async throws {
        let (error, command) = await upload(.says(""))
        #expect(error == nil)
        let started = try #require(command)
        #expect(!started.arguments.contains { $0.contains("ada") || $0.contains("pa55word") })
        #expect(started.environment["UV_PUBLISH_PASSWORD"] == "pa55word")
        #expect(started.environment["UV_PUBLISH_USERNAME"] == "ada")
        #expect(started.environment["UV_PUBLISH_TOKEN"] == .some(nil))
        #expect(started.folder == "/set/[x]")
        #expect(started.arguments.suffix(2) == ["--", PythonIndexTests.name])
        #expect(started.timeout != nil)
    }

    @Test(
        "An upload refused because the file exists is not a separate error",
        arguments: [
            "error: Upload failed with status code 409 Conflict. Server says: A file named x already exists",
            "Upload failed with status code 400 Bad Request. Server says: 400 File already exists ('x')",
            "HTTPError: 409 Conflict from https://index.example/\nConflict",
        ])
    func alreadyThere(text: String) async {
        let result = CommandResult(end: .exited(2), errors: Array(text.utf8))
        #expect(await upload(result).error == nil)
    }

    @Test(
        "The server's response decides whether waiting helps",
        arguments: [
            ("Upload failed with status code 403 Forbidden", RetryAdvice.never),
            ("status code 401 Unauthorized", .never), ("HTTPError: 400 Bad Request from x", .never),
            ("status code 503 Service Unavailable", .later), ("status code: 429", .later),
            ("error sending request: connection reset", .later), ("", .later),
        ])
    func failed(text: String, retry: RetryAdvice) async throws {
        let result = CommandResult(end: .exited(2), errors: Array(text.utf8))
        let error = try #require(await upload(result).error)
        #expect(error.retry == retry)
        #expect(await upload(CommandResult(end: .timedOut)).error?.retry == .later)
    }

    @Test("A file that uv skips is an error, though uv reports success")
    func skipped() async {
        let text = "warning: `\(PythonIndexTests.name)` has a non-normalized filename (expected `x`), skipping"
        let result = CommandResult(end: .exited(0), errors: Array(text.utf8))
        #expect(await upload(result).error == .badName(PythonIndexTests.name))
    }

    @Test("A password echoed by a program is masked")
    func masked() async throws {
        let result = CommandResult(end: .exited(2), errors: Array("refused pa55word\n".utf8))
        let error = try #require(await upload(result).error)
        #expect(error.reasons == ["refused ***"])
    }
}
