import ReleaseModel
import ReleaseText

/// A requirement of [`Gem::Requirement`](https://docs.ruby-lang.org/en/master/Gem/Requirement.html): comparators with
/// commas between them, all of which must hold: `~> 1.2, >= 1.2.3`.
///
/// A manifest writes each comparator as a text of its own; here, as in a lock file, they are one. As with
/// `satisfied_by?`, a prerelease counts like any other version.
struct RubyRequirement {
    let text: String
    let comparators: [Comparator]

    struct Comparator {
        /// `=` where none is written.
        var operatorText: String
        var version: RubyVersion
        /// The version as written, as offsets into the requirement's UTF-8.
        var range: Range<Int>
    }

    private static let operators: [StaticString] = ["~>", "!=", ">=", "<=", "=", ">", "<"]

    /// nil if RubyGems would not understand it either.
    init?(_ text: String) {
        self.text = text
        var scanner = TextCursor(text)
        var comparators: [Comparator] = []
        repeat {
            scanner.skipSpaces()
            let written = scanner.takeFirst(of: RubyRequirement.operators)
            scanner.skipSpaces()
            let start = scanner.position
            let version = scanner.takeWhile { $0 > 0x20 && $0 != UInt8(ascii: ",") }
            guard let version = RubyVersion(version) else { return nil }
            comparators.append(
                Comparator(operatorText: written ?? "=", version: version, range: start..<scanner.position))
            scanner.skipSpaces()
        } while scanner.take(",")
        guard scanner.isAtEnd else { return nil }
        self.comparators = comparators
    }

    /// As Bundler writes it into a lock: each with its operator, the last in the order of their texts first.
    var locked: String {
        comparators.map { "\($0.operatorText) \($0.version.text)" }
            .sorted { $1.utf8.lexicographicallyPrecedes($0.utf8) }.joined(separator: ", ")
    }

    func accepts(_ version: Version) -> Bool {
        guard let version = RubyVersion(version.gemText) else { return false }
        return comparators.allSatisfy { $0.accepts(version) }
    }

    func rewritten(toFollow version: Version) -> String? {
        guard let wanted = RubyVersion(version.gemText) else { return nil }
        let hasBounds = comparators.contains { !["=", "~>"].contains($0.operatorText) }
        if accepts(version), hasBounds || comparators.contains(where: { $0.version == wanted }) { return text }
        let bytes = comparators.reversed().reduce(into: Array(text.utf8)) { bytes, comparator in
            if let new = comparator.following(version, wanted) {
                bytes.replaceSubrange(comparator.range, with: new.utf8)
            }
        }
        let answer = String(decoding: bytes, as: UTF8.self)
        if let new = RubyRequirement(answer), new.accepts(version) { return answer }
        return "= " + version.gemText
    }

    static func written(_ policy: RequirementPolicy, for version: Version) -> String? {
        let text = version.gemText
        guard let gem = RubyVersion(text) else { return nil }
        switch policy {
        case .exact: return "= " + text
        case .caret where version.major == 0, .tilde: return "~> " + text
        case .caret where gem.isPrerelease: return ">= \(text), < \(min(version.major, Int.max - 1) + 1)"
        case .caret:
            let open = "~> \(version.major).\(version.minor)"
            return version.release.dropFirst(2).allSatisfy { $0 == 0 } ? open : "\(open), >= \(text)"
        }
    }
}

extension RubyRequirement.Comparator {
    func accepts(_ candidate: RubyVersion) -> Bool {
        switch operatorText {
        case "=": candidate == version
        case "!=": candidate != version
        case ">": candidate > version
        case ">=": candidate >= version
        case "<": candidate < version
        case "<=": candidate <= version
        default: candidate >= version && candidate.release < version.bumped
        }
    }

    /// The version that stands there after it has followed another; nil where it stays.
    fileprivate func following(_ version: Version, _ wanted: RubyVersion) -> String? {
        switch operatorText {
        case "=": return version.gemText
        case "~>" where wanted.isPrerelease || version.release.count < self.version.numberCount: return version.gemText
        case "~>": return leadingNumbers(of: version, count: self.version.numberCount)
        case "<" where !accepts(wanted):
            let numbers = self.version.segments.compactMap { Int($0.description) }
            guard numbers.count == self.version.segments.count else { return nil }
            return upperBound(numbers, movedBeyond: version).map(String.init).joined(separator: ".")
        case "<=" where !accepts(wanted), ">=" where !accepts(wanted): return version.gemText
        default: return nil
        }
    }
}

extension Version {
    /// What a gem can be called; it has no build metadata.
    var gemText: String { String(text.prefix { $0 != "+" }) }
}
