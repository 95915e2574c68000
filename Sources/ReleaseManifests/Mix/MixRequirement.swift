import ReleaseModel
import ReleaseText

/// A requirement of [Elixir's `Version`](https://hexdocs.pm/elixir/Version.html#module-requirements): `~> 1.2`,
/// `>= 1.0.0 and < 2.0.0`, `== 1.2.3 or ~> 2.0`.
///
/// As with `allow_pre: false`: a lower bound accepts a prerelease only where it names one itself.
struct MixRequirement {
    let text: String
    private let alternatives: [[VersionComparator]]

    private static let operators: [StaticString] = ["~>", "==", "!=", ">=", "<=", ">", "<"]

    /// nil if Elixir would not understand it either.
    init?(_ text: String) {
        self.text = text
        var scanner = TextCursor(text)
        var alternatives: [[VersionComparator]] = [[]]
        while true {
            scanner.skipSpaces()
            guard let next = VersionComparator.take(&scanner, operators: MixRequirement.operators), next.wildcards == 0,
                next.isFull || (next.operatorText == "~>" && next.numbers.count == 2)
            else { return nil }
            alternatives[alternatives.count - 1].append(next)
            scanner.skipSpaces()
            if scanner.isAtEnd { break }
            if scanner.take("or ") {
                alternatives.append([])
            } else if !scanner.take("and ") {
                return nil
            }
        }
        self.alternatives = alternatives
    }

    func accepts(_ version: Version) -> Bool {
        return alternatives.contains { $0.allSatisfy { $0.isMatch(version) } }
    }

    func rewritten(toFollow version: Version) -> String? {
        requirement(text, of: alternatives.last ?? [], following: version) {
            MixRequirement($0)?.accepts(version) ?? false
        }
    }
}

extension VersionComparator {
    fileprivate func isMatch(_ candidate: Version) -> Bool {
        let own = version
        if candidate.isPrerelease, prerelease == nil, isLowerBound || operatorText == "~>" { return false }
        switch operatorText {
        case "", "==": return candidate == own
        case "!=": return candidate != own
        case ">=": return candidate >= own
        case ">": return candidate > own
        case "<=": return candidate <= own
        case "<": return candidate < own
        default:
            guard candidate >= own, candidate.major == own.major else { return false }
            return !isFull || candidate.minor == own.minor
        }
    }
}
