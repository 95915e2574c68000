/// A word, text or sign of a program's source.
package struct SourceToken: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// A name or number, with dots where names may be joined by them (`self.version` is three tokens).
        case word
        /// A text without its quotes; escapes as written.
        case string
        /// One sign.
        case sign
        case lineEnd
    }

    package var kind: Kind
    /// A string with escapes or insertions is not what is written; see ``isLiteral``.
    package var text: String
    /// Without quotes.
    package var range: Range<Int>
    /// Whether a string's bytes are its text.
    package var isLiteral: Bool

    package init(kind: Kind, text: String, range: Range<Int>, isLiteral: Bool = true) {
        self.kind = kind
        self.text = text
        self.range = range
        self.isLiteral = isLiteral
    }
}

/// What it takes to tell comments and texts from code in a language.
package struct SourceLanguage: Sendable {
    /// Elixir and Python: `#` begins a comment; texts are in one or three quotes of a kind.
    package var lineComment: UInt8
    package var quotes: [UInt8]
    /// Signs that are part of a word beside letters, digits and `_`.
    package var wordSigns: [UInt8]
    /// The two bytes that begin an insertion in a text; empty where texts have none of their own.
    package var insertion: [UInt8]
    /// Letters before a quote that make its text something else than what is written (`r`, `f`, `b` in Python).
    package var prefixes: [UInt8]

    package init(
        lineComment: UInt8 = UInt8(ascii: "#"), quotes: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "'")],
        wordSigns: [UInt8] = [], insertion: [UInt8] = [], prefixes: [UInt8] = []
    ) {
        self.lineComment = lineComment
        self.quotes = quotes
        self.wordSigns = wordSigns
        self.insertion = insertion
        self.prefixes = prefixes
    }

    package static let python = SourceLanguage(prefixes: Array("rRfFbBuU".utf8))
    package static let elixir = SourceLanguage(wordSigns: Array("?!".utf8), insertion: Array("#{".utf8))
}

/// The tokens of a source text, in order. Never fails: a text without an end ends with the file.
package func sourceTokens(of bytes: [UInt8], language: SourceLanguage) -> [SourceToken] {
    var scanner = SourceScanner(bytes: bytes, language: language)
    var tokens: [SourceToken] = []
    while let token = scanner.next() { tokens.append(token) }
    return tokens
}

private struct SourceScanner: ByteCursor {
    let bytes: [UInt8]
    let language: SourceLanguage
    var position = 0

    mutating func next() -> SourceToken? {
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case 0x20, 0x09, 0x0C, 0x0D: position += 1
            case UInt8(ascii: "\\") where position + 1 < bytes.count && bytes[position + 1] == 0x0A: position += 2
            case language.lineComment: skipComment()
            case 0x0A:
                position += 1
                return SourceToken(kind: .lineEnd, text: "\n", range: (position - 1)..<position)
            case _ where language.quotes.contains(byte): return string(isRaw: false, isLiteral: true)
            case _ where byte.isIdentifierPart: return word()
            default:
                position += 1
                return SourceToken(
                    kind: .sign, text: String(decoding: [byte], as: UTF8.self), range: (position - 1)..<position)
            }
        }
        return nil
    }

    private mutating func skipComment() { skip { $0 != 0x0A } }

    private mutating func word() -> SourceToken {
        let start = position
        let signs = language.wordSigns
        skip { $0.isIdentifierPart || signs.contains($0) }
        let range = start..<position
        if position < bytes.count, language.quotes.contains(bytes[position]), range.count <= 2,
            bytes[range].allSatisfy(language.prefixes.contains)
        {
            let isRaw = bytes[range].contains { $0 | 0x20 == UInt8(ascii: "r") }
            let isPlain = bytes[range].allSatisfy { $0 | 0x20 == UInt8(ascii: "r") || $0 | 0x20 == UInt8(ascii: "u") }
            return string(isRaw: isRaw, isLiteral: isPlain)
        }
        return SourceToken(kind: .word, text: text(range), range: range)
    }

    private mutating func string(isRaw: Bool, isLiteral: Bool) -> SourceToken {
        let quote = bytes[position]
        let isTriple =
            position + 2 < bytes.count && bytes[position + 1] == quote && bytes[position + 2] == quote
        position += isTriple ? 3 : 1
        let start = position
        var hasEscape = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\\") {
                if !isRaw { hasEscape = true }
                position += 2
                continue
            }
            if !isTriple, byte == 0x0A { break }
            if byte == quote, !isTriple || isTripled(quote, at: position) { break }
            if !language.insertion.isEmpty, bytes[position...].starts(with: language.insertion) { hasEscape = true }
            position += 1
        }
        let end = min(position, bytes.count)
        position = end < bytes.count && bytes[end] == quote ? end + (isTriple ? 3 : 1) : end
        return SourceToken(
            kind: .string, text: text(start..<end), range: start..<end,
            isLiteral: isLiteral && !hasEscape)
    }

    private func isTripled(_ quote: UInt8, at offset: Int) -> Bool {
        offset + 2 < bytes.count && bytes[offset + 1] == quote && bytes[offset + 2] == quote
    }
}
