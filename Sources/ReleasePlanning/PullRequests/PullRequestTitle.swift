import ReleaseModel

/// The title of a release pull request.
///
/// The pattern that makes a title also reads it back, so that a merged pull request shows what it released.
package struct PullRequestTitle: Sendable, Hashable {
    package var branch: String?
    package var component: String?
    package var version: String?

    package init(branch: String? = nil, component: String? = nil, version: String? = nil) {
        self.branch = branch
        self.component = component.flatMap { $0.isEmpty ? nil : $0 }
        self.version = version
    }

    /// What one for a group of linked components is called.
    package static func groupPattern(_ group: String) -> String { "chore${scope}: release \(group) libraries" }

    /// The title in a pattern: `${scope}` is `(branch)`, `${component}` has a blank before it; only the first of each
    /// is filled, as release-please does it.
    package func text(_ pattern: String, componentHasNoSpace: Bool = false) -> String {
        let component = self.component ?? ""
        let values: [(TitleVariable, String)] = [
            (.scope, branch.map { "(\($0))" } ?? ""),
            (.component, componentHasNoSpace || component.isEmpty ? component : " " + component),
            (.version, version ?? ""), (.branch, branch ?? ""),
        ]
        // Filled by position: the content of a value is never treated as a variable.
        var text = ""
        for piece in titlePieces(pattern) {
            switch piece {
            case .literal(let literal): text += literal
            case .variable(let variable): text += values.first { $0.0 == variable }?.1 ?? ""
            }
        }
        return text.trimmingBlanks
    }

    /// Reads a title that a pattern made.
    ///
    /// - Returns: nil for a title that the pattern can't have made. A forge's ` (#12)` behind it is left out.
    package init?(_ text: String, pattern: String, componentHasNoSpace: Bool = false) {
        var reader = TitleReader(pieces: titlePieces(pattern.trimmingBlanks), componentHasNoSpace: componentHasNoSpace)
        guard let title = reader.read(text) ?? reader.read(text.withoutPullRequestNumber) else { return nil }
        self = title
    }

    /// What is missing in a pattern, in sentences; a title that doesn't say it can't be read back.
    package static func warnings(_ pattern: String) -> [String] {
        let pieces = titlePieces(pattern)
        return [TitleVariable.scope, .component, .version].filter { !pieces.contains(.variable($0)) }.map {
            "The title pattern '\(pattern)' has no ${\($0.rawValue)}; what it would say can't be read back from titles."
        }
    }
}

enum TitleVariable: String, CaseIterable { case scope, component, version, branch }

enum TitlePiece: Equatable {
    case literal(String)
    case variable(TitleVariable)
}

/// The pattern's pieces in order; a variable that comes a second time is a literal.
func titlePieces(_ pattern: String) -> [TitlePiece] {
    var pieces: [TitlePiece] = []
    var literal = ""
    var rest = pattern[...]
    while let character = rest.first {
        let variable = TitleVariable.allCases.first { rest.hasPrefix("${\($0.rawValue)}") }
        if let variable, !pieces.contains(.variable(variable)) {
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            literal = ""
            pieces.append(.variable(variable))
            rest = rest.dropFirst(variable.rawValue.count + 3)
        } else {
            literal.append(character)
            rest = rest.dropFirst()
        }
    }
    if !literal.isEmpty { pieces.append(.literal(literal)) }
    return pieces
}

extension String {
    var trimmingBlanks: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }

    /// Without the ` (#12)` that forges put behind the title of what was squashed.
    fileprivate var withoutPullRequestNumber: String {
        guard hasSuffix(")"), let mark = ranges(of: " (#").last else { return self }
        let digits = self[mark.upperBound...].dropLast()
        return !digits.isEmpty && digits.allSatisfy(\.isASCIIDigit) ? String(self[..<mark.lowerBound]) : self
    }
}
