/// A line of versions that is still maintained beside newer ones: `1.x`, `1.4.x`.
package struct ReleaseLine: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The numbers that do not change: one or two.
    package let numbers: [Int]

    package var description: String { numbers.map(String.init).joined(separator: ".") + ".x" }

    /// - Parameter text: `1.x`, `1.4.x`, also `1.x.x`; nil if it is none.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fixed = parts.prefix { $0 != "x" }
        let numbers = fixed.compactMap { part in
            part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? Int(part) : nil
        }
        guard (2...3).contains(parts.count), parts.dropFirst(fixed.count).allSatisfy({ $0 == "x" }),
            numbers.count == fixed.count, (1...2).contains(numbers.count), fixed.count < parts.count
        else { return nil }
        self.numbers = numbers
    }

    /// The line that a branch's name says: `1.x`, `v1.4.x`, `release/2.x`, `maintenance-1.x`; nil for every other name.
    package init?(branch: String) {
        guard let last = branch.split(whereSeparator: { $0 == "/" || $0 == "-" || $0 == "_" }).last else { return nil }
        self.init(String(last.drop { $0 == "v" }))
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let line = ReleaseLine(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is not a release line"))
        }
        self = line
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package func contains(_ version: Version) -> Bool { version.release.starts(with: numbers) }

    /// Whether every version of the line comes after this one.
    package func isAbove(_ version: Version) -> Bool {
        !contains(version) && version.release.lexicographicallyPrecedes(numbers)
    }

    /// The first version of the line, a prerelease where the given version is one.
    package func first(like version: Version) -> Version? {
        let core = Version(numbers[0], numbers.count > 1 ? numbers[1] : 0, 0)
        guard version.isPrerelease else { return core }
        return version.text.firstIndex { !($0.isASCII && $0.isNumber) && $0 != "." }
            .flatMap { Version(core.text + version.text[$0...]) }
    }

    /// Whether every version of the line comes before this one.
    package func isBelow(_ version: Version) -> Bool {
        !contains(version) && numbers.lexicographicallyPrecedes(version.release)
    }
}
