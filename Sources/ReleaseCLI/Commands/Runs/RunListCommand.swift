import ArgumentParser
import ReleaseAdapters
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseReports

struct RunListCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists runs, newest first, page by page.",
        discussion: """
            Below an unfinished run is what it waits for. A run is "failing" while a step has failed and others still run, \
            and "interrupted" if it has something to do and no engine executes it.
            """)

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var server: ServerOptions
    @Option(help: "How many.") var limit = 50
    @Option(help: "Continue after this run, the last one of the previous page.") var before: String?

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit takes a number from 1.") }
    }

    func run() async throws {
        let served = try await server.runs()
        let runs: any RunViews
        if let served { runs = served } else { runs = StoredRuns(try options.storeWorkspace()) }
        // One more than displayed, to know whether there are more.
        let found = try await runs.list(before: before.map { RunID($0) }, limit: limit + 1)
        let page = found.prefix(limit)
        if options.json, let served {
            let reports = try await served.reports(before: before.map { RunID($0) }, limit: limit)
            Terminal.current.print(json: try encodeJSON(reports))
        } else if options.json {
            var reports: [RunReport] = []
            for summary in page {
                let record = try await runs.shown(summary.id)
                reports.append(
                    RunReport(record, at: Date(), isInterrupted: try await runs.isInterrupted(record)))
            }
            Terminal.current.print(json: try encodeJSON(reports))
        } else {
            if page.isEmpty { Terminal.current.say("No runs yet. Start one: slipway release") }
            for summary in page {
                guard !summary.status.isFinal else {
                    Terminal.current.print(line(summary, summary.status.rawValue))
                    continue
                }
                let record = try await runs.shown(summary.id)
                let isInterrupted = try await runs.isInterrupted(record)
                Terminal.current.print(line(summary, statusText(record, isInterrupted: isInterrupted)))
                if isInterrupted { Terminal.current.print("      \(interruptedText(summary.id))") }
                for line in waitLines(record, at: Date(), style: Terminal.current.style) {
                    Terminal.current.print("      \(line)")
                }
            }
        }
        if let last = page.last, found.count > limit {
            Terminal.current.say("There are more: slipway run list --before \(last.id)")
        }
    }

    private func line(_ run: RunSummary, _ status: String) -> String {
        "\(run.id.text.padded(to: 12)) \(status.padded(to: 11))  \(run.createdAt.formatted(.iso8601))  "
            + "\(run.done)/\(run.steps)  \(run.title.shortened(to: 100))"
    }
}
