import ReleaseModel

/// Reads the documents of one text.
///
/// A recursive descent along the grammar of [YAML 1.2.2](https://yaml.org/spec/1.2.2/). Between two nodes of a block
/// collection the position is at the first character of a line with content, or at the end; ``indent`` is then that
/// line's indentation. Every line is read a bounded number of times.
struct YAMLParser: ByteCursor {
    /// Ends the innermost entry or item, after its diagnostic was recorded.
    struct Failure: Error {}

    let source: YAMLSource
    let bytes: [UInt8]
    var position: Int
    /// The offset of the current line's first byte.
    var lineStart: Int
    private(set) var diagnostics: [Diagnostic] = []
    /// The latest node of each name; nil while the node itself is being read.
    var anchors: [String: YAMLNode?] = [:]
    var depth = 0
    /// What aliases added to the nodes that a walk visits.
    var expansion = 0

    init(source: YAMLSource) {
        self.source = source
        bytes = source.bytes
        position = source.start
        lineStart = source.start
    }

    // MARK: Documents

    mutating func documents() -> [YAMLNode] {
        var roots: [YAMLNode] = []
        var isMarked = false
        skipToContent()
        endDocument()
        repeat {
            do {
                anchors = [:]
                depth = 0
                try skipDirectives()
                isMarked = isAtMarker(UInt8(ascii: "-"))
                if isMarked { position += 3 }
                let hasContent = isMarked || !isAtEnd
                if hasContent || roots.isEmpty {
                    roots.append(try blockNode(parent: -1, form: isMarked ? .value : .line))
                }
                if !isAtDocumentEnd {
                    throw fail(
                        "yaml.indentation", position, "This line fits no level of indentation above it.",
                        "Indent it like the entry that it follows.")
                }
            } catch {
                while !isAtDocumentEnd { skipLine(); skipToContent() }
            }
            endDocument()
        } while !isAtEnd
        return roots
    }

    /// Moves over `...` lines and what may stand between documents.
    private mutating func endDocument() {
        while isAtMarker(UInt8(ascii: ".")) {
            position += 3
            try? finishLine()
            skipLine()
            skipToContent()
        }
    }

    private mutating func skipDirectives() throws(Failure) {
        skipToContent()
        while current == UInt8(ascii: "%"), position == lineStart {
            let line = bytes[position...].prefix { $0 != 0x0A && $0 != 0x0D }
            let minor = line.dropFirst(8).prefix(while: \.isDigit)
            let rest = line.dropFirst(8 + minor.count)
            if !line.starts(with: Array("%YAML 1.".utf8)) || minor.isEmpty
                || !(rest.isEmpty || rest.first?.isBlank == true)
            {
                report("yaml.unsupported", position, "Directives other than `%YAML 1.2` are not supported.")
            }
            skipLine()
            skipToContent()
            if !isAtMarker(UInt8(ascii: "-")), current != UInt8(ascii: "%") {
                throw fail("yaml.directive", position, "`---` must follow the directives.")
            }
        }
    }

    // MARK: Diagnostics

    mutating func report(_ code: String, _ offset: Int, _ message: String, _ suggestion: String? = nil) {
        let place = source.place(at: offset)
        diagnostics.append(
            Diagnostic(
                code: code, place: place, message: message, excerpt: source.excerpt(line: place.line),
                suggestion: suggestion))
    }

    mutating func fail(_ code: String, _ offset: Int, _ message: String, _ suggestion: String? = nil) -> Failure {
        report(code, offset, message, suggestion)
        return Failure()
    }

    // MARK: Nodes

    /// Counts a level of nesting; the caller takes it back.
    mutating func enter(extra: Int = 0) throws(Failure) {
        depth += 1
        guard depth + extra <= YAMLLimits.depth else {
            throw fail("yaml.depth", position, "This is nested more than \(YAMLLimits.depth) levels deep.")
        }
    }

    mutating func node(
        _ content: YAMLNode.Content, _ range: Range<Int>, _ properties: YAMLProperties
    ) -> YAMLNode {
        var weight = 1
        var height = 1
        switch content {
        case .mapping(let entries):
            for entry in entries {
                weight += entry.value.weight + 1
                height = max(height, entry.value.height + 1)
            }
        case .sequence(let items):
            for item in items {
                weight += item.weight
                height = max(height, item.height + 1)
            }
        case .alias(_, let target):
            weight += target.weight
            height += target.height
        case .scalar: break
        }
        let node = YAMLNode(
            content: content, range: range, place: source.place(at: range.lowerBound), anchor: properties.anchor,
            tag: properties.tag, weight: weight, height: height)
        if let anchor = properties.anchor, !isTaken(anchor, inside: node) { anchors[anchor] = .some(node) }
        return node
    }

    /// Whether a node inside a collection has the collection's own anchor: it begins later, so aliases mean it.
    private func isTaken(_ anchor: String, inside node: YAMLNode) -> Bool {
        switch node.content {
        case .mapping, .sequence: (anchors[anchor] ?? nil) != nil
        case .scalar, .alias: false
        }
    }

    /// What stands where a value was left out.
    mutating func emptyNode(at offset: Int, _ properties: YAMLProperties = .init()) -> YAMLNode {
        node(.scalar(YAMLScalar(text: "", style: .plain)), offset..<offset, properties)
    }
}

/// What may stand before a node.
struct YAMLProperties {
    var anchor: String?
    var tag: String?
    var start: Int?
    var isEmpty: Bool { anchor == nil && tag == nil }
}
