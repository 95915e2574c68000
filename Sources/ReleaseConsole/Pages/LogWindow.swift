/// Some lines of a log, found without making texts of all the others.
package struct LogWindow: Sendable, Hashable {
    /// How many lines a page has.
    package static let size = 300
    /// Longer lines are cut, in bytes.
    static let longest = 4_096

    /// The number of the first line, from 1.
    package let first: Int
    package let lines: [String]
    /// How many lines the log has.
    package let total: Int

    /// - Parameter first: From 1; nil: as many lines as a page has, up to the last one.
    package init(_ bytes: [UInt8], from first: Int?) {
        var ends: [Int] = []
        bytes.withUnsafeBufferPointer { buffer in
            for index in buffer.indices where buffer[index] == UInt8(ascii: "\n") { ends.append(index) }
        }
        if let last = bytes.last, last != UInt8(ascii: "\n") { ends.append(bytes.count) }
        total = ends.count
        self.first = max(1, min(first ?? ends.count - LogWindow.size + 1, ends.count))
        let shown = (self.first - 1)..<min(ends.count, self.first - 1 + LogWindow.size)
        lines = (shown.lowerBound < shown.upperBound ? Array(shown) : []).map { index in
            let start = index == 0 ? 0 : ends[index - 1] + 1
            let line = bytes[start..<ends[index]]
            let isCut = line.count > LogWindow.longest
            return withoutStyles(String(decoding: line.prefix(LogWindow.longest), as: UTF8.self))
                + (isCut ? " … (\(line.count) bytes)" : "")
        }
    }
}

/// A line without the colours that programs write for terminals.
private func withoutStyles(_ line: String) -> String {
    guard line.utf8.contains(0x1B) else { return line }
    return line.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "")
}
