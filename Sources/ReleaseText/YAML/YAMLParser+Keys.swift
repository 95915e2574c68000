import ReleaseModel

extension YAMLParser {
    /// Reads a key of a block mapping with its colon; nil, without moving, where none stands on the line.
    mutating func key() throws(Failure) -> YAMLKey? {
        let start = position
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            guard let end = endOfQuotedKey() else { return nil }
            let scalar = try quoted(parent: lineStart == start ? -1 : 0)
            let key = key(scalar, start..<position)
            position = end
            return key
        case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: ">"): return nil
        case UInt8(ascii: "*"):
            guard let colon = endOfPlainKey(), bytes[colon - 1].isBlank else { return nil }
            throw fail("yaml.unsupported", start, "An alias as a key is not supported.")
        default: break
        }
        if isAtIndicator(":") { throw fail("yaml.unsupported", start, "An empty key is not supported.") }
        guard let colon = endOfPlainKey() else { return nil }
        try checkPlainStart(isInFlow: false)
        var end = colon
        while end > start, bytes[end - 1].isBlank { end -= 1 }
        guard end > start else { throw fail("yaml.unsupported", start, "An empty key is not supported.") }
        position = colon + 1
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        return key(YAMLScalar(text: text, style: .plain), start..<end)
    }

    func key(_ scalar: YAMLScalar, _ range: Range<Int>) -> YAMLKey {
        YAMLKey(text: scalar.text, style: scalar.style, range: range, place: source.place(at: range.lowerBound))
    }

    /// The colon that ends the plain key on this line; nil where the line has none.
    private func endOfPlainKey() -> Int? {
        var offset = position
        while let byte = byte(at: offset), !byte.isLineEnd {
            if byte == UInt8(ascii: ":"), isBlank(at: offset + 1) { return offset > position ? offset : nil }
            if byte == UInt8(ascii: "#"), offset > position, bytes[offset - 1].isBlank { return nil }
            offset += 1
        }
        return nil
    }

    /// The offset behind the colon of the quoted key on this line; nil where the line has none.
    private func endOfQuotedKey() -> Int? {
        let quote = bytes[position]
        var offset = position + 1
        while let byte = byte(at: offset), !byte.isLineEnd {
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                offset += 2
            } else if byte != quote {
                offset += 1
            } else if quote == UInt8(ascii: "'"), self.byte(at: offset + 1) == quote {
                offset += 2
            } else {
                offset += 1
                while self.byte(at: offset)?.isBlank == true { offset += 1 }
                return self.byte(at: offset) == UInt8(ascii: ":") && isBlank(at: offset + 1) ? offset + 1 : nil
            }
        }
        return nil
    }

    // MARK: Anchors, tags, aliases

    /// Reads the anchor and the tag that may stand before a node, and the white space behind them.
    mutating func properties() throws(Failure) -> YAMLProperties {
        var found = YAMLProperties()
        while let byte = current, byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!") {
            let start = position
            let text = name()
            if byte == UInt8(ascii: "&"), text.utf8.count == 1 {
                throw fail("yaml.anchor", start, "An anchor needs a name behind `&`.")
            }
            if byte == UInt8(ascii: "&"), text.contains(":") {
                throw fail("yaml.unsupported", start, "A colon in an anchor's name is not supported.")
            }
            if byte == UInt8(ascii: "!"), !YAMLParser.isTag(text) {
                throw fail(
                    "yaml.tag", start, "This is not a valid tag, or its handle is not declared.",
                    "Put the text in quotes if it begins with `!`.")
            }
            if byte == UInt8(ascii: "&") ? found.anchor != nil : found.tag != nil {
                throw fail("yaml.anchor", start, "A node can have one anchor and one tag.")
            }
            if byte == UInt8(ascii: "&") { found.anchor = String(text.dropFirst()) } else { found.tag = text }
            found.start = found.start ?? start
            // `[&a, b]` is an anchor on an empty node; PyYAML, the measure here, refuses the same of a tag.
            let isEnd = [UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(current)
            guard isBlank(at: position) || isEnd && byte == UInt8(ascii: "&") else {
                throw fail("yaml.anchor", position, "A space must follow an anchor or a tag.")
            }
            let end = position
            skipSpace()
            if isAtBreak || current == UInt8(ascii: "#") {
                // The node begins on another line: whether it is indented far enough is for the caller to see.
                position = end
                break
            }
        }
        return found
    }

    /// Reads an anchor, tag or alias: everything up to white space or a flow indicator.
    private mutating func name() -> String {
        let start = position
        if bytes[start] == UInt8(ascii: "!"), byte(at: start + 1) == UInt8(ascii: "<") {
            while !isBlank(at: position), current != UInt8(ascii: ">") { position += 1 }
            if current == UInt8(ascii: ">") { position += 1 }
        }
        while !isBlank(at: position), let byte = current, !isFlowIndicator(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    mutating func alias(_ properties: YAMLProperties) throws(Failure) -> YAMLNode {
        let start = position
        let name = String(name().dropFirst())
        guard properties.isEmpty, !name.isEmpty else {
            throw fail("yaml.anchor", start, "An alias is `*` and a name, without anchor or tag.")
        }
        guard !name.contains(":") else {
            throw fail("yaml.unsupported", start, "A colon in an alias's name is not supported.")
        }
        guard let known = anchors[name] else {
            throw fail("yaml.undefined-alias", start, "No anchor `&\(name)` stands before this alias.")
        }
        guard let target = known else {
            throw fail("yaml.recursive-alias", start, "The alias `*\(name)` stands inside the node it names.")
        }
        try enter(extra: target.height)
        depth -= 1
        expansion += target.weight
        guard expansion <= YAMLLimits.expansion else {
            throw fail(
                "yaml.expansion", start, "The aliases of this text stand for more than \(YAMLLimits.expansion) nodes.")
        }
        return node(.alias(name: name, target: target), start..<position, properties)
    }
}
