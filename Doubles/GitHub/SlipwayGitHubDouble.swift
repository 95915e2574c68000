import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel

/// Starts a double of GitHub for clients that are no tests: scripts, `gh`, other languages.
///
///     slipway-github-double [--settings FILE] [--repository OWNER/NAME=FOLDER] [--token TOKEN=LOGIN] [--seed N]
///                           [--faults RATE] [--record FILE] [--ports API,UPLOADS,STORAGE]
///
/// Prints its addresses as one line of JSON and ends when its standard input ends.
@main
struct SlipwayGitHubDouble {
    static func main() async {
        do {
            try await run(try DoubleOptions(Array(CommandLine.arguments.dropFirst())))
        } catch {
            FileHandle.standardError.write(Data("slipway-github-double: \(error)\n".utf8))
            exit(2)
        }
    }

    private static func run(_ options: DoubleOptions) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("github-double-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let double = try GitHubDouble(
            options.settings, folder: folder.path, runner: ProcessRunner(), recording: options.record)
        for (token, login) in options.tokens { await double.addToken(token, of: login) }
        var ids: [String: JSON] = [:]
        for (name, source) in options.repositories {
            var settings = options.repositorySettings
            for (_, login) in options.tokens where settings.roles[login] == nil { settings.roles[login] = .admin }
            ids[name] = .number(try await double.addRepository(name, settings: settings, from: source))
        }
        let github = try await RunningGitHub(double, ports: options.ports)
        let repositories = ids
        try await github.serving {
            let line: JSON = [
                "api": .string(github.api), "enterprise_api": .string(github.enterpriseAPI),
                "graphql": .string(github.graphQL), "git": .string(github.git), "uploads": .string(github.uploads),
                "storage": .string(github.storage), "repositories": .object(repositories),
            ]
            FileHandle.standardOutput.write(Data(line.bytes + [UInt8(ascii: "\n")]))
            await endOfInput()
        }
    }

    /// Waits on a thread of its own, so that no shared one is blocked.
    private static func endOfInput() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            Thread {
                while !FileHandle.standardInput.availableData.isEmpty {}
                continuation.resume()
            }.start()
        }
    }
}
