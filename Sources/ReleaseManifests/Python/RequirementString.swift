import ReleaseText

/// A dependency as [PEP 508](https://peps.python.org/pep-0508/) writes it: `name[extra] >=1.0,<2 ; marker`.
struct RequirementString {
    var name: String
    /// As written; empty where none is.
    var specifier: String
    /// The specifier within the text, as offsets into its UTF-8.
    var specifierRange: Range<Int>
    /// After `@`.
    var address: String?

    /// nil if it does not begin like a requirement.
    init?(_ text: String) {
        var scanner = TextCursor(text)
        scanner.skipSpaces()
        name = scanner.takeWhile { $0.isWordOrHyphen || $0 == UInt8(ascii: ".") }
        guard let first = name.utf8.first, let last = name.utf8.last, first.isLetterOrDigit,
            last.isLetterOrDigit
        else { return nil }
        scanner.skipSpaces()
        if scanner.take("[") {
            _ = scanner.takeWhile { $0 != UInt8(ascii: "]") }
            guard scanner.take("]") else { return nil }
            scanner.skipSpaces()
        }
        if scanner.take("@") {
            scanner.skipSpaces()
            address = scanner.takeWhile { $0 > 0x20 }
            (specifier, specifierRange) = ("", scanner.position..<scanner.position)
            return
        }
        let isInParentheses = scanner.take("(")
        if isInParentheses { scanner.skipSpaces() }
        let start = scanner.position
        let rest = scanner.takeWhile {
            $0 != UInt8(ascii: ";") && (!isInParentheses || $0 != UInt8(ascii: ")"))
        }
        if isInParentheses, !scanner.take(")") { return nil }
        var end = rest.utf8.count
        let bytes = Array(rest.utf8)
        while end > 0, bytes[end - 1].isSpace { end -= 1 }
        specifierRange = start..<(start + end)
        specifier = String(decoding: bytes[..<end], as: UTF8.self)
        // "foo bar" is not a requirement.
        if let first = specifier.utf8.first, !"<>=!~".utf8.contains(first) { return nil }
    }
}
