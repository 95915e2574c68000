/// Text, references and attribute values.
extension XMLScanner {
    /// Character data up to the next `<` or the end, with references resolved and line ends as line feeds.
    mutating func characterData() throws(XMLFault) -> String {
        var result: [UInt8] = []
        while let byte = current, byte != UInt8(ascii: "<") {
            if byte == UInt8(ascii: "&") {
                try appendReference(to: &result)
            } else if byte == UInt8(ascii: "]"), peek("]]>") {
                throw XMLFault("stray-section-end", at: position, "']]>' stands outside of a CDATA section.")
            } else {
                takeByte(byte, into: &result)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// What is between the given offsets, without references: the text of a CDATA section.
    func literal(_ range: Range<Int>) -> String {
        guard bytes[range].contains(0x0D) else { return text(range) }
        var scanner = self
        scanner.position = range.lowerBound
        var result: [UInt8] = []
        while scanner.position < range.upperBound { scanner.takeByte(scanner.bytes[scanner.position], into: &result) }
        return String(decoding: result, as: UTF8.self)
    }

    /// A carriage return, alone or before a line feed, means a line feed.
    private mutating func takeByte(_ byte: UInt8, into result: inout [UInt8]) {
        position += 1
        if byte == 0x0D {
            if current == 0x0A { position += 1 }
            result.append(0x0A)
        } else {
            result.append(byte)
        }
    }

    /// A value in quotes, with the bytes between them.
    mutating func attributeValue() throws(XMLFault) -> (text: String, range: Range<Int>) {
        guard let quote = current, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw XMLFault("missing-quote", at: position, "The value of an attribute must be in quotes.")
        }
        position += 1
        let start = position
        var result: [UInt8] = []
        while let byte = current {
            switch byte {
            case quote:
                position += 1
                return (String(decoding: result, as: UTF8.self), start..<(position - 1))
            case UInt8(ascii: "<"):
                throw XMLFault(
                    "invalid-attribute", at: position, "'<' stands in the value of an attribute.",
                    suggestion: "Write '&lt;', or close the value with a quote before it.")
            case UInt8(ascii: "&"): try appendReference(to: &result)
            case 0x09, 0x0A, 0x0D:
                var line: [UInt8] = []
                takeByte(byte, into: &line)
                result.append(0x20)
            default: takeByte(byte, into: &result)
            }
        }
        throw XMLFault("unterminated-attribute", at: start - 1, "The value that begins here has no closing quote.")
    }

    /// `&name;`, `&#10;` or `&#xA;`.
    private mutating func appendReference(to result: inout [UInt8]) throws(XMLFault) {
        let start = position
        position += 1
        if take("#") { return try appendCharacter(from: start, to: &result) }
        let nameStart = position
        try takeName(of: "an entity")
        let name = text(nameStart..<position)
        guard take(";") else { throw XMLFault("invalid-reference", at: start, "A reference must end in ';'.") }
        guard let byte = XMLScanner.entities[name] else {
            throw XMLFault(
                "undefined-entity", at: start,
                "'&\(name.prefix(40));' is not one of XML's own entities, and no others are read.",
                suggestion: "Write the character, or its number as in '&#160;'.")
        }
        result.append(byte)
    }

    private static let entities: [String: UInt8] = ["lt": 0x3C, "gt": 0x3E, "amp": 0x26, "apos": 0x27, "quot": 0x22]

    private mutating func appendCharacter(from start: Int, to result: inout [UInt8]) throws(XMLFault) {
        let radix: UInt32 = take("x") ? 16 : 10
        let digits = position
        var number: UInt32 = 0
        while let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix {
            number = min(number * radix + UInt32(digit), 0x11_0000)
            position += 1
        }
        let isAllowed = number >= 0x20 || number == 0x09 || number == 0x0A || number == 0x0D
        guard position > digits, take(";"), isAllowed, number != 0xFFFE, number != 0xFFFF,
            let scalar = Unicode.Scalar(number)
        else {
            throw XMLFault("invalid-reference", at: start, "This is not the number of a character that XML allows.")
        }
        result += Array(String(Character(scalar)).utf8)
    }
}
