import ReleaseModel

/// A way to read a tag as a version that is none of the styles in which releases are recognised: `REL1_2_0`, `V1.2.0`,
/// `core-1.2.0`, `1.2.0-RELEASE`.
struct OtherTagStyle {
    /// What stands before the version.
    let prefix: Substring
    let version: Version
    /// How such tags are spelled, for the configuration; nil where no template can say it (`1_2_0`).
    let template: String?
    /// Whether a word says that the version is final; without knowing that it reads as a prerelease.
    var isFinal = false

    /// All readings, the longest version first; none if the name is a plain version (`v1.4.0`): its tree has decided
    /// its owner.
    static func readings(of tag: ObservedTag, component: Component) -> [OtherTagStyle] {
        let text = tag.name.text
        if let final = final(text, component: component) { return [final] }
        // PEP 440 would read a capital V too, and no style does.
        if SpelledVersion(text)?.version.text.first?.isNumber == true { return [] }
        let dotted = dotted(text)
        return dotted.isEmpty ? separated(text).map { [$0] } ?? [] : dotted
    }

    /// `core-1.2.0`
    private static func dotted(_ text: String) -> [OtherTagStyle] {
        text.indices.dropFirst().compactMap { start in
            let before = text[..<start]
            guard text[start].isASCII, text[start].isNumber, let last = before.last, !last.isNumber, last != "+",
                // Not in the middle of a version.
                last != "." || before.dropLast().last?.isNumber == false,
                text[start...].contains("."), let version = Version(String(text[start...]))
            else { return nil }
            return OtherTagStyle(prefix: before, version: version, template: "\(before){version}")
        }
    }

    /// `REL1_2_0`, `core-1-2-0`: three or four numbers at the end.
    private static func separated(_ text: String) -> OtherTagStyle? {
        var start = text.endIndex
        var separators: [Character] = []
        while start > text.startIndex {
            let before = text.index(before: start)
            let one = text[before]
            if one.isASCII, one.isNumber {
                start = before
            } else if one == "_" || one == "-", start < text.endIndex, before > text.startIndex, separators.count < 3,
                text[start].isNumber, text[text.index(before: before)].isNumber
            {
                separators.append(one)
                start = before
            } else {
                break
            }
        }
        guard separators.count >= 2 else { return nil }
        let dotted = String(text[start...].map { $0 == "_" || $0 == "-" ? "." : $0 })
        return Version(dotted).map { OtherTagStyle(prefix: text[..<start], version: $0, template: nil) }
    }

    /// `1.2.0-RELEASE`, `1.2.0.Final`, `1.2.0-core`
    private static func final(_ text: String, component: Component) -> OtherTagStyle? {
        guard let mark = text.lastIndex(where: { $0 == "." || $0 == "-" }) else { return nil }
        let word = text[text.index(after: mark)...]
        guard ["final", "release", "ga"].contains(word.lowercased()) || word == component.id.text else { return nil }
        let rest = text[..<mark]
        let before = rest.lastIndex { !($0.isASCII && ($0.isNumber || $0 == ".")) }
        let start = before.map(rest.index(after:)) ?? rest.startIndex
        guard rest.last?.isNumber == true, let version = Version(String(rest[start...])) else { return nil }
        return OtherTagStyle(
            prefix: rest[..<start], version: version, template: "\(rest[..<start]){version}\(text[mark...])",
            isFinal: true)
    }
}
