/// A place in a text file; line and column count from 1, columns in characters.
package struct Place: Sendable, Hashable, Codable, Comparable, CustomStringConvertible {
    /// Relative to the repository or workspace, with `/`.
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }

    package static func < (left: Place, right: Place) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// Something wrong with a file that was read, with its place and the text at fault.
package struct Diagnostic: Sendable, Hashable, Codable {
    package enum Severity: String, Sendable, Codable {
        /// The file can't be used.
        case error
        /// It can be used, but its author will want to know.
        case warning
    }

    package var severity: Severity
    /// Dotted and stable: `toml.unterminated-string`.
    package var code: String
    package var place: Place
    /// One sentence: what is wrong there.
    package var message: String
    /// The line at fault, shortened to 120 characters; empty where there is none.
    package var excerpt: String
    /// An edit that would fix it; nil where none is known.
    package var suggestion: String?

    package init(
        _ severity: Severity = .error, code: String, place: Place, message: String, excerpt: String = "",
        suggestion: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.place = place
        self.message = message
        self.excerpt = excerpt
        self.suggestion = suggestion
    }
}

/// Errors in files, all of them at once, in file order.
package struct UnreadableInput: UserFacingError {
    package var diagnostics: [Diagnostic]

    package init(diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics.sorted { $0.place < $1.place }
    }

    package var code: String { "input.unreadable" }
    package var summary: String {
        let files = Set(diagnostics.map(\.place.file))
        let place = files.count == 1 ? files.first ?? "" : counted(files.count, "file")
        return "\(counted(diagnostics.count, "error")) in \(place); nothing was done."
    }
    package var reasons: [String] {
        diagnostics.map { one in
            let head = "\(one.place): \(one.message) [\(one.code)]"
            return one.excerpt.isEmpty ? head : head + "\n    " + one.excerpt
        }
    }
    package var suggestions: [String] {
        diagnostics.compactMap(\.suggestion).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
            + withoutSuggestion
    }
    package var exitCode: ExitCode { .configuration }

    /// For people: where several errors have different suggestions, each stands below its error.
    package var explained: (reasons: [String], suggestions: [String]) {
        guard Set(diagnostics.compactMap(\.suggestion)).count > 1 else { return (reasons, suggestions) }
        let lines = zip(diagnostics, reasons).map { one, reason in
            one.suggestion.map { "\(reason)\n    → \($0)" } ?? reason
        }
        return (lines, withoutSuggestion)
    }

    /// No error is left without a next step.
    private var withoutSuggestion: [String] {
        let left = diagnostics.filter { $0.suggestion == nil }
        guard let first = left.first else { return [] }
        let places = left.prefix(3).map(\.place.description).joined(separator: ", ")
        return [
            "Correct \(places)\(left.count > 3 ? " and so on" : ""). What the code means: slipway explain \(first.code)"
        ]
    }
}
