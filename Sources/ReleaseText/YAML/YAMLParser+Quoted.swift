import ReleaseModel

extension YAMLParser {
    /// Reads a quoted scalar over as many lines as it has.
    mutating func quoted(parent: Int) throws(Failure) -> YAMLScalar {
        let start = position
        let quote = bytes[start]
        let isDouble = quote == UInt8(ascii: "\"")
        var text: [UInt8] = []
        /// What folding must not trim: it was escaped.
        var kept = 0
        position += 1
        while let byte = current {
            if byte == quote {
                position += 1
                guard !isDouble, current == quote else {
                    return YAMLScalar(
                        text: String(decoding: text, as: UTF8.self), style: isDouble ? .doubleQuoted : .singleQuoted)
                }
                text.append(quote)
                position += 1
            } else if byte.isLineEnd {
                while text.count > kept, text.last?.isBlank == true { text.removeLast() }
                let breaks = try foldedBreaks(parent: parent, start: start)
                if breaks == 1 { text.append(0x20) } else { text += repeatElement(0x0A, count: breaks - 1) }
                kept = text.count
            } else if isDouble, byte == UInt8(ascii: "\\") {
                if let next = self.byte(at: position + 1), next.isLineEnd {
                    position += 1
                    let breaks = try foldedBreaks(parent: parent, start: start)
                    text += repeatElement(0x0A, count: breaks - 1)
                } else {
                    escape(into: &text)
                }
                kept = text.count
            } else {
                text.append(byte)
                position += 1
            }
        }
        throw unterminated(start)
    }

    private mutating func unterminated(_ start: Int) -> Failure {
        fail(
            "yaml.unterminated-string", start, "The text that is quoted from here on has no closing quote.",
            "Add the closing quote.")
    }

    /// Crosses line breaks and the white space around them; answers how many there were.
    private mutating func foldedBreaks(parent: Int, start: Int) throws(Failure) -> Int {
        var breaks = 0
        while isAtBreak, !isAtEnd {
            skipBreak()
            breaks += 1
            while current == 0x20 { position += 1 }
            let column = position - lineStart
            skipSpace()
            if isAtBreak { continue }
            if column <= parent || isAtDocumentEnd {
                position = lineStart + column
                throw unterminated(start)
            }
        }
        return breaks
    }

    /// Reads an escape of a double-quoted scalar; an unknown one is reported and left out.
    private mutating func escape(into text: inout [UInt8]) {
        let start = position
        let letter = byte(at: start + 1) ?? 0
        position += 2
        let scalar: UInt32
        switch letter {
        case UInt8(ascii: "0"): scalar = 0
        case UInt8(ascii: "a"): scalar = 0x07
        case UInt8(ascii: "b"): scalar = 0x08
        case UInt8(ascii: "t"), 0x09: scalar = 0x09
        case UInt8(ascii: "n"): scalar = 0x0A
        case UInt8(ascii: "v"): scalar = 0x0B
        case UInt8(ascii: "f"): scalar = 0x0C
        case UInt8(ascii: "r"): scalar = 0x0D
        case UInt8(ascii: "e"): scalar = 0x1B
        case UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "\\"): scalar = UInt32(letter)
        case UInt8(ascii: "N"): scalar = 0x85
        case UInt8(ascii: "_"): scalar = 0xA0
        case UInt8(ascii: "L"): scalar = 0x2028
        case UInt8(ascii: "P"): scalar = 0x2029
        case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
            let count = letter == UInt8(ascii: "x") ? 2 : letter == UInt8(ascii: "u") ? 4 : 8
            guard let code = codePoint(digits: count) else { return reportEscape(start) }
            scalar = code
        default: return reportEscape(start)
        }
        guard let character = UnicodeScalar(scalar) else { return reportEscape(start) }
        text += Array(String(character).utf8)
    }

    private mutating func reportEscape(_ start: Int) {
        position = min(max(position, start + 1), bytes.count)
        report(
            "yaml.escape", start, "This is not a valid escape in double-quoted text.",
            "Write `\\\\` for a backslash, or use single quotes.")
        // The letter behind the backslash may be part of a character of several bytes.
        while let byte = current, byte & 0xC0 == 0x80 { position += 1 }
    }

    private mutating func codePoint(digits: Int) -> UInt32? {
        guard let high = hexadecimal(digits) else { return nil }
        guard digits == 4, (0xD800...0xDBFF).contains(high) else { return high }
        // As in JSON, of which YAML is a superset, two escapes may stand for one character.
        guard byte(at: position) == UInt8(ascii: "\\"), byte(at: position + 1) == UInt8(ascii: "u") else { return nil }
        position += 2
        guard let low = hexadecimal(4), (0xDC00...0xDFFF).contains(low) else { return nil }
        return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    }

    private mutating func hexadecimal(_ count: Int) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let byte = current, let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
