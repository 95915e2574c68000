package import Foundation

/// What a marker in a file stands for: a part of the version, or the day of its release.
package enum VersionPart: String, Sendable, Codable, CaseIterable {
    case major, minor, patch
    /// As `YYYY-MM-DD`.
    case date

    /// The part that an edit's key names (`marker[2].major`); nil for a whole version.
    package init?(key: String) {
        guard key.hasPrefix("marker["), let dot = key.lastIndex(of: ".") else { return nil }
        self.init(rawValue: String(key[key.index(after: dot)...]))
    }

    /// Its text for a version that is released at a moment, in UTC.
    package func text(of version: Version, at moment: Date) -> String {
        switch self {
        case .major: "\(version.major)"
        case .minor: "\(version.minor)"
        case .patch: "\(version.patch)"
        case .date: moment.formatted(.iso8601.year().month().day())
        }
    }
}
