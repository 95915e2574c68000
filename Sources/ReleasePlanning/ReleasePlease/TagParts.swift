package import ReleaseModel

/// A tag as release-please reads it: component, one separator, `v`, version.
package struct TagParts: Hashable {
    package var component: String
    /// nil where there is no component.
    package var separator: Character?
    package var hasV: Bool
    /// As written.
    package var version: String

    /// nil for a tag without three numbers at its end. Of several ways to read it, the one with the longest component.
    package init?(_ tag: TagName) {
        let text = tag.text
        for index in text.indices.reversed() where !text[index].isASCIIWord {
            guard let (hasV, version) = TagParts.version(text[text.index(after: index)...]) else { continue }
            self.init(component: String(text[..<index]), separator: text[index], hasV: hasV, version: version)
            return
        }
        guard let (hasV, version) = TagParts.version(text[...]) else { return nil }
        self.init(component: "", separator: nil, hasV: hasV, version: version)
    }

    init(component: String, separator: Character?, hasV: Bool, version: String) {
        self.component = component
        self.separator = separator
        self.hasV = hasV
        self.version = version
    }

    private static func version(_ text: Substring) -> (hasV: Bool, version: String)? {
        let numbers = text.first == "v" ? text.dropFirst() : text
        guard numbers.prefixMatch(of: /[0-9]+\.[0-9]+\.[0-9]+/) != nil else { return nil }
        return (text.first == "v", String(numbers))
    }
}

extension Character {
    fileprivate var isASCIIWord: Bool { isASCII && (isLetter || isNumber) }
}
