import ArgumentParser
import Foundation
import ReleaseEngine
import ReleaseModel
import ReleaseOperations

struct RunApproveCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Agrees to what waits for people, in your name.",
        discussion: """
            Who may agree, in which roles, how many it takes and for how long it counts is said by approvals and people \
            in slipway.yaml, as it was when the plan was made. Nobody counts twice.

            You agree to what is proven by then: the steps, commits and artifacts of one part. `slipway run show` names its \
            digest; with --subject nothing else is agreed to. Where a retry changes the part, agreements to it are void.
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The run.") var id: String?
    @Argument(help: "The step, such as approval:release/core. (default: all)") var step: String?
    @Option(help: "In which of your roles. (default: the first that counts)") var role: String?
    @Option(help: "The digest of what you looked at, or its beginning, as run show names it; anything else is refused.")
    var subject: String?
    @Option(help: "In whose name, for programs that know who asked. (default: who you are on this machine)")
    var by: String?

    func run() async throws {
        let workspace = try options.workspace()
        let record = try await workspace.decide(
            .approve(step.map { StepID($0) }, role: role, subject: subject), on: id.map { RunID($0) }, by: by)
        let open = runWaits(record, at: Date()).filter { $0.kind == .approval }
        for wait in open { Terminal.standard.print("Still waiting: \(wait.text)") }
        if open.isEmpty { Terminal.standard.print("Agreed. Go on: slipway run resume \(record.id)") }
    }
}
