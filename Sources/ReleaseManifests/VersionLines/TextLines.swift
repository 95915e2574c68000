import ReleaseText

/// The lines of a text and the versions in them, as ranges of bytes.
package struct TextLines {
    let bytes: [UInt8]
    /// Without line ends.
    let lines: [Range<Int>]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var lines: [Range<Int>] = []
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            lines.append(start..<(end > start && bytes[end - 1] == 0x0D ? end - 1 : end))
            start = end + 1
        }
        self.lines = lines
    }

    func starts(_ range: Range<Int>, with text: String) -> Bool { bytes[range].starts(with: text.utf8) }

    func ends(_ range: Range<Int>, with text: String) -> Bool {
        range.count >= text.utf8.count && bytes[range].suffix(text.utf8.count).elementsEqual(text.utf8)
    }

    /// Where a text stands in a range, one after the other.
    package func places(of text: String, in range: Range<Int>) -> [Range<Int>] {
        let wanted = Array(text.utf8)
        guard let first = wanted.first else { return [] }
        var found: [Range<Int>] = []
        var offset = range.lowerBound
        while offset + wanted.count <= range.upperBound,
            let next = bytes[offset..<range.upperBound].firstIndex(of: first)
        {
            if bytes[next..<range.upperBound].starts(with: wanted) {
                found.append(next..<(next + wanted.count))
                offset = next + wanted.count
            } else {
                offset = next + 1
            }
        }
        return found
    }

    /// What is left of a range without the spaces and tabs around it.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, bytes[start].isBlank { start += 1 }
        while end > start, bytes[end - 1].isBlank { end -= 1 }
        return start..<end
    }

    /// A version that begins at an offset: as many numbers as asked for with dots between them, and for three what
    /// belongs to them (`-rc.1`, `+build`).
    func version(at start: Int, before limit: Int, numbers: Int = 3) -> Range<Int>? {
        var end = start
        for index in 0..<numbers {
            if index > 0 {
                guard end < limit, bytes[end] == UInt8(ascii: ".") else { return nil }
                end += 1
            }
            let digits = end
            while end < limit, bytes[end].isDigit { end += 1 }
            guard end > digits else { return nil }
        }
        guard numbers == 3 else { return start..<end }
        for mark in [UInt8(ascii: "-"), UInt8(ascii: "+")] where end < limit && bytes[end] == mark {
            var last = end
            var next = end + 1
            // A second `+` belongs to no version, but would belong to the next one written here.
            while next < limit, bytes[next].isWord || [0x2E, 0x2D, mark].contains(bytes[next]) {
                if bytes[next].isWord { last = next + 1 }
                next += 1
            }
            if last > end { end = last }
        }
        return start..<end
    }
}
