import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePorts

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Shows runs and decides about them.",
        discussion: "RUN is r1, r2, …, or @latest, which is also the default.",
        subcommands: [
            RunListCommand.self, RunShowCommand.self, RunWatchCommand.self, RunPauseCommand.self,
            RunResumeCommand.self, RunRetryCommand.self, RunSkipCommand.self, RunCancelCommand.self,
        ])
}

struct RunListCommand: OperationCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists runs, newest first.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let records = try await options.workspace().openStore().runs()
        if options.json {
            Terminal.standard.print(json: try encodeJSON(records.map(RunReport.init)))
            return
        }
        if records.isEmpty { Terminal.standard.say("No runs yet. Start one: slipway release") }
        for record in records {
            let state = record.state
            let done = record.plan.steps.count { state[$0.id].isDone }
            let names = record.plan.released.map { "\($0.name) \($0.nextVersion?.text ?? "")" }.joined(separator: ", ")
            Terminal.standard.print(
                "\(record.id.text.padded(to: 5)) \(record.status.rawValue.padded(to: 9))  \(record.createdAt.formatted(.iso8601))  \(done)/\(record.plan.steps.count)  \(names.shortened(to: 100))"
            )
        }
    }
}

struct RunShowCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows how a run stands, what failed and what to do next.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The run.") var id: String?

    @Flag(help: "Show the journal, event by event.")
    var journal = false

    func run() async throws {
        let workspace = try options.workspace()
        let record = try await workspace.chosen(id.map { RunID($0) }, in: try workspace.openStore())
        if journal {
            for entry in record.entries {
                if options.json {
                    Terminal.standard.print(json: try encodeJSON(entry, isPretty: false))
                } else {
                    let event = String(decoding: try encodeJSON(entry.event, isPretty: false), as: UTF8.self)
                    Terminal.standard.print("\(entry.sequence)  \(entry.at.formatted(.iso8601))  \(event)")
                }
            }
        } else if options.json {
            Terminal.standard.print(json: try encodeJSON(RunReport(record)))
        } else {
            Terminal.standard.print(runText(record, stateFolder: workspace.stateFolder))
        }
    }
}

struct RunWatchCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follows a run that another process performs.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The run.") var id: String?

    func run() async throws {
        let workspace = try options.workspace()
        let store = try workspace.openStore()
        let record = try await workspace.chosen(id.map { RunID($0) }, in: store)
        let display = RunDisplay()
        await display.begin(record)
        var state = record.state
        while !state.isFinished, state.cancellation == nil {
            let entries = try await store.events(of: record.id, after: state.revision)
            for entry in entries { state.apply(entry.event) }
            if !entries.isEmpty { await display.show(entries.map(\.event)) }
            try await Task.sleep(for: .milliseconds(250))
        }
        await display.end()
        Terminal.standard.print(runText(try await store.run(record.id), stateFolder: workspace.stateFolder))
    }
}

struct RunPauseCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Starts no further step of a run; running ones finish.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The run.") var id: String?

    func run() async throws {
        let record = try await options.workspace().pause(id.map { RunID($0) })
        Terminal.standard.print("\(record.id) is paused; running steps finish. Go on: slipway run resume \(record.id)")
    }
}

struct RunResumeCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Goes on with an interrupted or paused run.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var run: RunOptions
    @Argument(help: "The run.") var id: String?

    func run() async throws {
        let workspace = try options.workspace(performs: true)
        let id = self.id.map { RunID($0) }
        try await performing(options, run, workspace) { try await workspace.resume(id, $0) }
    }
}

struct RunRetryCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Runs failed steps again, with the same versions.",
        discussion: """
            Components that have published nothing are brought onto what their repositories hold now, so a fault can be \
            mended by a commit; the journal records the amended plan.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var run: RunOptions
    @Argument(help: "The run.") var id: String?

    func run() async throws {
        let workspace = try options.workspace(performs: true)
        let id = self.id.map { RunID($0) }
        try await performing(options, run, workspace) { try await workspace.retry(id, $0) }
    }
}

struct RunSkipCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip", abstract: "Counts a build, gate or collection as done; recorded with your name and reason."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The run.") var id: String
    @Argument(help: "The step, such as gate:core/test.") var step: String
    @Option(help: "Why; stands in the journal.") var reason: String

    func run() async throws {
        let record = try await options.workspace().skip(RunID(id), step: StepID(step), reason: reason)
        Terminal.standard.print("\(step) counts as done. Go on: slipway run retry \(record.id)")
    }
}

struct RunCancelCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Gives a run up; what is public stays public and is listed.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The run.") var id: String?
    @Option(help: "Why; stands in the journal.") var reason = "no reason given"

    func run() async throws {
        let record = try await options.workspace().cancel(id.map { RunID($0) }, reason: reason)
        let state = record.state
        let made = record.plan.steps.filter { !$0.reversible && state[$0.id].isDone }
        Terminal.standard.print("\(record.id) is cancelled.")
        if made.isEmpty {
            Terminal.standard.print("Nothing had been made public.")
        } else {
            Terminal.standard.print("This is public and stays: \(made.map(\.id.text).joined(separator: ", "))")
            Terminal.standard.print("Roll forward: mend the fault and release the next versions with slipway release")
        }
    }
}
