package import ReleaseModel

/// A repository's tags by their prefix before the version, so that each of a thousand components finds its own among
/// ten thousand without scanning all.
package struct TagIndex: Sendable {
    private var byPrefix: [Substring: [ObservedTag]] = [:]

    package init(_ tags: [ObservedTag]) {
        for tag in tags {
            let text = tag.name.text
            var isInNumber = false
            // A version may begin at each first digit.
            for place in text.utf8.indices {
                let isDigit = text.utf8[place] >= 0x30 && text.utf8[place] <= 0x39
                if isDigit, !isInNumber { byPrefix[text[..<place], default: []].append(tag) }
                isInNumber = isDigit
            }
        }
    }

    /// The tags that may be of one of these templates, each once.
    func tags(of templates: [TagTemplate]) -> [ObservedTag] {
        var seen: Set<TagName> = []
        return templates.flatMap { template in
            (byPrefix[template.prefix[...]] ?? []).filter { seen.insert($0.name).inserted }
        }
    }
}
