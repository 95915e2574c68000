/// Reads the tokens of [TOML 1.0](https://toml.io/en/v1.0.0) from bytes that are known to be UTF-8.
struct TOMLScanner: ByteCursor {
    let bytes: [UInt8]
    var position = 0

    /// A key part or string with its bytes, quotes included.
    struct Text {
        var text: String
        var range: Range<Int>
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func skipSpaces() { skip(while: \.isBlank) }

    /// Whether a line ends here, with `\n`, `\r\n` or the text's end.
    var isAtLineEnd: Bool { isAtEnd || current == 0x0A || (current == 0x0D && byte(1) == 0x0A) }

    mutating func skipLineEnd() {
        if current == 0x0D { position += 1 }
        if current == 0x0A { position += 1 }
    }

    /// Skips a comment up to the end of its line; does nothing where there is none.
    mutating func skipComment() throws(TOMLFault) {
        guard current == UInt8(ascii: "#") else { return }
        while !isAtLineEnd {
            try refuseControl(allowing: 0x09)
            position += 1
        }
    }

    /// Skips spaces, comments and line ends, as arrays allow them.
    mutating func skipBlank() throws(TOMLFault) {
        while true {
            skipSpaces()
            try skipComment()
            guard !isAtEnd, isAtLineEnd else { return }
            skipLineEnd()
        }
    }

    func refuseControl(allowing allowed: UInt8) throws(TOMLFault) {
        guard let byte = current, byte < 0x20 || byte == 0x7F, byte != allowed else { return }
        let digits = String(byte, radix: 16, uppercase: true)
        throw TOMLFault(
            .controlCharacter, at: position,
            "The control character U+00\(digits.count == 1 ? "0" : "")\(digits) is not allowed here.")
    }

    /// One part of a key, bare or in quotes of one line.
    mutating func keyPart() throws(TOMLFault) -> Text {
        let start = position
        if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
            if peek("\"\"\"") || peek("'''") {
                throw TOMLFault(.invalidKey, at: start, "A key can't be a multi-line string.")
            }
            return try string()
        }
        skip(while: \.isWordOrHyphen)
        guard position > start else {
            throw TOMLFault(.invalidKey, at: start, "A key is expected here; unusual ones need quotes.")
        }
        return Text(text: text(start..<position), range: start..<position)
    }

    /// `a.b."c d"`, with spaces around the dots.
    mutating func dottedKey() throws(TOMLFault) -> [Text] {
        var parts = [try keyPart()]
        while true {
            let end = position
            skipSpaces()
            guard current == UInt8(ascii: ".") else {
                position = end
                return parts
            }
            position += 1
            skipSpaces()
            parts.append(try keyPart())
        }
    }

    /// The number and bracket of `[12]`, after the opening bracket.
    mutating func takeIndex() -> Int? {
        let start = position
        skip(while: \.isDigit)
        guard current == UInt8(ascii: "]") else { return nil }
        let index = Int(text(start..<position))
        position += 1
        return index
    }
}
