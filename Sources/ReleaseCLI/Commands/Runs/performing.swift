import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseReports
import Synchronization

/// Executes a run with all its output, and exits with the code of its result.
///
/// - Returns: The run, which succeeded; nil where there was nothing to do.
@discardableResult
func performing(
    _ isJSON: Bool, _ run: RunOptions, _ workspace: Workspace,
    _ operation: @escaping @Sendable (PerformOptions) async throws -> RunRecord?
) async throws -> RunRecord? {
    let terminal = Terminal.current
    let display = RunDisplay(terminal: terminal)
    var perform = PerformOptions(
        trigger: Trigger(by: workspace.principal, command: withoutSecrets(commandLine)),
        parallelism: run.parallelism,
        waits: run.wait,
        began: { record in
            Interruption.runBegan()
            await display.begin(record)
        },
        progress: { await display.show($0) },
        waiting: { terminal.say("\($0.summary) Waiting for it.") })
    perform.foundUnknown = { terminal.say("warning: \(unknownRunsText($0))") }
    perform.continuing = { terminal.say(continuingText($0)) }
    perform.finishing = { tags in
        terminal.say(
            "\(tags.map(\.text).joined(separator: ", ")): tagged by a run that was lost. Its release is finished from its draft."
        )
    }
    perform.forgeNotices = { findings in
        for one in findings where one.severity != .note { terminal.say("warning: \(one.message) \(one.remedy)") }
    }
    perform.tryingAgain = { error, wait in
        let reason = error.reasons.first.map { " (\($0))" } ?? ""
        terminal.say("\(error.summary)\(reason) Again in \(wait.components.seconds) s.")
    }
    let lastSaid = Mutex<ContinuousClock.Instant?>(nil)
    perform.storeIsSilent = {
        let isNews = lastSaid.withLock { last in
            defer { last = .now }
            return last.map { $0.duration(to: .now) > .seconds(30) } ?? true
        }
        if isNews { terminal.say("The store does not answer. It is asked again; running steps continue.") }
    }
    perform.pruned = { terminal.say(prunedText($0, isTrial: false)) }
    perform.noticed = { for notice in $0 { terminal.say("warning: \(notice)") } }
    let record: RunRecord?
    do {
        record = try await operation(perform)
        await display.end()
    } catch {
        // The live tree would be drawn over the error.
        await display.end()
        throw error
    }
    guard let record else { return nil }
    if isJSON {
        terminal.print(json: try encodeJSON(RunReport(record, at: Date())))
    } else {
        terminal.print(
            runText(record, stateFolder: workspace.stateFolder, at: Date(), style: terminal.style))
    }
    switch record.status {
    case .succeeded: return record
    case .running, .paused, .failed: throw Ending(code: .incomplete)
    case .waiting: throw Ending(code: .needsApproval)
    case .cancelled: throw Ending(code: .failed)
    }
}

/// What was typed, without the path of the program.
private var commandLine: String { (["slipway"] + CommandLine.arguments.dropFirst()).joined(separator: " ") }
