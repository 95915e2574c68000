import ArgumentParser
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
    @Argument(help: "The run, such as r7. (default: the newest)") var id: String?
    @Argument(help: "The step, such as approval:release/core. (default: all)") var step: String?
    @Option(help: "Your role in which you approve. (default: the first that is accepted)") var role: String?
    @Option(
        help: "The digest of what you reviewed, or its first digits, as run show prints it; anything else is refused.")
    var subject: String?
    @Option(
        help: "The person who approves, if a program passes the approval on. (default: your user name on this machine)")
    var by: String?

    func run() async throws {
        let workspace = try options.storeWorkspace()
        let record = try await DecisionOperation(workspace).decide(
            .approve(step.map { StepID($0) }, role: role, subject: subject), on: id.map { RunID($0) },
            by: by.map { Principal($0) })
        let open = runWaits(record, at: Date()).filter { $0.kind == .approval }
        for wait in open { Terminal.current.print("Still waiting: \(wait.text)") }
        if open.isEmpty { Terminal.current.print("Approved. Continue: slipway run resume \(record.id)") }
    }
}
