/// A word, text or sign of a program's source.
struct SourceToken: Hashable {
    enum Kind: Hashable {
        /// A name or number, with dots where names may be joined by them (`self.version` is three tokens).
        case word
        /// A text without its quotes; escapes as written.
        case string
        /// One sign.
        case sign
        case lineEnd
    }

    var kind: Kind
    /// A string with escapes or insertions is not what is written; see ``isLiteral``.
    var text: String
    /// Without quotes.
    var range: Range<Int>
    /// Whether a string's bytes are its text.
    var isLiteral = true
}

/// What it takes to tell comments and texts from code in a language.
struct SourceLanguage {
    /// Elixir and Python: `#` begins a comment; texts are in one or three quotes of a kind.
    var lineComment: UInt8 = UInt8(ascii: "#")
    var quotes: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "'")]
    /// Signs that are part of a word beside letters, digits and `_`.
    var wordSigns: [UInt8] = []
    /// The two bytes that begin an insertion in a text; empty where texts have none of their own.
    var insertion: [UInt8] = []
    /// Letters before a quote that make its text something else than what is written (`r`, `f`, `b` in Python).
    var prefixes: [UInt8] = []

    static let python = SourceLanguage(prefixes: Array("rRfFbBuU".utf8))
    static let elixir = SourceLanguage(wordSigns: Array("?!".utf8), insertion: Array("#{".utf8))
}

/// The tokens of a source text, in order. Never fails: a text without an end ends with the file.
func sourceTokens(of bytes: [UInt8], language: SourceLanguage) -> [SourceToken] {
    var scanner = SourceScanner(bytes: bytes, language: language)
    var tokens: [SourceToken] = []
    while let token = scanner.next() { tokens.append(token) }
    return tokens
}

private struct SourceScanner {
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
            case _ where isWord(byte): return word()
            default:
                position += 1
                return SourceToken(
                    kind: .sign, text: String(decoding: [byte], as: UTF8.self), range: (position - 1)..<position)
            }
        }
        return nil
    }

    private func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == 0x5F || (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
    }

    private mutating func skipComment() {
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
    }

    private mutating func word() -> SourceToken {
        let start = position
        while position < bytes.count, isWord(bytes[position]) || language.wordSigns.contains(bytes[position]) {
            position += 1
        }
        let range = start..<position
        if position < bytes.count, language.quotes.contains(bytes[position]), range.count <= 2,
            bytes[range].allSatisfy(language.prefixes.contains)
        {
            let isRaw = bytes[range].contains { $0 | 0x20 == UInt8(ascii: "r") }
            let isPlain = bytes[range].allSatisfy { $0 | 0x20 == UInt8(ascii: "r") || $0 | 0x20 == UInt8(ascii: "u") }
            return string(isRaw: isRaw, isLiteral: isPlain)
        }
        return SourceToken(kind: .word, text: String(decoding: bytes[range], as: UTF8.self), range: range)
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
            kind: .string, text: String(decoding: bytes[start..<end], as: UTF8.self), range: start..<end,
            isLiteral: isLiteral && !hasEscape)
    }

    private func isTripled(_ quote: UInt8, at offset: Int) -> Bool {
        offset + 2 < bytes.count && bytes[offset + 1] == quote && bytes[offset + 2] == quote
    }
}
