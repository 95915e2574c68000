/// How a component's next version follows from its last one and its commits.
package struct VersioningConfiguration: Sendable, Hashable, Codable {
    package enum Strategy: String, Sendable, Codable, CaseIterable {
        /// Breaking → major, feature → minor, everything else → patch.
        case `default`
        case alwaysBumpPatch = "always-bump-patch"
        case alwaysBumpMinor = "always-bump-minor"
        case alwaysBumpMajor = "always-bump-major"
        /// Counts `-sp.N`.
        case servicePack = "service-pack"
        /// Counts the last number of a prerelease.
        case prerelease
        /// Counts by the calendar, as ``VersioningConfiguration/format`` says ([CalVer](https://calver.org)).
        case calver
    }

    package var strategy = Strategy.default
    /// Of `calver`, such as `YYYY.0M.MICRO`; nil for every other strategy.
    package var format: String?
    /// Below 1.0.0, a breaking change raises the minor number.
    package var bumpsMinorBeforeMajor = false
    /// Below 1.0.0, a feature raises the patch number.
    package var bumpsPatchForMinorBeforeMajor = false
    /// Whether the strategy `prerelease` keeps its suffix.
    package var isPrerelease = false
    /// `beta`, `rc.1`, …: the suffix of the first prerelease after a stable version.
    package var prereleaseType: String?
    /// The version to take whatever the commits say; empty: as if there were none, so that a package can go back to its
    /// commits where the top level says otherwise.
    package var releaseAs: String?
    /// Where ``releaseAs`` is written; nil where unknown.
    package var releaseAsPlace: Place?
    /// Of a component that was never released; nil: its release type's.
    package var initialVersion: String?

    package init() {}
}
