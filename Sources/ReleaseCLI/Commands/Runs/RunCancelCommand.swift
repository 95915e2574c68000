import ArgumentParser
import ReleaseModel
import ReleaseOperations

struct RunCancelCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancels a run; what is public stays public and is listed, with what to do about it.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The run, such as r7. (default: the newest)") var id: String?
    @Option(help: "The reason, recorded in the journal.") var reason = "no reason given"

    func run() async throws {
        let cancelled = try await DecisionOperation(options.storeWorkspace()).cancel(
            id.map { RunID($0) }, reason: reason)
        Terminal.current.print("\(cancelled.record.id) is cancelled.")
        Terminal.current.print(cancelled.recovery)
        Terminal.current.print("The same text is in \(cancelled.file)")
    }
}
