import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// Does what a workflow's steps say by plain programs: checks out what the run was sent, builds it, uploads an archive.
struct CheckoutRunner: WorkflowRunner {
    let double: GitHubDouble
    let id: Int
    /// A script in the checkout; what it leaves in `out` is uploaded as `dist`.
    var script = "mkdir -p out/bin && cp Cargo.toml out/bin/core && git rev-parse HEAD > out/slipway-commit.txt"

    private static let zip = """
        import os, sys, zipfile
        with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as out:
            for folder, _, names in os.walk("out"):
                for name in names:
                    path = os.path.join(folder, name)
                    out.write(path, os.path.relpath(path, "out"))
        """

    func perform(_ work: WorkflowTask) async throws -> WorkflowResult {
        let folder = try TemporaryFolder()
        let (ref, sha) = (work.event["inputs"]?["ref"]?.text ?? "", work.event["inputs"]?["sha"]?.text ?? "")
        func run(_ arguments: [String]) async throws -> CommandResult {
            try await ProcessRunner().run(Command(arguments, folder: folder.path, timeout: .seconds(60)))
        }
        // As a checkout does: exactly the reference that was sent, and nothing else.
        let script =
            "git init -q . && git fetch -q '\(work.folder)' '\(ref)' && git checkout -q \(sha) && { \(script); }"
        let built = try await run(["bash", "-c", script])
        let job = work.run.jobs.first?.name ?? ""
        guard built.hasSucceeded else {
            try await double.setLogs([job: "##[error]\(built.errorText)"], of: work.run.id, in: id)
            return WorkflowResult(conclusion: "failure", jobs: [job: "failure"])
        }
        _ = try await run(["python3", "-c", CheckoutRunner.zip, "dist.zip"])
        let bytes = FileManager.default.contents(atPath: folder.path + "/dist.zip") ?? Data()
        try await double.addArtifact("dist", Array(bytes), run: work.run.id, in: id)
        return WorkflowResult(conclusion: "success", jobs: [job: "success"])
    }
}
