import ReleaseText

/// A version in [NuGet's order](https://learn.microsoft.com/nuget/concepts/package-versioning): one to four numbers, and
/// prerelease labels as in SemVer 2.0.0, whatever their case.
package struct NuGetVersion: Sendable, Comparable {
    /// Four, with zeros for what is left out.
    package let numbers: [Int]
    /// Lower case; empty for a stable version.
    package let labels: [String]

    private static let maximumLength = 256

    package init?(_ text: String) {
        guard text.utf8.count <= NuGetVersion.maximumLength else { return nil }
        let plain = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        if plain.count == 2, !NuGetVersion.areLabels(plain[1]) { return nil }
        let parts = plain[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let written = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...4).contains(written.count) else { return nil }
        var numbers: [Int] = []
        for one in written {
            guard !one.isEmpty, one.utf8.allSatisfy(\.isDigit), let number = Int(one) else { return nil }
            numbers.append(number)
        }
        if parts.count == 2, !NuGetVersion.areLabels(parts[1]) { return nil }
        self.numbers = numbers + Array(repeating: 0, count: 4 - numbers.count)
        labels = parts.count == 2 ? parts[1].lowercased().split(separator: ".").map(String.init) : []
    }

    private static func areLabels(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty
                && label.utf8.allSatisfy {
                    $0.isLetterOrDigit || $0 == UInt8(ascii: "-")
                }
        }
    }

    package static func < (left: NuGetVersion, right: NuGetVersion) -> Bool {
        if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        if left.labels.isEmpty || right.labels.isEmpty { return !left.labels.isEmpty && right.labels.isEmpty }
        for (one, other) in zip(left.labels, right.labels) where one != other {
            switch (Int(one), Int(other)) {
            case (let one?, let other?) where one != other: return one < other
            case (.some, nil): return true
            case (nil, .some): return false
            default: return one.utf8.lexicographicallyPrecedes(other.utf8)
            }
        }
        return left.labels.count < right.labels.count
    }
}
