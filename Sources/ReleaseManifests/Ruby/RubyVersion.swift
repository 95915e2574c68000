import ReleaseText

/// A gem's version with the order of [`Gem::Version`](https://docs.ruby-lang.org/en/master/Gem/Version.html): numbers and
/// letters in any number, where letters make a prerelease (`1.2.0.pre1`) and a dash stands for `.pre.`.
package struct RubyVersion: Comparable, Sendable {
    enum Segment: Hashable, Sendable {
        case letters(String)
        /// Decimal digits without leading zeros, of any length; empty for zero.
        case number(String)
    }

    /// As Bundler writes it into a lock: without spaces, `-` as `.pre.`.
    package let text: String
    let segments: [Segment]

    /// nil if RubyGems would refuse it.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard RubyVersion.isWellFormed(bytes) else { return nil }
        self.text = text.split(separator: "-", omittingEmptySubsequences: false).joined(separator: ".pre.")
        segments = RubyVersion.segments(of: Array(self.text.utf8))
    }

    private init(segments: [Segment]) {
        self.segments = segments
        text = segments.map(\.description).joined(separator: ".")
    }

    var isPrerelease: Bool { segments.contains { !$0.isNumber } }

    /// The numbers before the first letters.
    private var numbers: [Segment] { Array(segments.prefix(while: \.isNumber)) }

    var numberCount: Int { numbers.count }

    /// Without what makes it a prerelease.
    var release: RubyVersion { isPrerelease ? RubyVersion(segments: numbers) : self }

    /// The first version that `~>` leaves out: the last number but one raised, or the only one.
    var bumped: RubyVersion {
        var numbers = numbers
        if numbers.count > 1 { numbers.removeLast() }
        if case .number(let digits)? = numbers.popLast() { numbers.append(.number(RubyVersion.successor(of: digits))) }
        return RubyVersion(segments: numbers)
    }

    package static func == (left: RubyVersion, right: RubyVersion) -> Bool { left.canonical == right.canonical }

    package static func < (left: RubyVersion, right: RubyVersion) -> Bool {
        let (mine, others) = (left.canonical, right.canonical)
        for index in 0..<max(mine.count, others.count) {
            let one = index < mine.count ? mine[index] : .number("")
            let other = index < others.count ? others[index] : .number("")
            if one != other { return one.precedes(other) }
        }
        return false
    }

    /// Zeros at the end of the numbers, and at the end of the rest, say nothing.
    private var canonical: [Segment] {
        func trimmed(_ part: some BidirectionalCollection<Segment>) -> [Segment] {
            var part = Array(part)
            while part.last == .number("") { part.removeLast() }
            return part
        }
        return trimmed(numbers) + trimmed(segments[numbers.count...])
    }

    /// Digits first, then letters and digits between dots, then a dash and the same with further dashes.
    private static func isWellFormed(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, first.isDigit, bytes.count <= 1_000 else { return false }
        var wasDot = false
        var isInFirst = true
        var hasDash = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "."):
                if wasDot { return false }
                (wasDot, isInFirst) = (true, false)
                continue
            case UInt8(ascii: "-"):
                if wasDot, !hasDash { return false }
                if !hasDash { (hasDash, isInFirst, wasDot) = (true, false, true) } else { wasDot = false }
                continue
            case _ where byte.isDigit: break
            case _ where byte.isLetter: if isInFirst { return false }
            default: return false
            }
            wasDot = false
        }
        return !wasDot
    }

    private static func segments(of bytes: [UInt8]) -> [Segment] {
        var segments: [Segment] = []
        var position = 0
        while position < bytes.count {
            let start = position
            while position < bytes.count, bytes[position].isDigit { position += 1 }
            if position > start {
                let digits = bytes[start..<position].drop { $0 == UInt8(ascii: "0") }
                segments.append(.number(String(decoding: digits, as: UTF8.self)))
                continue
            }
            while position < bytes.count, bytes[position].isLetter { position += 1 }
            if position > start {
                segments.append(.letters(String(decoding: bytes[start..<position], as: UTF8.self)))
            } else {
                position += 1
            }
        }
        return segments
    }

    private static func successor(of digits: String) -> String {
        var bytes = Array(digits.utf8)
        var index = bytes.count - 1
        while index >= 0, bytes[index] == UInt8(ascii: "9") {
            bytes[index] = UInt8(ascii: "0")
            index -= 1
        }
        if index < 0 { return "1" + String(decoding: bytes, as: UTF8.self) }
        bytes[index] += 1
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension RubyVersion.Segment: CustomStringConvertible {
    var isNumber: Bool {
        if case .number = self { return true }
        return false
    }

    var description: String {
        switch self {
        case .letters(let text): text
        case .number(let digits): digits.isEmpty ? "0" : digits
        }
    }

    /// Letters come before numbers.
    fileprivate func precedes(_ other: RubyVersion.Segment) -> Bool {
        switch (self, other) {
        case (.letters, .number): true
        case (.number, .letters): false
        case (.letters(let one), .letters(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
        case (.number(let one), .number(let other)):
            one.utf8.count == other.utf8.count ? one < other : one.utf8.count < other.utf8.count
        }
    }
}
