import ReleaseText

/// Searching a changelog's bytes for whole blocks of lines, and telling words from placeholders.
enum ChangelogWords {
    /// Whether a text says more than comments, empty headings, items to fill in (`* [BUGFIX]`) and that there is nothing.
    static func say(_ text: String) -> Bool {
        text.replacing(/<!--[\s\S]*?-->/, with: "").split(separator: "\n").contains { line in
            String(line).atxHeading == nil && !isPlaceholder(line)
        }
    }

    private static func isPlaceholder(_ line: Substring) -> Bool {
        var item = line.drop(while: \.isWhitespace)
        if let bullet = item.first, "*-+".contains(bullet) { item = item.dropFirst() }
        if let label = item.prefixMatch(of: /\s*\[[A-Za-z ]*\](?!\()/) { item = item[label.range.upperBound...] }
        let bare = item.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "/" }
        let plain = bare.split(separator: " ").joined(separator: " ")
        return [
            "", "nothing", "nothing yet", "no changes", "no changes yet", "no unreleased changes", "none", "none yet",
            "n/a", "tbd", "nothing here yet", "nothing to see here",
        ].contains(plain)
    }

    /// Whether these lines stand there, from the beginning of a line to the end of one.
    static func contains(_ block: [UInt8], in bytes: [UInt8], from start: Int) -> Bool {
        places(of: block, in: bytes).contains { $0 >= start }
    }

    /// Where these lines begin, each time that they stand there as whole lines.
    static func places(of block: [UInt8], in bytes: [UInt8]) -> [Int] {
        guard !block.isEmpty else { return [] }
        var places: [Int] = []
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start + block.count <= bytes.count {
            let end = start + block.count
            if bytes[start] == block[0], bytes[start..<end].elementsEqual(block),
                end == bytes.count || bytes[end] == 0x0A || bytes[end] == 0x0D
            {
                places.append(start)
            }
            guard let next = bytes[start...].firstIndex(of: 0x0A) else { break }
            start = next + 1
        }
        return places
    }
}
