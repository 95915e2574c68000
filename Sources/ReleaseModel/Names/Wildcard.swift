/// A name with `*` for any characters, `?` for one, and `[ab]`, `[a-z]` or `[!a]` for one of a class. What is written `[id]`
/// also stands for itself.
package struct Wildcard: Sendable {
    private let bytes: [UInt8]

    package init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    /// Greedy with one point to return to, so that its time is at most quadratic.
    package func matches(_ name: some StringProtocol) -> Bool {
        let name = Array(name.utf8)
        var (at, wanted) = (0, 0)
        var star: (pattern: Int, name: Int)?
        while at < name.count {
            if wanted < bytes.count, bytes[wanted] == UInt8(ascii: "*") {
                star = (wanted, at)
                wanted += 1
            } else if wanted < bytes.count, let end = endOfClass(at: wanted, holding: name[at]) {
                wanted = end
                at += 1
            } else if wanted < bytes.count, bytes[wanted] == UInt8(ascii: "?") || bytes[wanted] == name[at] {
                wanted += 1
                at += 1
            } else if let (starAt, from) = star {
                star = (starAt, from + 1)
                wanted = starAt + 1
                at = from + 1
            } else {
                return false
            }
        }
        return bytes[wanted...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// Where the pattern goes on behind `[ab]`, `[a-z]` or `[!a]`; nil where there is none, or one that lacks the byte.
    private func endOfClass(at start: Int, holding byte: UInt8) -> Int? {
        guard bytes[start] == UInt8(ascii: "[") else { return nil }
        let isNegated = start + 1 < bytes.count && [UInt8(ascii: "!"), UInt8(ascii: "^")].contains(bytes[start + 1])
        let first = start + (isNegated ? 2 : 1)
        guard first + 1 < bytes.count, let end = bytes[(first + 1)...].firstIndex(of: UInt8(ascii: "]")) else {
            return nil
        }
        var holds = false
        var at = first
        while at < end {
            if at + 2 < end, bytes[at + 1] == UInt8(ascii: "-") {
                if bytes[at] <= byte, byte <= bytes[at + 2] { holds = true }
                at += 3
            } else {
                if bytes[at] == byte { holds = true }
                at += 1
            }
        }
        return holds != isNegated ? end + 1 : nil
    }
}
