/// One line of a changelog, with its place.
struct ChangelogLine {
    var start: Int
    /// Behind its line end.
    var end: Int
    /// Without its line end; bytes that are no UTF-8 are shown as replacement characters.
    var text: String

    static func all(of bytes: [UInt8]) -> [ChangelogLine] {
        var lines: [ChangelogLine] = []
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
            var stop = end
            if stop > start, bytes[stop - 1] == 0x0A { stop -= 1 }
            if stop > start, bytes[stop - 1] == 0x0D { stop -= 1 }
            lines.append(
                ChangelogLine(start: start, end: end, text: String(decoding: bytes[start..<stop], as: UTF8.self)))
            start = end
        }
        return lines
    }
}

extension String {
    var isBlank: Bool { allSatisfy(\.isWhitespace) }

    var trimmedEnd: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    var trimmedBothEnds: String { String(trimmedEnd.drop(while: \.isWhitespace)) }

    /// How many spaces it begins with; a tab counts as four.
    var indentation: Int { prefix { $0 == " " || $0 == "\t" }.reduce(0) { $0 + ($1 == "\t" ? 4 : 1) } }

    /// `## Text ##`
    var atxHeading: (level: Int, text: String)? {
        guard indentation < 4 else { return nil }
        let line = drop { $0 == " " }
        let level = line.prefix { $0 == "#" }.count
        guard (1...6).contains(level) else { return nil }
        let rest = line.dropFirst(level)
        guard rest.isEmpty || rest.first == " " || rest.first == "\t" else { return nil }
        var text = String(rest).trimmedBothEnds
        let bare = text.drop { $0 == "#" }
        if bare.isEmpty { return (level, "") }
        if let match = text.firstMatch(of: /[ \t]+#+$/) { text = String(text[..<match.range.lowerBound]) }
        return (level, text)
    }

    /// The level of the heading whose text stands above this line.
    var setextLevel: Int? {
        guard indentation < 4 else { return nil }
        let line = trimmedBothEnds
        guard let first = line.first, first == "=" || first == "-", line.allSatisfy({ $0 == first }) else { return nil }
        return first == "=" ? 1 : 2
    }

    var linkDefinition: (label: String, address: String)? {
        guard drop(while: \.isWhitespace).first == "[", indentation < 4,
            let match = wholeMatch(of: /\s*\[([^\]^][^\]]*)\]:\s*(\S.*)/)
        else { return nil }
        return (String(match.1), String(match.2).trimmedEnd)
    }

    /// Whether a list's item begins here, at the margin.
    var beginsItem: Bool {
        guard let first, "*+-".contains(first) || first.isNumber else { return false }
        return prefixMatch(of: /([*+-]|[0-9]{1,9}[.)])[ \t]+\S/) != nil
    }

    /// The character that this line consists of, where it can underline a title in reStructuredText.
    var adornment: UInt8? {
        let line = trimmedEnd
        guard line.utf8.count >= 2, let first = line.utf8.first, line.utf8.allSatisfy({ $0 == first }) else {
            return nil
        }
        return "=-`:.'\"~^_*+#!$%&,/;<>?@\\|(){}[]".utf8.contains(first) ? first : nil
    }

    /// How many of the line's bytes this text stands for; a text with replacement characters is longer than its bytes.
    func utf8Length(of line: ChangelogLine) -> Int { min(utf8.count, line.end - line.start) }
}
