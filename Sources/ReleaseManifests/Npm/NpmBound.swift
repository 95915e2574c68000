import ReleaseModel

/// One limit that a comparator means: `^1.2` is at least 1.2.0 and below 2.0.0-0.
struct NpmBound {
    enum Side { case atLeast, above, atMost, below, exactly }

    var side: Side
    var version: Version

    func accepts(_ other: Version) -> Bool {
        switch side {
        case .atLeast: other >= version
        case .above: other > version
        case .atMost: other <= version
        case .below: other < version
        case .exactly: other == version
        }
    }

    /// The limits of one comparator; none where it accepts everything.
    static func bounds(_ written: NpmRequirement.Operator?, _ version: NpmPartialVersion) -> [NpmBound] {
        let count = version.numbers.count
        switch written {
        case .caret:
            // Up to and including the first number that is not zero.
            let significant = version.numbers.firstIndex { $0 != 0 } ?? count - 1
            return from(version, below: min(significant + 1, count))
        case .tilde: return from(version, below: min(2, count))
        case .exact, nil:
            return count == 3 ? [NpmBound(side: .exactly, version: version.lowest)] : from(version, below: count)
        case .greaterOrEqual: return from(version, below: 0)
        case .greater:
            if count == 3 { return [NpmBound(side: .above, version: version.lowest)] }
            if count == 0 { return [NpmBound(side: .below, version: version.behind(0))] }
            return [NpmBound(side: .atLeast, version: version.behind(count).finished)]
        case .lessOrEqual:
            if count == 3 { return [NpmBound(side: .atMost, version: version.lowest)] }
            return count == 0 ? [] : [NpmBound(side: .below, version: version.behind(count))]
        case .less:
            if count == 3 { return [NpmBound(side: .below, version: version.lowest)] }
            return [NpmBound(side: .below, version: version.lowest.beforePrereleases)]
        }
    }

    /// From a version up to those that differ in the first `count` numbers; with 0 without an end.
    private static func from(_ version: NpmPartialVersion, below count: Int) -> [NpmBound] {
        let lowest = version.lowest
        // At least 0.0.0 is not a limit, so that it takes prereleases of 0.0.0 too.
        var bounds = lowest == Version(0, 0, 0) ? [] : [NpmBound(side: .atLeast, version: lowest)]
        if count > 0 { bounds.append(NpmBound(side: .below, version: version.behind(count))) }
        return bounds
    }
}

extension Version {
    /// Without its prerelease.
    fileprivate var finished: Version { Version(major, minor, patch) }

    /// Before every prerelease of these numbers.
    fileprivate var beforePrereleases: Version { Version(semantic: "\(major).\(minor).\(patch)-0") ?? self }
}
