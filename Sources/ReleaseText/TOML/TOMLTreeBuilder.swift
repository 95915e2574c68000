/// Collects the statements of a document, or of one inline table, and keeps TOML's rules about defining things once.
struct TOMLTreeBuilder {
    typealias Key = TOMLScanner.Text

    /// How a table came into being, which decides who may add to it.
    private enum Origin: Equatable {
        /// Only named on the way to another one; may still be defined.
        case passed
        case header
        /// By dotted keys of one section, which alone may add to it.
        case dotted(section: Int)
    }

    private enum Slot {
        case value(TOMLValue, statement: Range<Int>)
        case table(Int)
        case tables([Int])
    }

    private struct Table {
        var origin: Origin
        var range: Range<Int>
        var keys: [Key] = []
        var slots: [Slot] = []
        var index: [[UInt8]: Int] = [:]

        func position(of key: String) -> Int? {
            if keys.count > 8 { return index[Array(key.utf8)] }
            return keys.firstIndex { $0.text.utf8.elementsEqual(key.utf8) }
        }

        mutating func append(_ key: Key, _ slot: Slot) {
            keys.append(key)
            slots.append(slot)
            if keys.count == 9 {
                for (position, key) in keys.enumerated() { index[Array(key.text.utf8)] = position }
            } else if keys.count > 9 {
                index[Array(key.text.utf8)] = keys.count - 1
            }
        }
    }

    private var tables: [Table]
    /// Whether all of it stands within braces.
    private let isInline: Bool
    let root = 0

    init(isInline: Bool = false) {
        self.isInline = isInline
        tables = [Table(origin: .header, range: 0..<0)]
    }

    /// A table outside the document, for the statements below a header that can't be used.
    mutating func detachedTable() -> Int { newTable(.header, 0..<0) }

    private mutating func newTable(_ origin: Origin, _ range: Range<Int>) -> Int {
        tables.append(Table(origin: origin, range: range))
        return tables.count - 1
    }

    /// The table of a `[path]` header.
    mutating func openTable(_ path: [Key], range: Range<Int>) throws(TOMLFault) -> Int {
        guard let last = path.last else { return root }
        let parent = try passThrough(path.dropLast())
        guard let position = tables[parent].position(of: last.text) else {
            let table = newTable(.header, range)
            tables[parent].append(last, .table(table))
            return table
        }
        guard case .table(let table) = tables[parent].slots[position], tables[table].origin == .passed else {
            throw TOMLFault(
                .duplicateTable, at: last.range.lowerBound, "'\(ValuePath.quoted(last.text))' is already defined.")
        }
        tables[table].origin = .header
        tables[table].range = range
        return table
    }

    /// A new table of a `[[path]]` header.
    mutating func openElement(_ path: [Key], range: Range<Int>) throws(TOMLFault) -> Int {
        guard let last = path.last else { return root }
        let parent = try passThrough(path.dropLast())
        guard let position = tables[parent].position(of: last.text) else {
            let table = newTable(.header, range)
            tables[parent].append(last, .tables([table]))
            return table
        }
        guard case .tables(var elements) = tables[parent].slots[position] else {
            throw TOMLFault(
                .duplicateTable, at: last.range.lowerBound,
                "'\(ValuePath.quoted(last.text))' is already defined and is not an array of tables.")
        }
        let table = newTable(.header, range)
        // The slot is emptied first, so that appending does not copy the array.
        tables[parent].slots[position] = .tables([])
        elements.append(table)
        tables[parent].slots[position] = .tables(elements)
        return table
    }

    private mutating func passThrough(_ path: ArraySlice<Key>) throws(TOMLFault) -> Int {
        var table = root
        for key in path {
            guard let position = tables[table].position(of: key.text) else {
                let next = newTable(.passed, key.range)
                tables[table].append(key, .table(next))
                table = next
                continue
            }
            switch tables[table].slots[position] {
            case .table(let next): table = next
            case .tables(let elements): table = elements.last ?? table
            case .value:
                throw TOMLFault(
                    .notATable, at: key.range.lowerBound,
                    "'\(ValuePath.quoted(key.text))' is already a value, so nothing can be added to it.")
            }
        }
        return table
    }

    /// Adds `path = value` to a table; the section distinguishes dotted keys of one table from those of another.
    mutating func insert(_ value: TOMLValue, at path: [Key], into start: Int, section: Int) throws(TOMLFault) {
        guard let first = path.first, let last = path.last else { return }
        var table = start
        for key in path.dropLast() {
            guard let position = tables[table].position(of: key.text) else {
                let next = newTable(.dotted(section: section), key.range)
                tables[table].append(key, .table(next))
                table = next
                continue
            }
            guard case .table(let next) = tables[table].slots[position] else {
                throw TOMLFault(
                    .notATable, at: key.range.lowerBound,
                    "'\(ValuePath.quoted(key.text))' is already a value, so nothing can be added to it.")
            }
            if tables[next].origin == .passed { tables[next].origin = .dotted(section: section) }
            guard tables[next].origin == .dotted(section: section) else {
                throw TOMLFault(
                    .duplicateTable, at: key.range.lowerBound,
                    "'\(ValuePath.quoted(key.text))' is already defined elsewhere.")
            }
            table = next
        }
        guard tables[table].position(of: last.text) == nil else {
            throw TOMLFault(
                .duplicateKey, at: last.range.lowerBound, "The key '\(ValuePath.quoted(last.text))' is already there.")
        }
        tables[table].append(last, .value(value, statement: first.range.lowerBound..<value.range.upperBound))
    }

    /// Everything collected, as a value. The depth of the tree is limited by the parser.
    func finished() -> TOMLTable { finished(root) }

    private func finished(_ id: Int) -> TOMLTable {
        let table = tables[id]
        var entries: [TOMLEntry] = []
        entries.reserveCapacity(table.keys.count)
        for (key, slot) in zip(table.keys, table.slots) {
            var statement: Range<Int>?
            let value: TOMLValue
            switch slot {
            case .value(let written, let range):
                value = written
                statement = range
            case .table(let id):
                value = TOMLValue(.table(finished(id)), range: tables[id].range)
            case .tables(let ids):
                let elements = ids.map { TOMLValue(.table(finished($0)), range: tables[$0].range) }
                value = TOMLValue(.array(elements), range: elements.first?.range ?? key.range)
            }
            entries.append(
                TOMLEntry(
                    key: key.text, keyRange: key.range, value: value, statement: statement, isInline: isInline))
        }
        return TOMLTable(entries: entries)
    }
}
