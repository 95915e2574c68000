import ReleaseText

/// Takes a Dockerfile apart into the words of its instructions.
struct DockerfileLines {
    private let bytes: [UInt8]
    private var position = 0
    private var escape = UInt8(ascii: "\\")
    /// Words that end here-documents which begin with the last instruction.
    private var hereDocuments: [String] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        readDirectives()
    }

    /// The words of the next instruction; empty for a line without one, nil at the end.
    mutating func next() -> [Dockerfile.Word]? {
        skipHereDocuments()
        guard position < bytes.count else { return nil }
        skipSpaces()
        if position < bytes.count, bytes[position] == UInt8(ascii: "#") {
            skipLine()
            return []
        }
        var words: [Dockerfile.Word] = []
        while position < bytes.count, !takeLineEnd() {
            if takeContinuation() {
                skipCommentLines()
            } else if bytes[position] == 0x20 || bytes[position] == 0x09 {
                position += 1
            } else {
                words.append(word())
            }
        }
        noteHereDocuments(words)
        return words
    }

    private mutating func readDirectives() {
        let start = position
        let line = String(decoding: bytes[position..<lineEnd(from: position)], as: UTF8.self).filter {
            !$0.isWhitespace
        }
        if line.lowercased().hasPrefix("#escape="), let byte = line.utf8.last, byte == UInt8(ascii: "`") {
            escape = byte
        }
        position = start
    }

    /// Quotes are taken off where they stand around the whole word or after its `=`.
    private mutating func word() -> Dockerfile.Word {
        var text: [UInt8] = []
        var start: Int?
        var end = position
        while position < bytes.count, !isLineEnd(position) {
            let byte = bytes[position]
            if byte == 0x20 || byte == 0x09 || isContinuation(position) { break }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                let close = closing(byte, from: position + 1)
                if start == nil { start = position + 1 }
                text += bytes[(position + 1)..<close]
                end = close
                position = min(close + 1, bytes.count)
                if close < bytes.count, isLineEnd(close) { position = close }
            } else {
                if start == nil { start = position }
                text.append(byte)
                position += 1
                end = position
            }
        }
        let from = start ?? end
        return Dockerfile.Word(text: String(decoding: text, as: UTF8.self), range: min(from, end)..<end)
    }

    /// The offset of the closing quote, or of the line's end where none comes.
    private func closing(_ quote: UInt8, from offset: Int) -> Int {
        var offset = offset
        while offset < bytes.count, bytes[offset] != quote, !isLineEnd(offset) {
            offset +=
                bytes[offset] == escape && quote == UInt8(ascii: "\"") && offset + 1 < bytes.count
                    && !isLineEnd(offset + 1) ? 2 : 1
        }
        return min(offset, bytes.count)
    }

    private func isLineEnd(_ offset: Int) -> Bool {
        bytes[offset] == 0x0A || (bytes[offset] == 0x0D && (offset + 1 == bytes.count || bytes[offset + 1] == 0x0A))
    }

    private mutating func takeLineEnd() -> Bool {
        guard isLineEnd(position) else { return false }
        position += bytes[position] == 0x0D ? min(2, bytes.count - position) : 1
        return true
    }

    /// Whether the escape character ends the line here, spaces behind it aside.
    private func isContinuation(_ offset: Int) -> Bool {
        guard bytes[offset] == escape else { return false }
        var next = offset + 1
        while next < bytes.count, bytes[next] == 0x20 || bytes[next] == 0x09 { next += 1 }
        return next >= bytes.count || isLineEnd(next)
    }

    private mutating func takeContinuation() -> Bool {
        guard isContinuation(position) else { return false }
        skipLine()
        return true
    }

    /// Comment lines within an instruction count for nothing.
    private mutating func skipCommentLines() {
        while position < bytes.count {
            var next = position
            while next < bytes.count, bytes[next] == 0x20 || bytes[next] == 0x09 { next += 1 }
            guard next < bytes.count, bytes[next] == UInt8(ascii: "#") else { return }
            position = next
            skipLine()
        }
    }

    private func lineEnd(from offset: Int) -> Int {
        var offset = offset
        while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
        return offset
    }

    private mutating func skipLine() { position = min(lineEnd(from: position) + 1, bytes.count) }

    private mutating func skipSpaces() {
        while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
    }

    private mutating func noteHereDocuments(_ words: [Dockerfile.Word]) {
        guard let name = words.first?.text.uppercased(), ["RUN", "COPY", "ADD"].contains(name) else { return }
        for word in words where word.text.hasPrefix("<<") {
            let end = word.text.dropFirst(2).drop { $0 == "-" }
            if !end.isEmpty, end.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) {
                hereDocuments.append(String(end))
            }
        }
    }

    private mutating func skipHereDocuments() {
        while let end = hereDocuments.first, position < bytes.count {
            let line = bytes[position..<lineEnd(from: position)].drop { $0 == 0x09 }.filter { $0 != 0x0D }
            skipLine()
            if line.elementsEqual(end.utf8) { hereDocuments.removeFirst() }
        }
    }
}
