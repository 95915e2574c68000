package import ReleaseModel

/// A folder whose store was to be looked at, and that has none: most likely the wrong one.
package struct NoStore: UserFacingError, Equatable {
    package var folder: String
    /// How to do the same elsewhere: `audit verify`.
    package var command: String

    package var code: String { "store.none" }
    package var summary: String { "There is no store in \(folder); nothing was checked." }
    package var reasons: [String] { [] }
    package var suggestions: [String] { ["Name the workspace's folder: slipway -C FOLDER \(command)"] }
    package var exitCode: ExitCode { .configuration }
}
