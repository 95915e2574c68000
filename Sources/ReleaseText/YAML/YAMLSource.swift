package import ReleaseModel

/// A text's bytes with what it takes to speak about places in it.
///
/// Columns count Unicode scalars. Both ``place(at:)`` and ``excerpt(line:)`` cost the same however long a line is.
package struct YAMLSource: Sendable {
    package let bytes: [UInt8]
    package let file: String
    /// The offset of each line's first byte; a byte order mark belongs to no line.
    private let lineStarts: [Int]
    /// How many continuation bytes come before each block of 64 bytes; empty for a text of ASCII alone.
    private let continuations: [Int]

    package init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        var counts: [Int] = []
        var continuation = 0
        for (offset, byte) in bytes.enumerated() {
            if offset & 63 == 0 { counts.append(continuation) }
            if byte & 0xC0 == 0x80 { continuation += 1 }
            let isReturnAlone = byte == 0x0D && (offset + 1 == bytes.count || bytes[offset + 1] != 0x0A)
            if byte == 0x0A || isReturnAlone { starts.append(offset + 1) }
        }
        lineStarts = starts
        continuations = continuation == 0 ? [] : counts
    }

    /// Where the text itself begins, after a byte order mark.
    var start: Int { lineStarts[0] }

    /// The place of a byte, or of the end.
    package func place(at offset: Int) -> Place {
        let line = lineIndex(of: offset)
        let first = lineStarts[line]
        let column = max(0, offset - first - (continuations(before: offset) - continuations(before: first)))
        return Place(file: file, line: line + 1, column: column + 1)
    }

    /// A line's text, shortened to 120 characters; empty for a line that is not there.
    package func excerpt(line: Int) -> String {
        guard lineStarts.indices.contains(line - 1) else { return "" }
        let rest = bytes[lineStarts[line - 1]...].prefix(500).prefix { $0 != 0x0A && $0 != 0x0D }
        // What the cut left of a character at its end would show as a replacement sign.
        let text = String(String(decoding: rest, as: UTF8.self).prefix { !($0 == "\u{FFFD}") })
        let shown = text.trimmed
        guard shown.unicodeScalars.count > 120 else { return shown }
        return String(String.UnicodeScalarView(shown.unicodeScalars.prefix(119))) + "…"
    }

    private func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    private func continuations(before offset: Int) -> Int {
        guard !continuations.isEmpty, !bytes.isEmpty else { return 0 }
        let block = min(offset, bytes.count - 1) / 64
        return bytes[block * 64..<offset].reduce(continuations[block]) { $0 + ($1 & 0xC0 == 0x80 ? 1 : 0) }
    }
}

extension String {
    /// Without spaces and tabs at both ends.
    fileprivate var trimmed: String {
        let start = drop { $0 == " " || $0 == "\t" }
        var end = start
        while end.last == " " || end.last == "\t" { end.removeLast() }
        return String(end)
    }
}
