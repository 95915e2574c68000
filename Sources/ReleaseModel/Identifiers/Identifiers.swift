/// A text that names one kind of thing; the conforming types keep the kinds apart.
package protocol Identifier: Sendable, Hashable, Codable, Comparable, CustomStringConvertible,
    ExpressibleByStringLiteral, CodingKeyRepresentable
{
    var text: String { get }
    init(_ text: String)
}

extension Identifier {
    package init(stringLiteral text: String) { self.init(text) }
    package init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
    package var codingKey: any CodingKey { IdentifierKey(stringValue: text) }
    package init?<Key: CodingKey>(codingKey: Key) { self.init(codingKey.stringValue) }
    package var description: String { text }
    /// By the bytes of the text, so that no locale has a say.
    package static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

private struct IdentifierKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// Names a component: the package name its manifest declares, or the name the configuration gives.
package struct ComponentID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// Names a repository of the workspace; by default its folder's name.
package struct RepositoryID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A git commit, as the full hexadecimal object id.
package struct CommitID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
    /// The first seven digits, for people.
    package var short: String { String(text.prefix(7)) }
}

/// A git tag's name without `refs/tags/`.
package struct TagName: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }

    /// Whether git takes it as a name ([git check-ref-format](https://git-scm.com/docs/git-check-ref-format)).
    package var isReference: Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return text.unicodeScalars.allSatisfy(TagName.isAllowed) && !text.contains("..") && !text.contains("@{")
            && text != "@" && !text.hasSuffix(".") && !text.hasPrefix("-")
            && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
    }

    /// Whether git allows a character in the name of a reference.
    package static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x20 && scalar.value != 0x7F && !"~^:?*[\\".unicodeScalars.contains(scalar)
    }
}

/// A run in the store, `r1`, `r2`, … in order of creation.
package struct RunID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A process that performs runs: `{host}/{process}/{when it began}`. Never the same twice.
package struct EngineID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A step of a plan: `{kind}:{subject}`, such as `gate:core/test`.
package struct StepID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// The SHA-256 of some bytes, as 64 lower-case hexadecimal digits.
package struct Digest: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}
