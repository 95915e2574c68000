import ArgumentParser
import Foundation
import ReleaseEngine
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseReports

struct RunShowCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows the state of a run, what failed and what to do next.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The run, such as r7. (default: the newest)") var id: String?

    @Flag(help: "Show the journal, event by event.")
    var journal = false

    func run() async throws {
        let workspace = try options.storeWorkspace()
        let id = id.map { RunID($0) }
        let store = try await workspace.store(holding: id)
        let record = try await store.runForDisplay(id)
        let isInterrupted = isInterrupted(record, holder: try await store.holder(of: record.id))
        if journal {
            for entry in try await store.events(of: record.id, after: 0) {
                if options.json {
                    Terminal.current.print(json: try encodeJSON(entry, isPretty: false))
                } else {
                    let event = String(decoding: try encodeJSON(entry.event, isPretty: false), as: UTF8.self)
                    Terminal.current.print("\(entry.sequence)  \(entry.at.formatted(.iso8601))  \(event)")
                }
            }
        } else if options.json {
            Terminal.current.print(json: try encodeJSON(RunReport(record, at: Date(), isInterrupted: isInterrupted)))
        } else {
            Terminal.current.print(
                runText(
                    record, stateFolder: workspace.stateFolder, at: Date(), isInterrupted: isInterrupted,
                    style: Terminal.current.style))
        }
    }
}
