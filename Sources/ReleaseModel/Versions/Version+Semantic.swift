extension Version {
    /// Reads exactly what [SemVer 2.0.0](https://semver.org) allows; nil for everything else.
    package init?(semantic text: String) {
        let buildSplit = Version.parts(of: text.utf8[...], at: "+", most: 1)
        let core = Version.parts(of: buildSplit[0], at: "-", most: 1)
        let numbers = Version.parts(of: core[0], at: ".")
        guard numbers.count == 3 else { return nil }
        var release: [Int] = []
        for number in numbers {
            guard let value = Version.number(number) else { return nil }
            release.append(value)
        }
        var prerelease: [Identifier] = []
        if core.count == 2 {
            for part in Version.parts(of: core[1], at: ".") {
                guard Version.isIdentifier(part) else { return nil }
                if part.allSatisfy(Version.isDigit) {
                    guard let value = Version.number(part) else { return nil }
                    prerelease.append(.number(value))
                } else {
                    prerelease.append(.text(String(Substring(part))))
                }
            }
        }
        var build = ""
        if buildSplit.count == 2 {
            build = String(Substring(buildSplit[1]))
            guard Version.parts(of: buildSplit[1], at: ".").allSatisfy(Version.isIdentifier) else { return nil }
        }
        self.init(text: text, release: release, prerelease: prerelease, build: build)
    }

    private static func parts(
        of text: Substring.UTF8View, at separator: Unicode.Scalar, most: Int = .max
    ) -> [Substring.UTF8View] {
        text.split(separator: UInt8(ascii: separator), maxSplits: most, omittingEmptySubsequences: false)
    }

    /// A number without leading zero; nil also where it is too large for 64 bits.
    private static func number(_ text: Substring.UTF8View) -> Int? {
        guard !text.isEmpty, text.allSatisfy(isDigit), text.count == 1 || text.first != UInt8(ascii: "0") else {
            return nil
        }
        return Int(Substring(text))
    }

    private static func isIdentifier(_ text: Substring.UTF8View) -> Bool {
        !text.isEmpty
            && text.allSatisfy { byte in
                isDigit(byte) || byte == UInt8(ascii: "-")
                    || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A && byte < 0x80)
            }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
