import ArgumentParser
import Foundation
import ReleaseEngine
import ReleaseModel
import ReleaseOperations
import ReleasePorts

struct EngineCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine", abstract: "Runs a worker that executes unfinished runs.",
        discussion: """
            With PostgreSQL, any number of engines share the runs: one engine executes each run, and when its claim \
            expires, another one continues. With SQLite, one engine at a time owns the workspace.
            """)

    @OptionGroup var options: GlobalOptions
    @Option(help: "How many runs at once.") var runs = 4
    @Option(help: "How many steps of a run at once. (default: as configured, or one for each core)")
    var parallelism: Int?
    @Flag(help: "Exit once no run can continue.") var untilIdle = false

    func validate() throws {
        guard runs > 0 else { throw ValidationError("--runs takes a number from 1.") }
    }

    func run() async throws {
        let workspace = try options.workspace(performs: true)
        let (count, parallelism, untilIdle) = (runs, parallelism, untilIdle)
        let limit = spanText(workspace.configuration.longestOutage)
        Terminal.standard.say("engine \(EngineID.thisProcess); waits up to \(limit) for a store that does not answer")
        try await workspace.performRuns(atOnce: count, parallelism: parallelism, endsWhenIdle: untilIdle) { news in
            if case .began = news { Interruption.runBegan() }
            Terminal.standard.say(engineLine(news))
        }
    }
}

/// One line, with the moment at its beginning, for a log.
private func engineLine(_ news: EngineNews) -> String {
    let text =
        switch news {
        case .began(let record): "\(record.id): begins with \(record.plan.steps.count) steps"
        case .progress(let run, let events):
            "\(run): " + (events.isEmpty ? "looked" : events.map(word).joined(separator: ", "))
        case .ended(let record): "\(record.id): \(record.status.rawValue)" + next(record)
        case .trouble(let run, let error):
            "\(run): could not be performed: " + ((error as? any UserFacingError)?.summary ?? "\(error)")
        case .outage(let error, let limit): "\(error.summary) Waiting for it, up to \(spanText(limit))."
        case .outageOver(let span): "The store answers again, after \(spanText(span))."
        case .foundUnknown(let runs): unknownRunsText(runs)
        }
    return "\(Date().formatted(.iso8601)) \(text)"
}

/// When a run goes on that only waits for its next attempt.
private func next(_ record: RunRecord) -> String {
    guard record.status == .running else { return "" }
    return runWaits(record, at: Date()).first { $0.kind == .retry }.map { ", waits for \($0.text)" } ?? ""
}

private func word(_ event: RunEvent) -> String {
    switch event {
    case .created: "created"
    case .claimed(let engine, let fence): "claimed by \(engine) (\(fence))"
    case .started(let step, let attempt): "\(step) begins" + (attempt > 1 ? " (attempt \(attempt))" : "")
    case .succeeded(let step, _, _): "\(step) succeeded"
    case .failed(let step, _, let failure, let again):
        "\(step) failed: \(failure.summaryWithReason)" + (again.map { " Again at \($0.formatted(.iso8601))." } ?? "")
    case .skipped(let step, let by, _): "\(step) skipped by \(by)"
    case .approved(let step, let by, _, _, _, _): "\(step) approved by \(by)"
    case .retried(let by): "retried by \(by)"
    case .amended: "amended"
    case .paused(let by): "paused by \(by)"
    case .resumed(let by): "resumed by \(by)"
    case .cancelled(let by, _): "cancelled by \(by)"
    case .handedOver(let system, _, _): "handed over to \(system)"
    case .lapsed(let step, let by): "the approval of \(step) by \(by) expired"
    case .voided(let step, let by, let reason): "the approval of \(step) by \(by) is void: \(reason)"
    case .finished: "finished"
    }
}
