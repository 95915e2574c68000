import ReleaseModel

/// What a release of the copies ended with, as that of the user's folders would: advice is for those.
struct ErrorInCopies: UserFacingError {
    private let error: any UserFacingError
    private let folder: RehearsalFolder

    init(_ error: any UserFacingError, _ folder: RehearsalFolder) {
        self.error = error
        self.folder = folder
    }

    var code: String { error.code }
    var summary: String { folder.original(error.summary) }
    var reasons: [String] { error.reasons.map(folder.original) }
    var suggestions: [String] { error.suggestions.map(folder.original) }
    var exitCode: ExitCode { error.exitCode }
    var retry: RetryAdvice { error.retry }
}
