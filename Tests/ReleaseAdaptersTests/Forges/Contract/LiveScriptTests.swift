import Foundation
import ReleaseAdapters
import ReleasePorts
import Testing

@Suite("The contract on a real GitHub")
struct LiveScriptTests {
    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../../Scripts/live-github").standardizedFileURL.path

    private func run(_ arguments: [String], _ environment: [String]) async throws -> CommandResult {
        // Without gh, which may have a token.
        try await ProcessRunner().run(
            Command(["env", "-i", "PATH=/usr/bin:/bin"] + environment + [LiveScriptTests.script] + arguments))
    }

    @Test(
        "Without a repository or a token it says that it was not run, and why, and succeeds",
        arguments: [
            ([], ["GH_TOKEN=x"], "not run: no repository is named"), ([""], ["GH_TOKEN=x"], "not run: no repository"),
            (["acme/core"], [], "not run: there is no token"),
        ])
    func notRun(arguments: [String], environment: [String], words: String) async throws {
        let result = try await run(arguments, environment)
        #expect(result.hasSucceeded && result.text.contains(words), "\(result.text)\(result.errorText)")
    }

    @Test("An address in place of a name is an error")
    func badName() async throws {
        let result = try await run(["https://github.com/acme/core"], ["GH_TOKEN=x"])
        #expect(!result.hasSucceeded && result.errorText.contains("is not owner/name"))
    }
}
