import ArgumentParser
import ReleaseAdapters
import Foundation
import ReleaseEngine
import ReleaseModel
import ReleaseOperations

struct RunApproveCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approves a step that waits for approval, in your name.",
        discussion: """
            Who may approve, in which roles, how many people it takes and when an approval expires is defined by \
            approvals and people in slipway.yaml, as of when the plan was made. Each person counts once.

            You approve the steps, commits and artifacts of one part after its gates. `slipway run show` prints their \
            digest; with --subject nothing else is approved. If a retry changes the part, its approvals become void.
            """)

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var server: ServerOptions
    @Argument(help: "The run, such as r7. (default: the newest)") var id: String?
    @Argument(help: "The step, such as approval:release/core. (default: all)") var step: String?
    @Option(help: "The role in which you approve. (default: the first that is accepted)") var role: String?
    @Option(
        help: "The digest of what you reviewed, or its first digits, as run show prints it; anything else is refused.")
    var subject: String?
    @Option(
        help: "The person who approves, if a program passes the approval on. (default: your user name on this machine)")
    var by: String?

    func run() async throws {
        let id = id.map { RunID($0) }
        let served = try await server.runs()
        let record: RunRecord
        var isRecorded = true
        if let served {
            guard by == nil else { throw ValidationError("--by is not for servers: the token says who approves.") }
            record = try await served.decide("approve", on: id, ["step": step, "role": role, "subject": subject])
        } else {
            (record, isRecorded) = try await DecisionOperation(options.storeWorkspace()).approve(
                step.map { StepID($0) }, role: role, subject: subject, on: id, by: by.map { Principal($0) })
        }
        let terminal = Terminal.current
        if !isRecorded { terminal.print("This was approved already; nothing was recorded.") }
        let open = runWaits(record, at: Date()).filter { $0.kind == .approval }
        for wait in open { terminal.print("Still waiting: \(wait.text)") }
        guard open.isEmpty, !record.state.isOver else { return }
        let done = isRecorded ? "Approved. " : ""
        terminal.print(
            served == nil
                ? "\(done)Continue: slipway run resume \(record.id)"
                : "\(done)The server continues it; follow it: slipway run watch \(record.id)")
    }
}
