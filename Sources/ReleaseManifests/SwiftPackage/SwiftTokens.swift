import ReleaseText

/// The tokens of a Swift source text, as far as a package manifest needs them.
///
/// Comments are left out. See [the lexical structure](https://docs.swift.org/swift-book/documentation/the-swift-programming-language/lexicalstructure/).
struct SwiftTokens {
    struct Token {
        enum Kind { case word, string, bracket, symbol }

        var kind: Kind
        /// The content of a string as it is written, everything else whole.
        var text: String
        /// With quotes.
        var range: Range<Int>
        /// Whether a string says what is between its quotes: no escapes, one line, nothing interpolated.
        var isPlain = false
        /// Of a bracket: the index of its partner.
        var partner: Int?
    }

    struct Fault {
        var offset: Int
        var message: String
    }

    let bytes: [UInt8]
    var position = 0
    var tokens: [Token] = []
    /// The first thing that can't be read; what follows it is left out.
    var fault: Fault?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if let offset = firstInvalidUTF8(in: bytes) {
            fault = Fault(offset: offset, message: "The text is not valid UTF-8 here.")
            return
        }
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while fault == nil, position < bytes.count { step() }
        if fault == nil { matchBrackets() }
    }

    func byte(_ ahead: Int = 0) -> UInt8 { position + ahead < bytes.count ? bytes[position + ahead] : 0 }

    private mutating func step() {
        switch byte() {
        case 0...0x20: position += 1
        case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"): skipLine()
        case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"): skipComment()
        case UInt8(ascii: "\""): readString()
        case UInt8(ascii: "#"):
            var hashes = 0
            while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
            if byte(hashes) == UInt8(ascii: "\"") { readString() } else { take(.symbol) { $0 == UInt8(ascii: "#") } }
        case let found where SwiftTokens.brackets.contains(found):
            add(.bracket, position..<(position + 1))
            position += 1
        case let found where SwiftTokens.isWord(found): take(.word, while: SwiftTokens.isWord)
        case let found where SwiftTokens.operators.contains(found): readOperator()
        default:
            add(.symbol, position..<(position + 1))
            position += 1
        }
    }

    private static let brackets = Set("()[]{}".utf8)
    private static let operators = Set(".<>=+-*/%&|^!?~".utf8)

    private static func isWord(_ byte: UInt8) -> Bool {
        byte.isIdentifierPart || byte == UInt8(ascii: "$")
    }

    private mutating func add(_ kind: Token.Kind, _ range: Range<Int>) {
        tokens.append(Token(kind: kind, text: String(decoding: bytes[range], as: UTF8.self), range: range))
    }

    private mutating func take(_ kind: Token.Kind, while isPart: (UInt8) -> Bool) {
        let start = position
        while position < bytes.count, isPart(bytes[position]) { position += 1 }
        add(kind, start..<position)
    }

    private mutating func readOperator() {
        let start = position
        while SwiftTokens.operators.contains(byte()) {
            let isComment =
                byte() == UInt8(ascii: "/") && (byte(1) == UInt8(ascii: "/") || byte(1) == UInt8(ascii: "*"))
            if isComment { break }
            position += 1
        }
        add(.symbol, start..<position)
    }

    private mutating func matchBrackets() {
        var open: [Int] = []
        let partners: [String: String] = [")": "(", "]": "[", "}": "{"]
        for index in tokens.indices where tokens[index].kind == .bracket {
            guard let wanted = partners[tokens[index].text] else {
                open.append(index)
                continue
            }
            guard let last = open.popLast(), tokens[last].text == wanted else {
                fault = Fault(
                    offset: tokens[index].range.lowerBound, message: "This '\(tokens[index].text)' closes nothing.")
                return
            }
            tokens[index].partner = last
            tokens[last].partner = index
        }
        if let last = open.last {
            fault = Fault(
                offset: tokens[last].range.lowerBound, message: "This '\(tokens[last].text)' is never closed.")
        }
    }
}
