package import ReleaseModel

/// A workspace in which there is nothing to release, now or later.
package struct NoComponents: UserFacingError, Equatable {
    package var folder: String
    /// Those that the configuration leaves out.
    package var ignored: [ComponentID]
    /// What was called, and can be called elsewhere.
    package var command: String

    package init(folder: String, ignored: [ComponentID], command: String = "plan") {
        self.folder = folder
        self.ignored = ignored
        self.command = command
    }

    package var code: String { "observe.no-components" }
    package var summary: String { "The workspace has no components." }

    package var reasons: [String] {
        ignored.isEmpty
            ? ["No manifest of a known ecosystem was found in \(folder) or in a clone below it."]
            : ["slipway.yaml in \(folder) leaves out: \(ignored.map(\.text).joined(separator: ", "))"]
    }

    package var suggestions: [String] { ["Name the workspace's folder: slipway -C FOLDER \(command)"] }
    package var exitCode: ExitCode { .configuration }
}
