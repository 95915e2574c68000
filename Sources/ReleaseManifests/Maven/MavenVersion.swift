import ReleaseText

/// A version in [Maven's order](https://maven.apache.org/pom.html#version-order-specification), with the answers of
/// Maven 3: `1` = `1.0`, `1-alpha` < `1-rc` < `1-SNAPSHOT` < `1` < `1-sp` < `1-anything` < `1.1`.
package struct MavenVersion: Sendable {
    /// A hyphen, and each change between letters and digits, opens a list within the list.
    private indirect enum Item {
        /// Digits without leading zeros; empty for zero.
        case number([UInt8])
        case qualifier(String)
        case list([Item])

        var isNothing: Bool {
            switch self {
            case .number(let digits): digits.isEmpty
            case .qualifier(let text): text.isEmpty
            case .list(let items): items.isEmpty
            }
        }
    }

    package let text: String
    private var items: [Item]

    /// Longer texts are not versions, so that comparing never goes deep.
    private static let maximumLength = 256

    /// nil for what is not a version: empty, too long, or with white space, a bracket, a comma or a reference in it.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= MavenVersion.maximumLength,
            !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || "[](),${}<>&\"\\/:*?|".utf8.contains($0) })
        else { return nil }
        self.text = text
        var reader = Reader(Array(text.lowercased().utf8))
        items = reader.items()
    }

    private struct Reader {
        private let bytes: [UInt8]
        private var start = 0
        /// The lists that are open, outermost first.
        private var lists: [[Item]] = [[]]

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        mutating func items() -> [Item] {
            var isNumber = false
            for (index, byte) in bytes.enumerated() {
                let isDigit = byte.isDigit
                if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") {
                    add(index == start ? .number([]) : item(start..<index, isNumber: isNumber))
                    start = index + 1
                    if byte == UInt8(ascii: "-") { lists.append([]) }
                } else if isDigit != isNumber {
                    if index > start {
                        if isDigit { openListForQualifier() }
                        add(item(start..<index, isNumber: isNumber, isBeforeNumber: isDigit))
                        start = index
                        lists.append([])
                    }
                    isNumber = isDigit
                }
            }
            if start < bytes.count, !isNumber { openListForQualifier() }
            if start < bytes.count { add(item(start..<bytes.count, isNumber: isNumber)) }
            return closed()
        }

        /// `1.0.x1` and `1.0.x` are `1.0-x1` and `1.0-x`.
        private mutating func openListForQualifier() {
            if lists.last?.isEmpty == false { lists.append([]) }
        }

        private mutating func add(_ item: Item) { lists[lists.count - 1].append(item) }

        /// Innermost first, since an empty list counts as nothing for the one around it.
        private mutating func closed() -> [Item] {
            var inner: [Item]?
            for var list in lists.reversed() {
                if let inner { list.append(.list(inner)) }
                inner = normalized(list)
            }
            return inner ?? []
        }

        /// Without what means nothing at the end, or before the lists at the end.
        private func normalized(_ list: [Item]) -> [Item] {
            var list = list
            for index in list.indices.reversed() {
                if list[index].isNothing {
                    list.remove(at: index)
                } else if case .list = list[index] {
                    continue
                } else {
                    break
                }
            }
            return list
        }

        private func item(_ range: Range<Int>, isNumber: Bool, isBeforeNumber: Bool = false) -> Item {
            if isNumber { return .number(Array(bytes[range].drop { $0 == UInt8(ascii: "0") })) }
            let text = String(decoding: bytes[range], as: UTF8.self)
            let letters = ["a": "alpha", "b": "beta", "m": "milestone"]
            let whole = isBeforeNumber ? letters[text] ?? text : text
            return .qualifier(["ga": "", "final": "", "release": "", "cr": "rc"][whole] ?? whole)
        }
    }
}

extension MavenVersion: Comparable {
    package static func == (left: MavenVersion, right: MavenVersion) -> Bool { compare(left.items, right.items) == 0 }
    package static func < (left: MavenVersion, right: MavenVersion) -> Bool { compare(left.items, right.items) < 0 }

    /// Negative, zero or positive.
    private static func compare(_ left: [Item], _ right: [Item]) -> Int {
        for index in 0..<max(left.count, right.count) {
            let order: Int
            switch (index < left.count ? left[index] : nil, index < right.count ? right[index] : nil) {
            case (let left?, let right?): order = compare(left, right)
            case (let left?, nil): order = compareWithNothing(left)
            case (nil, let right?): order = -compareWithNothing(right)
            case (nil, nil): order = 0
            }
            if order != 0 { return order }
        }
        return 0
    }

    /// Qualifiers come before lists, and lists before numbers.
    private static func compare(_ left: Item, _ right: Item) -> Int {
        switch (left, right) {
        case (.number(let left), .number(let right)):
            if left.count != right.count { return left.count < right.count ? -1 : 1 }
            return left.elementsEqual(right) ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
        case (.qualifier(let left), .qualifier(let right)): return order(rank(left), rank(right))
        case (.list(let left), .list(let right)): return compare(left, right)
        case (.number, _), (.list, .qualifier): return 1
        case (.qualifier, _), (.list, .number): return -1
        }
    }

    private static func compareWithNothing(_ item: Item) -> Int {
        switch item {
        case .number(let digits): return digits.isEmpty ? 0 : 1
        case .qualifier(let text): return order(rank(text), rank(""))
        case .list(let items):
            return items.lazy.map(compareWithNothing).first { $0 != 0 } ?? 0
        }
    }

    private static let qualifiers = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"]

    /// Unknown qualifiers come after the known ones, by their letters.
    private static func rank(_ qualifier: String) -> (Int, String) {
        qualifiers.firstIndex(of: qualifier).map { ($0, "") } ?? (qualifiers.count, qualifier)
    }

    private static func order(_ left: (Int, String), _ right: (Int, String)) -> Int {
        if left.0 != right.0 { return left.0 < right.0 ? -1 : 1 }
        if left.1.utf8.elementsEqual(right.1.utf8) { return 0 }
        return left.1.utf16.lexicographicallyPrecedes(right.1.utf16) ? -1 : 1
    }
}
