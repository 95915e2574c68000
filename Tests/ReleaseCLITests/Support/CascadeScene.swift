import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// A workspace of two repositories at the double of GitHub: `acme/app` requires `acme/core`, and both are released as
/// 1.0.0. core has a new feature.
struct CascadeScene: Sendable {
    let github: RunningGitHub
    let scene: CommandScene
    let forge: any ReleasePorts.Forge
    /// The double's numbers by name.
    let ids: [String: Int]

    /// - Parameters:
    ///   - repositories: What their administrators have set, by name.
    ///   - commits: The `commits` of slipway.yaml.
    ///   - gate: The command of app's gate, for bash.
    static func run(
        _ double: DoubleSettings = DoubleSettings(), repositories: [String: RepositorySettings] = [:],
        commits: String = "{ via: pull-request }", gate: String = "true", more: String = "",
        clock: DoubleClock = DoubleClock(), _ body: @Sendable (CascadeScene) async throws -> Void
    ) async throws {
        let scene = try CommandScene()
        let sandbox = scene.sandbox
        let folder = sandbox.folder.path + "/double"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let github = try GitHubDouble(
            double, folder: folder, runner: ProcessRunner(), clock: clock,
            recording: folder + "/exchanges.jsonl")
        await github.addUser("acme", kind: .organization)
        await github.addUser("ada", name: "Ada")
        await github.addToken(GitHubScene.token, of: "ada")
        let files = [
            "core": "[package]\nname = \"core\"\nversion = \"1.0.0\"\n",
            "app": "[package]\nname = \"app\"\nversion = \"1.0.0\"\n\n[dependencies]\ncore = \"1.0.0\"\n",
        ]
        var ids: [String: Int] = [:]
        for (name, manifest) in files {
            _ = try await sandbox.makeClone("source-\(name)", files: ["Cargo.toml": manifest], hasRemote: false)
            try await sandbox.git(["tag", "v1.0.0"], in: "source-\(name)")
            var settings = repositories[name] ?? RepositorySettings()
            settings.roles["ada"] = .admin
            ids[name] = try await github.addRepository(
                "acme/\(name)", settings: settings, from: sandbox.folder.path + "/source-\(name)")
        }
        let running = try await RunningGitHub(github)
        let forge = try running.client(token: GitHubScene.token, source: "the test")
        let ready = CascadeScene(github: running, scene: scene, forge: forge, ids: ids)
        try await running.serving {
            for name in files.keys.sorted() { try await ready.clone(name) }
            try sandbox.folder.write(
                """
                forge: { kind: github, root: ., api: "\(running.enterpriseAPI)" }
                commits: \(commits)
                components:
                  core:
                    gates: [{ name: test, run: ["true"] }]
                  app:
                    cascade: always
                    gates: [{ name: test, run: [bash, -c, "\(gate)"] }]
                \(more)

                """, to: "ws/slipway.yaml")
            try await sandbox.commit("feat: a new thing", files: ["thing.txt": "thing\n"], in: "ws/core")
            try await sandbox.git(["push", "--quiet", "origin", "main"], in: "ws/core")
            try await body(ready)
        }
    }

    func clone(_ name: String, as other: String? = nil) async throws {
        let host = github.git.dropFirst("http://".count)
        try await scene.sandbox.git(
            ["clone", "--quiet", "http://x:\(GitHubScene.token)@\(host)/acme/\(name).git", other ?? "ws/\(name)"])
    }

    /// A workspace with nothing but fresh clones and the configuration, as a job begins with on an empty disk.
    func freshWorkspace(_ name: String) async throws {
        for repository in ids.keys.sorted() { try await clone(repository, as: "\(name)/\(repository)") }
        try scene.sandbox.folder.write(try scene.sandbox.folder.text("ws/slipway.yaml"), to: "\(name)/slipway.yaml")
    }

    func slipway(
        _ arguments: String..., in workspace: String = "ws", environment: [String: String] = [:]
    ) async -> CommandScene.Answer {
        await scene.plainly(
            ["-C", scene.sandbox.folder.path + "/" + workspace] + arguments,
            environment: ["GH_TOKEN": GitHubScene.token].merging(environment) { $1 })
    }

    func open(in name: String) async throws -> [ForgePullRequest] {
        try await forge.openPullRequests(from: nil, into: "main", in: ForgeRepository(owner: "acme", name: name))
    }

    @discardableResult
    func merge(_ request: ForgePullRequest, in name: String, by method: MergeMethod = .squash) async throws -> CommitID
    {
        try await forge.merge(
            request.number, at: request.head, by: method, in: ForgeRepository(owner: "acme", name: name))
    }

    func commitOf(_ reference: String, in name: String) async throws -> String? {
        try await github.double.commit(reference, in: ids[name] ?? 0)
    }

    /// Reports a status of a commit, as a check does.
    func report(_ state: String, of check: String, on commit: CommitID, in name: String) async throws {
        let answer = try await HTTPClient().send(
            HTTPRequest(
                "POST", github.api + "/repos/acme/\(name)/statuses/\(commit)",
                fields: [
                    .init("Authorization", "Bearer \(GitHubScene.token)"), .init("User-Agent", "the test"),
                    .init("Content-Type", "application/json"),
                ], body: .bytes(Array(#"{"state": "\#(state)", "context": "\#(check)"}"#.utf8))))
        guard answer.status == 201 else { throw Refused(status: answer.status, text: answer.text) }
    }

    /// As a workflow's job reports, which can end in more ways than a status has.
    func conclude(_ check: String, _ conclusion: String, on commit: CommitID, in name: String) async throws {
        guard let id = ids[name] else { throw Refused(status: 404, text: name) }
        await github.double.addWorkflowToken("ghs_\(name)", repository: id, permissions: [.checks: .write])
        let answer = try await HTTPClient().send(
            HTTPRequest(
                "POST", github.api + "/repos/acme/\(name)/check-runs",
                fields: [
                    .init("Authorization", "Bearer ghs_\(name)"), .init("User-Agent", "the test"),
                    .init("Content-Type", "application/json"),
                ],
                body: .bytes(
                    Array(#"{"name": "\#(check)", "head_sha": "\#(commit)", "conclusion": "\#(conclusion)"}"#.utf8))))
        guard answer.status == 201 else { throw Refused(status: answer.status, text: answer.text) }
    }

    struct Refused: Error {
        var status: Int
        var text: String
    }

    /// The open pull request, as soon as there is one.
    func opened(in name: String) async throws -> ForgePullRequest {
        for _ in 0..<600 {
            if let found = try await open(in: name).first { return found }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Refused(status: 404, text: "no pull request was opened in \(name)")
    }

    /// Commits to a branch as a person does.
    func push(_ files: [String: String], _ message: String, to branch: String, in name: String) async throws {
        let place = "person-\(name)"
        let sandbox = scene.sandbox
        if !FileManager.default.fileExists(atPath: sandbox.folder.path + "/" + place) {
            try await clone(name, as: place)
        }
        try await sandbox.git(["fetch", "--quiet", "origin"], in: place)
        try await sandbox.git(["checkout", "--quiet", "-B", branch, "origin/\(branch)"], in: place)
        try await sandbox.commit(message, files: files, in: place)
        try await sandbox.git(["push", "--quiet", "origin", branch], in: place)
    }
}
