import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations

struct RunResumeCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Continues an interrupted or paused run.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var run: RunOptions
    @Argument(help: "The run, such as r7. (default: the newest)") var id: String?

    func run() async throws {
        let workspace = try options.workspace(performs: true)
        let id = self.id.map { RunID($0) }
        try await performing(options.json, run, workspace) { try await ReleaseOperation(workspace).resume(id, $0) }
    }
}
