import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// Clients that others wrote; `Scripts/oracles` installs them.
@Suite("Foreign clients of the double of GitHub", .heavy)
struct ForeignClientTests {
    private static let scripts = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Scripts/clients").path

    private func run(
        _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil
    ) async throws -> CommandResult {
        try await ProcessRunner().run(
            Command(
                arguments, folder: folder, environment: environment.mapValues { $0 }, timeout: .seconds(120)))
    }

    @Test(
        "githubkit takes every answer for what GitHub's own description says, in both versions",
        .enabled(if: OutsideTool.python(runs: "import githubkit"), "needs githubkit, which Scripts/oracles installs"),
        arguments: APIVersion.allCases)
    func drivesByGithubkit(version: APIVersion) async throws {
        try await Bench.run { bench in
            let result = try await run([
                "python3", "\(Self.scripts)/with-githubkit", bench.github.api, Bench.token, version.rawValue,
                "acme/core",
            ])
            #expect(result.hasSucceeded, "\(result.errorText.suffix(3000))")
        }
    }

    @Test(
        "PyGithub reads, writes, pages and releases",
        .enabled(if: OutsideTool.python(runs: "import github"), "needs PyGithub, which Scripts/oracles installs"))
    func drivesByPyGithub() async throws {
        try await Bench.run { bench in
            let result = try await run([
                "python3", "\(Self.scripts)/with-pygithub", bench.github.api, Bench.token, "acme/core",
            ])
            #expect(result.hasSucceeded, "\(result.errorText.suffix(3000))")
        }
    }

    @Test(
        "gh makes, fills, lists and downloads a release over TLS, and lists pull requests",
        .enabled(if: OutsideTool.isInstalled("gh"), "needs gh, which Scripts/oracles installs"))
    func drivesByGh() async throws {
        try await Bench.run(withSetting("3.15.0")) { bench in
            let folder = bench.folder.path
            try await withProxy(to: bench.github.api, folder: folder) { port in
                let environment = [
                    "GH_HOST": "localhost:\(port)", "GH_ENTERPRISE_TOKEN": Bench.token,
                    "GH_REPO": "localhost:\(port)/acme/core",
                    "SSL_CERT_FILE": "\(folder)/cert.pem", "GH_CONFIG_DIR": "\(folder)/gh", "GH_PROMPT_DISABLED": "1",
                    "GH_NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1",
                ]
                func gh(_ arguments: String...) async throws -> String {
                    let result = try await run(["gh"] + arguments, environment: environment, in: folder)
                    guard result.hasSucceeded else {
                        throw Bench.GitFailed(arguments: arguments, output: result.errorText + result.text)
                    }
                    return result.text
                }
                #expect(try await gh("api", "repos/acme/core", "--jq", ".full_name") == "acme/core\n")
                try bench.folder.write("content", to: "file one.txt")
                _ = try await gh("release", "create", "v1.0.0", "file one.txt", "--notes", "notes", "--title", "One")
                #expect(try await gh("release", "view", "v1.0.0").contains("file.one.txt"))
                #expect(try await gh("release", "list").contains("v1.0.0"))
                _ = try await gh("release", "download", "v1.0.0", "--dir", "down")
                #expect(try bench.folder.text("down/file.one.txt") == "content")
                _ = try await bench.pull("topic", title: "feat: seen by gh")
                #expect(try await gh("pr", "list").contains("feat: seen by gh"))
            }
        }
    }

    private func withSetting(_ version: String) -> DoubleSettings {
        var settings = DoubleSettings()
        settings.installedVersion = version
        return settings
    }

    /// A proxy with a certificate of its own, for clients that insist on TLS; it ends with its input.
    private func withProxy(
        to address: String, folder: String, _ body: @Sendable (String) async throws -> Void
    ) async throws {
        let process = try PipedProcess(["python3", "\(Self.scripts)/tls-proxy", address, folder])
        defer { process.end() }
        try await body(try await blocking { try process.line() })
    }
}
