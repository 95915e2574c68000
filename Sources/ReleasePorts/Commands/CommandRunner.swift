package import ReleaseModel

/// Runs programs and waits for them.
package protocol CommandRunner: Sendable {
    /// Runs a command to its end. A non-zero exit status is an answer, not an error.
    ///
    /// Cancelling the task ends the whole process group: politely first, by force after five seconds; unless the
    /// command ``Command/finishes``.
    func run(_ command: Command) async throws(CommandError) -> CommandResult

    /// Whether a program can be started: it is along `PATH`, or at the path that is given.
    func canFind(_ program: String) -> Bool

    /// Ends what an earlier process of ours left running: every process of this user whose environment has all of
    /// these variables.
    func endLeftovers(with environment: [String: String]) async
}

/// A program with its arguments; never shell text.
package struct Command: Sendable {
    package enum Output: Sendable, Hashable {
        /// Kept in memory, whole; standard error apart.
        case captured
        /// Both streams together into a file, with the secrets masked; the end of it is kept in memory.
        case logged(to: String)
        /// Straight to our own streams.
        case inherited
    }

    /// The program first; found along `PATH` if it holds no slash.
    package var arguments: [String]
    /// nil: the current one.
    package var folder: String?
    /// On top of our own environment; nil unsets a variable.
    package var environment: [String: String?]
    package var input: [UInt8]
    package var output: Output
    package var timeout: Duration?
    /// How much of a log is kept, in bytes: its beginning, and its last 64 KiB where it is longer.
    package var logLimit = 16 << 20
    /// Values that must not appear in the log.
    package var secrets: [String]
    /// Whether it comes to its end though the task is cancelled: a short act that must not be cut half-way.
    package var finishes = false

    package init(
        _ arguments: [String], folder: String? = nil, environment: [String: String?] = [:], input: [UInt8] = [],
        output: Output = .captured, timeout: Duration? = nil, secrets: [String] = []
    ) {
        self.arguments = arguments
        self.folder = folder
        self.environment = environment
        self.input = input
        self.output = output
        self.timeout = timeout
        self.secrets = secrets
    }
}

package struct CommandResult: Sendable {
    package var end: CommandEnd
    /// All of standard output, or the last 64 KiB of both where they are logged.
    package var output: [UInt8]
    /// Standard error where it is captured.
    package var errors: [UInt8]

    package init(end: CommandEnd, output: [UInt8] = [], errors: [UInt8] = []) {
        self.end = end
        self.output = output
        self.errors = errors
    }

    package var hasSucceeded: Bool { end == .exited(0) }
    package var text: String { String(decoding: output, as: UTF8.self) }
    package var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// Why a command gave no answer.
package enum CommandError: UserFacingError, Equatable {
    case notFound(String)
    case notStarted(String, reason: String)
    case cancelled(String)

    package var code: String {
        switch self {
        case .notFound: "command.not-found"
        case .notStarted: "command.not-started"
        case .cancelled: "command.cancelled"
        }
    }

    package var summary: String {
        switch self {
        case .notFound(let program): "The program '\(program)' is not installed, or not in PATH."
        case .notStarted(let program, let reason): "The program '\(program)' could not be started: \(reason)."
        case .cancelled(let program): "'\(program)' was ended before it had finished."
        }
    }

    package var suggestions: [String] {
        switch self {
        case .notFound(let program): ["Install \(program), or mend the command in slipway.yaml."]
        case .notStarted: ["Check that the folder exists, and memory and disk space."]
        case .cancelled: []
        }
    }
}
