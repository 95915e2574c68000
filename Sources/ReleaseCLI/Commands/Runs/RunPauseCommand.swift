import ArgumentParser
import ReleaseEngine
import ReleaseModel
import ReleaseOperations

struct RunPauseCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Pauses a run: running steps finish, and no further step starts.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The run, such as r7. (default: the newest)") var id: String?

    func run() async throws {
        let record = try await DecisionOperation(options.storeWorkspace()).decide(.pause, on: id.map { RunID($0) })
        Terminal.current.print(
            "\(record.id) is paused; running steps finish. Continue: slipway run resume \(record.id)")
    }
}
