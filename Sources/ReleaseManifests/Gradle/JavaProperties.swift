package import ReleaseText

/// The entries of a [`.properties`](https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader))
/// file; every text is one, so there are no errors.
package struct JavaProperties {
    /// In the order of the text; the last of one name counts.
    package private(set) var values: [ScannedValue] = []
    private let bytes: [UInt8]
    private var position: Int

    package init(bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while position < bytes.count { entry() }
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0C }

    private mutating func entry() {
        skipBlankLines()
        guard position < bytes.count else { return }
        if bytes[position] == UInt8(ascii: "#") || bytes[position] == UInt8(ascii: "!") {
            while position < bytes.count, !JavaProperties.isLineEnd(bytes[position]) { position += 1 }
            return
        }
        let name = take { JavaProperties.isBlank($0) || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }
        skipBlanks()
        if position < bytes.count, bytes[position] == UInt8(ascii: "=") || bytes[position] == UInt8(ascii: ":") {
            position += 1
            skipBlanks()
        }
        let value = take { _ in false }
        values.append(ScannedValue(key: ValuePath([.key(name.text)]).description, text: value.text, range: value.range))
    }

    /// Lines that are joined to nothing are blank too.
    private mutating func skipBlankLines() {
        while position < bytes.count {
            if JavaProperties.isBlank(bytes[position]) || JavaProperties.isLineEnd(bytes[position]) {
                position += 1
            } else if bytes[position] == UInt8(ascii: "\\"), let next = continuation() {
                position = next
            } else {
                return
            }
        }
    }

    /// Blanks, also behind a line end with `\` before it.
    private mutating func skipBlanks() {
        while position < bytes.count {
            if JavaProperties.isBlank(bytes[position]) {
                position += 1
            } else if bytes[position] == UInt8(ascii: "\\"), let next = continuation() {
                position = next
            } else {
                return
            }
        }
    }

    /// Where the text continues if a `\` here joins two lines.
    private func continuation() -> Int? {
        guard position + 1 < bytes.count else { return bytes.count }
        var next = position + 1
        guard JavaProperties.isLineEnd(bytes[next]) else { return nil }
        if bytes[next] == 0x0D, next + 1 < bytes.count, bytes[next + 1] == 0x0A { next += 1 }
        next += 1
        while next < bytes.count, JavaProperties.isBlank(bytes[next]) { next += 1 }
        return next
    }

    private mutating func take(until isEnd: (UInt8) -> Bool) -> (text: String, range: Range<Int>) {
        let start = position
        var text: [UInt8] = []
        while position < bytes.count, !isEnd(bytes[position]), !JavaProperties.isLineEnd(bytes[position]) {
            if bytes[position] != UInt8(ascii: "\\") {
                text.append(bytes[position])
                position += 1
            } else if let next = continuation() {
                position = next
            } else {
                position += 1
                appendEscaped(to: &text)
            }
        }
        return (String(decoding: text, as: UTF8.self), start..<position)
    }

    private mutating func appendEscaped(to text: inout [UInt8]) {
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"):
            let digits = bytes[position..<min(position + 4, bytes.count)]
            let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
            guard digits.count == 4, let scalar = number.flatMap(Unicode.Scalar.init) else { return }
            position += 4
            text += Array(String(Character(scalar)).utf8)
        default: text.append(byte)
        }
    }
}
