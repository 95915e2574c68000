package import ReleaseModel

extension PullRequestBody {
    /// Reads a body: between its first and last line `---`, what each summary says, or the heading of the only entry.
    ///
    /// Of a text with marks only what stands between them is read.
    ///
    /// - Returns: nil where there is no such line, or nothing in it is a release.
    package init?(reading text: String, compatibility: Compatibility = .strict) {
        let marked = MarkedText(reading: text.normalizedLineEnds)
        let own = marked.parts.isEmpty ? text.normalizedLineEnds : marked.parts.map(\.text).joined(separator: "\n\n")
        let lines = own.trimmingLineEnds.components(of: "\n")
        guard let first = lines.firstIndex(of: PullRequestBody.delimiter) else { return nil }
        var last = lines.lastIndex(of: PullRequestBody.delimiter) ?? first
        if last == first { last = lines.count }
        let content = Array(lines[(first + 1)..<max(last, first + 1)])
        let footer = lines[min(last + 1, lines.count)...].joined(separator: "\n").trimmingLineEnds
        let header = lines[..<first].joined(separator: "\n").trimmingLineEnds
        let blocks = PullRequestBody.blocks(in: content)
        let entries = blocks.isEmpty ? PullRequestBody.single(in: content).map { [$0] } ?? [] : blocks
        guard !entries.isEmpty else { return nil }
        self.init(
            entries, header: header, footer: footer, hasSummaries: !blocks.isEmpty, compatibility: compatibility)
    }

    private static func blocks(in lines: [String]) -> [Entry] {
        var entries: [Entry] = []
        var open: (entry: Entry, lines: [String], depth: Int)?
        for line in lines {
            if var block = open {
                if line.hasPrefix("<details>") { block.depth += 1 }
                if line == "</details>" { block.depth -= 1 }
                if block.depth == 0 {
                    block.entry.notes = block.lines.joined(separator: "\n").trimmingLineEnds
                    entries.append(block.entry)
                    open = nil
                } else {
                    block.lines.append(line)
                    open = block
                }
            } else if let entry = summary(line) {
                open = (entry, [], 1)
            }
        }
        return entries
    }

    /// `<details><summary>component: 1.2.0</summary>`.
    private static func summary(_ line: String) -> Entry? {
        let (start, end) = ("<details><summary>", "</summary>")
        guard line.hasPrefix(start), line.hasSuffix(end), line.count > start.count + end.count else { return nil }
        let text = line.dropFirst(start.count).dropLast(end.count)
        let colon = text.ranges(of: ": ").last
        let component = colon.map { String(text[..<$0.lowerBound]) } ?? ""
        let version = String(colon.map { text[$0.upperBound...] } ?? text)
        guard version.startsWithVersion else { return nil }
        return Entry(component: component, version: version, notes: "")
    }

    /// The only entry, by its heading `## [1.2.0](…) (…)`, `## 1.2.0 (…)`, or one level lower.
    private static func single(in lines: [String]) -> Entry? {
        for line in lines where line.hasPrefix("##") {
            let text = line.drop { $0 == "#" }
            guard text.hasPrefix(" ") else { continue }
            let rest = text.dropFirst().drop { $0 == "[" }
            let version = String(rest.prefix { $0 != "]" && $0 != " " })
            guard version.startsWithVersion else { continue }
            let notes = lines.joined(separator: "\n").trimmingLineEnds
            return Entry(component: "", version: version, notes: notes)
        }
        return nil
    }
}

extension String {
    fileprivate func components(of separator: Character) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }

    /// Three numbers with dots between.
    var startsWithVersion: Bool {
        let parts = split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 && parts[..<2].allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }
            && parts[2].first?.isASCIIDigit == true
    }
}
