import ArgumentParser
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
    @Argument(help: "The run, such as r7. (default: the newest)") var id: String?

    func run() async throws {
        let workspace = try options.storeWorkspace()
        let id = id.map { RunID($0) }
        let store = try await workspace.store(holding: id)
        let chosen = try await store.runForDisplay(id)
        let display = RunDisplay()
        await display.begin(chosen)
        if isInterrupted(chosen, holder: try await store.holder(of: chosen.id)) {
            Terminal.current.say(interruptedText(chosen.id))
        }
        var record = chosen
        var isFlagged = false
        while !record.state.isOver {
            let entries: [JournalEntry]
            do { entries = try await store.events(of: record.id, after: record.state.revision) } catch {
                guard error.isRewound else { throw error }
                // The store returned to an earlier state: its current content is followed.
                Terminal.current.say("  \(error.summary)")
                record = try await store.run(record.id)
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
            try await Task.sleep(for: .milliseconds(250))
        }
        await display.end()
        Terminal.current.print(
            runText(
                try await store.glance(at: record.id), stateFolder: workspace.stateFolder, at: Date(),
                style: Terminal.current.style))
    }
}
