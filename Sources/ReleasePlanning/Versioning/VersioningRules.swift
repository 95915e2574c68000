import ReleaseModel

/// The next version by the strategy that `slipway.yaml` says.
///
/// A suffix is finished by a bump (``Version/bumped(_:)``); with `compatibility: compat` release-please's own rules hold.
struct VersioningRules {
    let configuration: VersioningConfiguration
    let compatibility: Compatibility
    /// The day of the release, for versions of the calendar.
    let day: ReleaseDate

    /// - Parameters:
    ///   - bump: What the changes call for; not ``Bump/none``.
    ///   - isForced: Whether the level was requested, which overrides the configuration.
    /// - Returns: nil where the calendar has no further version today.
    func next(after last: Version, bump: Bump, isForced: Bool) -> Version? {
        let level = isForced ? bump : configuration.bump(bump, isEarly: last.major < 1)
        if configuration.strategy == .calver { return calendar(after: last, bump: level) }
        if compatibility == .compat, !isForced, let version = compatible(after: last, bump: bump) { return version }
        return switch configuration.strategy {
        case .servicePack: servicePack(after: last)
        case .alwaysBumpPatch: last.bumped(isForced ? bump : .patch)
        case .alwaysBumpMinor: last.bumped(isForced ? bump : .minor)
        case .alwaysBumpMajor: last.bumped(isForced ? bump : .major)
        case .default, .prerelease, .calver: last.bumped(level)
        }
    }

    /// nil if the result would not round-trip.
    private func compatible(after last: Version, bump: Bump) -> Version? {
        guard let loose = LooseVersion(last.text) else { return nil }
        let strategy = VersioningStrategy(configuration: configuration, ignoresCase: false, day: day)
        return Version(lenient: strategy.next(after: loose, level: bump).text)
    }

    private func calendar(after last: Version, bump: Bump) -> Version? {
        guard let format = configuration.format.flatMap(CalendarVersion.init) else { return last.bumped(bump) }
        return format.next(after: last.text, bump: bump, on: day).flatMap { Version($0) }
    }

    /// `1.2.3` → `1.2.3-sp.1` → `1.2.3-sp.2`.
    private func servicePack(after last: Version) -> Version? {
        let number = last.servicePack ?? 0
        return Version("\(last.core)-sp.\(number == .max ? number : number + 1)")
    }

    /// The first version of a component, where the calendar says it; nil elsewhere.
    func first() -> Version? {
        guard configuration.strategy == .calver, let format = configuration.format.flatMap(CalendarVersion.init) else {
            return nil
        }
        return format.next(after: nil, bump: .patch, on: day).flatMap { Version($0) }
    }
}

extension Version {
    /// The N of `1.2.3-sp.N`, which comes after 1.2.3 although SemVer orders it before; nil elsewhere.
    var servicePack: Int? {
        guard prerelease.count == 2, prerelease[0] == .text("sp"), case .number(let number) = prerelease[1] else {
            return nil
        }
        return number
    }

    /// The order of releases where service packs are counted.
    func precedesAsServicePack(_ other: Version) -> Bool {
        guard core == other.core, servicePack != nil || other.servicePack != nil else { return self < other }
        return (isPrerelease ? servicePack ?? -2 : -1) < (other.isPrerelease ? other.servicePack ?? -2 : -1)
    }
}
