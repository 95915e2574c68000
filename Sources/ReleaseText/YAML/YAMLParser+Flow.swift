import ReleaseModel

extension YAMLParser {
    /// Reads a node inside a flow collection, or the outermost one; the position is then right behind it.
    mutating func flowNode(parent: Int, properties outer: YAMLProperties? = nil) throws(Failure) -> YAMLNode {
        try enter()
        defer { depth -= 1 }
        let origin = position
        let properties = if let outer { outer } else { try self.properties() }
        if properties.start != nil, outer == nil { try skipFlowSpace(parent: parent, opening: origin) }
        switch current {
        case UInt8(ascii: "["): return try flowSequence(parent: parent, properties: properties)
        case UInt8(ascii: "{"): return try flowMapping(parent: parent, properties: properties)
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): return emptyNode(at: origin, properties)
        default: break
        }
        if isAtFlowColon(after: nil) { return emptyNode(at: origin, properties) }
        if isAtIndicator("?") { throw fail("yaml.unsupported", position, "Explicit keys (`? `) are not supported.") }
        return try scalarOrAlias(parent: parent, isInFlow: true, properties: properties)
    }

    /// Whether a colon stands here that separates key and value; behind a quoted key it needs no space.
    private func isAtFlowColon(after key: YAMLNode?) -> Bool {
        guard current == UInt8(ascii: ":") else { return false }
        if isBlank(at: position + 1) || byte(at: position + 1).map(isFlowIndicator) ?? false { return true }
        guard let key, case .scalar(let scalar) = key.content else { return key != nil }
        return scalar.style != .plain
    }

    /// Moves over white space, comments and line ends inside a flow collection.
    private mutating func skipFlowSpace(parent: Int, opening: Int) throws(Failure) {
        while true {
            let start = position
            skipSpace()
            if current == UInt8(ascii: "#") {
                guard position > start || position == lineStart else {
                    throw fail("yaml.trailing-content", position, "A comment needs a space before its `#`.")
                }
                while !isAtBreak { position += 1 }
            }
            if isAtEnd { throw unterminatedFlow(opening) }
            guard isAtBreak else { return }
            skipBreak()
            while current == 0x20 { position += 1 }
            let column = position - lineStart
            skipSpace()
            if isAtBreak || current == UInt8(ascii: "#") { position = lineStart; continue }
            let isClosing = current == UInt8(ascii: "]") || current == UInt8(ascii: "}")
            if isAtDocumentEnd || column < parent || column == parent && !isClosing {
                position = lineStart + column
                throw unterminatedFlow(opening)
            }
        }
    }

    private mutating func unterminatedFlow(_ opening: Int) -> Failure {
        let bracket = bytes[opening] == UInt8(ascii: "{") ? "{" : "["
        return fail(
            "yaml.unterminated-flow", opening, "The `\(bracket)` here is not closed.",
            "Add the closing `\(bracket == "{" ? "}" : "]")`.")
    }

    /// Moves to the next entry or behind the closing bracket; answers whether there is an entry.
    private mutating func nextInFlow(
        parent: Int, opening: Int, closing: UInt8, isFirst: Bool
    ) throws(Failure) -> Bool {
        try skipFlowSpace(parent: parent, opening: opening)
        if !isFirst, current != closing {
            guard current == UInt8(ascii: ",") else {
                throw fail(
                    "yaml.flow-separator", position,
                    "Expected `,` or `\(Character(UnicodeScalar(closing)))` here.",
                    "Separate the entries by commas; quote a string that contains brackets or commas.")
            }
            position += 1
            try skipFlowSpace(parent: parent, opening: opening)
        }
        if current == UInt8(ascii: ",") {
            throw fail("yaml.flow-separator", position, "An entry is missing before this comma.", "Remove the comma.")
        }
        guard current == closing else { return true }
        position += 1
        return false
    }

    private mutating func flowSequence(parent: Int, properties: YAMLProperties) throws(Failure) -> YAMLNode {
        let start = position
        open(properties)
        position += 1
        var items: [YAMLNode] = []
        while try nextInFlow(
            parent: parent, opening: start, closing: UInt8(ascii: "]"), isFirst: items.isEmpty)
        {
            let line = lineStart
            let item = try flowNode(parent: parent)
            let end = (position, lineStart)
            try skipFlowSpace(parent: parent, opening: start)
            guard isAtFlowColon(after: item) else {
                (position, lineStart) = end
                items.append(item)
                continue
            }
            if lineStart != line {
                throw fail("yaml.unsupported", position, "A key in a flow sequence must stand on one line.")
            }
            // `[a: b]` is a sequence with a mapping of one entry.
            let entry = try flowValue(of: item, parent: parent, opening: start)
            let range = item.range.lowerBound..<max(position, item.range.upperBound)
            items.append(node(.mapping([entry]), range, .init()))
        }
        return node(.sequence(items), start..<position, properties)
    }

    private mutating func flowMapping(parent: Int, properties: YAMLProperties) throws(Failure) -> YAMLNode {
        let start = position
        open(properties)
        position += 1
        var entries: [YAMLEntry] = []
        var names: [String: Int] = [:]
        var isFirst = true
        while try nextInFlow(parent: parent, opening: start, closing: UInt8(ascii: "}"), isFirst: isFirst) {
            isFirst = false
            let key = try flowNode(parent: parent)
            let end = (position, lineStart)
            try skipFlowSpace(parent: parent, opening: start)
            if isAtFlowColon(after: key) {
                add(try flowValue(of: key, parent: parent, opening: start), to: &entries, names: &names)
            } else {
                (position, lineStart) = end
                let entry = YAMLEntry(key: try flowKey(key), value: emptyNode(at: key.range.upperBound))
                add(entry, to: &entries, names: &names)
            }
        }
        return node(.mapping(entries), start..<position, properties)
    }

    /// Reads the colon and the value of a key.
    private mutating func flowValue(of key: YAMLNode, parent: Int, opening: Int) throws(Failure) -> YAMLEntry {
        let key = try flowKey(key)
        position += 1
        let origin = position
        try skipFlowSpace(parent: parent, opening: opening)
        if let byte = current, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
            return YAMLEntry(key: key, value: emptyNode(at: origin))
        }
        return YAMLEntry(key: key, value: try flowNode(parent: parent))
    }

    private mutating func flowKey(_ node: YAMLNode) throws(Failure) -> YAMLKey {
        guard case .scalar(let scalar) = node.content, !node.range.isEmpty else {
            let message =
                node.range.isEmpty
                ? "An empty key is not supported." : "Only a string can be a key; this is not supported."
            throw fail("yaml.unsupported", node.range.lowerBound, message)
        }
        return key(scalar, node.range)
    }
}
