import ReleaseText

/// What a heading of a changelog is about.
struct ChangelogHeading {
    /// The version or the day that it names; nil: neither.
    private(set) var version: String?
    /// Whether nothing stands before the version.
    private(set) var isVersionFirst = false
    /// Whether it is about what is not released yet.
    private(set) var isUnreleased = false

    init(_ text: String) {
        let plain = ChangelogHeading.plain(text)
        let words = plain.split(whereSeparator: \.isWhitespace).map(String.init)
        for (index, word) in words.enumerated() {
            let isOnly = index == 0 && (words.count == 1 || words[1].first?.isLetter == false)
            guard let version = ChangelogHeading.version(in: word, mayBeNumber: isOnly) else { continue }
            let before = words[..<index].map { $0.lowercased().filter(\.isLetter) }
            guard before.count <= 5, before.allSatisfy({ !ChangelogHeading.prose.contains($0) }) else { break }
            self.version = version
            isVersionFirst = index == 0
            break
        }
        let bare = words.map { $0.lowercased().filter { $0.isLetter } }.filter { !$0.isEmpty }
        isUnreleased =
            bare.contains("unreleased") || bare.starts(with: ["not", "yet", "released"])
            || (version == nil && ChangelogHeading.pending.contains(bare.joined(separator: " ")))
    }

    /// Whether a line by itself is a version with its day and nothing else: `**1.2.0** (2026-01-01)`, `v1.2.0 - May 3, 2026`,
    /// `<h2>1.2.0</h2>`.
    static func isLine(_ text: String) -> Bool {
        let heading = ChangelogHeading(text)
        guard heading.isVersionFirst, let version = heading.version, version.contains(".") else { return false }
        let words = plain(text).split { $0.isWhitespace || "()-–—,:/".contains($0) }.dropFirst().map { $0.lowercased() }
        let months = [
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "released", "release",
        ]
        return words.count <= 5
            && words.allSatisfy { word in
                word.first?.isNumber == true || months.contains { word.hasPrefix($0) }
            }
    }

    /// Words before a version that make a sentence of it.
    private static let prose: Set<String> = [
        "to", "from", "for", "in", "since", "until", "before", "after", "with", "of", "and", "than", "requires",
        "require",
        "upgrading", "migrating", "migration", "upgrade", "between", "about", "on", "by", "at", "older", "earlier",
    ]

    private static let pending: Set<String> = [
        "next", "next release", "next version", "upcoming", "upcoming release", "upcoming changes", "vnext", "head",
        "main", "master", "develop", "trunk", "work in progress", "wip", "in progress", "in development", "development",
        "pending", "pending release", "changes since last release",
    ]

    /// Without links, tags and marks.
    private static func plain(_ text: String) -> String {
        var text = text.replacing(/<[^>]*>/, with: "")
        text = text.replacing(/!?\[([^\]]*)\]\([^)]*\)/) { String($0.1) }
        text = text.replacing(/\[([^\]]*)\]\[[^\]]*\]/) { String($0.1) }
        return text.filter { !"[]`*\"'“”‘’".contains($0) }
    }

    private static func version(in word: String, mayBeNumber: Bool) -> String? {
        var word = word[...]
        while let first = word.first, "([{".contains(first) { word.removeFirst() }
        while let last = word.last, ")]},:;.!".contains(last) { word.removeLast() }
        if mayBeNumber, word.wholeMatch(of: /[vV]?[0-9]+/) != nil {
            return String(word.drop { $0 == "v" || $0 == "V" })
        }
        if let at = word.lastIndex(of: "@") { word = word[word.index(after: at)...] }
        guard
            let match = word.firstMatch(
                of: /(?:^|[-_\/])[vV]?([0-9]+(?:\.[0-9]+)+[0-9A-Za-z.+_-]*|[0-9]{4}-[0-9]{2}-[0-9]{2})$/)
        else { return nil }
        let version = match.1
        // `2.x` is a line of versions.
        guard !version.split(separator: ".").contains(where: { $0.lowercased() == "x" || $0 == "*" }) else {
            return nil
        }
        return String(version)
    }
}
