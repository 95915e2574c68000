/// A value of a TOML document with the bytes it was read from.
package struct TOMLValue: Sendable {
    package enum Content: Sendable {
        case string(String)
        case integer(Int64)
        case float(Double)
        case boolean(Bool)
        /// The text as written.
        case dateTime(DateTimeKind, String)
        case array([TOMLValue])
        case table(TOMLTable)
    }

    package enum DateTimeKind: String, Sendable {
        case offsetDateTime = "datetime"
        case localDateTime = "datetime-local"
        case localDate = "date-local"
        case localTime = "time-local"
    }

    package var content: Content
    /// With quotes or brackets; for a table written by headers or dotted keys, the header or key that first named it.
    package var range: Range<Int>

    package init(_ content: Content, range: Range<Int>) {
        self.content = content
        self.range = range
    }

    package var string: String? {
        if case .string(let text) = content { text } else { nil }
    }
    package var boolean: Bool? {
        if case .boolean(let flag) = content { flag } else { nil }
    }
    package var array: [TOMLValue]? {
        if case .array(let elements) = content { elements } else { nil }
    }
    package var table: TOMLTable? {
        if case .table(let table) = content { table } else { nil }
    }

    /// What it is, for messages: `a string`.
    package var kindName: String {
        switch content {
        case .string: "a string"
        case .integer: "an integer"
        case .float: "a float"
        case .boolean: "a boolean"
        case .dateTime: "a date or time"
        case .array: "an array"
        case .table: "a table"
        }
    }
}

/// A table's entries in the order in which they first appear.
package struct TOMLTable: Sendable {
    package let entries: [TOMLEntry]
    /// Where a key is among the entries; only for tables in which a search would be slow.
    private let index: [[UInt8]: Int]

    package init(entries: [TOMLEntry] = []) {
        self.entries = entries
        var index: [[UInt8]: Int] = [:]
        if entries.count > 8 {
            for (position, entry) in entries.enumerated() { index[Array(entry.key.utf8)] = position }
        }
        self.index = index
    }

    /// Keys are equal when their bytes are; TOML knows no Unicode normalization.
    package func entry(_ key: String) -> TOMLEntry? {
        if entries.count > 8 { return index[Array(key.utf8)].map { entries[$0] } }
        return entries.first { $0.key.utf8.elementsEqual(key.utf8) }
    }

    package subscript(key: String) -> TOMLValue? { entry(key)?.value }
}

/// One key of a table and what it stands for.
package struct TOMLEntry: Sendable {
    package let key: String
    package let keyRange: Range<Int>
    package let value: TOMLValue
    /// From the first part of the (dotted) key to the end of the value; nil where no single `key = value` wrote it.
    package let statement: Range<Int>?
    /// Whether that statement stands within the braces of an inline table.
    package let isInline: Bool
}

/// A `[header]` and what follows it up to the next one.
package struct TOMLSection: Sendable {
    package var path: [String]
    /// From the header's bracket to the end of the last statement.
    package var range: Range<Int>
}
