package import ReleaseModel

/// An error as JSON.
package struct ErrorReport: Encodable {
    var schema = "slipway.error/1"
    var code: String
    var summary: String
    var reasons: [String]
    var suggestions: [String]

    package init(interrupted sentence: String) {
        code = "interrupted"
        summary = sentence
        reasons = []
        suggestions = []
    }

    package init(_ error: any UserFacingError) {
        code = error.code
        summary = error.summary
        reasons = error.reasons
        suggestions = error.suggestions
    }
}

/// What happened, why, and what to do next.
package func errorText(_ error: any UserFacingError, style: TextStyle) -> String {
    let (reasons, suggestions) = (error as? UnreadableInput)?.explained ?? (error.reasons, error.suggestions)
    var lines = ["\(style.styled("error", .red)): \(error.summary) [\(error.code)]"]
    lines += reasons.map { "  " + $0.replacing("\n", with: "\n  ") }
    if !suggestions.isEmpty {
        lines.append(style.styled("next:", .bold))
        lines += suggestions.map { "  " + $0 }
    }
    return lines.joined(separator: "\n")
}
