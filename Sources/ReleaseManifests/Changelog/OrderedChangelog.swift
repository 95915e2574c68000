import ReleaseModel
import ReleaseText

/// A changelog that gets each entry where its readers look for the newest one.
///
/// - Below front matter, the title, what introduces the file, and a section `Unreleased`.
/// - Above the newest version, whatever its heading looks like; in a file that counts upwards, behind the last.
/// - Never into code, comments or raw HTML.
///
/// Only what is added, and what moves out of `Unreleased`, changes; every other byte stays, line ends, a byte order mark
/// and a missing line end at the end included.
struct OrderedChangelog {
    private(set) var bytes: [UInt8]
    private let format: ChangelogFormat
    /// What a new file begins with; nil: nothing.
    private let title: String?
    private let lineEnd: [UInt8]
    private var outline: ChangelogOutline
    /// What each heading is about.
    private var subjects: [ChangelogHeading]
    /// The heading of what is not released and has no version yet.
    private var unreleased: Int?

    init(_ bytes: [UInt8], file: String, title: String?) {
        self.bytes = bytes
        self.title = title
        format = ChangelogFormat(file: file)
        let ends = bytes.indices.filter { bytes[$0] == 0x0A }
        lineEnd = ends.count { $0 > 0 && bytes[$0 - 1] == 0x0D } * 2 > ends.count ? [0x0D, 0x0A] : [0x0A]
        outline = ChangelogOutline(bytes, format: format)
        subjects = outline.headings.map { ChangelogHeading($0.text) }
        unreleased = subjects.firstIndex { $0.isUnreleased && $0.version == nil }
    }

    private mutating func lookAgain() {
        outline = ChangelogOutline(bytes, format: format)
        subjects = outline.headings.map { ChangelogHeading($0.text) }
        unreleased = subjects.firstIndex { $0.isUnreleased && $0.version == nil }
    }

    // MARK: Reading

    var reading: ChangelogReading {
        var reading = ChangelogReading()
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.contains(0) {
            reading.obstacle = "it is not UTF-8"
        }
        reading.isMarkdown = format == .markdown
        for index in outline.headings.indices {
            guard let version = subjects[index].version, isRelease(index) else { continue }
            reading.sections.append(
                ChangelogReading.Section(
                    heading: outline.headings[index].text, version: version,
                    text: text(outline.headings[index].line..<endOfSection(index)).trimmedEnd,
                    isUnreleased: subjects[index].isUnreleased))
        }
        reading.unreleased = movable.map { text($0).trimmedEnd }.joined(separator: "\n\n")
        reading.links = outline.definitions.map { .init(label: $0.label, address: $0.address, line: text($0.range)) }
        if let unreleased, let match = outline.headings[unreleased].text.firstMatch(of: /\[([^\]]*)\]\(([^)\s]+)\)/) {
            let heading = outline.headings[unreleased]
            reading.unreleasedLink = .init(
                label: String(match.1), address: String(match.2), line: text(heading.line..<heading.end).trimmedEnd)
        }
        return reading
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self).replacing("\r\n", with: "\n")
    }

    /// Whether a heading is one of a version; inside `Unreleased` only one that begins with it, or is not below it.
    private func isRelease(_ index: Int) -> Bool {
        guard subjects[index].version != nil, index != unreleased else { return false }
        guard let unreleased, index > unreleased else { return true }
        return subjects[index].isVersionFirst || outline.headings[index].level <= outline.headings[unreleased].level
    }

    private func endOfSection(_ index: Int) -> Int {
        let level = outline.headings[index].level
        let next = outline.headings.indices.dropFirst(index + 1).first {
            isRelease($0) || $0 == unreleased || outline.headings[$0].level <= level
        }
        return next.map { outline.headings[$0].start } ?? outline.end
    }

    /// The parts of `Unreleased` that say something: all of it below its heading, in ranges of whole lines.
    ///
    /// Comments at its beginning and headings under which nothing stands are there for the next release as well.
    private var movable: [Range<Int>] {
        guard format == .markdown, let unreleased else { return [] }
        let end = endOfSection(unreleased)
        let begin = outline.headings[unreleased].end
        let inner = outline.headings.filter { $0.start >= begin && $0.start < end }
        let level = inner.map(\.level).min() ?? 0
        var starts = [begin] + inner.filter { $0.level == level }.map(\.start)
        var parts: [Range<Int>] = []
        starts.append(end)
        for index in starts.indices.dropLast() where starts[index] < starts[index + 1] {
            let range = starts[index]..<starts[index + 1]
            let words = (index == 0 ? nil : inner.first { $0.start == range.lowerBound }?.end) ?? range.lowerBound
            guard ChangelogWords.say(text(words..<range.upperBound)) else { continue }
            parts.append(index == 0 ? behindComments(range) : range)
        }
        return parts
    }

    /// A range without blank lines and comments at its beginning.
    private func behindComments(_ range: Range<Int>) -> Range<Int> {
        let lines = ChangelogLine.all(of: Array(bytes[range]))
        var isComment = false
        for line in lines {
            let text = line.text.trimmedBothEnds
            if isComment {
                isComment = !text.contains("-->")
                if !isComment, !text.hasSuffix("-->") { return range }
            } else if text.hasPrefix("<!--") {
                isComment = !text.contains("-->")
                if !isComment, !text.hasSuffix("-->") { return range }
            } else if !text.isEmpty {
                return (range.lowerBound + line.start)..<range.upperBound
            }
        }
        return range
    }

    // MARK: Editing

    /// Adds an entry unless exactly it is there.
    ///
    /// - Parameter moved: The words under `Unreleased` that are part of the entry and leave their place; empty: none do.
    mutating func add(_ entry: String, moving moved: String, file: String) throws(EditError) {
        let entry = written(format.rendered(entry, like: outline.headings))
        guard !ChangelogWords.contains(entry, in: bytes, from: outline.start) else { return }
        if !moved.isEmpty {
            let found = reading.unreleased
            guard found == moved else {
                let line = unreleased.map { outline.headings[$0].line } ?? 0
                throw .unexpected(
                    place: Place(file: file, line: bytes[..<line].count { $0 == 0x0A } + 1, column: 1),
                    key: ChangelogEcosystem.releaseKey, expected: moved, found: found)
            }
            for range in movable.reversed() { bytes.removeSubrange(range) }
            lookAgain()
        }
        if bytes[outline.start...].allSatisfy(\.isSpace), outline.start < 4 {
            let head = title.map { written(format.title($0)) + lineEnd + lineEnd } ?? []
            bytes = Array(bytes[..<outline.start]) + head + entry + lineEnd
            lookAgain()
            return
        }
        insert(entry, at: place)
    }

    /// Replaces a section, or a line, that is there exactly so.
    mutating func replace(_ old: String, with new: String, key: String, file: String) throws(EditError) {
        let before = written(old)
        let after = written(new)
        let found = ChangelogWords.places(of: before, in: bytes)
        guard let place = found.first else {
            if ChangelogWords.contains(after, in: bytes, from: 0) { return }
            throw .notFound(file: file, key: key)
        }
        bytes.replaceSubrange(place..<place + before.count, with: after)
        lookAgain()
    }

    /// The same text with this file's line ends and without blank space around it.
    private func written(_ text: String) -> [UInt8] {
        let plain = text.replacing("\r\n", with: "\n").trimmedBothEnds
        return plain.utf8.flatMap { $0 == 0x0A ? lineEnd : [$0] }
    }

    private var place: Int {
        let releases = outline.headings.indices.filter(isRelease)
        let versions = releases.compactMap { subjects[$0].version }.compactMap { Version($0) }
        if unreleased == nil, versions.count > 1, versions.count == releases.count,
            zip(versions, versions.dropFirst()).allSatisfy({ $0 < $1 })
        {
            return outline.end
        }
        if let unreleased {
            return endOfSection(unreleased)
        }
        if let newest = releases.first {
            // A heading that says so itself is no release yet.
            return subjects[newest].isUnreleased ? endOfSection(newest) : outline.headings[newest].start
        }
        return placeWithoutVersion
    }

    /// Behind the title and the text below it.
    private var placeWithoutVersion: Int {
        let title = outline.headings.first.flatMap { heading in
            heading.level == 1 && bytes[outline.start..<heading.start].allSatisfy(\.isSpace) ? heading : nil
        }
        let first = outline.headings.first { $0.start >= title?.end ?? 0 }?.start ?? outline.end
        let item = outline.items.first { $0 >= title?.end ?? 0 } ?? first
        return min(first, item, outline.end)
    }

    /// Puts a block at the beginning of a line, with a blank line on both sides.
    private mutating func insert(_ block: [UInt8], at place: Int) {
        let before = bytes[outline.start..<place]
        var text = block
        if !before.isEmpty, !before.allSatisfy(\.isSpace) {
            let ends = before.reversed().prefix { $0.isSpace }.count { $0 == 0x0A }
            for _ in 0..<max(0, 2 - ends) { text = lineEnd + text }
        } else if outline.start > 3, before.isEmpty {
            // Right below front matter.
            text = lineEnd + text
            if bytes[..<place].last != 0x0A { text = lineEnd + text }
        }
        text += lineEnd
        if place < bytes.count, !bytes[place...].allSatisfy(\.isSpace) { text += lineEnd }
        bytes.insert(contentsOf: text, at: place)
        lookAgain()
    }
}
