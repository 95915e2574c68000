extension Version {
    /// Reads [PEP 440](https://peps.python.org/pep-0440/) in its normal and its permitted spellings (`v1.0-RC.1`).
    ///
    /// `.devN` orders before `aN`, `bN` and `rcN` of the same release, as the standard says.
    package init?(python text: String) {
        var rest = Substring(text.lowercased())
        if rest.first == "v" { rest.removeFirst() }
        var local = ""
        if let plus = rest.firstIndex(of: "+") {
            local = String(rest[rest.index(after: plus)...])
            rest = rest[..<plus]
            guard !local.isEmpty, local.utf8.allSatisfy(Version.isLocal) else { return nil }
        }
        var epoch = 0
        if let bang = rest.firstIndex(of: "!") {
            guard let number = Int(rest[..<bang]), number >= 0 else { return nil }
            epoch = number
            rest = rest[rest.index(after: bang)...]
        }
        guard let release = Version.takeRelease(&rest) else { return nil }
        var prerelease: [Identifier] = []
        if let (label, number) = Version.takeLabel(&rest, from: Version.labels) {
            prerelease = [.text(label), .number(number)]
        }
        var post: Int?
        if let (_, number) = Version.takeLabel(&rest, from: [("post", "post"), ("rev", "post"), ("r", "post")]) {
            post = number
        } else if rest.first == "-", let number = Int(rest.dropFirst()), number >= 0 {
            post = number
            rest = ""
        }
        if let (_, number) = Version.takeLabel(&rest, from: [("dev", "dev")]) {
            // "dev" < "a", "b", "rc" must hold and does not by letters: a marker number puts it first.
            prerelease =
                prerelease.isEmpty ? [.number(-1), .number(number)] : prerelease + [.number(-1), .number(number)]
        } else if !prerelease.isEmpty {
            prerelease.append(.number(0))
        }
        guard rest.isEmpty else { return nil }
        self.init(text: text, release: release, prerelease: prerelease, build: local, epoch: epoch, post: post)
    }

    /// A prerelease as PEP 440 writes it normally (`2.0.0rc2`, `2.0.0.dev3`); nil for anything else.
    package var normalizedForPython: Version? {
        guard let read = Version(python: text), read.epoch == 0, read.post == nil, read.build.isEmpty else {
            return nil
        }
        let numbers = plainText.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        var core = String(numbers)
        while core.last == "." { core.removeLast() }
        switch (read.prerelease.count, read.prerelease.first, read.prerelease.dropFirst().first) {
        case (2, .number(-1), .number(let number)): return Version(python: "\(core).dev\(number)")
        case (3, .text(let label), .number(let number)): return Version(python: "\(core)\(label)\(number)")
        default: return nil
        }
    }

    private static let labels = [
        ("alpha", "a"), ("beta", "b"), ("preview", "rc"), ("pre", "rc"), ("rc", "rc"), ("a", "a"), ("b", "b"),
        ("c", "rc"),
    ]

    private static func takeRelease(_ rest: inout Substring) -> [Int]? {
        var release: [Int] = []
        while true {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, let number = Int(digits) else { return nil }
            release.append(number)
            rest = rest.dropFirst(digits.count)
            guard rest.first == ".", let next = rest.dropFirst().first, next.isASCII, next.isNumber else {
                return release
            }
            rest.removeFirst()
        }
    }

    /// Takes `[separator] label [separator] number`; the number may be missing and is then 0.
    private static func takeLabel(_ rest: inout Substring, from labels: [(String, String)]) -> (String, Int)? {
        let separators: Set<Character> = [".", "-", "_"]
        var text = rest
        if let first = text.first, separators.contains(first) { text.removeFirst() }
        for (spelling, label) in labels where text.hasPrefix(spelling) {
            text = text.dropFirst(spelling.count)
            var number = text
            if let first = number.first, separators.contains(first) { number.removeFirst() }
            let digits = number.prefix { $0.isASCII && $0.isNumber }
            if !digits.isEmpty {
                rest = number.dropFirst(digits.count)
                return (label, Int(digits) ?? 0)
            }
            rest = text
            return (label, 0)
        }
        return nil
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte >= 0x61 && byte <= 0x7A) || byte == 0x2E || byte == 0x2D || byte == 0x5F
    }
}
