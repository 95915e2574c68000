import ReleaseModel
import ReleaseText

/// A range of versions as npm, Yarn and pnpm read it, with the answers of [node-semver](https://github.com/npm/node-semver#ranges).
///
/// Alternatives stand between `||`; all comparators of one must hold. A prerelease is only accepted where a comparator
/// of the same alternative names a prerelease of the same three numbers. Sloppy spellings that node-semver guesses at
/// (`> =1.2`, `^==1`) are not understood.
struct NpmRequirement {
    let text: String
    private(set) var alternatives: [Alternative] = []

    enum Operator: String {
        case caret = "^"
        case tilde = "~"
        case exact = "="
        case greaterOrEqual = ">="
        case greater = ">"
        case lessOrEqual = "<="
        case less = "<"
    }

    /// What stands between two `||`.
    struct Alternative {
        /// Empty where everything is accepted.
        var comparators: [Comparator]
        /// Whether it is `1.2 - 2.3`, whose two versions are the comparators.
        var isHyphenRange = false
    }

    struct Comparator {
        /// nil where none is written.
        var written: Operator?
        var version: NpmPartialVersion
        /// Operator, spaces and a leading `v` as spelled.
        var spelling: String
        /// Operator and version within the requirement's text, as offsets into its UTF-8.
        var range: Range<Int>
        /// What it means, without prereleases' special rule.
        var bounds: [NpmBound] = []
    }

    /// nil if node-semver would not understand it either.
    init?(_ text: some StringProtocol) {
        self.text = String(text)
        var scanner = TextCursor(text)
        repeat {
            guard let alternative = NpmRequirement.alternative(&scanner) else { return nil }
            alternatives.append(alternative)
        } while scanner.take("||")
        guard scanner.isAtEnd else { return nil }
    }

    private static func alternative(_ scanner: inout TextCursor) -> Alternative? {
        var alternative = Alternative(comparators: [])
        scanner.skipSpaces()
        while !scanner.isAtEnd, !scanner.peek("||") {
            if alternative.comparators.count == 1, scanner.take("- ") {
                scanner.skipSpaces()
                guard let upper = comparator(&scanner) else { return nil }
                alternative.comparators.append(upper)
                alternative.isHyphenRange = true
                scanner.skipSpaces()
                guard scanner.isAtEnd || scanner.peek("||") else { return nil }
                break
            }
            guard let comparator = comparator(&scanner) else { return nil }
            alternative.comparators.append(comparator)
            let end = scanner.position
            scanner.skipSpaces()
            guard scanner.position > end || scanner.isAtEnd || scanner.peek("||") else { return nil }
        }
        return alternative.resolvingBounds()
    }

    private static func comparator(_ scanner: inout TextCursor) -> Comparator? {
        let start = scanner.position
        let sign = scanner.takeFirst(of: ["^", "~>", "~", "<=", ">=", "<", ">", "="])
        if sign != nil { scanner.skipSpaces() }
        _ = scanner.take("v")
        let spelling = scanner.text(start..<scanner.position)
        guard let version = NpmPartialVersion(&scanner) else { return nil }
        return Comparator(
            written: sign.flatMap { Operator(rawValue: $0 == "~>" ? "~" : $0) }, version: version, spelling: spelling,
            range: start..<scanner.position)
    }

    /// Beside an alternative that takes everything no other counts, not even one that names a prerelease.
    func accepts(_ version: Version) -> Bool {
        takesEverything ? !version.isPrerelease : alternatives.contains { $0.accepts(version) }
    }

    var takesEverything: Bool { alternatives.contains { $0.comparators.allSatisfy(\.bounds.isEmpty) } }

    /// A requirement in the style of a policy: `1.2.3`, `^1.2.3` or `~1.2.3`.
    static func written(_ policy: RequirementPolicy, for version: Version) -> String {
        let full = version.text.prefix { $0 != "+" }
        return switch policy {
        case .exact: String(full)
        case .caret: "^\(full)"
        case .tilde: "~\(full)"
        }
    }
}

extension NpmRequirement.Alternative {
    /// nil where an operator stands in a hyphen range.
    fileprivate func resolvingBounds() -> NpmRequirement.Alternative? {
        var resolved = self
        if isHyphenRange {
            guard comparators.allSatisfy({ $0.written == nil }) else { return nil }
            resolved.comparators[0].bounds = NpmBound.bounds(.greaterOrEqual, comparators[0].version)
            resolved.comparators[1].bounds = NpmBound.bounds(.lessOrEqual, comparators[1].version)
        } else {
            for index in comparators.indices {
                resolved.comparators[index].bounds = NpmBound.bounds(
                    comparators[index].written, comparators[index].version)
            }
        }
        return resolved
    }

    func accepts(_ version: Version) -> Bool {
        let bounds = comparators.flatMap(\.bounds)
        guard bounds.allSatisfy({ $0.accepts(version) }) else { return false }
        return !version.isPrerelease
            || bounds.contains { $0.version.isPrerelease && $0.version.release == version.release }
    }
}
