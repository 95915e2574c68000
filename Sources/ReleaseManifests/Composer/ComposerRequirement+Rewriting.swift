import ReleaseModel
import ReleaseText

extension ComposerRequirement {
    /// The requirement that follows a version in the style of this one, and accepts it.
    ///
    /// Bounds and alternatives stay as they are while they accept it; alternatives that don't get one more. nil for a
    /// version that Composer can't read.
    func rewritten(toFollow version: Version) -> String? {
        guard let found = ComposerVersion(version) else { return nil }
        if accepts(version), alternatives.count > 1 || keepsText(for: found) { return text }
        let full = String(version.text.prefix { $0 != "+" })
        guard let last = alternatives.last(where: { !$0.isBranch }) else { return nil }
        let other = last.text(following: version, found, in: text)
        if alternatives.count > 1 {
            let answer = text.trimmingSpaces + " || " + (other ?? full)
            return ComposerRequirement(answer)?.accepts(version) == true ? answer : full
        }
        return other ?? full
    }

    /// Whether a text that accepts the version says it already.
    private func keepsText(for version: ComposerVersion) -> Bool {
        alternatives.allSatisfy { alternative in
            alternative.isHyphenRange
                || alternative.comparators.contains { comparator in
                    switch comparator.written {
                    case .greater, .greaterOrEqual, .less, .lessOrEqual, .unequal: true
                    case .caret, .tilde: comparator.version.numbers.count >= 3 && comparator.version.version == version
                    case .exact, nil: comparator.version.wildcards == 0
                    }
                } || alternative.comparators.allSatisfy { $0.version.numbers.isEmpty }
        }
    }
}

extension ComposerRequirement.Alternative {
    /// This alternative so that it accepts the version; nil where its form can't say that.
    fileprivate func text(following version: Version, _ found: ComposerVersion, in text: String) -> String? {
        guard let first = comparators.first else { return nil }
        let start = first.range.lowerBound
        let bytes = Array(text.utf8)
        var end = comparators.last?.range.upperBound ?? start
        // With the flag behind the last version.
        while end < bytes.count, bytes[end] != UInt8(ascii: "|") { end += 1 }
        var answer = Array(bytes[start..<end])
        for comparator in comparators.reversed() {
            let new = comparator.following(version, found, isEnd: isHyphenRange)
            answer.replaceSubrange(
                (comparator.range.lowerBound - start)..<(comparator.range.upperBound - start), with: new.utf8)
        }
        let written = String(decoding: answer, as: UTF8.self).trimmingSpaces
        if ComposerRequirement(written)?.accepts(version) == true { return written }
        let sign = first.written == .caret || first.written == .tilde ? first.written?.rawValue ?? "" : ""
        return sign + version.text.prefix { $0 != "+" }
    }
}

extension ComposerRequirement.Comparator {
    /// This comparator, operator included, so that it accepts the version, with as many numbers as are written.
    fileprivate func following(_ other: Version, _ found: ComposerVersion, isEnd: Bool) -> String {
        let isAccepted = bounds.allSatisfy { $0.accepts(found) }
        let count = version.numbers.count
        let whole = String(other.text.prefix { $0 != "+" })
        switch written {
        case .caret, .tilde:
            return spelling + (version.hasStage && other.isPrerelease ? whole : leadingNumbers(of: other, count: count))
        case .exact, nil:
            if isAccepted, isEnd || count == 0 { return spelling + versionText }
            if version.wildcards > 0 {
                if count == 0 { return spelling + versionText }
                return spelling + leadingNumbers(of: other, count: count)
                    + String(repeating: ".*", count: version.wildcards)
            }
            if isEnd, !other.isPrerelease { return spelling + leadingNumbers(of: other, count: count) }
            return spelling + (other.isPrerelease || count < 3 ? whole : leadingNumbers(of: other, count: count))
        case .unequal: return isAccepted ? spelling + versionText : ">=" + whole
        case .greaterOrEqual, .greater: return isAccepted ? spelling + versionText : ">=" + whole
        case .less:
            if isAccepted { return spelling + versionText }
            return spelling
                + upperBound(version.numbers, movedBeyond: other).map(String.init).joined(separator: ".")
        case .lessOrEqual:
            return isAccepted
                ? spelling + versionText
                : spelling + (other.isPrerelease || count < 3 ? whole : leadingNumbers(of: other, count: count))
        }
    }
}
