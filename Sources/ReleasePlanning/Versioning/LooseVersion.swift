import ReleaseModel

/// A version as release-please reads it: the first three numbers of a text with what follows them, whatever stands
/// around. Leading zeros and characters that SemVer forbids are accepted.
package struct LooseVersion: Hashable {
    package var major: Int
    package var minor: Int
    package var patch: Int
    /// Behind the hyphen; nil: none.
    package var suffix: String?
    /// Behind the plus sign; nil: none.
    var build: String?
    /// A version of the calendar as it is written (`2026.01.3`), whose zeros and further numbers count; nil for others.
    private(set) var spelling: String?

    /// nil where a text has no three numbers in a row.
    package init?(_ text: String) {
        guard let match = text.firstMatch(of: /(\d+)\.(\d+)\.(\d+)(?:-([^+]+))?(?:\+(.*))?/.asciiOnlyDigits()),
            let major = Int(match.1), let minor = Int(match.2), let patch = Int(match.3)
        else { return nil }
        self.major = major
        self.minor = minor
        self.patch = patch
        suffix = match.4.map(String.init)
        build = match.5.map(String.init)
    }

    /// A version of the calendar, whose spelling is kept.
    package init?(calendar text: String) {
        guard let version = LooseVersion(text) else { return nil }
        self = version
        spelling = text
    }

    package var text: String { spelling ?? plainText }

    /// Without zeros before numbers.
    package var plainText: String {
        "\(major).\(minor).\(patch)" + (suffix.map { "-\($0)" } ?? "") + (build.map { "+\($0)" } ?? "")
    }

    /// The usual order of versions; suffixes that are no SemVer by their text.
    package static func precedes(_ left: LooseVersion, _ right: LooseVersion) -> Bool {
        if let left = Version(left.text), let right = Version(right.text) { return left < right }
        return (left.major, left.minor, left.patch, left.suffix == nil ? 1 : 0, left.suffix ?? "")
            < (right.major, right.minor, right.patch, right.suffix == nil ? 1 : 0, right.suffix ?? "")
    }
}
