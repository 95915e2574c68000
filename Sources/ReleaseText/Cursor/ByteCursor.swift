/// A place in some bytes that moves from left to right: what every scanner here is.
package protocol ByteCursor {
    var bytes: [UInt8] { get }
    /// From 0 to the number of bytes; at a closing quote that is missing it may lie one beyond.
    var position: Int { get set }
}

extension ByteCursor {
    package var isAtEnd: Bool { position >= bytes.count }

    /// nil at the end.
    package var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// nil beyond the end.
    package func byte(_ ahead: Int) -> UInt8? { position + ahead < bytes.count ? bytes[position + ahead] : nil }

    /// Whether a text follows.
    package func peek(_ text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
    }

    /// Moves behind a text; false, without a move, where another one follows.
    package mutating func take(_ text: StaticString) -> Bool {
        guard peek(text) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    package mutating func skip(while isWanted: (UInt8) -> Bool) {
        while position < bytes.count, isWanted(bytes[position]) { position += 1 }
    }

    /// May be empty.
    package mutating func takeWhile(_ isWanted: (UInt8) -> Bool) -> String {
        let start = position
        skip(while: isWanted)
        return text(start..<position)
    }

    package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
