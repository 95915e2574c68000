/// Something that JSON does not allow, or that deserves a warning.
struct JSONFault: Sendable {
    /// Without the area: `trailing-comma`.
    var code: String
    var offset: Int
    var message: String
    var suggestion: String?
    var isWarning = false
}

/// Thrown where reading can't go on; the fault is already noted.
struct JSONStop: Error {}

/// Reads a JSON text as [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259) has it, in one pass and linear time.
///
/// Habits of JavaScript – comments, single quotes, bare keys, a comma too many or too few – are noted and read over, so
/// that all of them are reported at once; whatever else is wrong ends the reading.
struct JSONParser: ByteCursor {
    let bytes: [UInt8]
    var position: Int
    var faults: [JSONFault] = []

    /// Levels of nesting that are read.
    static let depthLimit = 100
    /// Faults that are read over before the reading ends; further warnings are not reported.
    private static let faultLimit = 50

    /// Whether a comma may stand before a closing bracket, as in Bun's lock files.
    private let allowsTrailingCommas: Bool

    init(bytes: [UInt8], allowsTrailingCommas: Bool = false) {
        self.bytes = bytes
        self.allowsTrailingCommas = allowsTrailingCommas
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    func isAt(_ character: Unicode.Scalar) -> Bool {
        position < bytes.count && bytes[position] == UInt8(ascii: character)
    }

    /// The entire text; nil where it can't be read, with ``faults`` that say why.
    mutating func document() -> JSONNode? {
        if let offset = firstInvalidUTF8(in: bytes) {
            note("encoding", at: offset, "The text is not valid UTF-8 here.", "Save the file as UTF-8.")
            return nil
        }
        do throws(JSONStop) {
            try skipSpaces()
            guard position < bytes.count else {
                note("empty", at: position, "The file is empty; JSON needs a value.", "Write {} for an empty object.")
                return nil
            }
            let root = try value(depth: 0)
            try skipSpaces()
            if position < bytes.count { try stop("trailing-text", "The value has ended, but text follows it.") }
            return root
        } catch {
            return nil
        }
    }

    mutating func value(depth: Int) throws(JSONStop) -> JSONNode {
        guard depth < JSONParser.depthLimit else {
            try stop("too-deep", "More than \(JSONParser.depthLimit) levels of nesting are not read.")
        }
        switch current {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let start = position
            let text = try string()
            return JSONNode(content: .string(text), range: start..<position)
        default: return try plainScalar()
        }
    }

    private mutating func object(depth: Int) throws(JSONStop) -> JSONNode {
        let start = position
        var entries: [JSONEntry] = []
        var seen: Set<String> = []
        position += 1
        while try hasNext(before: "}", of: start, isFirst: entries.isEmpty) {
            let keyStart = position
            let key = try key()
            if !seen.insert(key.text).inserted, faults.count < JSONParser.faultLimit {
                faults.append(
                    JSONFault(
                        code: "duplicate-key", offset: keyStart,
                        message: "The key '\(key.text.prefix(80))' stands here a second time; the last one counts.",
                        suggestion: "Remove one of the two.", isWarning: true))
            }
            try skipSpaces()
            guard isAt(":") else { try stop("missing-colon", "A ':' is expected between key and value.") }
            position += 1
            try skipSpaces()
            entries.append(JSONEntry(key: key, value: try value(depth: depth + 1)))
        }
        return JSONNode(content: .object(entries), range: start..<position)
    }

    private mutating func array(depth: Int) throws(JSONStop) -> JSONNode {
        let start = position
        var items: [JSONNode] = []
        position += 1
        while try hasNext(before: "]", of: start, isFirst: items.isEmpty) { items.append(try value(depth: depth + 1)) }
        return JSONNode(content: .array(items), range: start..<position)
    }

    /// Steps over the comma before an element, or over the bracket that closes; false for the latter.
    private mutating func hasNext(
        before bracket: Unicode.Scalar, of start: Int, isFirst: Bool
    ) throws(JSONStop) -> Bool {
        try skipSpaces()
        let comma = position
        let hasComma = isAt(",")
        if hasComma {
            if isFirst { try stop("unexpected-comma", "A value is expected before this ','.", "Remove the comma.") }
            position += 1
            try skipSpaces()
        }
        if isAt(bracket) {
            if hasComma, !allowsTrailingCommas {
                try noteAndContinue(
                    "trailing-comma", at: comma, "A ',' before '\(bracket)' is not allowed in JSON.",
                    "Remove the comma.")
            }
            position += 1
            return false
        }
        guard position < bytes.count else {
            position = start
            try stop("unclosed", "This '\(Unicode.Scalar(bytes[start]))' is never closed.", "Add '\(bracket)'.")
        }
        if !hasComma, !isFirst {
            guard startsValue else {
                try stop("unexpected-text", "',' or '\(bracket)' is expected here.")
            }
            try noteAndContinue(
                "missing-comma", at: position, "A ',' is missing before this.", "Add a comma before it.")
        }
        return true
    }

    private var startsValue: Bool {
        guard let byte = current else { return false }
        return byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
            || byte == UInt8(ascii: "-") || JSONParser.isWord(byte)
    }

    static func isWord(_ byte: UInt8) -> Bool {
        byte.isIdentifierPart || byte == UInt8(ascii: "$")
    }

    mutating func note(_ code: String, at offset: Int, _ message: String, _ suggestion: String? = nil) {
        faults.append(JSONFault(code: code, offset: offset, message: message, suggestion: suggestion))
    }

    mutating func noteAndContinue(
        _ code: String, at offset: Int, _ message: String, _ suggestion: String
    ) throws(JSONStop) {
        note(code, at: offset, message, suggestion)
        if faults.count >= JSONParser.faultLimit { throw JSONStop() }
    }

    mutating func stop(_ code: String, _ message: String, _ suggestion: String? = nil) throws(JSONStop) -> Never {
        if isAtConflict {
            note("merge-conflict", at: position, "A merge conflict is left in this file.", "Resolve the conflict.")
        } else {
            note(code, at: position, message, suggestion)
        }
        throw JSONStop()
    }

    /// Whether one of git's marks begins here, at the start of a line.
    private var isAtConflict: Bool {
        guard position == 0 || (position <= bytes.count && bytes[position - 1] == 0x0A) else { return false }
        return ["<<<<<<< ", "=======", ">>>>>>> "].contains { bytes[position...].starts(with: $0.utf8) }
    }
}
