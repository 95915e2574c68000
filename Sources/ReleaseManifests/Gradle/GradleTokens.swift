import ReleaseText

/// The words, texts and symbols of a Groovy or Kotlin script, without comments.
///
/// Nothing is an error here: what is not a script gives tokens in which nothing is found. Its time is linear.
struct GradleTokens: ByteCursor {
    enum Kind: Equatable {
        /// A name or a number.
        case word
        /// A text; its range lies between the quotes.
        case string(isPlain: Bool, quote: UInt8)
        case symbol(UInt8)
        /// A line end or `;`.
        case end
    }

    struct Token {
        var kind: Kind
        var range: Range<Int>
    }

    let bytes: [UInt8]
    private(set) var tokens: [Token] = []
    private let isKotlin: Bool
    var position: Int
    private static let maximumDepth = 50

    init(bytes: [UInt8], isKotlin: Bool) {
        self.bytes = bytes
        self.isKotlin = isKotlin
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while position < bytes.count { next() }
    }

    private mutating func next() {
        let start = position
        let byte = bytes[position]
        if peek("//") || (start == 0 && peek("#!")) {
            skip { $0 != 0x0A }
        } else if peek("/*") {
            skipComment()
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            takeString(byte)
        } else if byte.isIdentifierPart {
            skip(while: \.isIdentifierPart)
            tokens.append(Token(kind: .word, range: start..<position))
        } else {
            position += 1
            if byte == 0x0A || byte == UInt8(ascii: ";") {
                tokens.append(Token(kind: .end, range: start..<position))
            } else if byte > 0x20 {
                tokens.append(Token(kind: .symbol(byte), range: start..<position))
            }
        }
    }

    /// Kotlin's comments nest.
    private mutating func skipComment() {
        var depth = 0
        while position < bytes.count {
            if peek("/*"), depth == 0 || isKotlin {
                depth += 1
                position += 2
            } else if peek("*/") {
                depth -= 1
                position += 2
                if depth == 0 { return }
            } else {
                position += 1
            }
        }
    }

    private mutating func takeString(_ quote: UInt8) {
        let isTriple = peek("\"\"\"") || peek("'''")
        position += isTriple ? 3 : 1
        let start = position
        let isPlain = skipString(quote, isTriple: isTriple, depth: 0)
        let end = max(start, min(position, bytes.count) - (isTriple ? 3 : 1))
        tokens.append(Token(kind: .string(isPlain: isPlain && !isTriple, quote: quote), range: start..<end))
    }

    /// Moves behind the closing quotes, or to the line end that a simple text can't hold.
    ///
    /// - Returns: Whether the bytes are the text: nothing is escaped or filled in, and it is closed.
    private mutating func skipString(_ quote: UInt8, isTriple: Bool, depth: Int) -> Bool {
        var isPlain = true
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\\") {
                isPlain = false
                position += 2
            } else if byte == UInt8(ascii: "$"), quote == UInt8(ascii: "\"") {
                isPlain = false
                position += 1
                if position < bytes.count, bytes[position] == UInt8(ascii: "{") { skipExpression(depth: depth + 1) }
            } else if byte == 0x0A, !isTriple {
                return false
            } else if byte == quote, !isTriple || peek("\"\"\"") || peek("'''") {
                position += isTriple ? 3 : 1
                return isPlain
            } else {
                position += 1
            }
        }
        position = bytes.count
        return false
    }

    /// `{…}` within a text.
    private mutating func skipExpression(depth: Int) {
        var braces = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "{") { braces += 1 }
            if byte == UInt8(ascii: "}") { braces -= 1 }
            if byte == 0x0A || braces == 0 { return }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"), depth < GradleTokens.maximumDepth {
                _ = skipString(byte, isTriple: false, depth: depth)
            }
        }
    }

    func text(_ token: Token) -> String { text(token.range) }
}
