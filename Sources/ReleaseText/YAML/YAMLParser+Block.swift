import ReleaseModel

/// Where a block node begins.
enum YAMLForm {
    /// After `key:` or `---`: on the rest of the line only a scalar or a flow collection.
    case value
    /// After `- `: on the rest of the line anything.
    case item
    /// At the first character of a line.
    case line
}

extension YAMLParser {
    /// Reads a node and moves to the next line with content.
    ///
    /// - Parameters:
    ///   - parent: The indentation of the collection it belongs to, -1 for a document.
    ///   - form: Where the position is.
    mutating func blockNode(parent: Int, form: YAMLForm) throws(Failure) -> YAMLNode {
        try enter()
        defer { depth -= 1 }
        var form = form
        var properties = YAMLProperties()
        let origin = position
        while true {
            let gap = position
            if form != .line { skipSpace() }
            let hasTab = bytes[gap..<position].contains(0x09)
            let start = position
            let own = try self.properties()
            let ownEnd = position
            skipSpace()
            if !isAtBreak, current != UInt8(ascii: "#") {
                return try blockContent(
                    parent: parent, form: form, start: start, hasTab: hasTab, outer: properties, own: own)
            }
            try merge(own, into: &properties)
            position = own.start == nil ? gap : ownEnd
            let end = properties.start == nil ? origin : position
            try finishLine()
            skipToContent()
            let isSequenceBelowKey = form == .value && indent == parent && isAtIndicator("-")
            guard indent > parent || isSequenceBelowKey else { return emptyNode(at: end, properties) }
            form = .line
        }
    }

    private mutating func merge(_ own: YAMLProperties, into properties: inout YAMLProperties) throws(Failure) {
        guard let start = own.start else { return }
        if own.anchor != nil && properties.anchor != nil || own.tag != nil && properties.tag != nil {
            throw fail("yaml.anchor", start, "A node can have one anchor and one tag.")
        }
        properties.start = properties.start ?? own.start
        properties.anchor = own.anchor ?? properties.anchor
        properties.tag = own.tag ?? properties.tag
    }

    private mutating func blockContent(
        parent: Int, form: YAMLForm, start: Int, hasTab: Bool, outer: YAMLProperties, own: YAMLProperties
    ) throws(Failure) -> YAMLNode {
        let column = start - lineStart
        if isAtIndicator("-") {
            guard form != .value, own.isEmpty else {
                throw fail(
                    "yaml.nested-sequence", position, "A sequence can't begin on this line.",
                    "Put its first `- ` on a line of its own.")
            }
            try rejectTab(hasTab, start)
            return try blockSequence(column: column, isBelowKey: column == parent, properties: outer)
        }
        if isAtIndicator("?") { throw fail("yaml.unsupported", position, "Explicit keys (`? `) are not supported.") }
        if form != .value, let key = try key() {
            try rejectTab(hasTab, start)
            return try blockMapping(column: column, first: key, keyProperties: own, properties: outer)
        }
        var properties = outer
        try merge(own, into: &properties)
        let node = try leaf(parent: parent, properties: properties)
        try finishLine()
        skipToContent()
        return node
    }

    private mutating func rejectTab(_ hasTab: Bool, _ start: Int) throws(Failure) {
        guard hasTab else { return }
        throw fail(
            "yaml.tab-indentation", start, "A tab can't indent; YAML wants spaces.", "Replace the tab by spaces.")
    }

    /// A scalar, an alias or a flow collection.
    private mutating func leaf(parent: Int, properties: YAMLProperties) throws(Failure) -> YAMLNode {
        switch current {
        case UInt8(ascii: "|"), UInt8(ascii: ">"): return try blockScalar(parent: parent, properties: properties)
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            let start = position
            let node = try flowNode(parent: parent, properties: properties)
            let end = position
            skipSpace()
            if isAtIndicator(":") {
                throw fail("yaml.unsupported", start, "A collection as a key is not supported.", "Quote the key.")
            }
            position = end
            return node
        default: return try scalarOrAlias(parent: parent, isInFlow: false, properties: properties)
        }
    }

    private mutating func blockSequence(
        column: Int, isBelowKey: Bool, properties: YAMLProperties
    ) throws(Failure) -> YAMLNode {
        let start = position
        open(properties)
        var items: [YAMLNode] = []
        var end = start + 1
        while true {
            let line = lineStart
            do {
                position += 1
                end = position
                let item = try blockNode(parent: column, form: .item)
                items.append(item)
                end = max(end, item.range.upperBound)
            } catch {
                recover(line: line, above: column)
            }
            rejectDeeper(than: column)
            while indent == column, !isAtIndicator("-"), !isBelowKey {
                report(
                    "yaml.expected-item", position, "Expected `- ` here, as the other items of this sequence have.",
                    "Put `- ` before it, or change its indentation.")
                recover(line: lineStart, above: column)
            }
            guard indent == column, isAtIndicator("-") else { break }
        }
        return node(.sequence(items), start..<end, properties)
    }

    /// Lines that are indented more than the collection's, behind a finished entry.
    private mutating func rejectDeeper(than column: Int) {
        guard indent > column else { return }
        report(
            "yaml.indentation", position,
            "This line is indented more than the entry it follows, and fits none above it.",
            "Indent it by \(column == 1 ? "1 space" : "\(column) spaces"), like the entry before.")
        recover(line: lineStart, above: column)
    }

    private mutating func blockMapping(
        column: Int, first: YAMLKey, keyProperties: YAMLProperties, properties: YAMLProperties
    ) throws(Failure) -> YAMLNode {
        let start = first.range.lowerBound
        open(properties)
        var entries: [YAMLEntry] = []
        var names: [String: Int] = [:]
        var next: (key: YAMLKey, properties: YAMLProperties)? = (first, keyProperties)
        var end = start
        while true {
            let line = lineStart
            do {
                let (key, own) = try next ?? requiredKey()
                next = nil
                if !own.isEmpty { _ = node(.scalar(YAMLScalar(text: key.text, style: key.style)), key.range, own) }
                end = position
                let value = try blockNode(parent: column, form: .value)
                end = max(end, value.range.upperBound)
                add(YAMLEntry(key: key, value: value), to: &entries, names: &names)
            } catch {
                next = nil
                recover(line: line, above: column)
            }
            rejectDeeper(than: column)
            guard indent == column else { break }
        }
        return node(.mapping(entries), start..<end, properties)
    }

    private mutating func requiredKey() throws(Failure) -> (key: YAMLKey, properties: YAMLProperties) {
        let start = position
        let own = try properties()
        if isAtIndicator("?") { throw fail("yaml.unsupported", position, "Explicit keys (`? `) are not supported.") }
        if isAtIndicator("-") {
            throw fail(
                "yaml.expected-key", start, "Expected `key:` here, but a sequence's item begins.",
                "Indent the sequence under the key it belongs to.")
        }
        guard let key = try key() else {
            throw fail(
                "yaml.expected-key", start, "Expected `key:` here, as the lines around it have.",
                "Add a colon and a space behind the key, or indent the line to continue the value above.")
        }
        return (key, own)
    }

    /// Adds an entry unless its key is there already.
    mutating func add(_ entry: YAMLEntry, to entries: inout [YAMLEntry], names: inout [String: Int]) {
        if let earlier = names[entry.key.text] {
            report(
                "yaml.duplicate-key", entry.key.range.lowerBound,
                "The key `\(entry.key.text)` is already in line \(earlier).", "Keep one of the two.")
            return
        }
        if entry.isMerge {
            let sources = entry.value.items ?? [entry.value]
            if !sources.allSatisfy({ $0.entries != nil }) {
                report(
                    "yaml.merge", entry.value.range.lowerBound, "A merge key takes a mapping, or a list of mappings.")
                return
            }
        }
        names[entry.key.text] = entry.key.place.line
        entries.append(entry)
    }

    /// Notes that a node with an anchor begins, so that an alias inside it is known to be one.
    mutating func open(_ properties: YAMLProperties) {
        if let anchor = properties.anchor { anchors[anchor] = .some(nil) }
    }
}
