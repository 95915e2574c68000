import ArgumentParser
import Foundation
import ReleaseEngine
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseReports

struct EngineCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine", abstract: "Runs a worker that executes unfinished runs.",
        discussion: """
            With PostgreSQL, any number of engines share the runs: one engine executes each run, and when its claim \
            expires, another one continues. With SQLite, one engine at a time owns the workspace.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Option(help: "How many runs at once.") var runs = 4
    @Option(help: "How many steps of a run at once. (default: as configured, or one for each core)")
    var parallelism: Int?
    @Flag(help: "Exit once no run can continue.") var untilIdle = false

    func validate() throws {
        guard runs > 0 else { throw ValidationError("--runs takes a number from 1.") }
        try checkParallelism(parallelism)
    }

    func run() async throws {
        let workspace = try options.workspace(performs: true)
        let (count, parallelism, untilIdle) = (runs, parallelism, untilIdle)
        let limit = spanText(workspace.configuration.longestOutage)
        let terminal = Terminal.current
        terminal.say("Engine \(EngineID.thisProcess) started. If the store stops answering, it waits up to \(limit).")
        try await EngineOperation(workspace).performRuns(
            atOnce: count, parallelism: parallelism, endsWhenIdle: untilIdle
        ) { news in
            if case .began = news { Interruption.runBegan() }
            terminal.say(engineLine(news, at: Date()))
        }
        if untilIdle { terminal.say("No run can continue. Stopped.") }
    }
}
