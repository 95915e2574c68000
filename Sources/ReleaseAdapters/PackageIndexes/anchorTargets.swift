/// The targets of all anchors of an HTML page, in order, with character references resolved.
///
/// Tolerant: anything but an anchor with an `href` is skipped, including comments. One pass over the text.
func anchorTargets(in text: String) -> [String] {
    var scanner = AnchorScanner(bytes: Array(text.utf8))
    return scanner.targets()
}

private struct AnchorScanner {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var isAtEnd: Bool { position >= bytes.count }

    mutating func targets() -> [String] {
        var found: [String] = []
        while skip(to: 0x3C) {
            position += 1
            if starts(with: "!--") {
                skipComment()
            } else if let target = tag() {
                found.append(target)
            }
        }
        return found
    }

    /// Behind `<`: the target if this is an anchor that has one; the position is behind its `>` then.
    private mutating func tag() -> String? {
        let name = word()
        var target: String?
        while !isAtEnd, bytes[position] != 0x3E {
            let attribute = word()
            if attribute.isEmpty {
                position += 1
                continue
            }
            skipSpace()
            guard !isAtEnd, bytes[position] == 0x3D else { continue }
            position += 1
            let value = self.value()
            if name == "a", attribute == "href", target == nil { target = resolvingReferences(value) }
        }
        return target
    }

    /// Lower-case letters of a tag's or an attribute's name.
    private mutating func word() -> String {
        let start = position
        while !isAtEnd, !isSpace(bytes[position]), ![0x3C, 0x3D, 0x3E, 0x2F, 0x22, 0x27].contains(bytes[position]) {
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
    }

    /// Behind `=`.
    private mutating func value() -> String {
        skipSpace()
        guard !isAtEnd else { return "" }
        let quote = bytes[position]
        guard quote == 0x22 || quote == 0x27 else {
            let start = position
            while !isAtEnd, !isSpace(bytes[position]), bytes[position] != 0x3E { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        position += 1
        let start = position
        guard skip(to: quote) else { return "" }
        defer { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func skip(to byte: UInt8) -> Bool {
        while !isAtEnd, bytes[position] != byte { position += 1 }
        return !isAtEnd
    }

    private mutating func skipSpace() { while !isAtEnd, isSpace(bytes[position]) { position += 1 } }

    private mutating func skipComment() {
        while skip(to: 0x2D) {
            if starts(with: "-->") { return }
            position += 1
        }
    }

    private func starts(with text: String) -> Bool { bytes[position...].starts(with: text.utf8) }
    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

/// `&amp;`, `&#43;` and `&#x2b;` as the characters that they stand for; what is unknown stays as it is.
private func resolvingReferences(_ text: String) -> String {
    guard text.contains("&") else { return text }
    let names = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
    var resolved = ""
    for (index, part) in text.split(separator: "&", omittingEmptySubsequences: false).enumerated() {
        guard index > 0 else {
            resolved += part
            continue
        }
        let name = part.prefix { $0 != ";" }
        let digits = name.hasPrefix("#x") || name.hasPrefix("#X") ? name.dropFirst(2) : name.dropFirst()
        let radix = digits.count == name.count - 2 ? 16 : 10
        let character =
            name.hasPrefix("#")
            ? UInt32(digits, radix: radix).flatMap(Unicode.Scalar.init).map { String(Character($0)) }
            : names[String(name)]
        if name.count < part.count, name.count < 10, let character {
            resolved += character + part.dropFirst(name.count + 1)
        } else {
            resolved += "&" + part
        }
    }
    return resolved
}
