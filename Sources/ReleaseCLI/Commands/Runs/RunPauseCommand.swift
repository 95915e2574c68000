import ArgumentParser
import ReleaseAdapters
import ReleaseEngine
import ReleaseModel
import ReleaseOperations

struct RunPauseCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Pauses a run: running steps finish, and no further step starts.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var server: ServerOptions
    @Argument(help: "The run, such as r7. (default: the newest)") var id: String?

    func run() async throws {
        let id = id.map { RunID($0) }
        let record: RunRecord
        if let runs = try await server.runs() {
            record = try await runs.decide("pause", on: id)
        } else {
            record = try await DecisionOperation(options.storeWorkspace()).decide(.pause, on: id)
        }
        Terminal.current.print(
            "\(record.id) is paused; running steps finish. Continue: slipway run resume \(record.id)")
    }
}
