import Foundation

/// The rules in force for one branch or tag.
package struct ReferenceRules: Sendable, Hashable {
    package var rules: [Rule] = []
    /// Why there may be more rules than these; nil: these are all.
    package var unread: String?

    package struct Rule: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            case creation
            case update
            case deletion
            case forcePush
            /// Commits must be signed.
            case signatures
            /// No merge commits.
            case linearHistory
            /// Changes come by pull request.
            case pullRequest
            /// Names of the checks that a commit must have passed.
            case checks([String])
            /// Of each commit.
            case message(TextPattern)
            /// Of the branch or tag.
            case name(TextPattern)
            /// Only some may push.
            case pushers
            /// One that this program does not know, in the forge's words.
            case other(String)
        }

        /// Whether it binds whoever asks.
        package enum Bypass: Sendable, Hashable {
            /// It does not bind them.
            case allowed
            /// It binds what they do without a pull request.
            case byPullRequest
            case refused
            /// The forge does not say.
            case unknown
        }

        package var kind: Kind
        /// Where it is set: `the repository acme/core`, `the organization acme`.
        package var level: String
        package var bypass: Bypass

        package init(kind: Kind, level: String, bypass: Bypass = .unknown) {
            self.kind = kind
            self.level = level
            self.bypass = bypass
        }
    }

    package init(_ rules: [Rule] = [], unread: String? = nil) {
        self.rules = rules
        self.unread = unread
    }
}

/// What a rule wants a text to be like.
package struct TextPattern: Sendable, Hashable, CustomStringConvertible {
    package enum Comparison: String, Sendable {
        case beginning = "starts_with"
        case end = "ends_with"
        case part = "contains"
        case expression = "regex"
    }

    package var comparison: Comparison
    package var text: String
    package var isNegated: Bool

    package init(_ comparison: Comparison, _ text: String, isNegated: Bool = false) {
        self.comparison = comparison
        self.text = text
        self.isNegated = isNegated
    }

    /// nil where the expression is not understood here: forges have dialects of their own.
    package func allows(_ other: String) -> Bool? {
        let fits: Bool
        switch comparison {
        case .beginning: fits = other.hasPrefix(text)
        case .end: fits = other.hasSuffix(text)
        case .part: fits = other.contains(text)
        case .expression:
            guard let expression = try? NSRegularExpression(pattern: text) else { return nil }
            fits = expression.firstMatch(in: other, range: NSRange(other.startIndex..., in: other)) != nil
        }
        return fits != isNegated
    }

    /// After "must" or "must not": `start with 'feat'`.
    package var description: String {
        let verb =
            switch comparison {
            case .beginning: "start with"
            case .end: "end with"
            case .part: "contain"
            case .expression: "match"
            }
        return "\(isNegated ? "not " : "")\(verb) '\(text)'"
    }
}
