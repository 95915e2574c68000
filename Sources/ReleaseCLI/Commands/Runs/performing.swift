import Dispatch
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import Synchronization

/// Performs a run with everything a person sees of it, and ends with the exit code that says how it ended.
func performing(
    _ options: GlobalOptions, _ run: RunOptions, _ workspace: Workspace,
    _ operation: @escaping @Sendable (PerformOptions) async throws -> RunRecord?
) async throws {
    let display = RunDisplay()
    let perform = PerformOptions(
        trigger: Trigger(by: NSUserName(), command: commandLine), parallelism: run.parallelism, waits: run.wait,
        began: { await display.begin($0) },
        progress: { await display.show($0) },
        waiting: { Terminal.standard.say("\($0.summary) Waiting for it.") })
    let record = try await interruptible { () async throws -> RunRecord? in
        do {
            let record = try await operation(perform)
            await display.end()
            return record
        } catch {
            await display.end()
            throw error
        }
    }
    guard let record else { return }
    if options.json {
        Terminal.standard.print(json: try encodeJSON(RunReport(record, at: Date())))
    } else {
        Terminal.standard.print(runText(record, stateFolder: workspace.stateFolder))
    }
    switch record.status {
    case .succeeded: return
    case .running, .paused, .failed: throw Ending(code: .incomplete)
    case .waiting: throw Ending(code: .needsApproval)
    case .cancelled: throw Ending(code: .failed)
    }
}

/// Runs something that Ctrl-C and a polite kill cancel: children are ended, the journal is whole.
func interruptible<Answer: Sendable>(
    _ body: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
    // Ends with its body, whose end is awaited below.
    let task = Task { try await body() }
    let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { task.cancel() }
        source.resume()
        return source
    }
    defer { for source in sources { source.cancel() } }
    return try await task.value
}

/// What was typed, without the path of the program.
private var commandLine: String { (["slipway"] + CommandLine.arguments.dropFirst()).joined(separator: " ") }
