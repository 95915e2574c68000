import ReleaseModel
import ReleaseText

/// A version constraint of [Dart's pub](https://dart.dev/tools/pub/dependencies#version-constraints): `any`, `^1.2.3`,
/// `1.2.3`, `>=1.2.3 <2.0.0`.
///
/// Comparison is by order, so a prerelease is inside a range like any version; but an upper bound without a prerelease
/// also keeps out the prereleases of that bound.
struct PubRequirement {
    let text: String
    /// Empty for `any`.
    private let comparators: [VersionComparator]

    /// nil if pub would not understand it either.
    init?(_ text: String) {
        self.text = text
        var scanner = TextCursor(text)
        scanner.skipSpaces()
        var comparators: [VersionComparator] = []
        let isAny = scanner.take("any")
        scanner.skipSpaces()
        while !isAny, !scanner.isAtEnd {
            guard
                let next = VersionComparator.take(&scanner, operators: [">=", "<=", ">", "<", "^"]), next.isFull,
                next.wildcards == 0
            else { return nil }
            comparators.append(next)
            scanner.skipSpaces()
        }
        guard scanner.isAtEnd, isAny || !comparators.isEmpty else { return nil }
        self.comparators = comparators
    }

    func accepts(_ version: Version) -> Bool {
        comparators.allSatisfy { one in
            let own = one.version
            switch one.operatorText {
            case "": return version == own
            case ">=": return version >= own
            case ">": return version > own
            case "<=": return version <= own
            case "<": return isBelow(version, own)
            default: return version >= own && isBelow(version, PubRequirement.nextBreaking(own))
            }
        }
    }

    private func isBelow(_ version: Version, _ bound: Version) -> Bool {
        guard version < bound else { return false }
        let isOfBound = version.isPrerelease && version.release == bound.release
        return !isOfBound || bound.isPrerelease
            || comparators.contains {
                $0.isLowerBound && $0.version.isPrerelease && $0.version.release == bound.release
            }
    }

    private static func nextBreaking(_ version: Version) -> Version {
        version.major == 0 ? Version(0, version.minor + 1, 0) : Version(version.major + 1, 0, 0)
    }

    func rewritten(toFollow version: Version) -> String? {
        if comparators.isEmpty { return text }
        return requirement(text, of: comparators, following: version) { PubRequirement($0)?.accepts(version) ?? false }
    }
}
