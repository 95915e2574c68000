import ReleaseModel

/// A requirement as `Package.swift` writes it, with the answers of Swift's package manager.
///
/// Its text is the source of the arguments that say it: `from: "1.2.3"`, `.upToNextMinor(from: "1.2.3")`,
/// `exact: "1.2.3"`, `"1.0.0"..<"2.0.0"` or `"1.0.0"..."1.9.9"`. See
/// [the manifest's reference](https://docs.swift.org/swiftpm/documentation/packagedescription/package/dependency).
struct SwiftRequirement {
    let text: String
    let form: Form
    /// One, or two for a range.
    private(set) var versions: [Version] = []
    /// The bytes of each version within the text, without quotes.
    private(set) var ranges: [Range<Int>] = []

    enum Form: String, Sendable {
        case exact
        case nextMajor
        case nextMinor
        /// Below its end.
        case range
        /// Up to its end.
        case closedRange
    }

    /// nil for a branch or revision, and for what is not written out.
    init?(_ text: String) {
        self.text = text
        let scan = SwiftTokens(Array(text.utf8))
        guard scan.fault == nil,
            let form = SwiftRequirement.form(scan.tokens.map { $0.kind == .string ? "\"" : $0.text })
        else { return nil }
        self.form = form
        for token in scan.tokens where token.kind == .string {
            guard token.isPlain, let version = Version(semantic: token.text) else { return nil }
            versions.append(version)
            ranges.append((token.range.lowerBound + 1)..<(token.range.upperBound - 1))
        }
        // Swift stops at a range whose end comes first.
        if versions.count == 2, versions[1] < versions[0] { return nil }
        guard versions.allSatisfy({ $0.major < Int.max && $0.minor < Int.max && $0.patch < Int.max }) else {
            return nil
        }
    }

    /// The form of a sequence of tokens, where a string is a quote.
    private static func form(_ tokens: [String]) -> Form? {
        switch tokens {
        case ["from", ":", "\""]: .nextMajor
        case ["exact", ":", "\""], [".", "exact", "(", "\"", ")"]: .exact
        case [".", "upToNextMajor", "(", "from", ":", "\"", ")"]: .nextMajor
        case [".", "upToNextMinor", "(", "from", ":", "\"", ")"]: .nextMinor
        case ["\"", "..<", "\""]: .range
        case ["\"", "...", "\""]: .closedRange
        default: nil
        }
    }

    func accepts(_ version: Version) -> Bool {
        guard let lower = versions.first else { return false }
        if form == .exact { return version == lower }
        let upper = end
        if version.isPrerelease {
            // Only where an end names one, and never those of an end that does not.
            guard lower.isPrerelease || upper.isPrerelease else { return false }
            if !upper.isPrerelease, upper.release == version.release { return false }
        }
        return version >= lower && version < upper
    }

    /// The first version that is beyond it.
    private var end: Version {
        let lower = versions[0]
        let last = versions[versions.count - 1]
        switch form {
        case .nextMajor: return Version(lower.major + 1, 0, 0)
        case .nextMinor: return Version(lower.major, lower.minor + 1, 0)
        case .exact, .range: return last
        case .closedRange:
            let next = Version(last.major, last.minor, last.patch + 1)
            guard last.isPrerelease, let dash = last.text.firstIndex(of: "-") else { return next }
            return Version(semantic: next.text + last.text[dash...]) ?? next
        }
    }

    /// The requirement that follows a version in the style of this one, and accepts it; a range stays while it
    /// accepts it. nil for a version that Swift can't write.
    func rewritten(toFollow version: Version) -> String? {
        let full = String(version.text.prefix { $0 != "+" })
        guard let plain = Version(semantic: full), plain == version else { return nil }
        if accepts(version), versions.count == 2 || versions[0] == version { return text }
        guard versions.count == 2 else { return replacing([full]) }
        for candidate in candidates(full, plain) {
            if let answer = replacing(candidate), SwiftRequirement(answer)?.accepts(version) == true { return answer }
        }
        return nil
    }

    /// Both ends of a range, the smallest change first.
    private func candidates(_ full: String, _ version: Version) -> [[String]] {
        let (lower, upper) = (versions[0], versions[1])
        let moved =
            form == .closedRange
            ? full : upperBound(upper.release, movedBeyond: version).map(String.init).joined(separator: ".")
        let next = form == .closedRange ? full : "\(version.major + 1).0.0"
        return [[lower.text, moved], [full, upper.text], [full, moved], [full, next]]
    }

    private func replacing(_ new: [String]) -> String? {
        var bytes = Array(text.utf8)
        for (range, version) in zip(ranges, new).reversed() { bytes.replaceSubrange(range, with: version.utf8) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A requirement in the style of a policy.
    static func written(_ policy: RequirementPolicy, for version: Version) -> String {
        let full = version.text.prefix { $0 != "+" }
        return switch policy {
        case .exact: "exact: \"\(full)\""
        case .caret: "from: \"\(full)\""
        case .tilde: ".upToNextMinor(from: \"\(full)\")"
        }
    }
}
