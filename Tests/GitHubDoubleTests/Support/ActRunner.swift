import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// Runs workflows by act, another project's runner, whose jobs are plain processes of this machine.
///
/// Its log may lack what a step wrote last, so tests go by what jobs do and how they end.
struct ActRunner: WorkflowRunner {
    /// The token that the jobs get as `github.token`.
    let token: String
    /// The address of the double's interface.
    let api: String

    static let isPossible = OutsideTool.isInstalled("act") && OutsideTool.isInstalled("curl")
    static let needs: String = "needs curl, and act, which Scripts/oracles installs"

    struct Failed: Error {
        var output: String
    }

    func perform(_ work: WorkflowTask) async throws -> WorkflowResult {
        let folder = try TemporaryFolder()
        let clone = folder.path + "/clone"
        try await run(["git", "clone", "--quiet", "--", work.folder, clone], in: folder.path)
        try await run(["git", "checkout", "--quiet", "-B", work.run.branch ?? "main", work.run.commit], in: clone)
        try folder.write(String(decoding: work.event.bytes, as: UTF8.self), to: "event.json")
        let result = try await ProcessRunner().run(
            Command(
                [
                    "act", work.run.event, "-P", "ubuntu-latest=-self-hosted", "-W", work.run.workflow, "-e",
                    folder.path + "/event.json", "-s", "GITHUB_TOKEN=\(token)", "--env", "GITHUB_API_URL=\(api)",
                    "--env", "GITHUB_REPOSITORY=\(work.repository)", "--json",
                ], folder: clone, environment: ["HOME": folder.path, "XDG_CACHE_HOME": nil], timeout: .seconds(120)))
        let lines = result.text.split(separator: "\n").compactMap { JSON(parsing: Array($0.utf8)) }
        var jobs: [String: String] = [:]
        for line in lines {
            guard let said = line["jobResult"]?.text, let job = line["job"]?.text else { continue }
            let name = job.trimmingCharacters(in: .whitespaces)
            let prefix = work.run.workflowName + "/"
            jobs[name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name] = said
        }
        guard !jobs.isEmpty else { throw Failed(output: result.text + result.errorText) }
        return WorkflowResult(conclusion: result.hasSucceeded ? "success" : "failure", jobs: jobs)
    }

    private func run(_ arguments: [String], in folder: String) async throws {
        let result = try await ProcessRunner().run(Command(arguments, folder: folder, timeout: .seconds(60)))
        guard result.hasSucceeded else { throw Failed(output: result.errorText) }
    }
}
