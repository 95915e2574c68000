import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePorts

struct RunListCommand: OperationCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists runs, newest first.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let workspace = try options.workspace()
        // Looking makes no store.
        let records = workspace.hasStore() ? try await workspace.openStore().runs() : []
        if options.json {
            Terminal.standard.print(json: try encodeJSON(records.map { RunReport($0, at: Date()) }))
            return
        }
        if records.isEmpty { Terminal.standard.say("No runs yet. Start one: slipway release") }
        for record in records {
            let state = record.state
            let done = record.plan.steps.count { state[$0.id].isDone }
            let names = record.plan.released.map { "\($0.name) \($0.nextVersion?.text ?? "")" }.joined(separator: ", ")
            Terminal.standard.print(
                "\(record.id.text.padded(to: 12)) \(record.status.rawValue.padded(to: 9))  \(record.createdAt.formatted(.iso8601))  \(done)/\(record.plan.steps.count)  \(names.shortened(to: 100))"
            )
            for line in waitLines(record, at: Date()) { Terminal.standard.print("      \(line)") }
        }
    }
}
