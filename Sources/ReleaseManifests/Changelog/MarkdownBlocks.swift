import ReleaseText

/// Walks over the lines of a Markdown text that are neither code nor comment nor raw HTML.
struct MarkdownBlocks {
    /// Lines of text that a heading's underline may follow.
    struct Paragraph {
        /// Where it begins, an anchor above it included.
        var start: Int
        var line: Int
        var text: String
    }

    private let lines: [ChangelogLine]
    private var index = 0
    private(set) var paragraph: Paragraph?
    /// Where the anchors begin that stand right above the current line.
    private var anchor: Int?
    private var blanksSinceAnchor = 0
    /// Where the outermost block begins that folds the current line away (`<details>`), anchors above it included.
    private(set) var details: Int?
    private var detailsDepth = 0
    private var isLineAfterBlank = true

    init(_ lines: [ChangelogLine]) { self.lines = lines }

    /// Where the current line begins, anchors above it included.
    var startWithAnchors: Int { anchor ?? lines[index - 1].start }

    mutating func next() -> ChangelogLine? {
        while index < lines.count {
            let line = lines[index]
            let text = line.text
            if text.isBlank {
                paragraph = nil
                if anchor != nil {
                    blanksSinceAnchor += 1
                    if blanksSinceAnchor > 1 { anchor = nil }
                }
                isLineAfterBlank = true
                index += 1
                continue
            }
            if let after = skipped(at: index) {
                index = after
                paragraph = nil
                anchor = nil
                continue
            }
            // Only a paragraph's own lines may be indented this far.
            if text.indentation >= 4, paragraph == nil {
                index += 1
                anchor = nil
                continue
            }
            if paragraph == nil, text.isAnchor {
                if anchor == nil { anchor = line.start }
                blanksSinceAnchor = 0
                index += 1
                continue
            }
            index += 1
            followDetails(line)
            return line
        }
        return nil
    }

    private mutating func followDetails(_ line: ChangelogLine) {
        let text = line.text.trimmedBothEnds.lowercased()
        if text.hasPrefix("<details>") || text.hasPrefix("<details ") {
            if detailsDepth == 0 { details = anchor ?? line.start }
            detailsDepth += 1
        }
        if text.hasPrefix("</details>") || text.hasSuffix("</details>"), detailsDepth > 0 {
            detailsDepth -= 1
            if detailsDepth == 0 { details = nil }
        }
    }

    /// Takes the current line into a paragraph; a list's item, a quotation and a table's row begin none of their own.
    mutating func takeParagraph(_ line: ChangelogLine) {
        if paragraph != nil {
            paragraph?.text += " " + line.text
        } else if !line.text.beginsItem, !line.text.trimmedBothEnds.hasPrefix(">"),
            !line.text.trimmedBothEnds.hasPrefix("|")
        {
            paragraph = Paragraph(start: anchor ?? line.start, line: line.start, text: line.text)
        }
        anchor = nil
    }

    mutating func endParagraph() {
        paragraph = nil
        anchor = nil
    }

    /// The line behind a fence, a comment or a block of raw HTML that begins at this line; nil where none does.
    private func skipped(at index: Int) -> Int? {
        let text = lines[index].text
        if let fence = text.fence {
            let close = lines[(index + 1)...].firstIndex { $0.text.closes(fence) }
            // An open fence reaches to the end; one that is indented this far is code already.
            if text.indentation >= 4, close == nil { return nil }
            return (close ?? lines.count - 1) + 1
        }
        guard text.indentation < 4 else { return nil }
        let begin = text.trimmedBothEnds.lowercased()
        let end: String
        if begin.hasPrefix("<!--") {
            end = "-->"
        } else if let tag = ["pre", "script", "style", "textarea"].first(where: {
            begin.hasPrefix("<\($0)>") || begin.hasPrefix("<\($0) ")
        }) {
            end = "</\(tag)>"
        } else {
            return nil
        }
        if begin.dropFirst(4).contains(end) || (end != "-->" && begin.contains(end)) { return index + 1 }
        return (lines[(index + 1)...].firstIndex { $0.text.lowercased().contains(end) } ?? lines.count - 1) + 1
    }
}

extension String {
    /// The characters that open a fence: at least three backticks or tildes.
    fileprivate var fence: (mark: Character, count: Int)? {
        // A list's item may begin with one.
        guard utf8.contains(0x60) || utf8.contains(0x7E) else { return nil }
        let line = drop { $0 == " " || $0 == "\t" }
        let inner =
            line.prefixMatch(of: /(?:[*+-]|[0-9]{1,9}[.)])[ \t]+/).map { line[$0.range.upperBound...] } ?? line
        guard let mark = inner.first, mark == "`" || mark == "~" else { return nil }
        let count = inner.prefix { $0 == mark }.count
        guard count >= 3, mark == "~" || !inner.dropFirst(count).contains("`") else { return nil }
        return (mark, count)
    }

    fileprivate func closes(_ fence: (mark: Character, count: Int)) -> Bool {
        let line = trimmedBothEnds
        return line.count >= fence.count && line.allSatisfy { $0 == fence.mark }
    }

    /// `<a name="1.2.0"></a>` alone on its line, as other tools put it above headings.
    fileprivate var isAnchor: Bool {
        guard drop(while: \.isWhitespace).first == "<" else { return false }
        return trimmedBothEnds.wholeMatch(of: /<a\s+(?:name|id)\s*=\s*[^>]*>\s*(?:<\/a>)?/.ignoresCase()) != nil
    }
}
