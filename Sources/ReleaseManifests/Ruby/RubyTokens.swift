import ReleaseText

/// The tokens of a Ruby source as far as manifests need them: with strings and comments separated from code.
///
/// [The language's literals](https://docs.ruby-lang.org/en/master/syntax/literals_rdoc.html): texts in quotes and with
/// `%q<…>`, here-documents, regular expressions, comments from `=begin` to `=end`. Never fails: a text without an end
/// ends with its line.
func rubyTokens(of bytes: [UInt8]) -> [SourceToken] {
    var scanner = RubyScanner(bytes: bytes)
    while scanner.scanNext() {}
    return scanner.tokens
}

private struct RubyScanner: ByteCursor {
    let bytes: [UInt8]
    var tokens: [SourceToken] = []
    var position = 0
    /// The ends of here-documents that begin after this line.
    private var hereDocuments: [[UInt8]] = []
    /// How often a text may turn out to have no end before only the line is searched; keeps time linear.
    private var patience = 16

    init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// False at the end.
    mutating func scanNext() -> Bool {
        guard let byte = byte(0) else { return false }
        switch byte {
        case 0x20, 0x09, 0x0B, 0x0C, 0x0D: position += 1
        case 0x0A: endLine()
        case UInt8(ascii: "\\") where self.byte(1) == 0x0A: position += 2
        case UInt8(ascii: "#"): skipLine()
        case UInt8(ascii: "="), UInt8(ascii: "_"):
            if isAtLineStart, peek("=begin") {
                skipComment()
            } else if isAtLineStart, peek("__END__"), self.byte(7) ?? 0x0A <= 0x0D {
                position = bytes.count
            } else if byte == UInt8(ascii: "_") {
                word()
            } else {
                sign()
            }
        case UInt8(ascii: "\""), UInt8(ascii: "`"): text(to: byte, nesting: nil, isPlain: byte != 0x60, inserts: true)
        case UInt8(ascii: "'"): text(to: byte, nesting: nil, isPlain: true, inserts: false)
        case UInt8(ascii: "%"): percent()
        case UInt8(ascii: "/"): slash()
        case UInt8(ascii: "<") where self.byte(1) == byte: hereDocument()
        case UInt8(ascii: "?") where [0x22, 0x27, 0x60, 0x23, 0x2F].contains(self.byte(1)) && !followsOperand:
            sign()
            position += 1
        case _ where byte.isIdentifierPart: word()
        default: sign()
        }
        return true
    }

    private var isAtLineStart: Bool { position == 0 || bytes[position - 1] == 0x0A }

    /// Whether an operator, and no literal, can stand here.
    private var followsOperand: Bool {
        guard let last = tokens.last else { return false }
        switch last.kind {
        case .string: return true
        case .sign: return ")]}".contains(last.text)
        case .lineEnd: return false
        case .word:
            if ["if", "unless", "and", "or", "not", "when", "while", "return"].contains(last.text) { return false }
            // `split /x/` is a call with a regular expression, `a / b` and `a/b` are divisions.
            let hasSpaceBefore = position > 0 && bytes[position - 1] == 0x20
            let hasSpaceAfter = byte(1).map { $0 == 0x20 || $0 == 0x3D || $0 == 0x0A } ?? true
            return !hasSpaceBefore || hasSpaceAfter
        }
    }

    private mutating func add(_ kind: SourceToken.Kind, _ range: Range<Int>, isLiteral: Bool = true) {
        tokens.append(
            SourceToken(
                kind: kind, text: String(decoding: bytes[range], as: UTF8.self), range: range, isLiteral: isLiteral))
    }

    private mutating func sign() {
        add(.sign, position..<(position + 1))
        position += 1
    }

    private mutating func word() {
        let start = position
        skip(while: \.isIdentifierPart)
        if let byte = byte(0), byte == UInt8(ascii: "?") || byte == UInt8(ascii: "!"), self.byte(1) != 0x3D {
            position += 1
        }
        add(.word, start..<position)
    }

    private mutating func skipLine() {
        skip { $0 != 0x0A }
    }

    private mutating func skipComment() {
        repeat {
            skipLine()
            position = min(position + 1, bytes.count)
        } while position < bytes.count && !peek("=end")
        skipLine()
    }

    private mutating func endLine() {
        add(.lineEnd, position..<(position + 1))
        position += 1
        let ends = hereDocuments
        hereDocuments = []
        for end in ends { skipHereDocument(to: end) }
    }

    private mutating func skipHereDocument(to end: [UInt8]) {
        let start = position
        while position < bytes.count {
            var from = position
            skipLine()
            var to = position
            position = min(position + 1, bytes.count)
            while from < to, bytes[from] == 0x20 || bytes[from] == 0x09 { from += 1 }
            while to > from, bytes[to - 1] == 0x0D { to -= 1 }
            if bytes[from..<to].elementsEqual(end) { return }
        }
        position = start
        patience -= 1
    }

    /// `<<~NAME`, `<<-'NAME'`, `<<NAME`; anything else is a sign.
    private mutating func hereDocument() {
        var from = position + 2
        if from < bytes.count, bytes[from] == UInt8(ascii: "~") || bytes[from] == UInt8(ascii: "-") { from += 1 }
        var quote: UInt8?
        if from < bytes.count, bytes[from] == 0x22 || bytes[from] == 0x27 {
            quote = bytes[from]
            from += 1
        }
        var to = from
        while to < bytes.count, bytes[to].isIdentifierPart, to - from < 100 { to += 1 }
        let isNamed = to > from && ((0x41...0x5A).contains(bytes[from]) || bytes[from] == 0x5F || quote != nil)
        let isClosed = quote.map { to < bytes.count && bytes[to] == $0 } ?? true
        guard isNamed, isClosed, patience > 0, hereDocuments.count < 8 else {
            add(.sign, position..<(position + 2))
            position += 2
            return
        }
        hereDocuments.append(Array(bytes[from..<to]))
        position = quote == nil ? to : to + 1
        add(.string, from..<to, isLiteral: false)
    }

    /// `%q<…>`, `%w[…]`, `%(…)`.
    private mutating func percent() {
        var ahead = 1
        var kind: UInt8 = UInt8(ascii: "Q")
        if let letter = byte(1), "qQwWiIrsx".utf8.contains(letter) {
            kind = letter
            ahead = 2
        }
        let isNamed = ahead == 2 && !(position > 0 && bytes[position - 1].isIdentifierPart)
        guard let opening = byte(ahead), "<([{|/!".utf8.contains(opening), isNamed || !followsOperand else {
            return sign()
        }
        let closings: [UInt8: UInt8] = [0x3C: 0x3E, 0x28: 0x29, 0x5B: 0x5D, 0x7B: 0x7D]
        let closing = closings[opening]
        position += ahead
        text(
            to: closing ?? opening, nesting: closing == nil ? nil : opening,
            isPlain: kind == UInt8(ascii: "q") || kind == UInt8(ascii: "Q"), inserts: "QWIrx".utf8.contains(kind))
    }

    private mutating func slash() {
        guard !followsOperand else { return sign() }
        var end = position + 1
        var isInClass = false
        while end < bytes.count, bytes[end] != 0x0A {
            if bytes[end] == UInt8(ascii: "\\") {
                end += 1
            } else if bytes[end] == UInt8(ascii: "[") {
                isInClass = true
            } else if bytes[end] == UInt8(ascii: "]") {
                isInClass = false
            } else if bytes[end] == UInt8(ascii: "/"), !isInClass {
                break
            }
            end += 1
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "/") else { return sign() }
        add(.string, (position + 1)..<end, isLiteral: false)
        position = end + 1
    }

    /// A text from its opening sign, where the scanner stands, to its end.
    private mutating func text(to closing: UInt8, nesting opening: UInt8?, isPlain: Bool, inserts: Bool) {
        let start = position + 1
        var end = start
        var depth = 0
        var isLiteral = isPlain
        var lineEnd: Int?
        while end < bytes.count {
            let byte = bytes[end]
            if byte == 0x0A, lineEnd == nil {
                lineEnd = end
                // Each text without an end costs a search through the rest of the file.
                if patience <= 0 { break }
            }
            if byte == UInt8(ascii: "\\") {
                isLiteral = false
                end += 2
                continue
            }
            if inserts, byte == UInt8(ascii: "#"), end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "{") {
                isLiteral = false
                end = afterInsertion(at: end)
                continue
            }
            if byte == closing {
                if depth == 0 { break }
                depth -= 1
            } else if byte == opening {
                depth += 1
            }
            end += 1
        }
        // No text, or one that this scanner does not know: only the rest of its line is lost.
        guard end < bytes.count, bytes[end] == closing else {
            patience -= 1
            let stop = min(lineEnd ?? bytes.count, bytes.count)
            add(.string, min(start, stop)..<stop, isLiteral: false)
            position = stop
            return
        }
        add(.string, start..<end, isLiteral: isLiteral)
        position = end + 1
    }

    /// Behind the brace that ends an insertion; behind its beginning where there is none on the line.
    private func afterInsertion(at start: Int) -> Int {
        var depth = 0
        var end = start + 1
        while end < bytes.count, bytes[end] != 0x0A, end - start < 1_000 {
            if bytes[end] == UInt8(ascii: "{") { depth += 1 }
            if bytes[end] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return end + 1 }
            }
            end += 1
        }
        return start + 2
    }
}
