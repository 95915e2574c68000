import ArgumentParser
import ReleaseAdapters
import ReleaseModel
import ReleaseOperations
import ReleasePlanning

struct RunCancelCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancels a run; what is public stays public and is listed, with what to do about it.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var server: ServerOptions
    @Argument(help: "The run, such as r7. (default: the newest)") var id: String?
    @Option(help: "The reason, recorded in the journal.") var reason = "no reason given"

    func run() async throws {
        let id = id.map { RunID($0) }
        let cancelled: (record: RunRecord, recovery: String, file: String)
        if let runs = try await server.runs() {
            let record = try await runs.decide("cancel", on: id, ["reason": reason])
            cancelled = (record, recoveryPlan(record), "\(runs.stateFolder)/releases/\(record.id)/RECOVERY.md")
        } else {
            cancelled = try await DecisionOperation(options.storeWorkspace()).cancel(id, reason: reason)
        }
        Terminal.current.print("\(cancelled.record.id) is cancelled.")
        Terminal.current.print(cancelled.recovery)
        Terminal.current.print("The same text is in \(cancelled.file)")
    }
}
