import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// A double with one repository, and clients of it.
struct Bench: Sendable {
    static let token = "ghp_ada"
    /// Which version of the API tests ask for where they do not say; nil: none, which is the older one.
    static let version = ProcessInfo.processInfo.environment["SLIPWAY_API_VERSION"]
    static let start = Date(timeIntervalSince1970: 1_767_225_600)

    let github: RunningGitHub
    let clock: DoubleClock
    let repository: Int
    let folder: TemporaryFolder
    let recording: String
    private let runner = ProcessRunner()
    private let client = HTTPClient()

    /// Runs a test against `acme/core`, which has one commit on `main`; Ada is its administrator.
    static func run(
        _ settings: DoubleSettings = DoubleSettings(), repository: RepositorySettings = RepositorySettings(),
        files: [String: String] = ["README.md": "core\n"], _ body: @Sendable (Bench) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let clock = DoubleClock(start: start)
        let recording = folder.path + "/exchanges.jsonl"
        try FileManager.default.createDirectory(atPath: folder.path + "/double", withIntermediateDirectories: true)
        let double = try GitHubDouble(
            settings, folder: folder.path + "/double", runner: ProcessRunner(), clock: clock, recording: recording)
        await double.addUser("acme", kind: .organization)
        await double.addUser("ada", name: "Ada")
        await double.addToken(token, of: "ada")
        var repositorySettings = repository
        repositorySettings.roles["ada", default: .admin] = repository.roles["ada"] ?? .admin
        let sandbox = try GitSandbox(runner: ProcessRunner())
        _ = try await sandbox.makeClone("source", files: files, hasRemote: false)
        let id = try await double.addRepository(
            "acme/core", settings: repositorySettings, from: sandbox.folder.path + "/source")
        let github = try await RunningGitHub(double)
        let bench = Bench(github: github, clock: clock, repository: id, folder: folder, recording: recording)
        try await github.serving { try await body(bench) }
        try bench.keepRecording()
    }

    /// Where `Scripts/check-exchanges` finds what the tests exchanged.
    private func keepRecording() throws {
        guard let kept = ProcessInfo.processInfo.environment["SLIPWAY_EXCHANGES"] else { return }
        try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: recording, toPath: "\(kept)/\(UUID().uuidString).jsonl")
    }

    // MARK: Requests

    struct Reply: Sendable {
        var status: Int
        var json: JSON
        var response: HTTPResponse

        subscript(key: String) -> JSON? { json[key] }
        var items: [JSON] { json.items ?? [] }
        /// What a 422 says of its first error.
        var firstError: String? { json["errors"]?[0]?["message"]?.text ?? json["errors"]?[0]?["code"]?.text }
    }

    func send(
        _ method: String, _ path: String, _ body: JSON? = nil, token: String? = Bench.token,
        fields: [String: String] = [:],
        bytes: [UInt8]? = nil
    ) async throws -> Reply {
        var all = [HTTPRequest.Field("Accept", "application/vnd.github+json")]
        if let token { all.append(.init("Authorization", "Bearer \(token)")) }
        if let version = Bench.version { all.append(.init("X-GitHub-Api-Version", version)) }
        for (name, value) in fields {
            all.removeAll { $0.name == name }
            all.append(.init(name, value))
        }
        let content = bytes ?? body?.bytes
        let response = try await client.send(
            HTTPRequest(
                method, path.hasPrefix("http") ? path : github.api + path, fields: all,
                body: content.map { .bytes($0) } ?? .none, deadline: .seconds(600)))
        return Reply(status: response.status, json: JSON(parsing: response.body) ?? .null, response: response)
    }

    func get(_ path: String, token: String? = Bench.token, fields: [String: String] = [:]) async throws -> Reply {
        try await send("GET", path, token: token, fields: fields)
    }

    /// Something in `acme/core`.
    func core(_ method: String, _ path: String, _ body: JSON? = nil, token: String? = Bench.token) async throws -> Reply
    {
        try await send(method, "/repos/acme/core" + path, body, token: token)
    }

    // MARK: What no client of the kind does

    /// Sends the beginning of an upload, closes the connection, and waits until the double has noticed.
    func breakOff(_ address: String) async throws {
        let operation = "repos/upload-release-asset"
        let before = github.double.recorder.counts[operation] ?? 0
        _ = try await raw(address, "Content-Length: 1000\r\n\r\nonly this", endsSending: true)
        while (github.double.recorder.counts[operation] ?? 0) == before { _ = try await get("/meta") }
    }

    func sendChunked(_ address: String, _ text: String) async throws -> String {
        let chunk = "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n0\r\n\r\n"
        return try await raw(
            address, "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n\(chunk)", endsSending: false)
    }

    func raw(_ address: String, _ rest: String, endsSending: Bool = false) async throws -> String {
        guard let url = URL(string: address), let port = url.port else { throw Missing() }
        let target = address.drop(while: { $0 != "/" }).dropFirst(2).drop(while: { $0 != "/" })
        return try await blocking {
            let client = try RawClient(port: port)
            client.send(
                "POST \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: raw\r\nAuthorization: Bearer \(Bench.token)\r\n"
                    + rest)
            if endsSending { client.endSending() }
            return client.receive()
        }
    }

    // MARK: git

    func gitAddress(token: String? = Bench.token, repository: String = "acme/core") -> String {
        let host = github.git.dropFirst("http://".count)
        return token.map { "http://x:\($0)@\(host)/\(repository).git" } ?? "http://\(host)/\(repository).git"
    }

    func git(
        _ arguments: [String], in name: String = ".", fails: Bool = false, input: String = ""
    ) async throws -> String {
        let result = try await runner.run(
            Command(
                ["git"] + arguments, folder: folder.path + "/" + name,
                environment: [
                    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
                    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_COMMITTER_NAME": "Ada",
                    "GIT_COMMITTER_EMAIL": "ada@example.org", "GIT_AUTHOR_DATE": "1767225700 +0000",
                    "GIT_COMMITTER_DATE": "1767225700 +0000", "LC_ALL": "C",
                ], input: Array(input.utf8)))
        guard result.hasSucceeded != fails else {
            throw GitFailed(arguments: arguments, output: result.errorText + result.text)
        }
        return (fails ? result.errorText : result.text).trimmingCharacters(in: .newlines)
    }

    struct GitFailed: Error {
        var arguments: [String]
        var output: String
    }

    /// A clone of `acme/core` in a folder.
    func clone(_ name: String = "clone", token: String = Bench.token) async throws {
        _ = try await git(["clone", "--quiet", gitAddress(token: token), name])
    }

    /// A commit in a clone.
    @discardableResult
    func commit(_ message: String, _ files: [String: String], in name: String = "clone") async throws -> String {
        for (path, text) in files { try folder.write(text, to: "\(name)/\(path)") }
        _ = try await git(["add", "--all"], in: name)
        _ = try await git(["commit", "--quiet", "--allow-empty", "-m", message], in: name)
        return try await git(["rev-parse", "HEAD"], in: name)
    }

    /// A branch on the server with some commits, one for each message, and a clone `branch-NAME` where it is checked out.
    @discardableResult
    func branch(_ name: String, _ messages: [String] = ["feat: work"]) async throws -> [String] {
        let folder = "branch-\(name.replacing("/", with: "-"))"
        try await clone(folder)
        var stream = ""
        for (index, message) in messages.enumerated() {
            stream += "commit refs/heads/\(name)\ncommitter Ada <ada@example.org> 1767225700 +0000\n"
            stream += "data \(message.utf8.count)\n\(message)\n"
            if index == 0 { stream += "from refs/remotes/origin/main\n" }
            stream += "M 100644 inline \(folder)-\(index).txt\ndata \(message.utf8.count)\n\(message)\n\n"
        }
        _ = try await git(["fast-import", "--quiet"], in: folder, input: stream)
        _ = try await git(["checkout", "--quiet", name], in: folder)
        _ = try await git(["push", "--quiet", "origin", name], in: folder)
        return try await git(["rev-list", "--reverse", name, "^origin/main"], in: folder).split(separator: "\n").map(
            String.init)
    }

    /// A pull request of a new branch.
    func pull(
        _ branch: String, messages: [String] = ["feat: work"], title: String = "feat: pull", body: String = "text",
        token: String = Bench.token
    ) async throws -> Reply {
        try await self.branch(branch, messages)
        return try await core(
            "POST", "/pulls",
            ["title": .string(title), "head": .string(branch), "base": "main", "body": .string(body)],
            token: token)
    }

    func head(_ name: String = "main") async throws -> String {
        try requireValue(try await github.double.commit(name, in: repository))
    }
}

struct Missing: Error {}

func requireValue<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Missing() }
    return value
}
