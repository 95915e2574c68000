import ArgumentParser
import ReleaseAdapters
import Foundation
import ReleaseModel
import ReleaseOperations

struct RunResumeCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Continues an interrupted or paused run.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var run: RunOptions
    @Argument(help: "The run, such as r7. (default: the newest)") var id: String?

    func run() async throws {
        if let runs = try await server.runs() {
            let record = try await runs.decide("resume", on: id.map { RunID($0) })
            Terminal.current.print("The server executes it. Follow it: slipway run watch \(record.id)")
            return
        }
        let workspace = try options.workspace(performs: true)
        let id = self.id.map { RunID($0) }
        try await performing(options.json, run, workspace) { try await ReleaseOperation(workspace).resume(id, $0) }
    }
}
