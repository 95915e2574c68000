/// A name with `*` for any characters and `?` for one.
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
}
