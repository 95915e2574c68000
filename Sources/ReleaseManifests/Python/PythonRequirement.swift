import ReleaseModel
import ReleaseText

/// A requirement's version part in Python's languages: specifiers of [PEP 440](https://peps.python.org/pep-0440/)
/// (`>=1.0,<2`) and [Poetry's](https://python-poetry.org/docs/dependency-specification/) (`^1.2`, `~1.2`, `1.*`, `||`).
///
/// Prereleases are only accepted where a clause names one, or where the version is present already.
struct PythonRequirement {
    let text: String
    /// Poetry's `||`; usually one. All clauses of one alternative must hold.
    var alternatives: [[Clause]]

    enum Operator: String {
        case compatible = "~="
        case exact = "=="
        case arbitrary = "==="
        case different = "!="
        case greaterOrEqual = ">="
        case greater = ">"
        case lessOrEqual = "<="
        case less = "<"
        case caret = "^"
        case tilde = "~"
    }

    struct Clause {
        var `operator`: Operator
        /// The operator as it is spelled, and the spaces after it.
        var spelling: String
        /// As written, without `.*`.
        var versionText: String
        /// How many numbers its release is written with.
        var precision: Int
        /// nil for `*` alone, and for what only `===` understands.
        var version: PythonVersion?
        var isWildcard: Bool
        /// Operator and version within the requirement's text, as offsets into its UTF-8.
        var range: Range<Int>

        /// A bare `*`.
        var isAny: Bool { isWildcard && versionText.isEmpty }
    }

    init?(_ text: String) {
        self.text = text
        alternatives = []
        var scanner = TextCursor(text)
        scanner.skipSpaces()
        if scanner.isAtEnd {
            alternatives = [[]]
            return
        }
        repeat {
            var clauses: [Clause] = []
            repeat {
                scanner.skipSpaces()
                // A comma at the end is allowed.
                if scanner.isAtEnd, !clauses.isEmpty { break }
                guard let clause = PythonRequirement.clause(&scanner) else { return nil }
                clauses.append(clause)
                scanner.skipSpaces()
            } while scanner.take(",")
            alternatives.append(clauses)
        } while scanner.take("||")
        guard scanner.isAtEnd else { return nil }
    }

    private static func clause(_ scanner: inout TextCursor) -> Clause? {
        let start = scanner.position
        let spelled = scanner.takeFirst(of: ["===", "==", "~=", "!=", ">=", "<=", ">", "<", "^", "~", "="])
        scanner.skipSpaces()
        let spelling = scanner.text(start..<scanner.position)
        let written = scanner.takeWhile { byte in
            byte > 0x20 && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "|") && byte != UInt8(ascii: ";")
        }
        // Without an operator, Poetry means exactly that version.
        let kind = spelled.flatMap(Operator.init) ?? .exact
        var text = written[...]
        var isWildcard = false
        if written == "*" {
            guard spelled == nil || spelled == "==" else { return nil }
            (text, isWildcard) = ("", true)
        } else if written.hasSuffix(".*") {
            guard kind == .exact || kind == .different else { return nil }
            (text, isWildcard) = (written.dropLast(2), true)
        }
        let version = PythonVersion(text)
        let precision = text.prefix { $0.isNumber || ".!vV".contains($0) }.split(separator: "!").last.map {
            $0.split(separator: ".").count
        }
        guard kind == .arbitrary ? !written.isEmpty : version != nil || written == "*" else { return nil }
        if let version, !isAllowed(version, kind: kind, isWildcard: isWildcard, precision: precision ?? 0) {
            return nil
        }
        return Clause(
            operator: kind, spelling: spelling, versionText: String(text), precision: precision ?? 0, version: version,
            isWildcard: isWildcard, range: start..<scanner.position)
    }

    private static func isAllowed(
        _ version: PythonVersion, kind: Operator, isWildcard: Bool, precision: Int
    ) -> Bool {
        if isWildcard, version.isPrerelease || version.post != nil || !version.local.isEmpty { return false }
        switch kind {
        case .compatible: return precision >= 2 && version.local.isEmpty
        case .greaterOrEqual, .greater, .lessOrEqual, .less, .caret, .tilde: return version.local.isEmpty
        case .exact, .different, .arbitrary: return true
        }
    }

    /// Never for a version that PEP 440 does not know.
    ///
    /// - Parameter isPresent: Whether the version is here, and need not be fetched.
    func accepts(_ version: Version, isPresent: Bool = false) -> Bool {
        guard let own = PythonVersion(version) else { return false }
        return alternatives.contains { clauses in
            guard clauses.allSatisfy({ $0.accepts(own, text: version.text) }) else { return false }
            return isPresent || !own.isPrerelease || clauses.contains(where: \.namesPrerelease)
        }
    }
}

extension PythonRequirement.Clause {
    var namesPrerelease: Bool { `operator` != .different && version?.isPrerelease == true }

    /// The numbers of the release as they are written, zeros included.
    var numbers: [Int] {
        guard let version else { return [] }
        return (0..<precision).map { $0 < version.release.count ? version.release[$0] : 0 }
    }

    func accepts(_ version: PythonVersion, text: String) -> Bool {
        if `operator` == .arbitrary { return text.lowercased() == versionText.lowercased() }
        guard let own = self.version else { return isAny }
        switch `operator` {
        case .arbitrary: return false
        case .exact: return isExact(version, own)
        case .different: return !isExact(version, own)
        case .greaterOrEqual: return version.publicVersion >= own
        case .lessOrEqual: return version.publicVersion <= own
        case .greater:
            // Neither post releases of just that version nor its local builds.
            return version > own && version.publicVersion != own && (own.post != nil || version.withoutPost != own)
        case .less:
            // Nor prereleases of just that version.
            return version < own && (!version.isPrerelease || own.isPrerelease || version < own.firstPrerelease)
        case .compatible:
            return version.publicVersion >= own && version.hasPrefix(numbers.dropLast(), epoch: own.epoch)
        case .tilde:
            return version.publicVersion >= own
                && version.hasPrefix(Array(numbers.prefix(2)), epoch: own.epoch)
        case .caret:
            let significant = numbers.firstIndex { $0 != 0 } ?? numbers.count - 1
            return version.publicVersion >= own
                && version.hasPrefix(Array(numbers.prefix(significant + 1)), epoch: own.epoch)
        }
    }

    private func isExact(_ version: PythonVersion, _ own: PythonVersion) -> Bool {
        if isWildcard { return version.hasPrefix(numbers, epoch: own.epoch) }
        return (own.local.isEmpty ? version.publicVersion : version) == own
    }
}
