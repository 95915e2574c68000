import ReleaseModel

extension PythonRequirement {
    /// The requirement that follows a version in the style of this one, and accepts it.
    ///
    /// Bounds (`>=1.0,<2`) and alternatives stay as they are while they accept the version. nil for a version that
    /// PEP 440 does not know.
    func rewritten(toFollow version: Version) -> String? {
        guard let own = PythonVersion(version), let clauses = alternatives.last else { return nil }
        let isKept = alternatives.count > 1 || clauses.contains { $0.operator.isBound }
        if accepts(version), isKept || clauses.allSatisfy({ $0.names(own) }) { return text }
        let full = String(version.plainText.prefix { $0 != "+" })
        for isFull in own.isPrerelease ? [true] : [false, true] {
            var bytes = Array(text.utf8)
            for clause in clauses.reversed() {
                let new = clause.following(version, own, full: full, isFull: isFull)
                bytes.replaceSubrange(clause.range, with: new.utf8)
            }
            let answer = String(decoding: bytes, as: UTF8.self)
            if PythonRequirement(answer)?.accepts(version) == true { return answer }
        }
        return ">=\(full)"
    }
}

extension PythonRequirement.Operator {
    /// Whether it only limits the versions on one side, or leaves one out.
    fileprivate var isBound: Bool {
        switch self {
        case .greater, .greaterOrEqual, .less, .lessOrEqual, .different: true
        case .compatible, .exact, .arbitrary, .caret, .tilde: false
        }
    }
}

extension PythonRequirement.Clause {
    fileprivate func names(_ version: PythonVersion) -> Bool {
        // What says nothing of a local part says the same for all of them.
        let other = self.version?.local.isEmpty == true ? version.publicVersion : version
        return isAny || (!isWildcard && `operator` != .arbitrary && self.version == other)
    }

    /// This clause, operator included, so that it accepts the version.
    ///
    /// - Parameter isFull: Whether the full version is written, and not as many numbers as before.
    fileprivate func following(_ version: Version, _ own: PythonVersion, full: String, isFull: Bool) -> String {
        let short = isFull ? full : leadingNumbers(of: version, count: precision)
        let isAccepted = accepts(own, text: version.text)
        let kept = spelling + versionText
        switch `operator` {
        case .arbitrary: return spelling + version.text
        case .exact:
            if isAny { return spelling + "*" }
            return spelling + short + (isWildcard && !isFull ? ".*" : "")
        case .compatible, .caret, .tilde: return spelling + short
        case .different: return kept + (isWildcard ? ".*" : "")
        case .greater, .greaterOrEqual:
            let gap = spelling.drop { !$0.isWhitespace }
            return isAccepted && !own.isPrerelease ? kept : ">=\(gap)\(full)"
        case .lessOrEqual: return isAccepted ? kept : spelling + short
        case .less:
            if isAccepted { return kept }
            let numbers = upperBound(numbers, movedBeyond: version)
            return spelling + numbers.map(String.init).joined(separator: ".")
        }
    }
}
