package import Foundation

/// The tag of a candidate's image by the calendar: `2025.10.25.1430-build.123-v0.1.0-abc1234-amd64`.
///
/// ``init(_:)`` and ``description`` are inverse for every legal value. The version has no build metadata, since `+` can't
/// stand in a tag.
package struct CalendarImageTag: Sendable, Hashable, CustomStringConvertible {
    package let stamp: CalendarStamp
    /// The number of the build, from 0.
    package let build: Int
    package let version: Version
    /// The first seven digits of the commit.
    package let commit: String
    /// As Go names it, such as `amd64`; nil: of all.
    package let architecture: String?

    /// nil where the parts can't be told apart again, or don't fit into a tag.
    package init?(stamp: CalendarStamp, build: Int, version: Version, commit: String, architecture: String? = nil) {
        let isArchitecture =
            architecture.map { !$0.isEmpty && $0.utf8.allSatisfy(isLetterOrDigit) && !isShortCommit($0) } ?? true
        guard build >= 0, isShortCommit(commit), isArchitecture, isPlain(version) else { return nil }
        self.stamp = stamp
        self.build = build
        self.version = version
        self.commit = commit
        self.architecture = architecture
        guard ImageTag(description) != nil else { return nil }
    }

    /// nil where the text is not such a tag.
    package init?(_ text: String) {
        guard
            let match = text.wholeMatch(
                of: /([0-9.]{15})-build\.(0|[1-9][0-9]*)-v([0-9A-Za-z.-]+?)-([0-9a-f]{7})(?:-([0-9a-z]+))?/),
            let stamp = CalendarStamp(String(match.output.1)), let build = Int(match.output.2),
            let version = Version(semantic: String(match.output.3))
        else { return nil }
        self.init(
            stamp: stamp, build: build, version: version, commit: String(match.output.4),
            architecture: match.output.5.map(String.init))
        guard description == text else { return nil }
    }

    package var description: String {
        "\(stamp)-build.\(build)-v\(version.text)-\(commit)" + (architecture.map { "-\($0)" } ?? "")
    }
}

/// A minute in UTC: `2025.10.25.1430`.
package struct CalendarStamp: Sendable, Hashable, CustomStringConvertible {
    private let text: String

    package init(_ moment: Date) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: moment)
        func digits(_ number: Int?, _ width: Int) -> String {
            let text = String(number ?? 0)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        text =
            "\(digits(parts.year, 4)).\(digits(parts.month, 2)).\(digits(parts.day, 2))."
            + digits(parts.hour, 2) + digits(parts.minute, 2)
    }

    /// nil where the text is not a minute that exists.
    package init?(_ text: String) {
        guard let match = text.wholeMatch(of: /([0-9]{4})\.([0-9]{2})\.([0-9]{2})\.([0-9]{2})([0-9]{2})/),
            let year = Int(match.output.1), let month = Int(match.output.2), let day = Int(match.output.3),
            let hour = Int(match.output.4), let minute = Int(match.output.5)
        else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = DateComponents(year: year, month: month, day: day, hour: hour, minute: minute)
        // Dates that don't exist, such as February 30, come back as another day.
        guard let moment = calendar.date(from: parts), CalendarStamp(moment).text == text else { return nil }
        self.text = text
    }

    package var description: String { text }
}

/// Without build metadata, and without a prerelease that could be read as a commit or hide one.
private func isPlain(_ version: Version) -> Bool {
    guard let read = Version(semantic: version.text), read == version, !version.text.contains("+") else { return false }
    let prerelease = version.text.drop { $0 != "-" }.dropFirst()
    return !prerelease.contains("-") && !isShortCommit(String(prerelease))
}

private func isShortCommit(_ text: String) -> Bool {
    text.utf8.count == 7 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
}
