import ReleaseModel
import ReleaseText

/// All versions between two ends, as Maven, NuGet and Gradle write them: `[1.0,2.0)`, `(,1.5]`, `[1.2]`.
struct VersionInterval<Bound: Comparable & Sendable>: Sendable {
    struct End: Sendable {
        var version: Bound
        var isIncluded: Bool
        /// The version within the requirement's text, as offsets into its UTF-8.
        var range: Range<Int>
    }

    /// nil where the interval has no end on that side.
    var lower: End?
    var upper: End?
    /// `[1.2]`
    var isSingle = false

    /// `[1,1)`: nothing lies between its ends.
    var isEmpty: Bool {
        guard let lower, let upper else { return false }
        return lower.version == upper.version && !(lower.isIncluded && upper.isIncluded)
    }

    func contains(_ version: Bound) -> Bool {
        if let lower, version < lower.version || (version == lower.version && !lower.isIncluded) { return false }
        if let upper, version > upper.version || (version == upper.version && !upper.isIncluded) { return false }
        return true
    }
}

/// Reads one or more intervals with commas between them.
///
/// - Parameters:
///   - opening: How the lower end is written when it is included, then when it is not (Gradle: `[(]`).
///   - closing: The same for the upper end.
/// - Returns: nil for anything else, and for ends in the wrong order.
func versionIntervals<Bound>(
    _ text: String, opening: String, closing: String, _ version: (String) -> Bound?
) -> [VersionInterval<Bound>]? {
    let (opening, closing) = (Array(opening.utf8), Array(closing.utf8))
    var scanner = TextCursor(text)
    var intervals: [VersionInterval<Bound>] = []
    repeat {
        scanner.skipSpaces()
        guard let first = scanner.takeByte(), let start = opening.firstIndex(of: first) else { return nil }
        var interval = VersionInterval<Bound>()
        var wasEmpty = false
        // nil: not a version. `.some(nil)`: nothing is written, so there is no end on this side.
        func end() -> VersionInterval<Bound>.End?? {
            scanner.skipSpaces()
            let from = scanner.position
            let written = scanner.takeWhile {
                $0 != UInt8(ascii: ",") && !opening.contains($0) && !closing.contains($0) && $0 > 0x20
            }
            let range = from..<scanner.position
            scanner.skipSpaces()
            wasEmpty = written.isEmpty
            if written.isEmpty { return .some(nil) }
            return version(written).map { VersionInterval.End(version: $0, isIncluded: false, range: range) }
        }
        guard let lower = end() else { return nil }
        interval.lower = lower
        interval.isSingle = !scanner.take(",")
        if interval.isSingle {
            guard !wasEmpty else { return nil }
            interval.upper = interval.lower
        } else {
            guard let upper = end() else { return nil }
            interval.upper = upper
        }
        guard let last = scanner.takeByte(), let stop = closing.firstIndex(of: last) else { return nil }
        interval.lower?.isIncluded = start == 0
        interval.upper?.isIncluded = stop == 0
        // `(1.2)` would contain nothing.
        if interval.isSingle, start != 0 || stop != 0 { return nil }
        if let lower = interval.lower, let upper = interval.upper, upper.version < lower.version { return nil }
        intervals.append(interval)
        scanner.skipSpaces()
    } while scanner.take(",")
    return scanner.isAtEnd ? intervals : nil
}

/// The text of the intervals with one end moved so far that the version lies within; nil where it lies in a gap.
///
/// An upper end that is left out moves beyond the version in its own style: `[1,2)` → `[1,4)` for 3.1.
func widened<Bound>(
    _ intervals: [VersionInterval<Bound>], in text: String, toReach wanted: Bound, _ version: Version
) -> String? {
    var bytes = Array(text.utf8)
    if let last = intervals.last, let upper = last.upper, wanted >= upper.version {
        var new = version.text
        if !last.isSingle, !upper.isIncluded {
            let written = String(decoding: bytes[upper.range], as: UTF8.self)
            let numbers = written.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
            guard numbers.allSatisfy({ $0 >= 0 }) else { return nil }
            new = upperBound(numbers, movedBeyond: version).map(String.init).joined(separator: ".")
        }
        bytes.replaceSubrange(upper.range, with: new.utf8)
    } else if let lower = intervals.first?.lower, wanted <= lower.version {
        bytes.replaceSubrange(lower.range, with: version.text.utf8)
    } else {
        return nil
    }
    return String(decoding: bytes, as: UTF8.self)
}

extension TextCursor {
    fileprivate mutating func takeByte() -> UInt8? {
        var found: UInt8?
        _ = takeWhile { byte in
            guard found == nil else { return false }
            found = byte
            return true
        }
        return found
    }
}
