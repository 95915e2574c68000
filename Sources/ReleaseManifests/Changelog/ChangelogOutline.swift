import ReleaseModel
import ReleaseText

/// The structure of a changelog: its headings and link definitions, with the places where they stand.
///
/// What stands in front matter, in code, in comments or in raw HTML is no heading (CommonMark 0.31, sections 4.4–4.7).
struct ChangelogOutline {
    struct Heading {
        /// Where it begins, an anchor above it included.
        var start: Int
        /// Where its own first line begins.
        var line: Int
        /// Behind its last line's end.
        var end: Int
        /// From 1.
        var level: Int
        /// Without marks of headings at both ends.
        var text: String
        /// The character that underlines it in reStructuredText.
        var adornment: UInt8?
    }

    /// `[label]: address`
    struct Definition {
        var label: String
        var address: String
        /// Of its line, without the line's end.
        var range: Range<Int>
    }

    /// Where the text begins: behind a byte order mark and front matter.
    let start: Int
    private(set) var headings: [Heading] = []
    private(set) var definitions: [Definition] = []
    /// Lines outside code and comments that begin a list's item, by where they begin.
    private(set) var items: [Int] = []
    /// Where an entry goes that comes last: before the definitions at the end.
    private(set) var end: Int

    init(_ bytes: [UInt8], format: ChangelogFormat) {
        let lines = ChangelogLine.all(of: bytes)
        let first = ChangelogOutline.firstLine(lines, bytes, format: format)
        start = first < lines.count ? lines[first].start : bytes.count
        end = bytes.count
        let own = Array(lines[first...])
        switch format {
        case .markdown: readMarkdown(own)
        case .restructuredText: readRestructuredText(own)
        case .asciiDoc: readAsciiDoc(own)
        }
        end = endOfText(own)
    }

    /// The line behind front matter, which stands at the very start and between `---` or `+++`.
    private static func firstLine(_ lines: [ChangelogLine], _ bytes: [UInt8], format: ChangelogFormat) -> Int {
        guard format != .restructuredText, let mark = lines.first?.text.trimmedEnd, mark == "---" || mark == "+++"
        else { return 0 }
        let ends = mark == "---" ? ["---", "..."] : ["+++"]
        guard let last = lines.dropFirst().firstIndex(where: { ends.contains($0.text.trimmedEnd) }) else { return 0 }
        // A rule, text and a further rule are no front matter: that holds keys.
        let inner = lines[1..<last].map(\.text).filter { !$0.isBlank && !$0.hasPrefix("#") }
        guard inner.allSatisfy({ $0.first?.isWhitespace == true || $0.hasPrefix("-") || $0.contains(/[:=]/) }) else {
            return 0
        }
        return last + 1
    }

    // MARK: Markdown

    private mutating func readMarkdown(_ lines: [ChangelogLine]) {
        var blocks = MarkdownBlocks(lines)
        // Lines that stand for headings where no heading names a version: `**1.2.0** (2026-01-01)`.
        var standIns: [Heading] = []
        var unfolded: (details: Int, line: Int)?
        // What goes above the first version of a folded block goes above the block. One line may be looked at twice.
        func start(_ own: Int, of text: String, at line: Int) -> Int {
            guard let details = blocks.details, ChangelogHeading(text).version != nil,
                unfolded?.details != details || unfolded?.line == line
            else { return own }
            unfolded = (details, line)
            return details
        }
        while let line = blocks.next() {
            let text = line.text
            if blocks.paragraph == nil, ChangelogHeading.isLine(text) {
                standIns.append(
                    Heading(
                        start: start(blocks.startWithAnchors, of: text.trimmedBothEnds, at: line.start),
                        line: line.start,
                        end: line.end, level: 2, text: text.trimmedBothEnds))
            }
            if let heading = text.atxHeading {
                headings.append(
                    Heading(
                        start: start(blocks.startWithAnchors, of: heading.text, at: line.start), line: line.start,
                        end: line.end,
                        level: heading.level, text: heading.text))
                blocks.endParagraph()
            } else if let level = text.setextLevel, let paragraph = blocks.paragraph {
                headings.append(
                    Heading(
                        start: start(paragraph.start, of: paragraph.text.trimmedBothEnds, at: paragraph.line),
                        line: paragraph.line,
                        end: line.end, level: level, text: paragraph.text.trimmedBothEnds))
                blocks.endParagraph()
            } else {
                if blocks.paragraph == nil {
                    if let definition = text.linkDefinition {
                        definitions.append(
                            Definition(
                                label: definition.label, address: definition.address,
                                range: line.start..<line.start + text.utf8Length(of: line)))
                        continue
                    }
                    if text.beginsItem { items.append(line.start) }
                }
                blocks.takeParagraph(line)
            }
        }
        if !standIns.isEmpty, !headings.contains(where: { ChangelogHeading($0.text).version != nil }) {
            headings = (headings + standIns).sorted { $0.start < $1.start }
        }
    }

    // MARK: Other markup

    /// Section titles are underlined, and may be overlined (docutils, "Sections"); levels follow from the order of styles.
    private mutating func readRestructuredText(_ lines: [ChangelogLine]) {
        var styles: [[UInt8]] = []
        for index in lines.indices.dropFirst() {
            guard let mark = lines[index].text.adornment, !lines[index - 1].text.isBlank,
                lines[index - 1].text.adornment == nil
            else { continue }
            let title = lines[index - 1].text
            let isOverlined = index > 1 && lines[index - 2].text.adornment == mark
            guard isOverlined || title.first?.isWhitespace == false, title.trimmedEnd.count <= lines[index].text.count,
                isOverlined || index < 2 || lines[index - 2].text.isBlank || lines[index - 2].text.hasPrefix(".. _")
            else { continue }
            let style = isOverlined ? [mark, mark] : [mark]
            if !styles.contains(style) { styles.append(style) }
            var begin = isOverlined ? index - 2 : index - 1
            let line = lines[begin].start
            // A target above a title belongs to it.
            var above = begin - 1
            while above >= 0, lines[above].text.isBlank { above -= 1 }
            if above >= 0, lines[above].text.hasPrefix(".. _"), begin - above <= 2 { begin = above }
            headings.append(
                Heading(
                    start: lines[begin].start, line: line, end: lines[index].end,
                    level: (styles.firstIndex(of: style) ?? 0) + 1, text: title.trimmedBothEnds, adornment: mark))
        }
        for line in lines where line.text.beginsItem { items.append(line.start) }
    }

    private mutating func readAsciiDoc(_ lines: [ChangelogLine]) {
        var fence: String?
        var anchor: Int?
        for line in lines {
            let text = line.text.trimmedEnd
            if let open = fence {
                if text == open { fence = nil }
                continue
            }
            if text.count >= 4, let first = text.first, "-./+*_=|".contains(first), text.allSatisfy({ $0 == first }) {
                fence = text
            } else if text.hasPrefix("```") {
                fence = "```"
            } else if let match = text.wholeMatch(of: /(={1,6})[ \t]+(.*)/) {
                headings.append(
                    Heading(
                        start: anchor ?? line.start, line: line.start, end: line.end, level: match.1.count,
                        text: String(match.2)))
            } else if text.wholeMatch(of: /\[.+\]|anchor:[^\s\[]+\[[^\]]*\]/) != nil {
                // Anchors and attributes belong to the block below them, with blank lines between as well.
                anchor = anchor ?? line.start
                continue
            } else if text.isEmpty {
                continue
            } else if text.beginsItem {
                items.append(line.start)
            }
            anchor = nil
        }
    }

    /// Before the definitions that nothing but definitions, comments and blanks follow.
    private func endOfText(_ lines: [ChangelogLine]) -> Int {
        guard !definitions.isEmpty else { return lines.last?.end ?? start }
        let starts = Set(definitions.map(\.range.lowerBound))
        var place = lines.last?.end ?? start
        for line in lines.reversed() {
            if starts.contains(line.start) {
                place = line.start
            } else if !line.text.isBlank, !(line.text.hasPrefix("<!--") && line.text.trimmedEnd.hasSuffix("-->")) {
                break
            }
        }
        return place
    }
}
