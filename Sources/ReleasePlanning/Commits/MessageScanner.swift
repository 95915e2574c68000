/// Walks over a commit message's bytes, one character class at a time.
///
/// The grammar is that of the [reference parser](https://github.com/conventional-commits/parser) of Conventional
/// Commits, which release-please uses; it is stricter than the specification in some places.
struct MessageScanner {
    let bytes: ArraySlice<UInt8>
    private(set) var offset: Int

    init(_ bytes: ArraySlice<UInt8>, at offset: Int? = nil) {
        self.bytes = bytes
        self.offset = offset ?? bytes.startIndex
    }

    var isAtEnd: Bool { offset >= bytes.endIndex }
    var next: UInt8? { isAtEnd ? nil : bytes[offset] }

    /// Takes one byte if it is this one.
    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        offset += 1
        return true
    }

    mutating func take(_ text: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes[offset...].starts(with: wanted) else { return false }
        offset += wanted.count
        return true
    }

    /// Line feeds and carriage returns.
    ///
    /// - Returns: Whether there was at least one.
    mutating func takeNewlines() -> Bool {
        let start = offset
        while !isAtEnd {
            let count = newlineLength(offset)
            if count == 0 { break }
            offset += count
        }
        return offset > start
    }

    /// Blanks of any kind but line ends.
    mutating func takeBlanks() -> Bool {
        let start = offset
        while !isAtEnd {
            let count = blankLength(offset)
            if count == 0 { break }
            offset += count
        }
        return offset > start
    }

    /// What is left of the line, which may be nothing.
    mutating func takeText() -> Range<Int> {
        let start = offset
        while !isAtEnd, newlineLength(offset) == 0 { offset += 1 }
        return start..<offset
    }

    /// A commit's type or a footer's token: everything up to a bracket, a blank, `!` or `:`; nil if that is nothing.
    mutating func takeType() -> Range<Int>? {
        let start = offset
        while let byte = next {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "!"), UInt8(ascii: ":"):
                return start == offset ? nil : start..<offset
            default:
                guard blankLength(offset) == 0, newlineLength(offset) == 0 else {
                    return start == offset ? nil : start..<offset
                }
                offset += 1
            }
        }
        return start == offset ? nil : start..<offset
    }

    /// `:` or ` #`.
    mutating func takeSeparator() -> Separator? {
        if take(UInt8(ascii: ":")) { return .colon }
        if take(" #") { return .hash }
        return nil
    }

    enum Separator { case colon, hash }

    /// How many bytes the line end at a place has; 0 where there is none.
    private func newlineLength(_ place: Int) -> Int {
        switch bytes[place] {
        case 0x0A, 0x0D: 1
        case 0xE2: matches(place, 0x80, 0xA8) || matches(place, 0x80, 0xA9) ? 3 : 0
        default: 0
        }
    }

    /// As ECMAScript has it, without line ends.
    private func blankLength(_ place: Int) -> Int {
        switch bytes[place] {
        case 0x20, 0x09, 0x0B, 0x0C: return 1
        case 0xC2: return place + 1 < bytes.endIndex && bytes[place + 1] == 0xA0 ? 2 : 0
        case 0xE2:
            let isSpace = place + 2 < bytes.endIndex && bytes[place + 1] == 0x80 && bytes[place + 2] <= 0x8A
            return isSpace || matches(place, 0x80, 0xAF) || matches(place, 0x81, 0x9F) ? 3 : 0
        case 0xE1: return matches(place, 0x9A, 0x80) ? 3 : 0
        case 0xE3: return matches(place, 0x80, 0x80) ? 3 : 0
        case 0xEF: return matches(place, 0xBB, 0xBF) ? 3 : 0
        default: return 0
        }
    }

    private func matches(_ place: Int, _ second: UInt8, _ third: UInt8) -> Bool {
        place + 2 < bytes.endIndex && bytes[place + 1] == second && bytes[place + 2] == third
    }
}
