import ReleaseModel
import ReleaseText

/// An operator with a version that may be cut short (`>= 1.2`, `~1`, `^1.2.x`): the part that the requirement languages
/// with semantic versions share. What an operator means is said by each language.
struct VersionComparator {
    /// As written, without spaces; empty where none is.
    var operatorText: String
    /// One to three as written; fewer where the rest is left out or a wildcard. Empty for `*`.
    var numbers: [Int]
    /// How many parts are wildcards.
    var wildcards: Int
    /// Without `-`; nil without one.
    var prerelease: String?
    /// The version, as offsets into the requirement's UTF-8.
    var versionRange: Range<Int>

    var isFull: Bool { numbers.count == 3 }
    var isLowerBound: Bool { [">", ">=", "=>"].contains(operatorText) }
    var isUpperBound: Bool { ["<", "<=", "=<"].contains(operatorText) }
    var isExclusion: Bool { operatorText == "!=" }

    /// With zeros for what is left out.
    var version: Version {
        let padded = (numbers + [0, 0, 0]).prefix(3).map(String.init).joined(separator: ".")
        return Version(semantic: padded + (prerelease.map { "-" + $0 } ?? "")) ?? Version(0, 0, 0)
    }

    /// Takes operator, spaces and version; nil where that is not what stands there.
    ///
    /// - Parameter operators: Longer ones first; none is always possible.
    static func take(_ scanner: inout TextCursor, operators: [StaticString]) -> VersionComparator? {
        let written = scanner.takeFirst(of: operators) ?? ""
        scanner.skipSpaces()
        _ = scanner.take("v")
        let start = scanner.position
        guard let (numbers, wildcards) = scanner.takeShortVersion() else { return nil }
        var prerelease: String?
        if scanner.take("-") {
            let text = scanner.takeWhile(\.isSemanticPart)
            guard Version(semantic: "0.0.0-" + text) != nil else { return nil }
            prerelease = text
        }
        if scanner.take("+") {
            guard Version(semantic: "0.0.0+" + scanner.takeWhile(\.isSemanticPart)) != nil else { return nil }
        }
        return VersionComparator(
            operatorText: written, numbers: numbers, wildcards: wildcards, prerelease: prerelease,
            versionRange: start..<scanner.position)
    }

    /// The text of its version after it has followed another: as many numbers as are written, all for a prerelease.
    fileprivate func following(_ version: Version) -> String {
        if isUpperBound, operatorText == "<" {
            guard version >= self.version else { return written }
            return upperBound(numbers, movedBeyond: version).map(String.init).joined(separator: ".")
        }
        if isUpperBound, version <= self.version { return written }
        if isLowerBound, version > self.version, !version.isPrerelease { return written }
        if version.isPrerelease { return String(version.text.prefix { $0 != "+" }) }
        if numbers.isEmpty { return "*" }
        return leadingNumbers(of: version, count: numbers.count) + String(repeating: ".*", count: wildcards)
    }

    private var written: String {
        numbers.isEmpty ? "*" : numbers.map(String.init).joined(separator: ".") + (prerelease.map { "-" + $0 } ?? "")
    }
}

/// A requirement of comparators that follows a version in its own style and accepts it: pinned versions move, bounds only
/// where they refuse it.
///
/// - Parameters:
///   - comparators: Those that may move, in the order of the text: where there are alternatives, the last one's.
///   - accepts: Whether a requirement of this language accepts the version.
/// - Returns: nil for a version that a semantic requirement can't name.
func requirement(
    _ text: String, of comparators: [VersionComparator], following version: Version, accepts: (String) -> Bool
) -> String? {
    let isPinned = comparators.contains { $0.isFull && $0.version == version && !$0.isExclusion }
    let hasBounds = comparators.contains { $0.isLowerBound || $0.isUpperBound || $0.isExclusion }
    if accepts(text), isPinned || hasBounds { return text }
    let plain = String(version.text.prefix { $0 != "+" })
    guard Version(semantic: plain) != nil else { return nil }
    let bytes = comparators.reversed().reduce(into: Array(text.utf8)) { bytes, comparator in
        guard !comparator.isExclusion else { return }
        bytes.replaceSubrange(comparator.versionRange, with: comparator.following(version).utf8)
    }
    let answer = String(decoding: bytes, as: UTF8.self)
    return accepts(answer) ? answer : accepts(plain) ? plain : nil
}
