package import ReleaseModel

/// How a component's tags are spelled: `v{version}`, `{component}-v{version}`, …
///
/// ``name(version:)`` and ``version(of:)`` are inverse for every version.
package struct TagTemplate: Sendable, Hashable {
    package let prefix: String
    package let suffix: String

    /// - Parameter template: Must hold `{version}` once; `{component}` is replaced. nil if it does not.
    package init?(_ template: String, component: ComponentID) {
        let parts = template.replacing("{component}", with: component.text.asReferencePart).split(
            separator: "{version}", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        prefix = String(parts[0])
        suffix = String(parts[1])
    }

    /// How a tag is spelled that is known to say this version; nil where it does not. The version's last place counts,
    /// since a component may have a number in its name.
    package init?(of tag: TagName, saying version: Version) {
        guard let range = tag.text.ranges(of: version.text).last else { return nil }
        prefix = String(tag.text[..<range.lowerBound])
        suffix = String(tag.text[range.upperBound...])
    }

    /// As the configuration says it: `core-v{version}`.
    package var text: String { prefix + "{version}" + suffix }

    package func name(version: Version) -> TagName { TagName(prefix + version.text + suffix) }

    /// The version in a tag; nil where the tag is not of this component, by exact prefix and a full version.
    package func version(of tag: TagName) -> Version? {
        let text = tag.text.utf8
        guard text.count > prefix.utf8.count + suffix.utf8.count, text.starts(with: prefix.utf8),
            text.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
        else { return nil }
        let middle = text.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
        // "v" before a version belongs to the template, never to the version.
        guard let first = middle.first, (0x30...0x39).contains(first) else { return nil }
        return Version(String(decoding: middle, as: UTF8.self))
    }
}

/// The newest release of a component according to its tags.
package struct LastRelease: Sendable, Hashable {
    package var tag: ObservedTag
    package var version: Version
    /// How the tag is spelled; nil for a release that only a version set records.
    package var template: TagTemplate?
}

extension String {
    /// With `-` for every character that git allows in no reference (`g:a` of Maven, `My Package`).
    var asReferencePart: String {
        String(String.UnicodeScalarView(unicodeScalars.map { TagName.isAllowed($0) ? $0 : "-" }))
    }
}
