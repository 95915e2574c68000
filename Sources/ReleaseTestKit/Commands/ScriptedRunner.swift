import ReleaseModel
package import ReleasePorts
import Synchronization

/// Returns scripted results for commands, and records them.
package final class ScriptedRunner: CommandRunner {
    private let answer: @Sendable (Command) async throws(CommandError) -> CommandResult
    private let seen = Mutex<[Command]>([])

    package init(_ answer: @escaping @Sendable (Command) async throws(CommandError) -> CommandResult) {
        self.answer = answer
    }

    /// In the order in which they were started.
    package var commands: [Command] { seen.withLock { $0 } }

    package func run(_ command: Command) async throws(CommandError) -> CommandResult {
        seen.withLock { $0.append(command) }
        return try await answer(command)
    }

    package func canFind(_ program: String) -> Bool { true }

    package func endLeftovers(with environment: [String: String]) async {}
}

extension CommandResult {
    /// A command that ended well and said something.
    package static func says(_ text: String, status: Int32 = 0) -> CommandResult {
        CommandResult(end: .exited(status), output: Array(text.utf8))
    }
}
