/// A version as a file, a tag, a heading or a commit writes it: some put a `v` before it, which is no part of the version.
package struct SpelledVersion: Sendable, Hashable {
    /// `v`, or empty.
    package let prefix: String
    package let version: Version

    /// nil where the text is not a version.
    package init?(_ text: String) {
        prefix = SpelledVersion.prefix(of: text)
        let plain = text.dropFirst(prefix.count)
        // PEP 440 would allow a second one.
        guard plain.first != "v", let version = Version(String(plain)) else { return nil }
        self.version = version
    }

    /// Another version in the same spelling.
    package func text(of other: Version) -> String { prefix + other.plainText }

    /// What stands before the version in a text, even in one that is not a version.
    package static func prefix(of text: String) -> String { text.hasPrefix("v") ? "v" : "" }
}

extension Version {
    /// ``text`` without the `v` that PEP 440 allows.
    package var plainText: String { text.first == "v" ? String(text.dropFirst()) : text }

    /// Whether a text is this version's, with or without a `v`.
    package func isSpelled(as text: String) -> Bool { text == self.text || text == "v" + self.text }
}
