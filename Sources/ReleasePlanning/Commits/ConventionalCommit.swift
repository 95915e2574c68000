package import ReleaseModel

/// A commit message in the form of [Conventional Commits 1.0.0](https://www.conventionalcommits.org/en/v1.0.0/).
package struct ConventionalCommit: Sendable, Hashable {
    /// In lower case.
    package var type: String
    package var scope: String?
    package var description: String
    package var isBreaking: Bool

    /// nil for a message in free form, which never bumps.
    package init?(message: String) {
        let lines = message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let subject = lines.first, let colon = subject.firstIndex(of: ":") else { return nil }
        var head = subject[..<colon]
        let description = subject[subject.index(after: colon)...]
        guard description.first == " ", let text = Optional(description.trimmed), !text.isEmpty else { return nil }
        var isBreaking = false
        if head.last == "!" {
            isBreaking = true
            head.removeLast()
        }
        var scope: String?
        if head.last == ")", let open = head.firstIndex(of: "(") {
            scope = head[head.index(after: open)...].dropLast().trimmed
            head = head[..<open]
        }
        guard !head.isEmpty, head.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        else { return nil }
        let footer = lines.dropFirst().contains {
            $0.hasPrefix("BREAKING CHANGE: ") || $0.hasPrefix("BREAKING-CHANGE: ")
        }
        self.type = head.lowercased()
        self.scope = scope
        self.description = text
        self.isBreaking = isBreaking || footer
    }

    /// What the commit calls for: breaking → major, `feat` → minor, the other visible types → patch.
    package var bump: Bump {
        if isBreaking { return .major }
        switch type {
        case "feat", "feature": return .minor
        case "fix", "perf", "revert", "deps": return .patch
        default: return .none
        }
    }
}

extension Substring {
    /// Without blanks at both ends.
    var trimmed: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
