package import ReleaseModel

/// Runs programs and waits for them.
package protocol CommandRunner: Sendable {
    /// Runs a command to its end. A non-zero exit status is a result, not an error.
    ///
    /// Cancelling the task terminates the entire process group: with SIGTERM first, with SIGKILL after five seconds;
    /// unless the command ``Command/finishes``.
    func run(_ command: Command) async throws(CommandError) -> CommandResult

    /// Whether a program can be started: it is along `PATH`, or at the path that is given.
    func canFind(_ program: String) -> Bool

    /// Terminates what an earlier process of ours left running: every process of this user whose environment has all of
    /// these variables.
    func endLeftovers(with environment: [String: String]) async

    /// Lets ``Command/Surroundings/confined`` commands work in a folder: if they run as another user, that user becomes
    /// the owner of everything in it, except its `.git`.
    ///
    /// - Parameter root: A folder of ours above it, through whose subfolders the user is let pass.
    func handOver(_ folder: String, within root: String) async throws(CommandError)
}

extension CommandRunner {
    package func handOver(_ folder: String, within root: String) async throws(CommandError) {}
}

/// A program with its arguments; never shell text.
package struct Command: Sendable {
    package enum Output: Sendable, Hashable {
        /// Kept in memory, up to ``Command/captureLimit``; standard error apart.
        case captured
        /// Both streams together into a file, with the secrets masked; the end of it is kept in memory.
        case logged(to: String)
        /// Straight to our own streams.
        case inherited
    }

    /// What a command sees of the environment that this program was started in.
    package enum Surroundings: Sendable, Hashable {
        /// Everything but the store's credentials: for programs that act in Slipway's own name, such as git.
        case own
        /// What is listed: for commands of the configuration.
        case listed
        /// The same, as another user where one is configured: for builds and gates of candidates.
        case confined
    }

    /// The program first; found along `PATH` if it holds no slash. What of `PATH` is relative is not searched.
    package var arguments: [String]
    /// nil: the current one.
    package var folder: String?
    package var surroundings = Surroundings.own
    /// On top of its surroundings; nil unsets a variable.
    package var environment: [String: String?]
    package var input: [UInt8]
    package var output: Output
    package var timeout: Duration?
    /// How much of a log is kept, in bytes: its beginning, and its last 64 KiB where it is longer.
    package var logLimit = 16 << 20
    /// How much is captured at most, in bytes; a command that writes more is terminated.
    package var captureLimit = 512 << 20
    /// Values that must not appear in the log.
    package var secrets: [Secret]
    /// Whether it comes to its end though the task is cancelled: a short act that must not be cut half-way.
    package var finishes = false

    package init(
        _ arguments: [String], folder: String? = nil, environment: [String: String?] = [:], input: [UInt8] = [],
        output: Output = .captured, timeout: Duration? = nil, secrets: [Secret] = [],
        surroundings: Surroundings = .own
    ) {
        self.surroundings = surroundings
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

/// Why a command has no result.
package enum CommandError: UserFacingError, Equatable {
    case notFound(String)
    case notStarted(String, reason: String)
    case cancelled(String)
    /// It wrote more than is kept in memory, in bytes.
    case tooMuchOutput(String, limit: Int)
    /// It can't run as another user, or not there.
    case notConfined(account: String, reason: String)
    /// This machine has no such user, or it is root.
    case badAccount(String, reason: String)

    package var code: String {
        switch self {
        case .notFound: "command.not-found"
        case .notStarted: "command.not-started"
        case .cancelled: "command.cancelled"
        case .tooMuchOutput: "command.too-much-output"
        case .notConfined, .badAccount: "command.not-confined"
        }
    }

    package var summary: String {
        switch self {
        case .notFound(let program): "The program '\(program)' is not installed, or not in PATH."
        case .notStarted(let program, let reason): "The program '\(program)' could not be started: \(reason)."
        case .cancelled(let program): "'\(program)' was ended before it had finished."
        case .tooMuchOutput(let program, let limit):
            "'\(program)' wrote more than \(limit >> 20) MiB of output, and was ended."
        case .notConfined(let account, let reason), .badAccount(let account, let reason):
            "Builds and gates can't run as '\(account)': \(reason)."
        }
    }

    package var suggestions: [String] {
        switch self {
        case .notFound(let program): ["Install \(program), or fix the command in slipway.yaml."]
        case .notStarted: ["Check that the folder exists, and memory and disk space."]
        case .cancelled, .tooMuchOutput: []
        case .badAccount: ["Create the user, or correct it in slipway.yaml: commands: { run-as: NAME }"]
        case .notConfined(let account, _):
            [
                "Run Slipway as root, with the workspace in a folder that \(account) may enter.",
                "Or remove run-as under commands from slipway.yaml.",
            ]
        }
    }
}
