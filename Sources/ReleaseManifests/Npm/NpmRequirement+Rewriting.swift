import ReleaseModel
import ReleaseText

extension NpmRequirement {
    /// The requirement that follows a version in the style of this one, and accepts it.
    ///
    /// Bounds, alternatives and full versions stay as they are while they accept it; alternatives that don't get one
    /// more (`^1 || ^2` → `^1 || ^2 || ^3`). nil for a version that npm can't write.
    func rewritten(toFollow version: Version) -> String? {
        guard let text = following(version), NpmRequirement(text)?.accepts(version) == true else { return nil }
        return text
    }

    private func following(_ version: Version) -> String? {
        if accepts(version), alternatives.count > 1 || keepsText(for: version) { return text }
        let full = version.text.prefix { $0 != "+" }
        guard let plain = Version(semantic: String(full)), plain == version, let last = alternatives.last else {
            return nil
        }
        if takesEverything { return String(full) }
        if alternatives.count > 1 {
            let other = last.text(following: plain, in: text) ?? String(full)
            return text.trimmingSpaces + " || " + other
        }
        guard let body = last.text(following: plain, in: text) else { return String(full) }
        return body
    }

    /// Whether a text that accepts the version says it already.
    private func keepsText(for version: Version) -> Bool {
        alternatives.allSatisfy { alternative in
            alternative.isHyphenRange
                || alternative.comparators.contains { comparator in
                    comparator.written?.isBound == true
                        || (comparator.version.isFull && comparator.version.lowest == version)
                } || alternative.comparators.allSatisfy { $0.version.numbers.isEmpty }
        }
    }
}

extension NpmRequirement.Alternative {
    /// This alternative so that it accepts the version; in the plain form of its first operator where the written form
    /// can't say it; nil where neither can.
    fileprivate func text(following version: Version, in text: String) -> String? {
        guard let first = comparators.first, let last = comparators.last else { return nil }
        let start = first.range.lowerBound
        var bytes = Array(Array(text.utf8)[start..<last.range.upperBound])
        for (index, comparator) in comparators.enumerated().reversed() {
            let new =
                isHyphenRange
                ? comparator.followingEnd(isLower: index == 0, version) : comparator.following(version)
            bytes.replaceSubrange(
                (comparator.range.lowerBound - start)..<(comparator.range.upperBound - start), with: new.utf8)
        }
        let answer = String(decoding: bytes, as: UTF8.self)
        if NpmRequirement(answer)?.accepts(version) == true { return answer }
        let sign = first.written == .caret || first.written == .tilde ? first.written?.rawValue ?? "" : ""
        return sign + version.text
    }
}

extension NpmRequirement.Operator {
    /// Whether it only limits the versions on one side.
    fileprivate var isBound: Bool {
        switch self {
        case .caret, .tilde, .exact: false
        case .greater, .greaterOrEqual, .less, .lessOrEqual: true
        }
    }
}

extension NpmRequirement.Comparator {
    private func accepts(_ version: Version) -> Bool { bounds.allSatisfy { $0.accepts(version) } }

    /// This comparator, operator included, so that it accepts the version. As many parts as are written, all of them
    /// for a prerelease.
    fileprivate func following(_ other: Version) -> String {
        let spaces = spelling.drop { !$0.isWhitespace }.prefix { $0.isWhitespace }
        switch written {
        case .caret, .tilde, .exact, nil:
            return version.numbers.isEmpty && !other.isPrerelease
                ? spelling + version.written : spelling + version.saying(other)
        case .greaterOrEqual, .greater:
            return accepts(other) && !other.isPrerelease ? spelling + version.written : ">=\(spaces)\(other.text)"
        case .less:
            if accepts(other) { return spelling + version.written }
            let numbers = version.numbers.isEmpty ? [0] : version.numbers
            return spelling + upperBound(numbers, movedBeyond: other).map(String.init).joined(separator: ".")
        case .lessOrEqual:
            return accepts(other) ? spelling + version.written : spelling + version.saying(other)
        }
    }

    /// An end of a hyphen range, moved to the version where that lies outside.
    fileprivate func followingEnd(isLower: Bool, _ other: Version) -> String {
        if other.isPrerelease, isLower { return other.text }
        return accepts(other) ? spelling + version.written : spelling + version.saying(other)
    }
}
