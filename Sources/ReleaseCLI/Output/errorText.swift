import Foundation
import ReleaseModel

/// Shows an error on the medium that the caller reads.
func show(_ error: any UserFacingError, isJSON: Bool, terminal: Terminal = .standard) {
    if isJSON, let data = try? encodeJSON(ErrorReport(error)) {
        terminal.print(json: data)
    }
    terminal.say(errorText(error, terminal: terminal))
}

/// An error as JSON.
struct ErrorReport: Encodable {
    var schema = "slipway.error/1"
    var code: String
    var summary: String
    var reasons: [String]
    var suggestions: [String]

    init(interrupted sentence: String) {
        code = "interrupted"
        summary = sentence
        reasons = []
        suggestions = []
    }

    init(_ error: any UserFacingError) {
        code = error.code
        summary = error.summary
        reasons = error.reasons
        suggestions = error.suggestions
    }
}

/// What happened, why, and what to do next.
func errorText(_ error: any UserFacingError, terminal: Terminal) -> String {
    var lines = ["\(terminal.styled("error", .red)): \(error.summary) [\(error.code)]"]
    lines += error.reasons.map { "  " + $0.replacing("\n", with: "\n  ") }
    if !error.suggestions.isEmpty {
        lines.append(terminal.styled("next:", .bold))
        lines += error.suggestions.map { "  " + $0 }
    }
    return lines.joined(separator: "\n")
}
