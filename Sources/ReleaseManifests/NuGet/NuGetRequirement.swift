package import ReleaseModel
import ReleaseText

/// A requirement in [NuGet's language](https://learn.microsoft.com/nuget/concepts/package-versioning#version-ranges): a
/// least version (`1.0`), an interval (`[1.0,2.0)`) or a floating version (`1.*`, `1.0.0-*`).
///
/// Intervals accept prereleases like every other version; floating versions only with `-*`.
package struct NuGetRequirement: Sendable {
    private enum Form: Sendable {
        /// NuGet takes the least version that fits, so it means what is written while nothing asks for more.
        case least(NuGetVersion, count: Int)
        case interval(VersionInterval<NuGetVersion>)
        case floating(Floating)
    }

    private struct Floating: Sendable {
        /// Before the first `*`; nil where it floats within prereleases of a full version.
        var prefix: [Int]
        /// Whether a number floats.
        var floatsNumber: Bool
        /// What the labels must begin with; nil where prereleases are left out.
        var labels: String?
    }

    package let text: String
    private let form: Form

    package init?(_ text: String) {
        self.text = text
        let trimmed = text.trimmingSpaces
        if let version = NuGetVersion(trimmed) {
            let numbers = trimmed.prefix { $0 != "-" && $0 != "+" }.split(separator: ".")
            form = .least(version, count: numbers.count)
        } else if trimmed.last == "*", let floating = NuGetRequirement.floating(trimmed) {
            form = .floating(floating)
        } else if let intervals = versionIntervals(text, opening: "[(", closing: "])", NuGetVersion.init),
            intervals.count == 1, !intervals[0].isEmpty
        {
            form = .interval(intervals[0])
        } else {
            return nil
        }
    }

    /// `*`, `1.*`, `1.2.*-*`, `1.2.3-*`, `1.2.3-rc.*`
    private static func floating(_ text: String) -> Floating? {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        var written = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let floatsNumber = written.last == "*"
        if floatsNumber { written.removeLast() }
        guard written.count <= (floatsNumber ? 3 : 4), floatsNumber || parts.count == 2 else { return nil }
        var numbers: [Int] = []
        for one in written {
            guard !one.isEmpty, one.utf8.allSatisfy(\.isDigit), let number = Int(one) else { return nil }
            numbers.append(number)
        }
        guard parts.count == 2 else { return Floating(prefix: numbers, floatsNumber: true, labels: nil) }
        let labels = parts[1].dropLast()
        guard parts[1].last == "*", labels.utf8.allSatisfy({ $0 != UInt8(ascii: "*") && $0 > 0x20 }) else { return nil }
        if !floatsNumber {
            guard !numbers.isEmpty else { return nil }
            numbers += Array(repeating: 0, count: 4 - numbers.count)
        }
        return Floating(prefix: numbers, floatsNumber: floatsNumber, labels: labels.lowercased())
    }

    package func accepts(_ version: Version) -> Bool {
        guard let version = NuGetVersion(version.text) else { return false }
        switch form {
        case .least(let least, _): return version >= least
        case .interval(let interval): return interval.contains(version)
        case .floating(let floating):
            guard floating.prefix.elementsEqual(version.numbers.prefix(floating.prefix.count)) else { return false }
            if version.labels.isEmpty { return true }
            return floating.labels.map { version.labels.joined(separator: ".").hasPrefix($0) } ?? false
        }
    }

    /// Exact: `[1.2.3]`. The others: from the version to before the first that may break.
    package static func written(_ policy: RequirementPolicy, for version: Version) -> String {
        guard let limit = firstBeyond(version, policy) else { return "[\(version.text)]" }
        return "[\(version.text),\(limit))"
    }

    /// A least version follows although it accepts what is newer, since NuGet would go on taking the old one.
    package func rewritten(toFollow version: Version) -> String? {
        guard let wanted = NuGetVersion(version.text) else { return nil }
        var answer: String?
        switch form {
        case .least(let least, let count):
            if least == wanted { return text }
            let significant = (wanted.numbers.lastIndex { $0 != 0 } ?? 0) + 1
            let numbers = wanted.numbers.prefix(max(count, significant)).map(String.init).joined(separator: ".")
            answer = wanted.labels.isEmpty ? numbers : version.text
        case .interval(let interval):
            if accepts(version) { return text }
            answer = widened([interval], in: text, toReach: wanted, version)
        case .floating(let floating):
            if accepts(version) { return text }
            let numbers = wanted.numbers.prefix(floating.prefix.count).map(String.init)
            if floating.floatsNumber, wanted.labels.isEmpty || floating.labels != nil {
                answer = (numbers + ["*"]).joined(separator: ".") + (floating.labels == nil ? "" : "-*")
            } else {
                answer = wanted.numbers.prefix(3).map(String.init).joined(separator: ".") + "-*"
            }
        }
        return answer.flatMap { NuGetRequirement($0)?.accepts(version) == true ? $0 : nil } ?? version.text
    }
}
