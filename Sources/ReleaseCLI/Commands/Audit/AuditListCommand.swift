import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleaseReports

struct AuditListCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists who did what, when and why, oldest first.",
        discussion: """
            Who requested runs, which engines executed them, what people decided, approved and skipped, and which \
            irreversible changes were made.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Option(help: "Only this run: its id, r7 for short, or @latest. (default: all, and the workspace's own journal)")
    var run: String?

    func run() async throws {
        let entries = try await AuditOperation(options.storeWorkspace()).audit(run.map { RunID($0) })
        if options.json {
            Terminal.current.print(json: try encodeJSON(AuditReport(entries: entries)))
            return
        }
        for entry in entries { Terminal.current.print(auditLine(entry)) }
        if entries.isEmpty { Terminal.current.say("Nothing has been done yet.") }
    }
}
