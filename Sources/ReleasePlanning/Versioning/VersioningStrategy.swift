package import ReleaseModel

/// The next version according to release-please's strategies, including known bugs.
package struct VersioningStrategy {
    let configuration: VersioningConfiguration
    /// Whether `Feat` is a feature too.
    let ignoresCase: Bool
    /// Whether a bump drops a suffix (`1.2.0-rc.1` and a fix: `1.2.0`) instead of keeping it.
    let finishesSuffix: Bool
    /// The day of the release, for versions of the calendar; nil: they are raised like others.
    let day: ReleaseDate?

    package init(
        configuration: VersioningConfiguration, ignoresCase: Bool, finishesSuffix: Bool = false,
        day: ReleaseDate? = nil
    ) {
        self.configuration = configuration
        self.ignoresCase = ignoresCase
        self.finishesSuffix = finishesSuffix
        self.day = day
    }

    /// - Parameter commits: Since the version, in any order; at least one.
    package func next(after version: LooseVersion, commits: [ConventionalCommit]) -> LooseVersion {
        next(after: version, level: commits.map { $0.bump(ignoringCase: ignoresCase) }.max() ?? .patch)
    }

    /// - Parameter level: What the commits call for by themselves.
    package func next(after version: LooseVersion, level: Bump) -> LooseVersion {
        let bump = configuration.bump(level, isEarly: version.major < 1)
        return switch configuration.strategy {
        case .default: plain(version, bump)
        case .alwaysBumpPatch: plain(version, .patch)
        case .alwaysBumpMinor: plain(version, .minor)
        case .alwaysBumpMajor: plain(version, .major)
        case .servicePack: servicePack(version)
        case .prerelease: prerelease(version, bump)
        case .calver: calendar(version, bump) ?? plain(version, bump)
        }
    }

    private func calendar(_ version: LooseVersion, _ bump: Bump) -> LooseVersion? {
        guard let day, let format = configuration.format.flatMap(CalendarVersion.init) else { return nil }
        return format.next(after: version.text, bump: bump, on: day).flatMap { LooseVersion(calendar: $0) }
    }

    /// The numbers change; what stands behind them stays, or is finished.
    private func plain(_ version: LooseVersion, _ bump: Bump) -> LooseVersion {
        var next = version
        if finishesSuffix, version.suffix != nil {
            next.suffix = nil
            if holds(version, bump) { return next }
        }
        switch bump {
        case .major: (next.major, next.minor, next.patch) = (version.major.next, 0, 0)
        case .minor: (next.minor, next.patch) = (version.minor.next, 0)
        default: next.patch = version.patch.next
        }
        return next
    }

    /// Whether a prerelease is already on the way to what a bump calls for.
    private func holds(_ version: LooseVersion, _ bump: Bump) -> Bool {
        switch bump {
        case .major: version.minor == 0 && version.patch == 0
        case .minor: version.patch == 0
        default: true
        }
    }

    /// `1.2.3` → `1.2.3-sp.1` → `1.2.3-sp.2`.
    private func servicePack(_ version: LooseVersion) -> LooseVersion {
        var next = version
        let number = version.suffix?.firstMatch(of: /sp\.(\d+)/).flatMap { Int($0.1) } ?? 0
        next.suffix = "sp.\(number.next)"
        return next
    }

    private func prerelease(_ version: LooseVersion, _ bump: Bump) -> LooseVersion {
        var next = version
        if let suffix = version.suffix {
            if holds(version, bump) {
                next.suffix = counted(suffix)
                // `beta10` comes before `beta9`; a further number comes after it.
                if finishesSuffix, isBefore(next, version) { next.suffix = suffix + ".1" }
            } else {
                next = plain(version, bump)
            }
        } else {
            next = plain(version, bump)
            next.suffix = configuration.prereleaseType
        }
        if !configuration.isPrerelease { next.suffix = nil }
        return next
    }

    private func isBefore(_ one: LooseVersion, _ other: LooseVersion) -> Bool {
        guard let one = Version(semantic: one.text), let other = Version(semantic: other.text) else { return false }
        return one < other
    }

    /// With its last number raised, zeros before it kept; `.1` behind a text without number.
    private func counted(_ suffix: String) -> String {
        guard let match = suffix.lastNumber else { return suffix + ".1" }
        let digits = suffix[match]
        let next = String((Int(digits) ?? 0).next)
        let zeros = String(repeating: "0", count: max(0, digits.count - next.count))
        return suffix[..<match.lowerBound] + zeros + next + suffix[match.upperBound...]
    }
}

extension VersioningConfiguration {
    /// Major, minor or patch, with the options for versions below 1.0.0.
    func bump(_ level: Bump, isEarly: Bool) -> Bump {
        switch level {
        case .major: isEarly && bumpsMinorBeforeMajor ? .minor : .major
        case .minor: isEarly && bumpsPatchForMinorBeforeMajor ? .patch : .minor
        default: .patch
        }
    }
}

extension Int {
    /// The largest number has no successor and stays.
    fileprivate var next: Int { self == .max ? self : self + 1 }
}

extension String {
    /// The last run of digits.
    fileprivate var lastNumber: Range<Index>? {
        let isDigit = { (character: Character) in character.isASCII && character.isNumber }
        guard let last = lastIndex(where: isDigit) else { return nil }
        var start = last
        while start > startIndex, isDigit(self[index(before: start)]) { start = index(before: start) }
        return start..<index(after: last)
    }
}
