import ReleaseModel

extension YAMLParser {
    var isAtBreak: Bool { position >= bytes.count || bytes[position].isLineEnd }
    var isAtDocumentEnd: Bool {
        isAtEnd || isAtMarker(UInt8(ascii: "-")) || isAtMarker(UInt8(ascii: "."))
    }

    /// The indentation of the line that the position is at; less than any where the document ends.
    var indent: Int { isAtDocumentEnd ? -2 : position - lineStart }

    func byte(at offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }
    /// Whether nothing, white space or a line break is there.
    func isBlank(at offset: Int) -> Bool {
        guard let byte = byte(at: offset) else { return true }
        return byte.isBlankOrLineEnd
    }

    /// Whether a line with `---` or `...` begins here.
    func isAtMarker(_ mark: UInt8) -> Bool {
        position == lineStart && byte(at: position) == mark && byte(at: position + 1) == mark
            && byte(at: position + 2) == mark && isBlank(at: position + 3)
    }

    /// Whether `-`, `?` or `:` stands here as an indicator of block collections.
    func isAtIndicator(_ indicator: Character) -> Bool {
        current == indicator.asciiValue && isBlank(at: position + 1)
    }

    mutating func skipSpace() { skip(while: \.isBlank) }

    /// Moves over one line break; does nothing anywhere else.
    mutating func skipBreak() {
        guard let byte = current, byte.isLineEnd else { return }
        position += byte == 0x0D && self.byte(at: position + 1) == 0x0A ? 2 : 1
        lineStart = position
    }

    /// Moves to the start of the next line.
    mutating func skipLine() {
        while !isAtBreak { position += 1 }
        skipBreak()
    }

    /// Moves over white space and a comment to the end of the line; anything else there is an error.
    mutating func finishLine() throws(Failure) {
        let start = position
        skipSpace()
        if current == UInt8(ascii: "#"), position > start || position == lineStart {
            while !isAtBreak { position += 1 }
        }
        guard isAtBreak else { throw trailingContent(start) }
    }

    private mutating func trailingContent(_ start: Int) -> Failure {
        if current == UInt8(ascii: "#") {
            return fail(
                "yaml.trailing-content", position, "A comment needs a space before its `#`.", "Put a space before it.")
        }
        if isAtIndicator(":") {
            return fail(
                "yaml.nested-mapping", position, "A mapping can't begin on the line of the key it belongs to.",
                "Put it on lines of its own, indented more, or quote the text.")
        }
        return fail("yaml.trailing-content", position, "Nothing may follow the value here.")
    }

    /// Moves to the first character of the next line with content, from the start of a line or from its end; stays
    /// where it is at such a character.
    mutating func skipToContent() {
        if isAtBreak || current == UInt8(ascii: "#") {
            skipLine()
        } else if position > lineStart {
            return
        }
        while !isAtEnd {
            while current == 0x20 { position += 1 }
            let spaces = position
            skipSpace()
            if !isAtBreak, current != UInt8(ascii: "#") {
                guard position > spaces else { return }
                report(
                    "yaml.tab-indentation", spaces, "A tab can't indent; YAML wants spaces.",
                    "Replace the tab by spaces.")
            }
            skipLine()
        }
    }

    /// Moves behind what failed: to the first line, after the one at `line`, that is indented no more than its key.
    mutating func recover(line: Int, above column: Int) {
        let isInsideLine = bytes[lineStart..<position].contains { $0 != 0x20 }
        if lineStart == line || isInsideLine {
            skipLine()
            skipToContent()
        } else {
            while current == 0x20 { position += 1 }
        }
        while indent > column {
            skipLine()
            skipToContent()
        }
    }
}
