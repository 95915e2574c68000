/// What the address of a list says: which rows, in which order, which page.
///
/// Names and values that a list does not have are refused with those that it has.
package struct ListQuery: Sendable {
    /// What a list can do.
    package struct Shape: Sendable {
        /// What `show` takes beside nothing: `failed`, …
        package var shows: [String] = []
        /// What `sort` takes; with `-` before it the other way around. The first one is the usual order.
        package var sorts: [String] = []
        /// Further parameters.
        package var more: [String] = []
        package var hasFilter = true
        package var hasPages = true
        /// Rows of a page.
        package var rows = 50

        package init(
            shows: [String] = [], sorts: [String] = [], more: [String] = [], hasFilter: Bool = true,
            hasPages: Bool = true, rows: Int = 50
        ) {
            self.rows = rows
            self.shows = shows
            self.sorts = sorts
            self.more = more
            self.hasFilter = hasFilter
            self.hasPages = hasPages
        }

        /// The parameters that the address may have.
        package var names: [String] {
            (hasFilter ? ["q"] : []) + (shows.isEmpty ? [] : ["show"]) + (sorts.isEmpty ? [] : ["sort"])
                + (hasPages ? ["page"] : []) + more
        }
    }

    /// As many pages are a million rows.
    private static let mostPages = 20_000

    package let shape: Shape
    private let values: [String: String]
    /// From 1.
    package let page: Int

    /// - Parameter values: By name; names that the shape does not have were refused before.
    package init(_ shape: Shape, _ values: [String: String]) throws(UnknownValue) {
        self.shape = shape
        self.values = values.filter { !$0.value.isEmpty }
        if let show = self.values["show"], !shape.shows.contains(show) {
            throw UnknownValue(name: "show", value: show, valid: shape.shows)
        }
        if let sort = self.values["sort"] {
            let key = sort.hasPrefix("-") ? String(sort.dropFirst()) : sort
            guard shape.sorts.contains(key) else {
                throw UnknownValue(name: "sort", value: sort, valid: shape.sorts.flatMap { [$0, "-" + $0] })
            }
        }
        let text = self.values["page"] ?? "1"
        guard let page = Int(text), (1...ListQuery.mostPages).contains(page), "\(page)" == text else {
            throw UnknownValue(name: "page", value: text, valid: ["a number from 1"])
        }
        self.page = page
    }

    package subscript(name: String) -> String? { values[name] }
    package var show: String? { values["show"] }
    package var text: String { values["q"] ?? "" }
    package var sort: (key: String, isDescending: Bool) {
        guard let sort = values["sort"] else { return (shape.sorts.first ?? "", false) }
        return sort.hasPrefix("-") ? (String(sort.dropFirst()), true) : (sort, false)
    }

    /// Words that a row must contain, each of them, in whatever letters.
    private var words: [String] { text.lowercased().split(separator: " ").map(String.init) }

    /// Whether a row is meant that has these texts.
    package func matches(_ texts: [String]) -> Bool {
        let words = words
        guard !words.isEmpty else { return true }
        let all = texts.joined(separator: "\n").lowercased()
        return words.allSatisfy(all.contains)
    }

    /// The rows of the page, and how many pages there are.
    package func paged<Row>(_ rows: [Row]) -> (rows: [Row], pages: Int) {
        let size = shape.rows
        let pages = max(1, (rows.count + size - 1) / size)
        let start = min(rows.count, (page - 1) * size)
        return (Array(rows[start..<min(rows.count, start + size)]), pages)
    }

    /// The same list with something changed; whatever changes begins at the first page, unless it is the page.
    package func address(_ base: Address, changing name: String, to value: String?) -> Address {
        var address = base
        for key in shape.names where key != name {
            if key == "page", name != "page" { continue }
            if key == "open" { continue }
            address = address.with(key, values[key])
        }
        return address.with(name, value)
    }
}

/// A parameter of an address has a value that does not exist.
package struct UnknownValue: Error, Equatable {
    package var name: String
    package var value: String
    package var valid: [String]

    package init(name: String, value: String, valid: [String]) {
        self.name = name
        self.value = value
        self.valid = valid
    }

    package var sentence: String { "\(name) takes no '\(value)'. Valid: \(valid.joined(separator: ", "))." }
}
