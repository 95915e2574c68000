import ReleaseModel

/// Takes a requirement's text apart from left to right.
struct RequirementScanner {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position >= bytes.count }
    var end: Int { bytes.count }

    mutating func skipSpaces() {
        while position < bytes.count, bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) {
            position += 1
        }
    }

    func peek(_ text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
    }

    mutating func take(_ text: StaticString) -> Bool {
        guard peek(text) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    mutating func takeFirst(of texts: [StaticString]) -> String? {
        texts.first { take($0) }.map(\.description)
    }

    /// Digits without a needless leading zero.
    mutating func takeNumber() -> Int? {
        let start = position
        let digits = takeWhile(TOMLScanner.isDigit)
        guard let number = Int(digits), digits == "0" || digits.first != "0" else {
            position = start
            return nil
        }
        return number
    }

    /// Up to three numbers with dots, the last of them perhaps wildcards; nil where something else stands there.
    mutating func takeShortVersion() -> (numbers: [Int], wildcards: Int)? {
        var numbers: [Int] = []
        var wildcards = 0
        repeat {
            guard numbers.count + wildcards < 3 else { return nil }
            if takeFirst(of: ["*", "x", "X"]) != nil {
                wildcards += 1
            } else if wildcards == 0, let number = takeNumber() {
                numbers.append(number)
            } else {
                return nil
            }
        } while take(".")
        return (numbers, wildcards)
    }

    /// May be empty.
    mutating func takeWhile(_ isWanted: (UInt8) -> Bool) -> String {
        let start = position
        while position < bytes.count, isWanted(bytes[position]) { position += 1 }
        return text(start..<position)
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

/// An upper bound that a version has outgrown, moved beyond it in the same style: `<1` → `<2`, `<0.5.0` → `<0.7.0`.
///
/// - Parameter numbers: The bound as written; not empty.
func upperBound(_ numbers: [Int], movedBeyond version: Version) -> [Int] {
    let significant = numbers.lastIndex { $0 != 0 } ?? 0
    return numbers.indices.map { index in
        let number = index < version.release.count ? version.release[index] : 0
        return index < significant ? number : index == significant ? min(number, Int.max - 1) + 1 : 0
    }
}

/// The first numbers of a version, as many as wanted, with dots.
func leadingNumbers(of version: Version, count: Int) -> String {
    (0..<count).map { $0 < version.release.count ? String(version.release[$0]) : "0" }.joined(separator: ".")
}
