package import Foundation

/// What a place stands for that says a part of the version only, or the day of its release.
package enum VersionPart: String, Sendable, Codable, CaseIterable {
    case major, minor, patch
    /// As `YYYY-MM-DD`.
    case date
    /// The numbers alone: `1.4.0` of `1.4.0-beta.1`.
    case core
    /// The numbers, with a fourth behind them: `1.4.0.0`.
    case fourNumbers = "four-numbers"
    /// What follows the numbers' hyphen, or nothing: `beta.1`.
    case label
    /// The same with the hyphen: `-beta.1`.
    case suffix
    /// Nothing: another place says the full version.
    case nothing
    /// The full version, with a build number behind it that counts up: `1.4.0+10`.
    case counted
    /// A number that counts up with every release, as stores want it.
    case number

    /// Those that markers in a text may name.
    package static let marked: Set<VersionPart> = [.major, .minor, .patch, .date]

    /// The part that an edit's key names (`marker[2].major`); nil for a full version.
    package init?(key: String) {
        guard key.hasPrefix("marker["), let dot = key.lastIndex(of: "."),
            let part = VersionPart(rawValue: String(key[key.index(after: dot)...])), VersionPart.marked.contains(part)
        else { return nil }
        self = part
    }

    /// Its text for a version that is released at a moment, in UTC.
    package func text(of version: Version, at moment: Date) -> String {
        self == .date ? moment.formatted(.iso8601.year().month().day()) : text(of: version)
    }

    /// The same for all but the day, whose text is empty here.
    package func text(of version: Version) -> String {
        let text = version.plainText
        let core = text.prefix { $0.isNumber || $0 == "." }
        switch self {
        case .major: return "\(version.major)"
        case .minor: return "\(version.minor)"
        case .patch: return "\(version.patch)"
        case .core: return String(core)
        case .fourNumbers:
            let numbers = (version.release + [0, 0, 0, 0]).prefix(4)
            return numbers.map(String.init).joined(separator: ".")
        case .label: return String(text.dropFirst(core.count).drop { $0 == "-" })
        case .suffix: return String(text.dropFirst(core.count))
        case .date, .nothing, .number: return ""
        case .counted: return text
        }
    }
}
