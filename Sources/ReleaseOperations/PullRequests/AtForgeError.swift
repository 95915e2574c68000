package import ReleaseModel

/// An error about release branches that happened while pull requests were written: its next steps are those of
/// `slipway release-pr`.
package struct AtForgeError: UserFacingError {
    package let error: ReleaseBranchError

    package var code: String { error.code }
    package var summary: String { error.summary }
    package var reasons: [String] { error.reasons }
    package var exitCode: ExitCode { error.exitCode }

    package var suggestions: [String] {
        error.suggestions.map {
            $0.replacing("slipway release-branch --tag-merged", with: "slipway release-pr --merged")
                .replacing("slipway release-branch --force", with: "slipway release-pr --force")
        }
    }

    /// Runs work whose errors about release branches are shown so.
    static func translating<Answer>(_ work: () async throws -> Answer) async throws -> Answer {
        do { return try await work() } catch let error as ReleaseBranchError { throw AtForgeError(error: error) }
    }
}
