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

    private let bytes: [UInt8]
    private var position = 0
    private(set) var tokens: [Token] = []
    /// The first thing that can't be read; what follows it is left out.
    private(set) var fault: Fault?

    /// Interpolations within interpolations that are read.
    private static let depthLimit = 100

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

    private func byte(_ ahead: Int = 0) -> UInt8 { position + ahead < bytes.count ? bytes[position + ahead] : 0 }

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
        TOMLScanner.isBareKey(byte) && byte != UInt8(ascii: "-") || byte >= 0x80 || byte == UInt8(ascii: "$")
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

    private mutating func skipLine() {
        while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
    }

    /// Comments may stand within comments.
    private mutating func skipComment() {
        let start = position
        var depth = 0
        repeat {
            if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
                depth += 1
                position += 2
            } else if byte() == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
                depth -= 1
                position += 2
            } else if position < bytes.count {
                position += 1
            } else {
                fault = Fault(offset: start, message: "This comment is never closed.")
                return
            }
        } while depth > 0
    }

    private mutating func readString() {
        let start = position
        guard let content = skipString(depth: 0) else {
            if fault == nil { fault = Fault(offset: start, message: "This string is never closed.") }
            return
        }
        let text = String(decoding: bytes[content.range], as: UTF8.self)
        tokens.append(Token(kind: .string, text: text, range: start..<position, isPlain: content.isPlain))
    }

    /// Steps over a string literal of any form; nil where it does not end.
    private mutating func skipString(depth: Int) -> (range: Range<Int>, isPlain: Bool)? {
        var hashes = 0
        while byte() == UInt8(ascii: "#") {
            hashes += 1
            position += 1
        }
        let isLong = byte() == 0x22 && byte(1) == 0x22 && byte(2) == 0x22
        position += isLong ? 3 : 1
        let start = position
        var isPlain = !isLong && hashes == 0
        while position < bytes.count {
            if byte() == 0x22, closes(hashes, isLong: isLong) {
                let range = start..<position
                position += (isLong ? 3 : 1) + hashes
                return (range, isPlain)
            }
            if !isLong, byte() == 0x0A || byte() == 0x0D { return nil }
            if byte() == UInt8(ascii: "\\"), hasHashes(hashes, at: 1) {
                isPlain = false
                position += 1 + hashes
                if byte() == UInt8(ascii: "(") {
                    guard skipInterpolation(depth: depth + 1) else { return nil }
                    continue
                }
            }
            position += 1
        }
        return nil
    }

    private func closes(_ hashes: Int, isLong: Bool) -> Bool {
        if isLong, byte(1) != 0x22 || byte(2) != 0x22 { return false }
        return hasHashes(hashes, at: isLong ? 3 : 1)
    }

    private func hasHashes(_ count: Int, at ahead: Int) -> Bool {
        (0..<count).allSatisfy { byte(ahead + $0) == UInt8(ascii: "#") }
    }

    /// From the opening parenthesis to behind the one that closes it.
    private mutating func skipInterpolation(depth: Int) -> Bool {
        guard depth < SwiftTokens.depthLimit else { return false }
        var open = 0
        repeat {
            switch byte() {
            case UInt8(ascii: "("): open += 1
            case UInt8(ascii: ")"): open -= 1
            case 0x22:
                guard skipString(depth: depth) != nil else { return false }
                continue
            default: break
            }
            position += 1
        } while open > 0 && position < bytes.count
        return open == 0
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

extension SwiftTokens {
    /// An argument of a call, without its comma.
    struct Argument {
        /// nil where it has none.
        var label: String?
        /// Indices of the tokens behind the label.
        var tokens: Range<Int>
        /// The bytes from label to end.
        var range: Range<Int>
    }

    /// The arguments between a parenthesis and its partner.
    func arguments(of open: Int) -> [Argument] {
        guard let close = tokens[open].partner, close > open else { return [] }
        var found: [Argument] = []
        var start = open + 1
        var index = start
        while index <= close {
            if index == close || (tokens[index].kind == .symbol && tokens[index].text == ",") {
                if index > start { found.append(argument(start..<index)) }
                start = index + 1
            } else if let partner = tokens[index].partner, partner > index {
                index = partner
            }
            index += 1
        }
        return found
    }

    private func argument(_ indices: Range<Int>) -> Argument {
        let first = indices.lowerBound
        let hasLabel = indices.count > 2 && tokens[first].kind == .word && tokens[first + 1].text == ":"
        return Argument(
            label: hasLabel ? tokens[first].text : nil, tokens: (hasLabel ? first + 2 : first)..<indices.upperBound,
            range: tokens[first].range.lowerBound..<tokens[indices.upperBound - 1].range.upperBound)
    }

    /// The text of an argument that is one plain string; nil for anything else.
    func string(_ argument: Argument?) -> String? {
        guard let argument, argument.tokens.count == 1 else { return nil }
        let token = tokens[argument.tokens.lowerBound]
        return token.kind == .string && token.isPlain ? token.text : nil
    }

    /// The parentheses of the calls of `.name(…)`, or of `Name(…)` where the name has no dot before it.
    func calls(of name: String, hasDot: Bool) -> [Int] {
        tokens.indices.dropFirst().filter { index in
            guard tokens[index].text == "(", tokens[index].kind == .bracket, tokens[index - 1].kind == .word,
                tokens[index - 1].text == name
            else { return false }
            return (index >= 2 && tokens[index - 2].text == ".") == hasDot
        }
    }
}
