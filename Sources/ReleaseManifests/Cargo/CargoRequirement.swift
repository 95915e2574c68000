import ReleaseModel
import ReleaseText

/// A requirement in Cargo's language, with the same answers as Cargo's own matching.
///
/// See [Specifying Dependencies](https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html). All
/// comparators must hold; a prerelease is only accepted where a comparator names a prerelease of the same three
/// numbers.
struct CargoRequirement {
    var comparators: [Comparator]
    let text: String

    enum Operator: String {
        case caret = "^"
        case tilde = "~"
        case exact = "="
        case greaterOrEqual = ">="
        case greater = ">"
        case lessOrEqual = "<="
        case less = "<"
    }

    struct Comparator {
        /// nil where none is written, which means the same as `^`.
        var written: Operator?
        /// One to three; fewer where the rest is left out or a wildcard. Empty for `*`.
        var numbers: [Int]
        /// How many parts are wildcards.
        var wildcards: Int
        /// With `-`; nil without one.
        var prerelease: String?
        /// The operator as it is spelled, and the spaces after it.
        var spelling: String
        /// Operator and version within the requirement's text, as offsets into its UTF-8.
        var range: Range<Int>

        /// Its version with zeros for what is left out.
        var version: Version? { CargoRequirement.version(numbers, prerelease) }
        var `operator`: Operator { written ?? (wildcards > 0 ? .exact : .caret) }
        /// The spaces between operator and version.
        var gap: String { String(spelling.drop { !$0.isWhitespace }) }
    }

    static func version(_ numbers: [Int], _ prerelease: String?) -> Version? {
        let padded = (numbers + [0, 0, 0]).prefix(3).map(String.init).joined(separator: ".")
        return Version(semantic: padded + (prerelease ?? ""))
    }

    /// nil if Cargo would not understand it either.
    init?(_ text: String) {
        self.text = text
        comparators = []
        var scanner = TextCursor(text)
        repeat {
            guard let comparator = CargoRequirement.comparator(&scanner) else { return nil }
            comparators.append(comparator)
        } while scanner.take(",")
        guard scanner.isAtEnd else { return nil }
        if comparators.count > 1, comparators.contains(where: { $0.numbers.isEmpty }) { return nil }
    }

    private static func comparator(_ scanner: inout TextCursor) -> Comparator? {
        scanner.skipSpaces()
        let start = scanner.position
        let written = scanner.takeFirst(of: [">=", "<=", "^", "~", "=", ">", "<"]).flatMap(Operator.init)
        scanner.skipSpaces()
        let spelling = scanner.text(start..<scanner.position)
        guard let (numbers, wildcards) = scanner.takeShortVersion() else { return nil }
        if numbers.isEmpty, written != nil || wildcards > 1 { return nil }
        var prerelease: String?
        if scanner.peek("-") { prerelease = scanner.takeWhile(\.isSemanticPart) }
        if scanner.take("+") {
            guard numbers.count == 3, !scanner.takeWhile(\.isSemanticPart).isEmpty else { return nil }
        }
        if prerelease != nil, numbers.count < 3 || version(numbers, prerelease) == nil { return nil }
        let range = start..<scanner.position
        scanner.skipSpaces()
        return Comparator(
            written: written, numbers: numbers, wildcards: wildcards, prerelease: prerelease, spelling: spelling,
            range: range)
    }

    func accepts(_ version: Version) -> Bool {
        guard comparators.allSatisfy({ $0.accepts(version) }) else { return false }
        return !version.isPrerelease || comparators.contains { $0.admitsPrereleases(like: version) }
    }
}

extension CargoRequirement.Comparator {
    func admitsPrereleases(like version: Version) -> Bool {
        prerelease != nil && numbers == Array(version.release.prefix(3))
    }

    /// Whether the numbers fit; prereleases are admitted or not by the entire requirement.
    func accepts(_ version: Version) -> Bool {
        guard let own = self.version else { return false }
        let isSamePrefix = numbers.elementsEqual(version.release.prefix(numbers.count))
        if numbers.isEmpty { return true }
        // `>1.2` is beyond all of 1.2.
        let isBeside = numbers.count == 3 || !isSamePrefix
        switch self.operator {
        case .exact: return isExact(version, own)
        case .greater: return isBeside && version > own
        case .greaterOrEqual: return isExact(version, own) || (isBeside && version > own)
        case .less: return isBeside && version < own
        case .lessOrEqual: return isExact(version, own) || (isBeside && version < own)
        case .tilde:
            guard numbers.prefix(2).elementsEqual(version.release.prefix(min(2, numbers.count))) else { return false }
            return numbers.count < 3 || version >= own
        case .caret:
            guard isCompatible(version) else { return false }
            return numbers.count < 2 || version >= own || (numbers.count == 2 && isSamePrefix)
        }
    }

    private func isExact(_ version: Version, _ own: Version) -> Bool {
        numbers.elementsEqual(version.release.prefix(numbers.count)) && version.prerelease == own.prerelease
    }

    /// Equal up to and including the first number that is not zero, as far as they are written.
    private func isCompatible(_ version: Version) -> Bool {
        let significant = numbers.firstIndex { $0 != 0 } ?? numbers.count - 1
        return numbers[0...significant].elementsEqual(version.release[0...significant])
    }
}
