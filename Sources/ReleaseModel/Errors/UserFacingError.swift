/// An error for users that explains itself.
package protocol UserFacingError: Error, Sendable {
    /// Stable and dotted, for logs, JSON and documentation links: `graph.cycle`.
    var code: String { get }
    /// What happened: one sentence in the reader's terms, no type names.
    var summary: String { get }
    /// Why: the facts behind it, nearest first, each with its place (`slipway.yaml:12:5`).
    var reasons: [String] { get }
    /// What to do next: a command or an edit that can be copied; empty if nothing helps.
    var suggestions: [String] { get }
    /// The exit code for scripts.
    var exitCode: ExitCode { get }
    /// Whether a retry without a change may help, and when.
    var retry: RetryAdvice { get }
}

/// Whether waiting helps.
package enum RetryAdvice: Sendable, Hashable {
    /// It would fail the same way.
    case never
    /// Temporarily refused, unreachable, or of unknown outcome: soon, then less and less often.
    case later
    /// The other side said when.
    case after(Duration)
}

extension UserFacingError {
    package var reasons: [String] { [] }
    package var suggestions: [String] { [] }
    package var exitCode: ExitCode { .failed }
    package var retry: RetryAdvice { .never }
}

/// The exit codes. The numbers are part of the interface and never change.
package enum ExitCode: Int32, Sendable {
    /// Done, or nothing to do.
    case done = 0
    /// Refused or failed.
    case failed = 1
    /// The command line is invalid.
    case usage = 64
    /// A run is incomplete and can be continued.
    case incomplete = 65
    /// A bug in Slipway.
    case bug = 70
    /// Another process is active; try again later.
    case tryLater = 75
    /// An approval or a permission is missing.
    case needsApproval = 77
    /// Configuration, manifest or graph that can't be used.
    case configuration = 78
}
