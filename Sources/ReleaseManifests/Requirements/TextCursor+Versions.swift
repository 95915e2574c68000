import ReleaseModel
import ReleaseText

extension TextCursor {
    /// Up to three numbers with dots, the last of them perhaps wildcards; nil where something else stands there.
    mutating func takeShortVersion() -> (numbers: [Int], wildcards: Int)? {
        var numbers: [Int] = []
        var wildcards = 0
        repeat {
            guard numbers.count + wildcards < 3 else { return nil }
            if takeFirst(of: ["*", "x", "X"]) != nil {
                wildcards += 1
            } else if wildcards == 0, let number = takeNumber() {
                numbers.append(number)
            } else {
                return nil
            }
        } while take(".")
        return (numbers, wildcards)
    }
}

/// An upper bound that a version has outgrown, moved beyond it in the same style: `<1` → `<2`, `<0.5.0` → `<0.7.0`.
///
/// - Parameter numbers: The bound as written; not empty.
func upperBound(_ numbers: [Int], movedBeyond version: Version) -> [Int] {
    let significant = numbers.lastIndex { $0 != 0 } ?? 0
    return numbers.indices.map { index in
        let number = index < version.release.count ? version.release[index] : 0
        return index < significant ? number : index == significant ? min(number, Int.max - 1) + 1 : 0
    }
}

/// The first numbers of a version, as many as wanted, with dots.
func leadingNumbers(of version: Version, count: Int) -> String {
    (0..<count).map { $0 < version.release.count ? String(version.release[$0]) : "0" }.joined(separator: ".")
}
