extension JSONParser {
    /// A key; a bare one is noted and read.
    mutating func key() throws(JSONStop) -> JSONText {
        if isAt("\"") || isAt("'") { return try string() }
        let start = position
        while let byte = current, JSONParser.isWord(byte) || byte == UInt8(ascii: "-") { position += 1 }
        guard position > start else {
            try stop("expected-key", "A key in double quotes is expected here.")
        }
        let text = text(start..<position)
        try noteAndContinue(
            "unquoted-key", at: start, "A key must stand in double quotes.", "Write \"\(text.prefix(80))\".")
        return JSONText(text: text, range: start..<position)
    }

    /// A string in double quotes; one in single quotes is noted and read.
    mutating func string() throws(JSONStop) -> JSONText {
        let quote = bytes[position]
        let open = position
        if quote != UInt8(ascii: "\"") {
            try noteAndContinue(
                "single-quotes", at: open, "A string must stand in double quotes.", "Write double quotes around it.")
        }
        position += 1
        let start = position
        var hasEscapes = false
        while let byte = current, byte != quote {
            if byte < 0x20 {
                if byte == 0x0A || byte == 0x0D { return try unterminated(open) }
                try stop(
                    "control-character", "A control character must not stand in a string as it is.",
                    "Write it as an escape, such as \\t.")
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                position += 1
            }
            position += 1
        }
        guard position < bytes.count else { return try unterminated(open) }
        let range = start..<position
        position += 1
        return JSONText(text: hasEscapes ? try resolved(range) : text(range), range: range)
    }

    private mutating func unterminated(_ open: Int) throws(JSONStop) -> JSONText {
        position = open
        try stop("unterminated-string", "This string does not end on its line.", "Add the quote at its end.")
    }

    /// The text with its escapes resolved.
    private mutating func resolved(_ range: Range<Int>) throws(JSONStop) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var offset = range.lowerBound
        while offset < range.upperBound {
            guard bytes[offset] == UInt8(ascii: "\\") else {
                result.append(bytes[offset])
                offset += 1
                continue
            }
            let (scalar, length) = try escape(at: offset, end: range.upperBound)
            result += String(scalar).utf8
            offset += length
        }
        return String(decoding: result, as: UTF8.self)
    }

    private mutating func escape(at offset: Int, end: Int) throws(JSONStop) -> (Unicode.Scalar, length: Int) {
        switch offset + 1 < end ? bytes[offset + 1] : 0 {
        case UInt8(ascii: "\""): return ("\"", 2)
        case UInt8(ascii: "\\"): return ("\\", 2)
        case UInt8(ascii: "/"): return ("/", 2)
        case UInt8(ascii: "b"): return ("\u{8}", 2)
        case UInt8(ascii: "f"): return ("\u{C}", 2)
        case UInt8(ascii: "n"): return ("\n", 2)
        case UInt8(ascii: "r"): return ("\r", 2)
        case UInt8(ascii: "t"): return ("\t", 2)
        case UInt8(ascii: "u"):
            guard let unit = codeUnit(at: offset, end: end) else { break }
            if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
            // A high surrogate and the low one behind it are one character; either alone is none.
            if unit < 0xDC00, let low = codeUnit(at: offset + 6, end: end), (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            {
                return (scalar, 12)
            }
            return ("\u{FFFD}", 6)
        default: break
        }
        position = offset
        try stop(
            "bad-escape", "This is not a valid JSON escape.", "Write \\\\ for a backslash, \\uXXXX for a character.")
    }

    /// The number in `\uXXXX`; nil where something else stands there.
    private func codeUnit(at offset: Int, end: Int) -> UInt32? {
        guard offset + 6 <= end, bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u") else {
            return nil
        }
        var unit: UInt32 = 0
        for byte in bytes[(offset + 2)..<(offset + 6)] {
            switch byte {
            case 0x30...0x39: unit = unit << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: unit = unit << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: unit = unit << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        return unit
    }
}
