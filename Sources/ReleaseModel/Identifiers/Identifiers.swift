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
    /// By the bytes of the text, independent of any locale.
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

/// A run: `r{number}-{digits}`, such as `r7-4be1c09a`.
///
/// The number counts the runs of a store; the digits are the first of the hash of the run's first entry, which names
/// the plan, the moment and the run before it. So no two runs have the same id, even if a store is lost, restored from
/// a backup or replaced and its numbers start again. Runs of 0.1.0 have only a number.
package struct RunID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }

    /// - Parameters:
    ///   - number: From 1, in order of creation.
    ///   - hash: Of the first entry of the run's journal, in hexadecimal digits.
    package init(number: Int, hash: String) { self.init("r\(number)-\(hash.prefix(8))") }

    /// Its place among the runs of its store; nil for what no store calls a run.
    package var number: Int? {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0].first == "r", let number = Int(parts[0].dropFirst()), number > 0, "r\(number)" == parts[0] else {
            return nil
        }
        guard parts.count == 2 else { return number }
        let isHash =
            parts[1].utf8.count == 8 && parts[1].utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        return isHash ? number : nil
    }

    /// What names the run within its store: `r7`.
    package var abbreviation: RunID { number.map { RunID("r\($0)") } ?? self }
}

/// A process that executes runs: `{host}/{process}/{when it began}`. Never the same twice.
package struct EngineID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// Distinguishes a claim from every other one, even from one with the same number in a store that later returned to an
/// earlier state: 32 hexadecimal digits.
package struct ClaimToken: Identifier {
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
