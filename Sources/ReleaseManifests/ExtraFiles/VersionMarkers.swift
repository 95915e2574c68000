import ReleaseModel
package import ReleaseText

/// Versions in any text, found by markers in comments: on a line with `x-release-please-version` or
/// `x-slipway-version` the first version is meant; between `…-start-version` and `…-end` the first of each line. The same
/// for `major`, `minor` and `patch` (the first number), `date` (the first day) and `version-date` (both).
package struct VersionMarkers {
    package let scanned: ScannedFile

    /// Values are called `marker[0]`, `marker[1].major`, … in the order of the text.
    ///
    /// - Parameter prefixes: What markers begin with; each has an `x` first.
    package init(file: String, bytes: [UInt8], prefixes: [String] = ["x-release-please-", "x-slipway-"]) {
        let prefixes = prefixes.map { Array($0.utf8) }
        var values: [ScannedValue] = []
        var block: String?
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != 0x0A { end += 1 }
            let found = VersionMarkers.marker(in: bytes[start..<end], prefixes)
            let marker = found?.name
            if let marker, marker.hasPrefix("start-") {
                block = String(marker.dropFirst(6))
            } else if marker == "end" {
                block = nil
            } else if let scope = marker ?? block {
                for (part, range) in VersionMarkers.places(of: scope, in: bytes, start..<end, beside: found?.range) {
                    let text = String(decoding: bytes[range], as: UTF8.self)
                    let key = "marker[\(values.count)]" + (part.map { ".\($0.rawValue)" } ?? "")
                    values.append(ScannedValue(key: key, text: text, range: range))
                }
            }
            start = end + 1
        }
        scanned = ScannedFile(file: file, bytes: bytes, values: values)
    }

    /// What stands behind the prefix of a marker: `version`, `start-version`, `end`.
    private static func marker(
        in line: ArraySlice<UInt8>, _ prefixes: [[UInt8]]
    ) -> (name: String, range: Range<Int>)? {
        guard line.count > 10 else { return nil }
        var offset = line.startIndex
        while let next = line[offset...].firstIndex(of: UInt8(ascii: "x")) {
            for prefix in prefixes where line[next...].starts(with: prefix) {
                let rest = line[(next + prefix.count)...].prefix { ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x2D }
                return (String(decoding: rest, as: UTF8.self), next..<rest.endIndex)
            }
            offset = next + 1
        }
        return nil
    }

    /// What a marker of this name stands for on a line: the full version (no part), a number of it, or a day.
    private static func places(
        of scope: String, in bytes: [UInt8], _ line: Range<Int>, beside marker: Range<Int>?
    ) -> [(VersionPart?, Range<Int>)] {
        switch scope {
        case "version": return version(in: bytes, line, beside: marker).map { [(nil, $0)] } ?? []
        case "version-date":
            let parts = places(of: "version", in: bytes, line, beside: marker)
            return (parts + places(of: "date", in: bytes, line, beside: marker))
                .sorted { $0.1.lowerBound < $1.1.lowerBound }
        default:
            guard let part = VersionPart(rawValue: scope), VersionPart.marked.contains(part) else { return [] }
            let sides = marker.map { [line.lowerBound..<$0.lowerBound, $0.upperBound..<line.upperBound] } ?? [line]
            let range = sides.lazy.compactMap { part == .date ? day(in: bytes, $0) : number(in: bytes, $0) }.first
            return range.map { [(part, $0)] } ?? []
        }
    }

    /// The first number that no letter, digit or underscore stands beside.
    private static func number(in bytes: [UInt8], _ line: Range<Int>) -> Range<Int>? {
        var offset = line.lowerBound
        while let start = bytes[offset..<line.upperBound].firstIndex(where: \.isDigit) {
            let end = bytes[start..<line.upperBound].firstIndex { !$0.isDigit } ?? line.upperBound
            let isAlone =
                (start == line.lowerBound || !isLetter(bytes[start - 1]))
                && (end == line.upperBound || !isLetter(bytes[end]))
            if isAlone { return start..<end }
            offset = end
        }
        return nil
    }

    /// The first `YYYY-MM-DD`.
    private static func day(in bytes: [UInt8], _ line: Range<Int>) -> Range<Int>? {
        guard line.count >= 10 else { return nil }
        let shape = Array("0000-00-00".utf8)
        let start = (line.lowerBound...(line.upperBound - 10)).first { start in
            let isDay = zip(bytes[start..<start + 10], shape).allSatisfy { $1 == 0x30 ? $0.isDigit : $0 == $1 }
            let isAlone =
                (start == line.lowerBound || !bytes[start - 1].isDigit)
                && (start + 10 == line.upperBound || !bytes[start + 10].isDigit)
            return isDay && isAlone
        }
        return start.map { $0..<($0 + 10) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte.isIdentifierPart && !byte.isDigit
    }

    /// The first version before the line's marker, else the first behind it: a marker is never part of one.
    private static func version(in bytes: [UInt8], _ line: Range<Int>, beside marker: Range<Int>?) -> Range<Int>? {
        guard let marker else { return version(in: bytes, line) }
        return version(in: bytes, line.lowerBound..<marker.lowerBound)
            ?? version(in: bytes, marker.upperBound..<line.upperBound)
    }

    /// The first version of a line: three numbers with what belongs to them; a `v` or another word before it does not.
    private static func version(in bytes: [UInt8], _ line: Range<Int>) -> Range<Int>? {
        var offset = line.lowerBound
        // Behind `1.0` a letter may be part of another version, which a new text here would make or end.
        var isBehindPair = false
        while offset < line.upperBound {
            guard bytes[offset].isDigit else {
                if !isPart(bytes[offset]) { isBehindPair = false }
                offset += 1
                continue
            }
            if offset >= line.lowerBound + 2, bytes[offset - 1] == 0x2E, bytes[offset - 2].isDigit {
                isBehindPair = true
            }
            let isFresh =
                offset == line.lowerBound || !isWord(bytes[offset - 1]) || isMark(bytes, offset - 1, line)
                || (bytes[offset - 1] != 0x2E && !isBehindPair)
            if isFresh, beginsVersion(bytes[offset..<line.upperBound]) {
                let limit = min(line.upperBound, offset + 200)
                let end = bytes[offset..<limit].firstIndex { !$0.isDigit && !isPart($0) } ?? limit
                if let length = longestVersion(in: bytes[offset..<end], of: bytes) { return offset..<(offset + length) }
            }
            while offset < line.upperBound, bytes[offset].isDigit { offset += 1 }
        }
        return nil
    }

    /// Whether three numbers stand here, which every version has.
    private static func beginsVersion(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes.prefix(200)
        for number in 1...3 {
            let digits = rest.prefix(while: \.isDigit)
            rest = rest[digits.endIndex...]
            if digits.isEmpty { return false }
            if number < 3 {
                guard rest.first == 0x2E else { return false }
                rest = rest.dropFirst()
            }
        }
        return true
    }

    /// The `v` of `v1.2.3`, which no letter stands before.
    private static func isMark(_ bytes: [UInt8], _ offset: Int, _ line: Range<Int>) -> Bool {
        bytes[offset] | 0x20 == UInt8(ascii: "v") && (offset == line.lowerBound || !isWord(bytes[offset - 1]))
    }

    private static func isWord(_ byte: UInt8) -> Bool { byte.isIdentifierPart || byte == 0x2E }
    private static func isPart(_ byte: UInt8) -> Bool {
        byte.isLetter || byte == 0x2E || byte == 0x2D || byte == 0x2B
    }

    /// How many bytes the longest version at the start has: SemVer, or three numbers as Python writes them (`1.2.3rc1`).
    private static func longestVersion(in bytes: ArraySlice<UInt8>, of all: [UInt8]) -> Int? {
        var length = bytes.count
        while length >= 5 {
            let text = String(decoding: bytes.prefix(length), as: UTF8.self)
            // What follows must not become part of another version that is written there.
            let isVersion =
                Version(semantic: text) != nil || (Version(python: text) != nil && hasThreeNumbers(text))
            if isVersion, isEnd(bytes.startIndex + length, in: all) { return length }
            length -= 1
        }
        return nil
    }

    /// Whether a version before this place ends here whatever it is: `.tar.gz` may follow it, `.1` and `.rc` not.
    private static func isEnd(_ end: Int, in bytes: [UInt8]) -> Bool {
        guard end < bytes.count else { return true }
        guard bytes[end] == 0x2E else { return !bytes[end].isDigit && !isPart(bytes[end]) }
        let word = bytes[(end + 1)...].prefix { isPart($0) && $0 != 0x2E && $0 != 0x2D && $0 != 0x2B }
        if word.isEmpty { return end + 1 == bytes.count || !bytes[end + 1].isDigit }
        return !phases.contains(String(decoding: word, as: UTF8.self).lowercased())
    }

    /// What [PEP 440](https://peps.python.org/pep-0440/) takes for part of a version, also without a number.
    private static let phases: Set = [
        "a", "b", "c", "rc", "alpha", "beta", "pre", "preview", "post", "rev", "r", "dev",
    ]

    private static func hasThreeNumbers(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count >= 3 && parts.prefix(2).allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }
            && parts[2].utf8.first.map(\.isDigit) ?? false
    }
}
