import ReleaseText

/// A changelog that gets entries, newest first.
///
/// An entry goes before the first heading of a version: a line of the second or third level whose text begins with a
/// digit, `v` and a digit, or `[`, and that is not the file's first line. Where there is none it goes to the top, below a
/// title, and titles that were there move one level down. So does release-please, whose repositories keep their files.
struct Changelog {
    private(set) var bytes: [UInt8]
    /// nil for a file that has none, as an R package's `NEWS.md`.
    private let title: String?
    private let mark: [UInt8]
    private let lineEnd: [UInt8]

    init(_ bytes: [UInt8], title: String?) {
        mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.prefix(3)) : []
        self.bytes = bytes
        self.title = title
        let inner = Changelog.trimmed(bytes[...])
        lineEnd = Changelog.usualLineEnd(inner.contains(0x0A) ? inner : bytes)
    }

    /// CRLF where most lines end so. Blank lines at the ends of a file don't count, since they come and go.
    private static func usualLineEnd(_ bytes: [UInt8]) -> [UInt8] {
        let ends = bytes.indices.filter { bytes[$0] == 0x0A }
        let returns = ends.count { $0 > 0 && bytes[$0 - 1] == 0x0D }
        return returns * 2 > ends.count ? [0x0D, 0x0A] : [0x0A]
    }

    /// Adds an entry unless exactly it is there. Blank lines around it and at the file's ends are made equal.
    mutating func add(_ entry: String) {
        let entry = withLineEnds(Array(entry.utf8))
        guard !contains(entry) else { return }
        let content = bytes.dropFirst(mark.count)
        guard let start = firstVersion(in: content) else {
            let head = title.map { Array($0.utf8) + lineEnd + lineEnd } ?? []
            let rest = Changelog.trimmed(Changelog.lowered(content)[...])
            bytes = mark + head + entry + lineEnd + (rest.isEmpty ? [] : lineEnd + rest + lineEnd)
            return
        }
        let whole = Array(content[..<start]) + entry + lineEnd + lineEnd + content[start...]
        bytes = mark + Changelog.trimmed(whole[...]) + lineEnd
    }

    /// The same text with this file's line ends and without blank space around it.
    private func withLineEnds(_ text: [UInt8]) -> [UInt8] {
        let plain = text.indices.filter { text[$0] != 0x0D || $0 + 1 == text.count || text[$0 + 1] != 0x0A }
        return Changelog.trimmed(plain.map { text[$0] }[...]).flatMap { $0 == 0x0A ? lineEnd : [$0] }
    }

    private func contains(_ entry: [UInt8]) -> Bool {
        var start = mark.count
        while start + entry.count <= bytes.count {
            let end = start + entry.count
            if bytes[start...].starts(with: entry), end == bytes.count || bytes[end] == 0x0A || bytes[end] == 0x0D {
                return true
            }
            guard let next = bytes[start...].firstIndex(of: 0x0A) else { return false }
            start = next + 1
        }
        return false
    }

    /// Where the first line begins that is a version's heading; the file's first line is none.
    private func firstVersion(in content: ArraySlice<UInt8>) -> Int? {
        var position = content.startIndex
        while let end = content[position...].firstIndex(of: 0x0A) {
            if Changelog.isVersionHeading(content[(end + 1)...]) { return end + 1 }
            position = end + 1
        }
        return nil
    }

    private static func isVersionHeading(_ line: ArraySlice<UInt8>) -> Bool {
        let sharps = line.prefix { $0 == UInt8(ascii: "#") }.count
        guard sharps == 2 || sharps == 3 else { return false }
        var rest = line.dropFirst(sharps)
        guard rest.popFirst() == 0x20 else { return false }
        if rest.first == UInt8(ascii: "v") { rest = rest.dropFirst() }
        return rest.first.map { $0 == UInt8(ascii: "[") || $0.isDigit } ?? false
    }

    /// Titles become headings of the second level.
    private static func lowered(_ content: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var isLineStart = true
        for (offset, byte) in zip(content.indices, content) {
            result.append(byte)
            if isLineStart, byte == UInt8(ascii: "#"), offset + 1 < content.endIndex, content[offset + 1].isSpace {
                result.append(byte)
            }
            isLineStart = byte == 0x0A
        }
        return result
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let text = text.drop(while: \.isSpace)
        return Array(text.prefix((text.lastIndex { !$0.isSpace } ?? text.startIndex - 1) + 1 - text.startIndex))
    }
}
