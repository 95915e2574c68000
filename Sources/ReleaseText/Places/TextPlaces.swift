package import ReleaseModel

/// Turns offsets into lines and columns, at nearly constant cost each, however long the lines are.
///
/// A column counts Unicode scalars; a byte order mark takes no column.
package struct TextPlaces: Sendable {
    private let file: String
    private let bytes: [UInt8]
    private let start: Int
    private var lineStarts: [Int] = []
    /// How many scalars begin before each multiple of ``stride``.
    private var scalarsBefore: [Int] = []
    private static let stride = 256

    package init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        lineStarts.append(start)
        var scalars = 0
        for (offset, byte) in bytes.enumerated() {
            if offset % TextPlaces.stride == 0 { scalarsBefore.append(scalars) }
            if byte & 0xC0 != 0x80 { scalars += 1 }
            if byte == 0x0A { lineStarts.append(offset + 1) }
        }
        scalarsBefore.append(scalars)
    }

    package func place(at offset: Int) -> Place {
        let offset = min(max(offset, start), bytes.count)
        let line = lineNumber(at: offset)
        return Place(
            file: file, line: line, column: scalars(before: offset) - scalars(before: lineStarts[line - 1]) + 1)
    }

    /// The line around an offset without its end, shortened to 120 characters.
    package func excerpt(at offset: Int) -> String {
        let lineStart = lineStarts[lineNumber(at: min(max(offset, start), bytes.count)) - 1]
        // 120 scalars fit into 480 bytes.
        var end = lineStart
        while end < bytes.count, bytes[end] != 0x0A, end - lineStart < 480 { end += 1 }
        let text = String(decoding: bytes[lineStart..<end], as: UTF8.self)
            .replacing { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F || $0 == "\u{FFFD}" }
        guard text.unicodeScalars.count > 120 else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(119))) + "…"
    }

    private func lineNumber(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    private func scalars(before offset: Int) -> Int {
        let block = offset / TextPlaces.stride
        guard block < scalarsBefore.count else { return scalarsBefore.last ?? 0 }
        var count = scalarsBefore[block]
        for byte in bytes[(block * TextPlaces.stride)..<offset] where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }
}

extension String {
    /// Without a carriage return at the end, and with a dot for each scalar that would disturb a terminal.
    fileprivate func replacing(_ isUnsafe: (Unicode.Scalar) -> Bool) -> String {
        var scalars = String.UnicodeScalarView(unicodeScalars)
        if scalars.last == "\r" { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars.map { isUnsafe($0) ? "·" : $0 }))
    }
}

/// The offset of the first byte that is not UTF-8 ([RFC 3629](https://www.rfc-editor.org/rfc/rfc3629)); nil if all is.
package func firstInvalidUTF8(in bytes: [UInt8]) -> Int? {
    var offset = 0
    while offset < bytes.count {
        let lead = bytes[offset]
        let length: Int
        var lowest: UInt8 = 0x80
        var highest: UInt8 = 0xBF
        switch lead {
        case 0x00...0x7F:
            offset += 1
            continue
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if lead == 0xE0 { lowest = 0xA0 }
            if lead == 0xED { highest = 0x9F }
        case 0xF0...0xF4:
            length = 4
            if lead == 0xF0 { lowest = 0x90 }
            if lead == 0xF4 { highest = 0x8F }
        default: return offset
        }
        guard offset + length <= bytes.count, (lowest...highest).contains(bytes[offset + 1]) else { return offset }
        for next in 2..<max(2, length) where bytes[offset + next] & 0xC0 != 0x80 { return offset }
        offset += length
    }
    return nil
}
