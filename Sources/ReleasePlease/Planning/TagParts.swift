import ReleasePlanning
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
        return beginsWithThreeNumbers(numbers.utf8) ? (text.first == "v", String(numbers)) : nil
    }

    /// By bytes, since every tag of a repository is read.
    private static func beginsWithThreeNumbers(_ bytes: Substring.UTF8View) -> Bool {
        var numbers = 0
        var isInside = false
        for byte in bytes {
            if byte >= 0x30 && byte <= 0x39 {
                if !isInside { numbers += 1 }
                isInside = true
                if numbers == 3 { return true }
            } else {
                guard byte == UInt8(ascii: "."), isInside else { return false }
                isInside = false
            }
        }
        return false
    }
}

extension Character {
    fileprivate var isASCIIWord: Bool { isASCII && (isLetter || isNumber) }
}
