/// A changelog's section as blocks, to merge generated and manual text.
struct ChangelogBlocks {
    /// Up to the first heading of a block.
    private(set) var lead: String
    private(set) var blocks: [(title: String, items: [String])] = []

    /// - Parameter entry: As ``ChangelogEntry`` makes it: a header, and blocks of items below `###`.
    init(generated entry: String) {
        let parts = entry.split(separator: "\n### ", omittingEmptySubsequences: false)
        lead = String(parts.first ?? "").trimmedLines
        for part in parts.dropFirst() {
            let lines = part.split(separator: "\n", omittingEmptySubsequences: false)
            var items: [String] = []
            for line in lines.dropFirst() {
                if line.hasPrefix("* ") || items.isEmpty {
                    items.append(String(line))
                } else {
                    items[items.count - 1] += "\n" + line
                }
            }
            blocks.append((String(lines.first ?? ""), items.map(\.trimmedLines).filter { !$0.isEmpty }))
        }
    }

    /// The items that a text lacks.
    func missing(from text: String) -> [(title: String, items: [String])] {
        let lines = Set(text.split(separator: "\n").map { String($0).trimmedLines })
        return blocks.compactMap { block in
            let items = block.items.filter { item in
                !lines.contains(String(item.prefix { $0 != "\n" }).trimmedLines)
            }
            return items.isEmpty ? nil : (block.title, items)
        }
    }

    /// A text with the missing items in it: below a heading of the same title where it has one, else at its end.
    func added(to text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for block in missing(from: text) {
            let headings = ChangelogBlocks.headings(of: lines)
            guard let index = headings.firstIndex(where: { $0.title.lowercased() == block.title.lowercased() }) else {
                while lines.last?.trimmedLines.isEmpty == true { lines.removeLast() }
                lines += (lines.isEmpty ? [] : [""]) + ["### \(block.title)", ""] + block.items
                continue
            }
            var end = index + 1 < headings.count ? headings[index + 1].line : lines.count
            while end > headings[index].line + 1, lines[end - 1].trimmedLines.isEmpty { end -= 1 }
            let isFirst = end == headings[index].line + 1
            lines.insert(contentsOf: (isFirst ? [""] : []) + block.items, at: end)
        }
        return lines.joined(separator: "\n")
    }

    /// A text with its headings one level below those of versions.
    static func lowered(_ words: String) -> String {
        var lines = words.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let headings = headings(of: lines)
        guard let highest = headings.map(\.level).min(), highest < 3 else { return words }
        for heading in headings {
            lines[heading.line] = String(repeating: "#", count: 3 - highest) + lines[heading.line]
        }
        return lines.joined(separator: "\n")
    }

    private static func headings(of lines: [String]) -> [(line: Int, level: Int, title: String)] {
        var isCode = false
        return lines.enumerated().compactMap { index, line in
            if line.hasPrefix("```") || line.hasPrefix("~~~") { isCode.toggle() }
            let level = line.prefix { $0 == "#" }.count
            guard !isCode, (1...6).contains(level), line.dropFirst(level).first == " " else { return nil }
            return (index, level, String(line.dropFirst(level)).trimmedLines)
        }
    }
}
