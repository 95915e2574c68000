/// Turns the bytes of an XML text into its elements.
///
/// Without recursion; its time is linear.
struct XMLParser {
    private static let maximumDepth = 100
    private var scanner: XMLScanner
    private var elements: [XMLElement] = []
    /// The elements whose end is still to come, outermost first.
    private var open: [Int] = []
    private var pieces: [XMLText] = []
    private var namespaces = XMLNamespaces()

    init(bytes: [UInt8]) { scanner = XMLScanner(bytes: bytes) }

    mutating func parse() throws(XMLFault) -> [XMLElement] {
        try checkCharacters()
        _ = scanner.take("\u{FEFF}")
        try scanner.declaration()
        try prolog()
        try startTag()
        while !open.isEmpty { try content() }
        try epilog()
        return elements
    }

    private func checkCharacters() throws(XMLFault) {
        let bytes = scanner.bytes
        if let offset = firstInvalidUTF8(in: bytes) {
            throw XMLFault(
                "invalid-utf8", at: offset, "The file is not UTF-8 from here on.",
                suggestion: "Store the file as UTF-8 and declare that.")
        }
        for (offset, byte) in bytes.enumerated() where byte < 0x20 || byte == 0xEF {
            let isAllowed =
                byte == 0xEF
                ? bytes[offset + 1] != 0xBF || bytes[offset + 2] < 0xBE : byte.isBlankOrLineEnd
            guard isAllowed else {
                throw XMLFault("invalid-character", at: offset, "XML does not allow this character.")
            }
        }
    }

    private mutating func prolog() throws(XMLFault) {
        var hasType = false
        while true {
            try skipMiscellaneous()
            guard scanner.peek("<!DOCTYPE"), !hasType else { break }
            try scanner.documentType()
            hasType = true
        }
        guard scanner.current == UInt8(ascii: "<"), !scanner.peek("<!"), !scanner.peek("</") else {
            throw XMLFault("no-root", at: scanner.position, "The root element is expected here.")
        }
    }

    private mutating func epilog() throws(XMLFault) {
        try skipMiscellaneous()
        guard scanner.current == nil else {
            throw XMLFault("several-roots", at: scanner.position, "Nothing may follow the root element.")
        }
    }

    /// White space, comments and processing instructions.
    private mutating func skipMiscellaneous() throws(XMLFault) {
        while true {
            scanner.skipSpaces()
            if scanner.peek("<!--") {
                try scanner.comment()
            } else if scanner.peek("<?") {
                try scanner.processingInstruction()
            } else {
                return
            }
        }
    }

    private mutating func content() throws(XMLFault) {
        let start = scanner.position
        guard scanner.current == UInt8(ascii: "<") else {
            if scanner.current == nil { throw unclosed() }
            let text = try scanner.characterData()
            addPiece(text, start..<scanner.position)
            return
        }
        if scanner.peek("</") { return try endTag() }
        if scanner.peek("<!--") { return try scanner.comment() }
        if scanner.peek("<?") { return try scanner.processingInstruction() }
        guard scanner.take("<![CDATA[") else { return try startTag() }
        let inner = scanner.position
        guard let end = scanner.skip(through: "]]>") else {
            throw XMLFault("unterminated-section", at: start, "The CDATA section that begins here has no end.")
        }
        addPiece(scanner.literal(inner..<end), start..<scanner.position)
    }

    private func unclosed() -> XMLFault {
        let element = elements[open[open.count - 1]]
        return XMLFault(
            "unclosed-element", at: element.range.lowerBound,
            "The element '\(element.name.prefix(40))' that begins here is never closed.",
            suggestion: "Add '</\(element.name.prefix(40))>'.")
    }

    /// Pieces are kept of the innermost open element only, and only until it turns out to have children.
    private mutating func addPiece(_ text: String, _ range: Range<Int>) {
        guard elements[open[open.count - 1]].text != nil else { return }
        pieces.append(XMLText(text: text, range: range))
    }

    private mutating func startTag() throws(XMLFault) {
        let start = scanner.position
        scanner.position += 1
        var element = XMLElement(name: try scanner.qualifiedName(of: "an element"), start: start, parent: open.last)
        try readAttributes(of: &element)
        try namespaces.enter(element)
        if let parent = open.last {
            elements[parent].children.append(elements.count)
            elements[parent].text = nil
        }
        pieces.removeAll(keepingCapacity: true)
        open.append(elements.count)
        elements.append(element)
        if scanner.take("/>") { return close() }
        guard scanner.take(">") else {
            throw XMLFault("invalid-tag", at: scanner.position, "An attribute or the end of the tag is expected here.")
        }
        guard open.count <= XMLParser.maximumDepth else {
            throw XMLFault("too-deep", at: start, "Elements are more than \(XMLParser.maximumDepth) deep.")
        }
    }

    private mutating func readAttributes(of element: inout XMLElement) throws(XMLFault) {
        var names: Set<String> = []
        while scanner.skipSpaces(), let byte = scanner.current, byte != UInt8(ascii: ">"), byte != UInt8(ascii: "/") {
            let start = scanner.position
            let name = try scanner.qualifiedName(of: "an attribute")
            scanner.skipSpaces()
            guard scanner.take("=") else {
                throw XMLFault("invalid-attribute", at: scanner.position, "'=' and a value are expected here.")
            }
            scanner.skipSpaces()
            let value = try scanner.attributeValue()
            guard names.insert(name).inserted else {
                throw XMLFault(
                    "duplicate-attribute", at: start, "The attribute '\(name.prefix(40))' stands there twice.")
            }
            element.attributes.append(XMLAttribute(name: name, text: value.text, range: value.range))
        }
    }

    private mutating func endTag() throws(XMLFault) {
        let start = scanner.position
        scanner.position += 2
        let name = try scanner.qualifiedName(of: "an element")
        scanner.skipSpaces()
        guard scanner.take(">") else {
            throw XMLFault("invalid-tag", at: scanner.position, "The end of the tag is expected here.")
        }
        let element = elements[open[open.count - 1]]
        guard element.name.utf8.elementsEqual(name.utf8) else {
            throw XMLFault(
                "mismatched-tag", at: start,
                "'</\(name.prefix(40))>' closes an element, and the open one is '\(element.name.prefix(40))'.",
                suggestion: "Write '</\(element.name.prefix(40))>'.")
        }
        close(endTag: start)
    }

    /// - Parameter endTag: Where it begins; nil for an element that is closed by its own tag.
    private mutating func close(endTag: Int? = nil) {
        let index = open.removeLast()
        elements[index].range = elements[index].range.lowerBound..<scanner.position
        if elements[index].text != nil { elements[index].text = leafText(before: endTag) }
        pieces.removeAll(keepingCapacity: true)
        namespaces.leave()
        numberChildren(of: index)
    }

    /// What the pieces say together, with the bytes from the first to the last that is not white space.
    private func leafText(before endTag: Int?) -> XMLText {
        let filled = pieces.filter { piece in !piece.text.utf8.allSatisfy(\.isBlankOrLineEnd) }
        guard let first = filled.first, let last = filled.last else {
            let place = endTag.map { pieces.first?.range.lowerBound ?? $0 } ?? 0
            return XMLText(text: "", range: place..<place)
        }
        var range = first.range.lowerBound..<last.range.upperBound
        while scanner.bytes[range.lowerBound].isBlankOrLineEnd { range.removeFirst() }
        while scanner.bytes[range.upperBound - 1].isBlankOrLineEnd { range.removeLast() }
        let text = pieces.count == 1 ? pieces[0].text : pieces.map(\.text).joined()
        return XMLText(text: trimmed(text), range: range)
    }

    private func trimmed(_ text: String) -> String {
        let bytes = text.utf8
        guard let first = bytes.firstIndex(where: { !$0.isBlankOrLineEnd }),
            let last = bytes.lastIndex(where: { !$0.isBlankOrLineEnd })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    private mutating func numberChildren(of index: Int) {
        let children = elements[index].children
        guard children.count > 1 else { return }
        var counts: [String: Int] = [:]
        for child in children { counts[elements[child].localName, default: 0] += 1 }
        var next: [String: Int] = [:]
        for child in children {
            let name = elements[child].localName
            guard let count = counts[name], count > 1 else { continue }
            elements[child].sibling = next[name, default: 0]
            next[name, default: 0] += 1
        }
    }
}
