import Foundation
import ReleaseModel
package import ReleasePorts

/// Bare repositories in a folder, one for each id, driven by git's own program.
package struct GitStore: Sendable {
    let root: String
    private let runner: any CommandRunner

    package init(root: String, runner: any CommandRunner) {
        self.root = root
        self.runner = runner
    }

    struct Failed: Error, CustomStringConvertible {
        var arguments: [String]
        var output: String
        var description: String { "git \(arguments.joined(separator: " ")): \(output)" }
    }

    func folder(_ id: Int) -> String { "\(root)/\(id).git" }

    /// Makes an empty repository, or one that has everything of another.
    func create(_ id: Int, defaultBranch: String, from source: String? = nil) async throws {
        if let source {
            try await run(["clone", "--quiet", "--mirror", "--", source, folder(id)], in: nil)
            try await run(["symbolic-ref", "HEAD", "refs/heads/\(defaultBranch)"], in: id)
            try await run(["remote", "remove", "origin"], in: id)
        } else {
            try await run(
                ["init", "--quiet", "--bare", "--initial-branch=\(defaultBranch)", "--", folder(id)], in: nil)
        }
        for (key, value) in [
            ("http.receivepack", "true"), ("uploadpack.allowAnySHA1InWant", "true"), ("uploadpack.allowFilter", "true"),
            ("receive.advertisePushOptions", "true"), ("gc.auto", "0"), ("receive.autogc", "false"),
        ] {
            try await run(["config", key, value], in: id)
        }
        try writeHook(to: folder(id))
    }

    /// git's own program refuses what the rules refused: the hook finds each ref's verdict in a file.
    private func writeHook(to folder: String) throws {
        let hook = """
            #!/bin/sh
            # Refuses what a rule of the repository refuses; the verdicts are written before git begins.
            [ -n "$DOUBLE_VERDICTS" ] || exit 0
            name=$(printf '%s' "$1" | tr '/' '%')
            [ -f "$DOUBLE_VERDICTS/$name" ] || exit 0
            cat "$DOUBLE_VERDICTS/$name" >&2
            exit 1

            """
        let path = folder + "/hooks/update"
        try FileManager.default.createDirectory(atPath: folder + "/hooks", withIntermediateDirectories: true)
        try Data(hook.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    func delete(_ id: Int) { try? FileManager.default.removeItem(atPath: folder(id)) }

    /// Runs git and answers how it ended.
    func result(
        _ arguments: [String], in id: Int?, input: [UInt8] = [], environment: [String: String] = [:],
        folder: String? = nil
    ) async throws -> CommandResult {
        var variables: [String: String?] = [
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C", "GIT_DIR": nil,
            "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil,
        ]
        for (key, value) in environment { variables[key] = value }
        let place = folder ?? id.map(self.folder) ?? root
        return try await runner.run(
            Command(["git"] + arguments, folder: place, environment: variables, input: input, timeout: .seconds(120)))
    }

    /// What git wrote; failing is an error.
    @discardableResult
    func run(
        _ arguments: [String], in id: Int?, input: [UInt8] = [], environment: [String: String] = [:],
        folder: String? = nil
    ) async throws -> String {
        let result = try await result(arguments, in: id, input: input, environment: environment, folder: folder)
        guard result.hasSucceeded else { throw Failed(arguments: arguments, output: result.errorText) }
        return result.text.trimmingCharacters(in: .newlines)
    }

    /// What git wrote; nil where it failed.
    func answer(_ arguments: [String], in id: Int) async throws -> String? {
        let result = try await result(arguments, in: id)
        return result.hasSucceeded ? result.text.trimmingCharacters(in: .newlines) : nil
    }
}
