import ReleaseModel
import ReleaseText

/// A version in a range: one to three parts, of which some may be `x`, `X` or `*`.
struct NpmPartialVersion {
    /// nil for a wildcard.
    var parts: [Int?]
    /// The wildcards' spelling, by part; empty for numbers.
    var wildcards: [String]
    /// With `-`; nil without one.
    var prerelease: String?

    /// node-semver reads no number beyond what JavaScript counts exactly, nor a longer version.
    private static let largest = 9_007_199_254_740_990
    private static let longest = 200

    init?(_ scanner: inout TextCursor) {
        parts = []
        wildcards = []
        let start = scanner.position
        repeat {
            guard parts.count < 3 else { return nil }
            if let wildcard = scanner.takeFirst(of: ["x", "X", "*"]) {
                parts.append(nil)
                wildcards.append(wildcard)
            } else if let number = scanner.takeNumber(), number <= NpmPartialVersion.largest {
                parts.append(number)
                wildcards.append("")
            } else {
                return nil
            }
        } while scanner.take(".")
        if parts.count == 3 {
            if scanner.peek("-") { prerelease = scanner.takeWhile(\.isSemanticPart) }
            let build =
                scanner.peek("+")
                ? scanner.takeWhile { $0 == UInt8(ascii: "+") || $0.isSemanticPart } : ""
            guard scanner.position - start <= NpmPartialVersion.longest,
                let read = Version(semantic: "0.0.0" + (prerelease ?? "") + build)
            else { return nil }
            for case .number(let number) in read.prerelease where number > NpmPartialVersion.largest { return nil }
        }
    }

    /// The numbers before the first wildcard, or before what is left out.
    var numbers: [Int] { parts.prefix { $0 != nil }.compactMap { $0 } }
    var isFull: Bool { numbers.count == 3 }

    /// The version that it begins with: zeros for what is missing.
    var lowest: Version {
        NpmPartialVersion.version(numbers + Array(repeating: 0, count: 3 - numbers.count), isFull ? prerelease : nil)
    }

    /// The first version behind all that share its first numbers, before that one's prereleases.
    func behind(_ count: Int) -> Version {
        guard count > 0 else { return NpmPartialVersion.version([0, 0, 0], "-0") }
        var next = Array(numbers.prefix(count))
        next[next.count - 1] += 1
        return NpmPartialVersion.version(next + Array(repeating: 0, count: 3 - next.count), "-0")
    }

    private static func version(_ numbers: [Int], _ prerelease: String?) -> Version {
        let plain = Version(numbers[0], numbers[1], numbers[2])
        return prerelease.flatMap { Version(semantic: plain.text + $0) } ?? plain
    }

    /// The same number of parts, saying another version; wildcards stay.
    func saying(_ version: Version) -> String {
        if version.isPrerelease { return String(version.text.prefix { $0 != "+" }) }
        return parts.indices.map { index in
            guard let number = parts[index] else { return wildcards[index] }
            return String(index < numbers.count ? version.release[index] : number)
        }
        .joined(separator: ".")
    }

    /// As it is written, without build metadata.
    var written: String {
        parts.indices.map { parts[$0].map(String.init) ?? wildcards[$0] }.joined(separator: ".") + (prerelease ?? "")
    }
}
