import ArgumentParser
import ReleaseAdapters
import ReleaseEngine
import ReleaseModel
import ReleaseOperations

struct RunSkipCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip",
        abstract: "Skips a step; recorded with your name and reason.",
        discussion: """
            Steps of these kinds can be skipped: \(StepKind.skippable.map(\.rawValue).joined(separator: ", ")).

            The release set lists what was skipped, by whom and why, and is marked as unverified.
            """)

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var server: ServerOptions
    @Argument(help: "The run, such as r7.") var id: String
    @Argument(help: "The step, such as gate:core/test.") var step: String
    @Option(help: "The reason, recorded in the journal.") var reason: String

    func validate() throws { try checkReason(reason) }

    func run() async throws {
        let record: RunRecord
        if let runs = try await server.runs() {
            record = try await runs.decide("skip", on: RunID(id), ["step": step, "reason": reason])
        } else {
            record = try await DecisionOperation(options.storeWorkspace()).decide(
                .skip(StepID(step), reason: reason), on: RunID(id))
        }
        Terminal.current.print(
            "\(step) is skipped; what is released will be marked as unverified. Continue: slipway run retry \(record.id)"
        )
    }
}
