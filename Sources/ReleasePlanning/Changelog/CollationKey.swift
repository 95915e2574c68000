import Foundation

/// Sorts texts as people do: punctuation, digits, letters; small before capital letters only where nothing else differs.
///
/// The order is that of [the Unicode collation](https://www.unicode.org/reports/tr35/tr35-collation.html) for English,
/// by which release-please sorts entries. Texts of ASCII are compared by a table, others by the system's library.
package struct CollationKey: Comparable {
    package let text: String
    /// The place of each character in the alphabet; nil for a text that the table does not know.
    private let places: [UInt8]?

    package init(_ text: String) {
        self.text = text
        var places: [UInt8] = []
        places.reserveCapacity(text.utf8.count)
        var isKnown = true
        for byte in text.utf8 {
            let place = byte < 0x80 ? CollationKey.alphabet[Int(byte)] : 0
            isKnown = isKnown && place > 0
            places.append(place)
        }
        self.places = isKnown ? places : nil
    }

    package static func == (left: CollationKey, right: CollationKey) -> Bool { order(left, right) == .orderedSame }
    package static func < (left: CollationKey, right: CollationKey) -> Bool { order(left, right) == .orderedAscending }

    private static func order(_ left: CollationKey, _ right: CollationKey) -> ComparisonResult {
        guard let leftPlaces = left.places, let rightPlaces = right.places else {
            return left.text.compare(right.text, options: [], range: nil, locale: english)
        }
        let difference = leftPlaces.withUnsafeBytes { left in
            rightPlaces.withUnsafeBytes { right in
                let count = min(left.count, right.count)
                guard count > 0, let one = left.baseAddress, let other = right.baseAddress else { return Int32(0) }
                return memcmp(one, other, count)
            }
        }
        if difference != 0 { return difference < 0 ? .orderedAscending : .orderedDescending }
        if leftPlaces.count != rightPlaces.count {
            return leftPlaces.count < rightPlaces.count ? .orderedAscending : .orderedDescending
        }
        for (one, other) in zip(left.text.utf8, right.text.utf8) where one != other {
            // The same letter: the small one, which has the greater byte, goes first.
            return one > other ? .orderedAscending : .orderedDescending
        }
        return .orderedSame
    }

    /// Never the machine's own.
    private static let english = Locale(identifier: "en_US")

    /// By byte; 0 for what is not in it.
    private static let alphabet: [UInt8] = {
        var places = [UInt8](repeating: 0, count: 128)
        let order = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz"
        for (index, byte) in order.utf8.enumerated() { places[Int(byte)] = UInt8(index + 1) }
        for byte in UInt8(ascii: "A")...UInt8(ascii: "Z") { places[Int(byte)] = places[Int(byte | 0x20)] }
        return places
    }()
}
