/// Parses a complete document, continues after each fault, and so finds them all in one pass.
///
/// Its time is linear in the size of the document, and nesting is limited, so that no input can exhaust the stack.
struct TOMLParser {
    private var scanner: TOMLScanner
    private var tree = TOMLTreeBuilder()
    private(set) var sections: [TOMLSection] = []
    private(set) var faults: [TOMLFault] = []
    private var currentTable: Int
    private var currentDepth = 0
    private var nextSection = 0
    private var currentSection = 0

    /// How deep tables and arrays may lie within each other.
    static let maximumDepth = 100

    init(bytes: [UInt8]) {
        scanner = TOMLScanner(bytes: bytes)
        currentTable = tree.root
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { scanner.position = 3 }
    }

    mutating func parse() -> TOMLTable {
        while true {
            scanner.skipSpaces()
            if scanner.isAtEnd { return tree.finished() }
            do throws(TOMLFault) {
                try statement()
                scanner.skipSpaces()
                try scanner.skipComment()
                guard scanner.isAtLineEnd else { throw trailingText() }
            } catch {
                faults.append(error)
                recover(from: error)
            }
            scanner.skipLineEnd()
        }
    }

    private func trailingText() -> TOMLFault {
        TOMLFault(.trailingText, at: scanner.position, "Nothing but a comment may follow on this line.")
    }

    /// Goes on with the next line, or, within a value of several lines, with the next one that looks like a statement.
    private mutating func recover(from fault: TOMLFault) {
        if fault.isInsideValue { scanner.position = fault.offset }
        while true {
            scanner.skip { $0 != 0x0A }
            guard fault.isInsideValue, !scanner.isAtEnd else { return }
            scanner.position += 1
            if looksLikeStatement() {
                // The caller skips one line end, which is the one before the statement.
                scanner.position -= 1
                return
            }
        }
    }

    private func looksLikeStatement() -> Bool {
        var ahead = scanner
        ahead.skipSpaces()
        let isHeader = ahead.current == UInt8(ascii: "[")
        while ahead.current == UInt8(ascii: "[") { ahead.position += 1 }
        guard let first = ahead.current, !isHeader || first.isWordOrHyphen && !first.isDigit,
            (try? ahead.dottedKey()) != nil
        else { return false }
        ahead.skipSpaces()
        return ahead.current == (isHeader ? UInt8(ascii: "]") : UInt8(ascii: "="))
    }

    private mutating func statement() throws(TOMLFault) {
        switch scanner.current {
        case UInt8(ascii: "["): try header()
        case UInt8(ascii: "#"), 0x0A: return
        case 0x0D where scanner.isAtLineEnd: return
        case UInt8(ascii: "<") where scanner.peek("<<<<<<<"),
            UInt8(ascii: ">") where scanner.peek(">>>>>>>"),
            UInt8(ascii: "=") where scanner.peek("======="):
            throw TOMLFault(.mergeConflict, at: scanner.position, "A merge conflict is not resolved here.")
        default:
            let path = try scanner.dottedKey()
            let value = try assignedValue(depth: currentDepth + path.count)
            noteEnd(value.range.upperBound)
            do throws(TOMLFault) {
                try tree.insert(value, at: path, into: currentTable, section: currentSection)
            } catch {
                faults.append(error)
            }
        }
    }

    private mutating func noteEnd(_ end: Int) {
        guard let last = sections.indices.last else { return }
        sections[last].range = sections[last].range.lowerBound..<end
    }

    private mutating func header() throws(TOMLFault) {
        let start = scanner.position
        let isElement = scanner.peek("[[")
        nextSection += 1
        currentSection = nextSection
        currentTable = tree.detachedTable()
        currentDepth = 0
        scanner.position += isElement ? 2 : 1
        scanner.skipSpaces()
        let path = try scanner.dottedKey()
        scanner.skipSpaces()
        guard isElement ? scanner.peek("]]") : scanner.current == UInt8(ascii: "]") else {
            throw TOMLFault(
                .invalidHeader, at: scanner.position, "'\(isElement ? "]]" : "]")' is expected after this table's name."
            )
        }
        scanner.position += isElement ? 2 : 1
        let range = start..<scanner.position
        sections.append(TOMLSection(path: path.map(\.text), range: range))
        try checkDepth(path.count + 1, at: start)
        do throws(TOMLFault) {
            currentTable =
                isElement ? try tree.openElement(path, range: range) : try tree.openTable(path, range: range)
            currentDepth = path.count + 1
        } catch {
            faults.append(error)
        }
    }

    private func checkDepth(_ depth: Int, at offset: Int) throws(TOMLFault) {
        guard depth > TOMLParser.maximumDepth else { return }
        var fault = TOMLFault(
            .tooDeep, at: offset, "Tables and arrays are nested more than \(TOMLParser.maximumDepth) deep.")
        fault.isInsideValue = true
        throw fault
    }

    /// The `= value` after a key.
    private mutating func assignedValue(depth: Int) throws(TOMLFault) -> TOMLValue {
        scanner.skipSpaces()
        guard scanner.current == UInt8(ascii: "=") else {
            throw TOMLFault(.missingEquals, at: scanner.position, "'=' is expected after this key.")
        }
        scanner.position += 1
        scanner.skipSpaces()
        return try value(depth: depth)
    }

    private mutating func value(depth: Int) throws(TOMLFault) -> TOMLValue {
        try checkDepth(depth, at: scanner.position)
        switch scanner.current {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let string = try scanner.string()
            return TOMLValue(.string(string.text), range: string.range)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "{"): return try inlineTable(depth: depth)
        default: return try scanner.plainScalar()
        }
    }

    private mutating func array(depth: Int) throws(TOMLFault) -> TOMLValue {
        let start = scanner.position
        var elements: [TOMLValue] = []
        do throws(TOMLFault) {
            scanner.position += 1
            try scanner.skipBlank()
            while scanner.current != UInt8(ascii: "]") {
                if scanner.isAtEnd { throw TOMLFault(.unterminatedArray, at: start, "This array is never closed.") }
                elements.append(try value(depth: depth + 1))
                try scanner.skipBlank()
                if scanner.current == UInt8(ascii: "]") { break }
                if scanner.isAtEnd { throw TOMLFault(.unterminatedArray, at: start, "This array is never closed.") }
                guard scanner.current == UInt8(ascii: ",") else {
                    throw TOMLFault(
                        .unterminatedArray, at: scanner.position, "',' or ']' is expected after this array's element.")
                }
                scanner.position += 1
                try scanner.skipBlank()
            }
        } catch {
            var fault = error
            fault.isInsideValue = true
            throw fault
        }
        scanner.position += 1
        return TOMLValue(.array(elements), range: start..<scanner.position)
    }

    private mutating func inlineTable(depth: Int) throws(TOMLFault) -> TOMLValue {
        let start = scanner.position
        var tree = TOMLTreeBuilder(isInline: true)
        scanner.position += 1
        scanner.skipSpaces()
        var needsEntry = false
        while needsEntry || scanner.current != UInt8(ascii: "}") {
            // [TOML 1.0](https://toml.io/en/v1.0.0#inline-table): on one line, and without a comma at the end.
            if scanner.isAtLineEnd || scanner.current == UInt8(ascii: "#") {
                var fault = TOMLFault(
                    .invalidInlineTable, at: start, "An inline table must be closed on the line on which it begins.")
                fault.isInsideValue = true
                throw fault
            }
            if needsEntry, scanner.current == UInt8(ascii: "}") {
                throw TOMLFault(
                    .invalidInlineTable, at: scanner.position, "No comma may follow an inline table's last entry.")
            }
            let path = try scanner.dottedKey()
            let value = try assignedValue(depth: depth + path.count)
            do throws(TOMLFault) {
                try tree.insert(value, at: path, into: tree.root, section: 0)
            } catch {
                // A key that is defined twice does not keep the rest from being read.
                faults.append(error)
            }
            scanner.skipSpaces()
            needsEntry = scanner.current == UInt8(ascii: ",")
            if needsEntry {
                scanner.position += 1
                scanner.skipSpaces()
            } else if scanner.current != UInt8(ascii: "}"), !scanner.isAtLineEnd {
                throw TOMLFault(
                    .invalidInlineTable, at: scanner.position, "',' or '}' is expected after this entry.")
            }
        }
        scanner.position += 1
        return TOMLValue(.table(tree.finished()), range: start..<scanner.position)
    }
}
