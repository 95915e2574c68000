/// Entries in the markup of their file; they are made as Markdown.
extension ChangelogFormat {
    /// - Parameter headings: Those of the file, whose underlines reStructuredText takes on.
    func rendered(_ entry: String, like headings: [ChangelogOutline.Heading]) -> String {
        if self == .markdown { return entry }
        let styles = underlines(of: headings)
        let lines = entry.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        var isCode = false
        return lines.map { line in
            if line.hasPrefix("```") {
                isCode.toggle()
                return self == .asciiDoc ? "----" : isCode ? "::\n" : ""
            }
            if isCode { return self == .asciiDoc ? String(line) : "   \(line)" }
            guard let heading = String(line).atxHeading else { return inline(String(line)) }
            let text = inline(heading.text)
            if self == .asciiDoc { return String(repeating: "=", count: heading.level) + " " + text }
            let mark = heading.level <= 2 ? styles.version : styles.section
            return text + "\n" + String(repeating: mark, count: max(2, text.count))
        }.joined(separator: "\n")
    }

    func title(_ markdown: String) -> String {
        guard let heading = markdown.atxHeading else { return markdown }
        switch self {
        case .markdown: return markdown
        case .asciiDoc: return "= " + heading.text
        case .restructuredText: return heading.text + "\n" + String(repeating: "=", count: heading.text.count)
        }
    }

    private func underlines(of headings: [ChangelogOutline.Heading]) -> (version: String, section: String) {
        func mark(_ byte: UInt8?) -> String? { byte.map { String(decoding: [$0], as: UTF8.self) } }
        let newest = headings.firstIndex { ChangelogHeading($0.text).version != nil }
        let version = newest.flatMap { mark(headings[$0].adornment) } ?? "-"
        let below = newest.flatMap { index in
            headings[(index + 1)...].first { $0.level > headings[index].level }.flatMap { mark($0.adornment) }
        }
        return (version, below ?? (version == "~" ? "^" : "~"))
    }

    /// Links, code and strong text of a line.
    private func inline(_ line: String) -> String {
        var text = ""
        for (index, part) in line.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
            if index % 2 == 1 {
                text += self == .asciiDoc ? "`\(part)`" : "``\(part)``"
                continue
            }
            var piece = String(part)
            if self == .asciiDoc {
                piece = piece.replacing(/\[([^\]]*)\]\(([^)\s]*)\)/) { "\($0.2)[\($0.1)]" }
                piece = piece.replacing(/\*\*([^*]+)\*\*/) { "*\($0.1)*" }
            } else {
                piece = piece.replacing(/\[([^\]]*)\]\(([^)\s]*)\)/) { "`\($0.1) <\($0.2)>`__" }
            }
            text += piece
        }
        return text.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
    }
}
