extension JSONParser {
    /// A number or one of the three words.
    mutating func plainScalar() throws(JSONStop) -> JSONNode {
        let start = position
        func isPart(_ byte: UInt8) -> Bool {
            JSONParser.isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
                || byte == UInt8(ascii: ".")
        }
        var end = start
        while end < bytes.count, isPart(bytes[end]) { end += 1 }
        guard end > start else { try stop("expected-value", "A value is expected here.") }
        let content: JSONNode.Content
        switch text(start..<end) {
        case "true": content = .boolean(true)
        case "false": content = .boolean(false)
        case "null": content = .null
        case let text where JSONParser.isNumber(bytes[start..<end]): content = .number(text)
        case let text: try stopAtWord(text)
        }
        position = end
        return JSONNode(content: content, range: start..<end)
    }

    private mutating func stopAtWord(_ text: String) throws(JSONStop) -> Never {
        let isNumeric = bytes[position] < 0x3A
        if isNumeric {
            try stop(
                "bad-number", "'\(text.prefix(80))' is not a valid JSON number.",
                "Write digits without leading zeros or '+', or put it in double quotes.")
        }
        let meant = ["True": "true", "False": "false", "None": "null", "undefined": "null"][text]
        try stop(
            "bad-value", "'\(text.prefix(80))' is not a valid JSON value.",
            "Write \(meant ?? "it in double quotes").")
    }

    /// RFC 8259, section 6.
    static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        func takeDigits() -> Int {
            let count = rest.prefix(while: \.isDigit).count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let hasZero = rest.first == UInt8(ascii: "0")
        let digits = takeDigits()
        guard digits == 1 || (digits > 1 && !hasZero) else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard takeDigits() > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    /// Steps over spaces, tabs and line ends; comments are noted and stepped over as well.
    mutating func skipSpaces() throws(JSONStop) {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case UInt8(ascii: "/"), UInt8(ascii: "#"): try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(JSONStop) {
        let next = position + 1 < bytes.count ? bytes[position + 1] : 0
        let isBlock = next == UInt8(ascii: "*")
        if isAt("/"), !isBlock, next != UInt8(ascii: "/") { try stop("unexpected-text", "A '/' means nothing here.") }
        try noteAndContinue("comment", at: position, "JSON has no comments.", "Remove the comment.")
        let start = position
        position += 1
        while position < bytes.count {
            if isBlock {
                position += 1
                if isAt("/"), bytes[position - 1] == UInt8(ascii: "*"), position > start + 2 {
                    position += 1
                    return
                }
            } else if bytes[position] == 0x0A {
                return
            } else {
                position += 1
            }
        }
    }
}
