import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// A workspace `w` with clones of several repositories of `acme`, which are at the double of GitHub.
struct OrganisationScene: Sendable {
    let github: RunningGitHub
    /// Of the repositories, by name.
    let ids: [String: Int]
    let scene: CommandScene
    /// Asks the double as a person would, beside the commands.
    let forge: any ReleasePorts.Forge

    /// A repository before the double takes it: a crate of its name at 1.0.0, tagged, and commits since.
    struct Source: Sendable {
        var name: String
        /// Below the manifest.
        var requirements = ""
        /// Of commits since the release.
        var messages = ["feat: a new thing"]
        var settings = RepositorySettings()
    }

    static func run(
        _ sources: [Source], configuration: String = "",
        _ body: @Sendable (OrganisationScene) async throws -> Void
    ) async throws {
        let scene = try CommandScene(writeInterval: .zero)
        let folder = scene.sandbox.folder.path + "/double"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let github = try GitHubDouble(
            DoubleSettings(), folder: folder, runner: ProcessRunner(), recording: folder + "/exchanges.jsonl")
        await github.addUser("acme", kind: .organization)
        await github.addUser("ada", name: "Ada")
        await github.addToken(GitHubScene.token, of: "ada")
        var ids: [String: Int] = [:]
        for source in sources {
            let from = "source-" + source.name
            _ = try await scene.sandbox.makeClone(
                from, files: ["Cargo.toml": CommandScene.manifest(source.name, "1.0.0") + source.requirements],
                hasRemote: false)
            try await scene.sandbox.git(["tag", "v1.0.0"], in: from)
            for (index, message) in source.messages.enumerated() {
                try await scene.sandbox.commit(message, files: ["\(index).txt": "\(message)\n"], in: from)
            }
            var settings = source.settings
            settings.roles["ada"] = .admin
            ids[source.name] = try await github.addRepository(
                "acme/\(source.name)", settings: settings, from: scene.sandbox.folder.path + "/" + from)
        }
        let running = try await RunningGitHub(github)
        let forge = try running.client(token: GitHubScene.token, source: "the test")
        try scene.write(
            "forge: { kind: github, api: \"\(running.enterpriseAPI)\" }\n\(configuration)", to: "slipway.yaml")
        let ready = OrganisationScene(github: running, ids: ids, scene: scene, forge: forge)
        try await running.serving {
            let host = running.git.dropFirst("http://".count)
            for source in sources {
                try await scene.sandbox.git(
                    [
                        "clone", "--quiet", "http://x:\(GitHubScene.token)@\(host)/acme/\(source.name).git",
                        "w/" + source.name,
                    ])
            }
            try await body(ready)
        }
    }

    func slipway(_ arguments: String...) async -> CommandScene.Answer {
        await scene.plainly(["-C", scene.workspace] + arguments, environment: ["GH_TOKEN": GitHubScene.token])
    }

    func open(_ name: String) async throws -> [ForgePullRequest] {
        try await forge.openPullRequests(
            from: nil, into: "main", in: ForgeRepository(owner: "acme", name: name))
    }

    /// How often the API was asked for something of a repository so far.
    func requests(about name: String) throws -> Int {
        let text = try String(
            contentsOfFile: scene.sandbox.folder.path + "/double/exchanges.jsonl", encoding: .utf8)
        return text.replacing("\\/", with: "/").split(separator: "\n").filter {
            $0.contains("/repos/acme/\(name)/") || $0.contains("/repos/acme/\(name)\"")
        }.count
    }
}
