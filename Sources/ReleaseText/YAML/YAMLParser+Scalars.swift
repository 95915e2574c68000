import ReleaseModel

extension YAMLParser {
    mutating func scalarOrAlias(
        parent: Int, isInFlow: Bool, properties: YAMLProperties
    ) throws(Failure) -> YAMLNode {
        let start = position
        switch current {
        case UInt8(ascii: "*"): return try alias(properties)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let scalar = try quoted(parent: parent)
            return node(.scalar(scalar), start..<position, properties)
        default:
            try checkPlainStart(isInFlow: isInFlow)
            let text = try plain(parent: parent, isInFlow: isInFlow)
            return node(.scalar(YAMLScalar(text: text, style: .plain)), start..<position, properties)
        }
    }

    func isFlowIndicator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
        default: false
        }
    }

    /// Refuses a character that can't begin a plain scalar.
    mutating func checkPlainStart(isInFlow: Bool) throws(Failure) {
        guard let byte = current else { return }
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
            let next = self.byte(at: position + 1)
            if isBlank(at: position + 1) || isInFlow && next.map(isFlowIndicator) ?? false {
                throw fail(
                    "yaml.reserved-character", position, "`\(Character(UnicodeScalar(byte)))` can't stand alone here.",
                    "Quote it.")
            }
        case UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "!"),
            UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "#"), UInt8(ascii: "*"), UInt8(ascii: "\""),
            UInt8(ascii: "'"):
            throw reserved(byte)
        default: if isFlowIndicator(byte) { throw reserved(byte) }
        }
    }

    private mutating func reserved(_ byte: UInt8) -> Failure {
        fail(
            "yaml.reserved-character", position,
            "An unquoted text can't begin with `\(Character(UnicodeScalar(byte)))`.", "Quote the text.")
    }

    // MARK: Plain scalars

    /// Reads a plain scalar over as many lines as it has, folded.
    private mutating func plain(parent: Int, isInFlow: Bool) throws(Failure) -> String {
        var text: [UInt8] = []
        let first = lineStart
        while true {
            let start = position
            var end = start
            while let byte = current, !byte.isLineEnd {
                if byte == UInt8(ascii: ":"), isKeyEnd(isInFlow) { break }
                if byte == UInt8(ascii: "#"), position > start, bytes[position - 1].isBlank { break }
                if isInFlow, isFlowIndicator(byte) { break }
                position += 1
                if !byte.isBlank { end = position }
            }
            if !isInFlow, current == UInt8(ascii: ":"), !isAtBreak { throw nestedMapping(first) }
            let isLast = !isAtBreak
            text += bytes[start..<end]
            position = end
            guard !isLast, let breaks = continuation(parent: parent, isInFlow: isInFlow) else { break }
            if breaks == 1 { text.append(0x20) } else { text += repeatElement(0x0A, count: breaks - 1) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether the colon here ends a key.
    private func isKeyEnd(_ isInFlow: Bool) -> Bool {
        isBlank(at: position + 1) || isInFlow && byte(at: position + 1).map(isFlowIndicator) ?? false
    }

    private mutating func nestedMapping(_ first: Int) -> Failure {
        first == lineStart
            ? fail(
                "yaml.nested-mapping", position, "A mapping can't begin on the line of the key it belongs to.",
                "Quote the text if the colon is part of it.")
            : fail(
                "yaml.indentation", position,
                "This `key:` is indented as if it continued the text of the line above.",
                "Give it the indentation of the keys beside it.")
    }

    /// Moves to the next line of a plain scalar and answers how many line breaks were crossed; nil, without moving,
    /// where the scalar ends.
    private mutating func continuation(parent: Int, isInFlow: Bool) -> Int? {
        let back = (position, lineStart)
        var breaks = 0
        while true {
            skipSpace()
            guard isAtBreak, !isAtEnd else { break }
            skipBreak()
            breaks += 1
            while current == 0x20 { position += 1 }
            let column = position - lineStart
            skipSpace()
            if isAtBreak { continue }
            let isEnd =
                current == UInt8(ascii: "#") || column <= parent || isAtDocumentEnd
                || isInFlow && (current.map(isFlowIndicator) ?? true || current == UInt8(ascii: ":") && isKeyEnd(true))
            if isEnd { break }
            return breaks
        }
        (position, lineStart) = back
        return nil
    }
}
