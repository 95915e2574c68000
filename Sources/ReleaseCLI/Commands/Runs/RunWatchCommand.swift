import ArgumentParser
import ReleaseAdapters
import Foundation
import ReleaseEngine
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseReports

struct RunWatchCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follows a run that another process executes.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var server: ServerOptions
    @Argument(help: "The run, such as r7. (default: the newest)") var id: String?

    func run() async throws {
        let served = try await server.runs()
        let runs: any RunViews
        if let served { runs = served } else { runs = StoredRuns(try options.storeWorkspace()) }
        let chosen = try await runs.shown(id.map { RunID($0) })
        let display = RunDisplay()
        await display.begin(chosen)
        if try await runs.isInterrupted(chosen) {
            Terminal.current.say(interruptedText(chosen.id))
        }
        var record = chosen
        var isFlagged = false
        while !record.state.isOver {
            let entries: [JournalEntry]
            do {
                entries = try await runs.entries(of: record.id, after: record.state.revision)
            } catch let error as any UserFacingError where error.code == "store.rewound" {
                // The store returned to an earlier state: its current content is followed.
                Terminal.current.say("  \(error.summary)")
                record = try await runs.shown(record.id)
                continue
            }
            record.add(entries)
            if !entries.isEmpty {
                isFlagged = false
                await display.show(entries.map(\.event))
            }
            if !isFlagged, isStuck(record, at: Date()) {
                isFlagged = true
                for line in waitLines(record, at: Date(), style: Terminal.current.style) {
                    Terminal.current.say("  \(line)")
                }
            }
            try await Task.sleep(for: served == nil ? .milliseconds(250) : .seconds(1))
        }
        await display.end()
        Terminal.current.print(
            runText(
                try await runs.shown(record.id), stateFolder: runs.stateFolder, at: Date(),
                style: Terminal.current.style))
    }
}
