import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseObservation
import ReleaseOperations
import ReleaseReports

struct DoctorCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Finds release problems: tags, versions, requirements, lock files, workflows.",
        discussion: """
            Checks tags and their trees, versions, requirements, lock files, the graph, workflows, registry rules, \
            clones and their remotes, tools, and the rights and rules at configured forges. What could not be looked at is a \
            finding too. Changes nothing. Exits with 1 if a finding is \
            an error. To explain a code: slipway explain CODE
            """)

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Leave out notes.")
    var quiet = false

    func run() async throws {
        let findings: [Finding]
        do {
            findings = try await DoctorOperation(options.workspace()).examine().filter {
                !quiet || $0.severity != .note
            }
        } catch let error as UnreadableInput {
            // The configuration itself can't be used.
            findings = error.diagnostics.map { Finding($0) }
        }
        let terminal = Terminal.current
        if options.json {
            terminal.print(json: try encodeJSON(DoctorReport(findings)))
        } else {
            terminal.print(findingsText(findings, style: terminal.style))
        }
        if findings.contains(where: { $0.severity == .error }) { throw Ending(code: .failed) }
    }
}
