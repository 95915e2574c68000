extension Version {
    /// Reads exactly what [SemVer 2.0.0](https://semver.org) allows; nil for everything else.
    package init?(semantic text: String) {
        let buildSplit = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let core = buildSplit[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = core[0].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3 else { return nil }
        var release: [Int] = []
        for number in numbers {
            guard let value = Version.number(number) else { return nil }
            release.append(value)
        }
        var prerelease: [Identifier] = []
        if core.count == 2 {
            for part in core[1].split(separator: ".", omittingEmptySubsequences: false) {
                guard Version.isIdentifier(part) else { return nil }
                if part.utf8.allSatisfy(Version.isDigit) {
                    guard let value = Version.number(part) else { return nil }
                    prerelease.append(.number(value))
                } else {
                    prerelease.append(.text(String(part)))
                }
            }
        }
        var build = ""
        if buildSplit.count == 2 {
            build = String(buildSplit[1])
            let parts = buildSplit[1].split(separator: ".", omittingEmptySubsequences: false)
            guard parts.allSatisfy(Version.isIdentifier) else { return nil }
        }
        self.init(text: text, release: release, prerelease: prerelease, build: build)
    }

    /// A number without leading zero; nil also where it is too large for 64 bits.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy(isDigit), text.count == 1 || text.first != "0" else { return nil }
        return Int(text)
    }

    private static func isIdentifier(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                isDigit(byte) || byte == UInt8(ascii: "-")
                    || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A && byte < 0x80)
            }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
