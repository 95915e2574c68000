import ReleaseModel
import ReleaseText

/// A version constraint as Helm reads it in a chart's dependencies.
///
/// See [Basic comparisons](https://helm.sh/docs/chart_best_practices/dependencies/) and the rules of the library that
/// Helm takes them from ([Masterminds/semver](https://github.com/Masterminds/semver)): commas or spaces mean "and", `||`
/// means "or"; a prerelease is only accepted by a comparator that names one itself.
struct HelmRequirement {
    let text: String
    /// Any one of these must hold, all comparators of it.
    private let alternatives: [[VersionComparator]]

    private static let operators: [StaticString] = [">=", "=>", "<=", "=<", "!=", "~>", "=", ">", "<", "~", "^"]

    /// nil if Helm would not understand it either.
    init?(_ text: String) {
        self.text = text
        var scanner = TextCursor(text)
        var alternatives: [[VersionComparator]] = [[]]
        scanner.skipSpaces()
        while !scanner.isAtEnd {
            guard var next = VersionComparator.take(&scanner, operators: HelmRequirement.operators) else { return nil }
            let end = scanner.position
            scanner.skipSpaces()
            if next.operatorText.isEmpty, scanner.position > end, let upper = HelmRequirement.takeHyphen(&scanner) {
                next.operatorText = ">="
                alternatives[alternatives.count - 1] += [next, upper]
            } else {
                alternatives[alternatives.count - 1].append(next)
            }
            let hasSpace = scanner.position > end
            if scanner.take("||") {
                scanner.skipSpaces()
                guard !scanner.isAtEnd else { return nil }
                alternatives.append([])
            } else if scanner.take(",") {
                scanner.skipSpaces()
                guard !scanner.isAtEnd else { return nil }
            } else if !scanner.isAtEnd, !hasSpace {
                return nil
            }
            scanner.skipSpaces()
        }
        guard alternatives.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.alternatives = alternatives
    }

    /// The second half of `1.2 - 2.4`.
    private static func takeHyphen(_ scanner: inout TextCursor) -> VersionComparator? {
        var ahead = scanner
        guard ahead.take("-") else { return nil }
        let start = ahead.position
        ahead.skipSpaces()
        guard ahead.position > start, var upper = VersionComparator.take(&ahead, operators: []) else { return nil }
        upper.operatorText = "<="
        scanner = ahead
        return upper
    }

    func accepts(_ version: Version) -> Bool {
        alternatives.contains { $0.allSatisfy { $0.isAccepted(version) } }
    }

    func rewritten(toFollow version: Version) -> String? {
        requirement(text, of: alternatives.last ?? [], following: version) {
            HelmRequirement($0)?.accepts(version) ?? false
        }
    }

    static func written(_ policy: RequirementPolicy, for version: Version) -> String {
        switch policy {
        case .exact: version.text
        case .caret: "^" + version.text
        case .tilde: "~" + version.text
        }
    }
}

extension VersionComparator {
    private var hasMinor: Bool { numbers.count != 1 }
    /// Whether something is left out or a wildcard.
    private var isOpen: Bool { numbers.count < 3 }

    fileprivate func isAccepted(_ candidate: Version) -> Bool {
        if candidate.isPrerelease, prerelease == nil, isOpen || !isExclusion { return false }
        let own = version
        switch operatorText {
        case "", "=": return isOpen ? isNear(candidate) : candidate == own
        case "!=": return isOpen ? differs(candidate) : candidate != own
        case ">": return isBeyond(candidate)
        case ">=", "=>": return candidate >= own
        case "<": return candidate < own
        case "<=", "=<":
            if !isOpen || numbers.isEmpty {
                return candidate <= own || numbers.isEmpty && candidate.major == 0 && candidate.minor == 0
            }
            return candidate.major < own.major
                || candidate.major == own.major && (!hasMinor || candidate.minor <= own.minor)
        case "~", "~>": return isNear(candidate)
        case "^": return isCompatible(candidate)
        default: return false
        }
    }

    /// Beyond all that a shortened version stands for: `>11` is beyond 11.x.
    private func isBeyond(_ candidate: Version) -> Bool {
        guard isOpen, !numbers.isEmpty, candidate.major == version.major else { return candidate > version }
        return hasMinor && candidate.minor > version.minor
    }

    private func isNear(_ candidate: Version) -> Bool {
        guard candidate >= version else { return false }
        if numbers.isEmpty || (isFull && numbers == [0, 0, 0]) { return true }
        return candidate.major == version.major && (!hasMinor || candidate.minor == version.minor)
    }

    private func differs(_ candidate: Version) -> Bool {
        if numbers.isEmpty { return candidate.major != 0 || candidate.minor != 0 || candidate.patch != 0 }
        return candidate.major != version.major || (hasMinor && candidate.minor != version.minor)
    }

    private func isCompatible(_ candidate: Version) -> Bool {
        let own = version
        guard candidate >= own else { return false }
        if own.major > 0 || !hasMinor { return candidate.major == own.major }
        if candidate.major > 0 { return false }
        if own.minor > 0 || numbers.count == 2 { return candidate.minor == own.minor }
        return candidate.minor == 0 && candidate.patch == own.patch
    }
}
