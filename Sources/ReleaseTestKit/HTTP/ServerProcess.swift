import Foundation
package import ReleasePorts

/// A server of another's making on this machine, for as long as a test needs it.
final class ServerProcess: Sendable {
    /// Ended, and waited for, by ``stop()``.
    private let task: Task<Void, Never>

    /// Starts it and waits until it listens.
    ///
    /// - Parameters:
    ///   - log: Gets all that it writes, at its end.
    ///   - runner: Runs it until ``stop()``.
    init(_ arguments: [String], port: Int, log: String, runner: any CommandRunner) async throws {
        // Whatever becomes of the test, the server goes with the process that started it.
        let command = Command(
            ["setpriv", "--pdeathsig", "KILL", "sh", "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", log]
                + arguments)
        task = Task { _ = try? await runner.run(command) }
        for _ in 0..<400 {
            if LoopbackServer.isListening(port) { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        await stop()
        throw ServerNotStarted(reason: "\(arguments.first ?? "") does not answer at port \(port)")
    }

    func stop() async {
        task.cancel()
        await task.value
    }
}

package struct ServerNotStarted: Error {
    var reason: String
}
