import ReleaseText

/// A version in [Gradle's order](https://docs.gradle.org/current/userguide/dependency_versions.html#sec:version-ordering):
/// `1.0-dev` < `1.0-alpha` < `1.0-rc` < `1.0-SNAPSHOT` < `1.0` < `1.0.0`.
package struct GradleVersion: Sendable, Comparable {
    private enum Part: Equatable {
        /// Without leading zeros.
        case number([UInt8])
        case text(String)
    }

    package let text: String
    private let parts: [Part]

    private static let maximumLength = 256

    /// nil for what is not a version: empty, too long, or with white space, a bracket, a comma or a reference in it.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= GradleVersion.maximumLength,
            !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || "[](),${}\"'\\:*".utf8.contains($0) })
        else { return nil }
        self.text = text
        var parts: [Part] = []
        var current: [UInt8] = []
        func isSame(_ byte: UInt8) -> Bool {
            current.last.map { $0.isDigit == byte.isDigit } ?? true
        }
        func close() {
            guard let first = current.first else { return }
            parts.append(
                first.isDigit
                    ? .number(Array(current.drop { $0 == UInt8(ascii: "0") }))
                    : .text(String(decoding: current, as: UTF8.self)))
            current = []
        }
        for byte in text.utf8 {
            let isSeparator = "._-+".utf8.contains(byte)
            if isSeparator || !isSame(byte) { close() }
            if !isSeparator { current.append(byte) }
        }
        close()
        self.parts = parts
    }

    package static func == (left: GradleVersion, right: GradleVersion) -> Bool { compare(left, right) == 0 }
    package static func < (left: GradleVersion, right: GradleVersion) -> Bool { compare(left, right) < 0 }

    /// Negative, zero or positive. A further number makes a version higher, a further text makes it lower.
    private static func compare(_ left: GradleVersion, _ right: GradleVersion) -> Int {
        for (one, other) in zip(left.parts, right.parts) {
            let order = compare(one, other)
            if order != 0 { return order }
        }
        let common = min(left.parts.count, right.parts.count)
        if left.parts.count == right.parts.count { return 0 }
        let isLeftLonger = left.parts.count > common
        guard case .number = (isLeftLonger ? left : right).parts[common] else { return isLeftLonger ? -1 : 1 }
        return isLeftLonger ? 1 : -1
    }

    private static func compare(_ left: Part, _ right: Part) -> Int {
        switch (left, right) {
        case (.number(let left), .number(let right)):
            if left.count != right.count { return left.count < right.count ? -1 : 1 }
            return left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
        case (.number, .text): return 1
        case (.text, .number): return -1
        case (.text(let left), .text(let right)):
            let (one, other) = (rank(left), rank(right))
            if one != other { return one < other ? -1 : 1 }
            if one != 0 || left.utf8.elementsEqual(right.utf8) { return 0 }
            return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
        }
    }

    /// 0 for texts that are ordered by their letters.
    private static func rank(_ text: String) -> Int {
        let last = ["rc", "snapshot", "final", "ga", "release", "sp"]
        let text = text.lowercased()
        if text == "dev" { return -1 }
        return last.firstIndex(of: text).map { $0 + 1 } ?? 0
    }
}
