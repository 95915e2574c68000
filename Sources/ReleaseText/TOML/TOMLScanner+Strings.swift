extension TOMLScanner {
    /// A string in any of the four forms; stands after its closing quotes. Line ends within are kept as written.
    mutating func string() throws(TOMLFault) -> Text {
        let start = position
        let quote = bytes[position]
        let isMultiline = byte(1) == quote && byte(2) == quote
        position += isMultiline ? 3 : 1
        if isMultiline { skipLineEnd(ifPresent: isAtLineEnd) }
        var content: [UInt8] = []
        var pending = position
        var fault: TOMLFault?
        while true {
            guard let byte = current, isMultiline || !isAtLineEnd else {
                throw unterminated(at: start, isMultiline: isMultiline)
            }
            if byte == quote {
                let run = isMultiline ? quoteRun(quote) : 3
                if run >= 3 { break }
                position += run
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                content += bytes[pending..<position]
                do throws(TOMLFault) {
                    try escape(into: &content, isMultiline: isMultiline)
                } catch {
                    // The rest of the string is still read, so that what follows it is understood.
                    fault = fault ?? error
                }
                pending = position
            } else if isMultiline, isAtLineEnd {
                skipLineEnd(ifPresent: true)
            } else {
                if fault == nil {
                    do throws(TOMLFault) { try refuseControl(allowing: 0x09) } catch { fault = error }
                }
                position += 1
            }
        }
        if isMultiline { position += min(quoteRun(quote), 5) - 3 }
        content += bytes[pending..<position]
        position += isMultiline ? 3 : 1
        if let fault { throw fault }
        return Text(text: String(decoding: content, as: UTF8.self), range: start..<position)
    }

    private mutating func skipLineEnd(ifPresent isPresent: Bool) {
        if isPresent { skipLineEnd() }
    }

    private func quoteRun(_ quote: UInt8) -> Int {
        var count = 0
        while count < 6, byte(count) == quote { count += 1 }
        return count
    }

    private func unterminated(at start: Int, isMultiline: Bool) -> TOMLFault {
        var fault = TOMLFault(
            .unterminatedString, at: start,
            isMultiline ? "This multi-line string is never closed." : "This string is not closed on its line.")
        fault.isInsideValue = isMultiline
        return fault
    }

    mutating func escape(into content: inout [UInt8], isMultiline: Bool) throws(TOMLFault) {
        let start = position
        position += 1
        let kind = current
        if isMultiline, skipLineContinuation() { return }
        position += 1
        switch kind {
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "\""): content.append(0x22)
        case UInt8(ascii: "\\"): content.append(0x5C)
        case UInt8(ascii: "u"): content += try scalar(digits: 4, from: start)
        case UInt8(ascii: "U"): content += try scalar(digits: 8, from: start)
        default:
            position = start + 1
            throw TOMLFault(
                .invalidEscape, at: start,
                "Unknown escape; a backslash is written '\\\\', or the string put in single quotes.")
        }
    }

    /// After a backslash: skips the line's end and all white space up to the next text.
    private mutating func skipLineContinuation() -> Bool {
        let start = position
        skipSpaces()
        guard !isAtEnd, isAtLineEnd else {
            position = start
            return false
        }
        while !isAtEnd {
            skipSpaces()
            guard !isAtEnd, isAtLineEnd else { break }
            skipLineEnd()
        }
        return true
    }

    private mutating func scalar(digits: Int, from start: Int) throws(TOMLFault) -> [UInt8] {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw TOMLFault(.invalidEscape, at: start, "\(digits) hexadecimal digits are expected in this escape.")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw TOMLFault(.invalidEscape, at: start, "This escape names no Unicode character.")
        }
        return Array(String(Character(scalar)).utf8)
    }
}
