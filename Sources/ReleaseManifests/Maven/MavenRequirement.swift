package import ReleaseModel

/// A requirement in [Maven's language](https://maven.apache.org/pom.html#dependency-version-requirement-specification): a
/// version, or ranges of versions.
///
/// A version alone is what gets built against, and it is looked up by its text; so it accepts that text only, although
/// Maven would let another version win that is nearer in the tree. Ranges accept prereleases like every other version:
/// `[1,2)` accepts `2-rc-1`.
package struct MavenRequirement: Sendable {
    package let text: String
    /// Empty where the requirement is a version alone.
    var ranges: [VersionInterval<MavenVersion>] = []

    /// nil if Maven would not understand it either, and for a version with a `${property}` in it.
    package init?(_ text: String) {
        self.text = text
        if MavenVersion(text) != nil { return }
        guard let ranges = versionIntervals(text, opening: "[(", closing: "])", MavenVersion.init) else { return nil }
        guard ranges.allSatisfy({ !$0.isEmpty }) else { return nil }
        for (earlier, later) in zip(ranges, ranges.dropFirst()) {
            // As in Maven, an open end is not followed by anything that could lie beyond it.
            guard let end = earlier.upper?.version else { continue }
            guard let start = later.lower?.version, start >= end else { return nil }
        }
        self.ranges = ranges
    }

    package func accepts(_ version: Version) -> Bool {
        guard !ranges.isEmpty else { return text == version.text }
        guard let version = MavenVersion(version.text) else { return false }
        return ranges.contains { $0.contains(version) }
    }

    /// Exact: the version alone. The others: from the version to before the first that may break.
    package static func written(_ policy: RequirementPolicy, for version: Version) -> String {
        guard let limit = firstBeyond(version, policy) else { return version.text }
        return "[\(version.text),\(limit))"
    }

    /// Ranges that accept the version stay as they are; others are widened at the end where it lies.
    package func rewritten(toFollow version: Version) -> String? {
        if accepts(version) { return text }
        guard let wanted = MavenVersion(version.text) else { return nil }
        let answer = widened(ranges, in: text, toReach: wanted, version)
        return answer.flatMap(MavenRequirement.init)?.accepts(version) == true ? answer : version.text
    }
}
