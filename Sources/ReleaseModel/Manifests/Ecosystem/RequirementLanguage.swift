/// How an ecosystem writes which versions of another package a package accepts.
package protocol RequirementLanguage: Sendable {
    /// Whether a requirement written in this ecosystem's language accepts a version; nil if it can't be understood.
    func accepts(requirement: String, version: Version) -> Bool?

    /// The same for a version that is here, such as that of a folder beside the requirement. Some tools take a
    /// prerelease there that they would not fetch from an index.
    func accepts(requirement: String, presentVersion version: Version) -> Bool?

    /// The requirement that follows `version`, in the style of the one that is there (`^1.2` → `^1.3`); the same text
    /// where it already says that, and also for bounds that accept the version (`>=1,<2`). nil if the requirement can't
    /// be understood.
    ///
    /// The result always accepts `version`.
    func rewritten(requirement: String, toFollow version: Version) -> String?

    /// Whether a requirement selects the version that it names although it accepts newer ones, so that a released
    /// downstream has to follow to get what it was tested with (Go, NuGet).
    var requirementsSelectVersions: Bool { get }

    /// Why a package can't be released as this version, for people; nil if it can.
    func refusal(of version: Version, for package: String) -> String?

    /// Whether a version comes before another one in the ecosystem's own order; nil where that is SemVer's, or does not
    /// know one of them.
    func precedes(_ version: Version, _ other: Version) -> Bool?

    /// The form that the ecosystem's tool demands of versions; nil: it takes what Slipway takes.
    var versionForm: VersionForm? { get }

    /// A requirement on this version that leaves open what the policy says; nil where the ecosystem's language can't say
    /// it. The answer accepts the version.
    func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String?

    /// The requirement that follows `version` with all its numbers: `0.1` → `0.9.9`; nil if it can't be understood.
    ///
    /// The result always accepts `version`.
    func full(requirement: String, toFollow version: Version) -> String?
}

extension RequirementLanguage {
    package func accepts(requirement: String, presentVersion version: Version) -> Bool? {
        accepts(requirement: requirement, version: version)
    }

    package var requirementsSelectVersions: Bool { false }

    package func refusal(of version: Version, for package: String) -> String? { nil }

    package func precedes(_ version: Version, _ other: Version) -> Bool? { nil }

    package var versionForm: VersionForm? { nil }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? { nil }

    package func full(requirement: String, toFollow version: Version) -> String? {
        guard let followed = rewritten(requirement: requirement, toFollow: version) else { return nil }
        // Only bounds that open upwards by themselves: `~1.2` and `<2` mean something else with more numbers.
        let number = /[0-9][0-9A-Za-z.+_-]*/
        var text = ""
        var rest = followed[...]
        while let match = rest.firstMatch(of: number) {
            text += rest[..<match.range.lowerBound]
            let mark = text.reversed().drop(while: \.isWhitespace).prefix { "<>=^~!".contains($0) }
            let isOpen = ["", "^", "=", "==", "=>"].contains(String(mark))
            let numbers = String(match.0)
            text += isOpen && version.text.hasPrefix(numbers + ".") ? version.text : numbers
            rest = rest[match.range.upperBound...]
        }
        text += rest
        return accepts(requirement: text, version: version) == true ? text : followed
    }
}
