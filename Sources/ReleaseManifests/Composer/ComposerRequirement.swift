import ReleaseModel
import ReleaseText

/// A requirement as Composer reads it, with the answers of
/// [composer/semver](https://getcomposer.org/doc/articles/versions.md).
///
/// Prereleases are compared as they are: whether a project takes them at all is said by its `minimum-stability`.
/// Branches such as `dev-main` accept no version; a requirement of nothing else is not understood.
struct ComposerRequirement {
    let text: String
    private(set) var alternatives: [Alternative] = []

    struct Alternative {
        /// Empty where everything is accepted.
        var comparators: [Comparator] = []
        /// Whether it is `1.2 - 2.3`, whose two versions are the comparators.
        var isHyphenRange = false
        /// Whether it names a branch, so that no version fits.
        var isBranch = false
    }

    enum Operator: String {
        case caret = "^"
        case tilde = "~"
        case exact = "="
        case unequal = "!="
        case greaterOrEqual = ">="
        case greater = ">"
        case lessOrEqual = "<="
        case less = "<"
    }

    struct Comparator {
        /// nil where none is written.
        var written: Operator?
        var version: ComposerPartialVersion
        /// Operator, spaces and a leading `v` as spelled.
        var spelling: String
        /// Operator and version within the requirement's text, without `@dev`, as offsets into its UTF-8.
        var range: Range<Int>
        /// The version as spelled; empty where only a flag is written.
        var versionText: String
        var bounds: [ComposerBound] = []
    }

    /// nil if Composer would not understand it either.
    init?(_ text: String) {
        self.text = text
        var scanner = TextCursor(text)
        repeat {
            guard let alternative = ComposerRequirement.alternative(&scanner) else { return nil }
            alternatives.append(alternative)
        } while scanner.takeFirst(of: ["||", "|"]) != nil
        guard scanner.isAtEnd, !alternatives.allSatisfy(\.isBranch) else { return nil }
    }

    private static func alternative(_ scanner: inout TextCursor) -> Alternative? {
        var alternative = Alternative()
        scanner.skipSpaces()
        if scanner.peek("dev-") {
            _ = scanner.takeWhile { $0.isWordOrHyphen || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }
            scanner.skipSpaces()
            alternative.isBranch = true
            return scanner.isAtEnd || scanner.peek("|") ? alternative : nil
        }
        var hasMore = true
        while hasMore {
            guard let comparator = comparator(&scanner) else { return nil }
            alternative.comparators.append(comparator)
            let end = scanner.position
            scanner.skipSpaces()
            let hasSpace = scanner.position > end
            if scanner.position == end + 1, alternative.comparators.count == 1, scanner.take("- ") {
                guard let upper = hyphenEnd(&scanner) else { return nil }
                alternative.comparators.append(upper)
                alternative.isHyphenRange = true
                break
            }
            let hasComma = scanner.take(",")
            if hasComma { scanner.skipSpaces() }
            hasMore = hasComma || !(scanner.isAtEnd || scanner.peek("|"))
            if hasMore, !hasComma, !hasSpace { return nil }
        }
        return alternative.resolvingBounds()
    }

    private static func hyphenEnd(_ scanner: inout TextCursor) -> Comparator? {
        let upper = comparator(&scanner)
        scanner.skipSpaces()
        return scanner.isAtEnd || scanner.peek("|") ? upper : nil
    }

    private static func comparator(_ scanner: inout TextCursor) -> Comparator? {
        let start = scanner.position
        let sign = scanner.takeFirst(of: ["^", "~", "!=", "<>", "==", "<=", ">=", "<", ">", "="])
        let isRange = sign == "^" || sign == "~"
        if sign != nil, !isRange { scanner.skipSpaces() }
        let hasSpaces = scanner.text(start..<scanner.position).contains(" ")
        // A flag alone means every version.
        let isFlagAlone = sign == nil && scanner.peek("@")
        _ = scanner.take("v")
        let spelling = scanner.text(start..<scanner.position)
        var any = TextCursor("*")
        guard let version = isFlagAlone ? ComposerPartialVersion(&any) : ComposerPartialVersion(&scanner) else {
            return nil
        }
        if version.wildcards > 0, sign != nil { return nil }
        let end = scanner.position
        var flag: String?
        if scanner.take("@") {
            flag = scanner.takeWhile { $0.isWordOrHyphen }.lowercased()
            guard let flag, !hasSpaces, ["dev", "alpha", "beta", "rc", "stable"].contains(flag) else { return nil }
        }
        let signs = ["==": "=", "<>": "!="]
        var comparator = Comparator(
            written: sign.flatMap { Operator(rawValue: signs[$0] ?? $0) }, version: version, spelling: spelling,
            range: start..<end, versionText: scanner.text((start + spelling.utf8.count)..<end))
        comparator.bounds = ComposerBound.bounds(comparator.written, version, flag: flag)
        return comparator
    }

    func accepts(_ version: Version) -> Bool {
        guard let version = ComposerVersion(version) else { return false }
        return alternatives.contains { $0.accepts(version) }
    }

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

extension ComposerRequirement.Alternative {
    /// nil where an operator or a wildcard stands in a hyphen range.
    fileprivate func resolvingBounds() -> ComposerRequirement.Alternative? {
        guard isHyphenRange else { return self }
        guard comparators.allSatisfy({ $0.written == nil && $0.version.wildcards == 0 }) else { return nil }
        var resolved = self
        resolved.comparators[0].bounds = [ComposerBound(.greaterOrEqual, comparators[0].version.lowest)]
        let upper = comparators[1].version
        resolved.comparators[1].bounds =
            upper.numbers.count > 2 || upper.hasStage
            ? [ComposerBound(.lessOrEqual, upper.version)]
            : [ComposerBound(.less, upper.bumped(at: upper.numbers.count))]
        return resolved
    }

    func accepts(_ version: ComposerVersion) -> Bool {
        !isBranch && comparators.allSatisfy { comparator in comparator.bounds.allSatisfy { $0.accepts(version) } }
    }
}
