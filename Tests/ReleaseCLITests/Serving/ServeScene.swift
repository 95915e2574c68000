import Crypto
import Foundation
import ReleaseAdapters
import ReleaseCLI
import ReleaseComposition
import ReleaseHTTPServer
import ReleaseModel
import ReleaseOperations
import ReleaseServer
import ReleaseTestKit
import Synchronization

/// A served workspace `w` with core and app, each in a clone with a remote. They are called acme/core and acme/app at a
/// forge that is never asked.
struct ServeScene: Sendable {
    static let secret = "0123456789abcdef-secret"

    let scene: CommandScene
    let server: Server
    let lines: Lines

    final class Lines: Sendable {
        private let all = Mutex<[String]>([])
        func add(_ line: String) { all.withLock { $0.append(line) } }
        var text: String { all.withLock { $0.joined(separator: "\n") } }
    }

    /// - Parameters:
    ///   - triggers: The list in slipway.yaml.
    ///   - more: Further lines of slipway.yaml.
    ///   - isPlain: Whether there is no forge.
    static func run(
        triggers: String, more: String = "", isPlain: Bool = false, now: @escaping @Sendable () -> Date = { Date() },
        _ body: @Sendable (ServeScene) async throws -> Void
    ) async throws {
        let scene = try CommandScene()
        try await scene.crate("core")
        try await scene.crate("app", requiring: "core")
        let text = configuration(triggers, more)
        let forge = "{ kind: github, owner: acme, root: ., logins: [release-bot] }"
        try scene.write(isPlain ? text.replacing(forge, with: "{ kind: git }") : text, to: "slipway.yaml")
        let lines = Lines()
        let server = try Server([try site(scene)], log: ServerLog(isJSON: false) { lines.add($0) }, now: now)
        let served = ServeScene(scene: scene, server: server, lines: lines)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(host: "127.0.0.1", port: 0) { _ in } }
            try await body(served)
            group.cancelAll()
        }
    }

    static func configuration(_ triggers: String, _ more: String = "") -> String {
        """
        forge: { kind: github, owner: acme, root: ., logins: [release-bot] }
        defaults: { gates: [{ name: test, run: ["true"] }] }
        triggers: \(triggers)
        \(more)

        """
    }

    static func site(_ scene: CommandScene) throws -> SiteDescription {
        var one = ServerConfiguration.Workspace(path: "w")
        one.webhookSecrets = ["HOOK"]
        one.runs = 2
        var composition = WorkspaceComposition(directory: scene.workspace, say: { _ in })
        composition.environment = [
            "HOOK": secret, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
            "HOME": scene.sandbox.folder.path, "GH_TOKEN": "unused-token-0123",
        ]
        var description = try SiteDescription("w", one, in: scene.sandbox.folder.path, composition)
        description.lookInterval = .milliseconds(300)
        return description
    }

    static func signature(_ body: String, _ secret: String = secret) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(body.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return "sha256=" + code.map { String(format: "%02x", $0) }.joined()
    }

    /// - Returns: The status and the body.
    @discardableResult
    func webhook(
        _ event: String, _ id: String, _ body: String, signature: String? = nil, path: String = "/webhooks/w/github",
        method: String = "POST", type: String = "application/json"
    ) async throws -> (status: Int, body: String) {
        let response = await server.answer(
            ServerRequest(
                method: method, target: path,
                fields: [
                    MessageField("X-GitHub-Event", event), MessageField("X-GitHub-Delivery", id),
                    MessageField("X-Hub-Signature-256", signature ?? ServeScene.signature(body)),
                    MessageField("Content-Type", type),
                ], body: RequestBody(Array(body.utf8))))
        guard case .bytes(let bytes) = response.body else { return (response.status, "") }
        return (response.status, String(decoding: bytes, as: UTF8.self))
    }

    /// The body of a push by a person.
    static func push(_ reference: String, to commit: String, in repository: String, by login: String = "anna") -> String
    {
        """
        {"ref":"\(reference)","before":"\(String(repeating: "0", count: 40))","after":"\(commit)",\
        "repository":{"full_name":"acme/\(repository)"},"sender":{"login":"\(login)"}}
        """
    }

    /// Several versions, pushed at once.
    func pushTags(_ versions: [String], of name: String) async throws {
        for version in versions { _ = try await tag(version, of: name) }
        try await scene.sandbox.git(
            ["push", "--quiet", "origin", "main"] + versions.map { "v\($0)" }, in: "dev-\(name)")
    }

    /// A person's clone of a repository, with a new version that is committed, tagged and pushed.
    func pushTag(_ version: String, of name: String, manifest: String? = nil) async throws -> String {
        let commit = try await tag(version, of: name, manifest: manifest)
        try await scene.sandbox.git(["push", "--quiet", "origin", "main", "v\(version)"], in: "dev-\(name)")
        return commit
    }

    private func tag(_ version: String, of name: String, manifest: String? = nil) async throws -> String {
        let sandbox = scene.sandbox
        if !FileManager.default.fileExists(atPath: sandbox.folder.path + "/dev-\(name)") {
            try await sandbox.git(["clone", "--quiet", scene.workspace + "/\(name).git", "dev-\(name)"])
        }
        try await sandbox.commit(
            "feat: \(version) by hand",
            files: ["Cargo.toml": CommandScene.manifest(name, manifest ?? version), "n.txt": version], in: "dev-\(name)"
        )
        try await sandbox.git(["tag", "v\(version)"], in: "dev-\(name)")
        return try await sandbox.git(["rev-parse", "HEAD"], in: "dev-\(name)")
    }

    func slipway(_ arguments: String...) async -> CommandScene.Answer {
        await scene.plainly(["-C", scene.workspace] + arguments)
    }

    /// Waits until the server has the workspace.
    func untilServed() async throws {
        let lock = scene.workspace + "/.slipway/lock"
        for _ in 0..<2_400
        where (try? String(contentsOfFile: lock, encoding: .utf8))?.contains("slipway serve") != true {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    var references: String { scene.workspace + "/.slipway/served-references.json" }

    /// Waits until a command's output contains one of two texts, within a bounded number of looks.
    func eventually(
        _ text: String, or other: String? = nil, in arguments: [String]
    ) async throws -> CommandScene.Answer {
        var answer = await scene.plainly(["-C", scene.workspace] + arguments)
        for _ in 0..<2_400 where !answer.output.contains(text) && !answer.output.contains(other ?? text) {
            try await Task.sleep(for: .milliseconds(100))
            answer = await scene.plainly(["-C", scene.workspace] + arguments)
        }
        return answer
    }
}
