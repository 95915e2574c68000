import ArgumentParser
import ReleaseAdapters
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseReports

struct RunShowCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows the state of a run, what failed and what to do next.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var server: ServerOptions
    @Argument(help: "The run, such as r7. (default: the newest)") var id: String?

    @Flag(help: "Show the journal, event by event.")
    var journal = false

    func run() async throws {
        let id = id.map { RunID($0) }
        let served = try await server.runs()
        if options.json, !journal, let served {
            return Terminal.current.print(json: try encodeJSON(try await served.report(id)))
        }
        let runs: any RunViews
        if let served { runs = served } else { runs = StoredRuns(try options.storeWorkspace()) }
        let record = try await runs.shown(id)
        let isInterrupted = try await runs.isInterrupted(record)
        if journal {
            for entry in try await runs.entries(of: record.id, after: 0) {
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
                    record, stateFolder: runs.stateFolder, at: Date(), isInterrupted: isInterrupted,
                    style: Terminal.current.style))
        }
    }
}
