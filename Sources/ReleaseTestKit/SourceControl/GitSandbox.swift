package import ReleaseModel
package import ReleasePorts

/// Real repositories with bare remotes in a temporary folder, free of the user's git configuration.
package struct GitSandbox: Sendable {
    package let folder: TemporaryFolder
    private let runner: any CommandRunner

    package init(runner: any CommandRunner) throws {
        self.runner = runner
        folder = try TemporaryFolder()
    }

    package struct Failed: Error {
        var command: [String]
        var output: String
    }

    /// What git said.
    @discardableResult
    package func git(_ arguments: [String], in name: String = ".") async throws -> String {
        let environment: [String: String?] = [
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_AUTHOR_DATE": "1767225600 +0000", "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.org", "GIT_COMMITTER_DATE": "1767225600 +0000",
        ]
        let result = try await runner.run(
            Command(["git"] + arguments, folder: folder.path + "/" + name, environment: environment))
        guard result.hasSucceeded else { throw Failed(command: arguments, output: result.errorText) }
        var text = result.text
        while text.last == "\n" { text.removeLast() }
        return text
    }

    /// A clone `{name}` of a bare `{name}.git`, or alone, with one commit on `main`.
    package func makeClone(
        _ name: String, files: [String: String], hasRemote: Bool = true, objects: String = "sha1"
    ) async throws -> CommitID {
        try await git(["init", "--quiet", "--object-format=\(objects)", "--initial-branch=main", "--", name])
        if hasRemote {
            try await git(
                [
                    "init", "--quiet", "--bare", "--object-format=\(objects)", "--initial-branch=main", "--",
                    name + ".git",
                ])
            try await git(["remote", "add", "origin", folder.path + "/" + name + ".git"], in: name)
        }
        return try await commit("feat: begin", files: files, in: name)
    }

    /// Commits files and pushes where there is a remote.
    @discardableResult
    package func commit(_ message: String, files: [String: String], in name: String) async throws -> CommitID {
        for (path, text) in files { try folder.write(text, to: name + "/" + path) }
        try await git(["add", "--all"], in: name)
        try await git(["commit", "--quiet", "--allow-empty", "-m", message], in: name)
        if try await !git(["remote"], in: name).isEmpty {
            try await git(["push", "--quiet", "origin", "HEAD"], in: name)
        }
        return CommitID(try await git(["rev-parse", "HEAD"], in: name))
    }
}
