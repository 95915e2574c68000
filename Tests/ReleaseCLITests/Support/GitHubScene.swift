import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseCLI
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// Command lines in a clone of `acme/core`, which is at the double of GitHub.
struct GitHubScene: Sendable {
    static let token = "ghp_ada_secret"
    static let repository = ForgeRepository(owner: "acme", name: "core")

    let github: RunningGitHub
    let id: Int
    let scene: CommandScene
    /// Asks the double as a person would, beside the commands.
    let forge: any ReleasePorts.Forge

    /// - Parameter prepare: Commits and tags in the source before the double takes it.
    static func run(
        _ double: DoubleSettings = DoubleSettings(), repository: RepositorySettings = RepositorySettings(),
        clock: DoubleClock = DoubleClock(), files: [String: String],
        prepare: @Sendable (GitSandbox) async throws -> Void = { _ in },
        _ body: @Sendable (GitHubScene) async throws -> Void
    ) async throws {
        let scene = try CommandScene()
        let folder = scene.sandbox.folder.path + "/double"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let github = try GitHubDouble(
            double, folder: folder, runner: ProcessRunner(), clock: clock,
            recording: folder + "/exchanges.jsonl")
        await github.addUser("acme", kind: .organization)
        await github.addUser("ada", name: "Ada")
        await github.addToken(token, of: "ada")
        var settings = repository
        settings.roles["ada"] = .admin
        _ = try await scene.sandbox.makeClone("source", files: files, hasRemote: false)
        try await prepare(scene.sandbox)
        let id = try await github.addRepository(
            "acme/core", settings: settings, from: scene.sandbox.folder.path + "/source")
        let running = try await RunningGitHub(github)
        let forge = try running.client(token: token, source: "the test")
        let ready = GitHubScene(github: running, id: id, scene: scene, forge: forge)
        try await running.serving {
            try await ready.clone()
            try await body(ready)
        }
    }

    /// A fresh clone, as a job begins with.
    func clone(_ name: String = "clone") async throws {
        let host = github.git.dropFirst("http://".count)
        try await scene.sandbox.git(
            ["clone", "--quiet", "http://x:\(GitHubScene.token)@\(host)/acme/core.git", name])
    }

    func slipway(_ arguments: String..., in clone: String = "clone") async -> CommandScene.Answer {
        await scene.plainly(
            ["-C", scene.sandbox.folder.path + "/" + clone] + arguments,
            environment: ["GH_TOKEN": GitHubScene.token])
    }

    func releasePR(_ arguments: String..., in clone: String = "clone") async -> CommandScene.Answer {
        await scene.plainly(
            ["-C", scene.sandbox.folder.path + "/" + clone, "release-pr", "--api", github.enterpriseAPI] + arguments,
            environment: ["GH_TOKEN": GitHubScene.token])
    }

    func commit(_ message: String, _ files: [String: String], in clone: String = "clone") async throws {
        try await scene.sandbox.commit(message, files: files, in: clone)
    }

    func pull(_ clone: String = "clone") async throws {
        try await scene.sandbox.git(["pull", "--quiet", "--tags", "origin", "main"], in: clone)
    }

    func open() async throws -> [ForgePullRequest] {
        try await forge.openPullRequests(from: nil, into: "main", in: GitHubScene.repository)
    }

    @discardableResult
    func merge(_ request: ForgePullRequest, by method: MergeMethod = .squash) async throws -> CommitID {
        try await forge.merge(request.number, at: request.head, by: method, in: GitHubScene.repository)
    }

    func releases() async throws -> [ForgeRelease] { try await forge.releases(in: GitHubScene.repository) }

    func commitOf(_ name: String) async throws -> String? { try await github.double.commit(name, in: id) }
}
