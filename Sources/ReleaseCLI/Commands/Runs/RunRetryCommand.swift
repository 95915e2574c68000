import ArgumentParser
import ReleaseAdapters
import Foundation
import ReleaseModel
import ReleaseOperations

struct RunRetryCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Runs failed steps again, with the same versions.",
        discussion: """
            Components that have published nothing use the current commits of their repositories, so that a commit can \
            fix the fault; the journal records the amended plan.
            """)

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var run: RunOptions
    @Argument(help: "The run, such as r7. (default: the newest)") var id: String?

    func run() async throws {
        if let runs = try await server.runs() {
            let record = try await runs.decide("retry", on: id.map { RunID($0) })
            Terminal.current.print("The server executes it. Follow it: slipway run watch \(record.id)")
            return
        }
        let workspace = try options.workspace(performs: true)
        let id = self.id.map { RunID($0) }
        try await performing(options.json, run, workspace) { try await RetryOperation(workspace).retry(id, $0) }
    }
}
