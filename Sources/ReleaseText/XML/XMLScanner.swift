/// Walks over the bytes of an XML text that is known to be UTF-8 with allowed characters only.
struct XMLScanner: ByteCursor {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Whether there was any.
    @discardableResult mutating func skipSpaces() -> Bool {
        let start = position
        skip(while: \.isBlankOrLineEnd)
        return position > start
    }

    /// Moves behind the next occurrence and answers where it began; nil, without a move, where there is none.
    mutating func skip(through end: StaticString) -> Int? {
        let start = position
        while position < bytes.count {
            if bytes[position] == end.utf8Start[0], peek(end) {
                defer { position += end.utf8CodeUnitCount }
                return position
            }
            position += 1
        }
        position = start
        return nil
    }

    /// A name with at most one colon, as [Namespaces in XML](https://www.w3.org/TR/xml-names/#ns-qualnames) has them.
    mutating func qualifiedName(of what: String) throws(XMLFault) -> String {
        let start = position
        try takeName(of: what)
        if take(":") { try takeName(of: what) }
        guard current != UInt8(ascii: ":") else {
            throw XMLFault("invalid-name", at: start, "The name of \(what) has more than one colon.")
        }
        return text(start..<position)
    }

    /// A name without a colon.
    mutating func takeName(of what: String) throws(XMLFault) {
        let start = position
        while let length = nameCharacterLength(isFirst: position == start) { position += length }
        guard position > start else {
            throw XMLFault("invalid-name", at: start, "The name of \(what) is expected here.")
        }
    }

    /// How many bytes the name character here has; nil if it is none.
    ///
    /// Beyond ASCII those letters count that are letters in the first edition of the standard too, since common parsers
    /// know no others.
    private func nameCharacterLength(isFirst: Bool) -> Int? {
        guard let byte = current else { return nil }
        if byte < 0x80 {
            let isFirstPart = byte.isLetter || byte == UInt8(ascii: "_")
            let isInner = byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            return isFirstPart || (isInner && !isFirst) ? 1 : nil
        }
        guard let scalar = scalar(), XMLScanner.letters.contains(where: { $0.contains(scalar) }) else { return nil }
        return scalar < 0x800 ? 2 : 3
    }

    /// The character here, of two or three bytes.
    private func scalar() -> UInt32? {
        guard let lead = current else { return nil }
        let length = lead & 0xE0 == 0xC0 ? 2 : lead & 0xF0 == 0xE0 ? 3 : 0
        guard length > 0, position + length <= bytes.count else { return nil }
        return bytes[(position + 1)..<(position + length)].reduce(UInt32(lead) & (length == 2 ? 0x1F : 0x0F)) {
            $0 << 6 | UInt32($1 & 0x3F)
        }
    }

    /// Latin, Cyrillic, kana, ideographs and hangul.
    private static let letters: [ClosedRange<UInt32>] = [
        0xC0...0xD6, 0xD8...0xF6, 0xF8...0x131, 0x134...0x13E, 0x141...0x148, 0x14A...0x17E, 0x410...0x44F,
        0x3041...0x3094, 0x30A1...0x30FA, 0x4E00...0x9FA5, 0xAC00...0xD7A3,
    ]
}
