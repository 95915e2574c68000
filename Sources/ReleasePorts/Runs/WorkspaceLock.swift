package import Foundation
package import ReleaseModel

/// Lets one process at a time release a workspace. The lock ends with its process, however that ends.
package protocol WorkspaceLock: Sendable {
    /// - Returns: An object that holds the lock until it is released.
    /// - Throws: ``WorkspaceHeld`` if another process has it.
    func acquire(for purpose: String, at moment: Date) throws -> any HeldLock

    /// Whether a process has it now. Looking never keeps anyone from acquiring it.
    func isHeld() -> Bool
}

/// A lock that this process has.
package protocol HeldLock: Sendable {
    func release()
}

/// Another process is releasing this workspace.
package struct WorkspaceHeld: UserFacingError, Equatable {
    /// What is known of it: `slipway release (process 4711 of anna on build1)`.
    package var holder: String
    /// nil where the holder has not yet said.
    package var since: Date?

    package init(holder: String, since: Date?) {
        self.holder = holder
        self.since = since
    }

    /// Whether a server has it, which takes requests.
    package var isServed: Bool { holder.hasPrefix("slipway serve") }

    package var code: String { "workspace.held" }
    package var summary: String {
        let when = since.map { " since \($0.formatted(.iso8601))" } ?? ""
        return "The workspace is held by \(holder)\(when)."
    }
    package var suggestions: [String] {
        ["Wait for it: the same command with --wait", "See what it does: slipway run watch"]
    }
    package var exitCode: ExitCode { .tryLater }
}
