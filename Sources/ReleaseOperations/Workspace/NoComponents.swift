package import ReleaseModel

/// A workspace in which there is nothing to release, now or later.
package struct NoComponents: UserFacingError, Equatable {
    package var folder: String
    /// Those that the configuration leaves out.
    package var ignored: [ComponentID]

    package init(folder: String, ignored: [ComponentID]) {
        self.folder = folder
        self.ignored = ignored
    }

    package var code: String { "observe.no-components" }
    package var summary: String { "Nothing in \(folder) is a component that could be released." }

    package var reasons: [String] {
        ignored.isEmpty
            ? ["It has no manifest of a known ecosystem, and no clone below it has one."]
            : ["slipway.yaml leaves out: \(ignored.map(\.text).joined(separator: ", "))"]
    }

    package var suggestions: [String] { ["Choose the workspace: slipway -C FOLDER plan"] }
    package var exitCode: ExitCode { .configuration }
}
