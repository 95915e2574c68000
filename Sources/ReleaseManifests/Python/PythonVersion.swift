import ReleaseModel

/// A version with the order of [PEP 440](https://peps.python.org/pep-0440/), which the shared `Version` only
/// approximates for development releases of post releases and for local parts.
struct PythonVersion: Comparable {
    var epoch: Int
    /// Without zeros at the end; never empty.
    var release: [Int]
    /// `a` 0, `b` 1, `rc` 2, with its number.
    var prerelease: (rank: Int, number: Int)?
    var post: Int?
    var development: Int?
    /// The parts of `+local`; numbers as numbers.
    var local: [Version.Identifier]

    init?(_ version: Version) {
        // `1.0.0-rc.1` was read as SemVer, and means `1.0.0rc1` here.
        guard let version = Version(python: version.text) else { return nil }
        epoch = version.epoch
        release = PythonVersion.trimmed(version.release)
        post = version.post
        local = version.build.split { "._-".contains($0) }.map { part in
            Int(part).map(Version.Identifier.number) ?? .text(part.lowercased())
        }
        var rest = version.prerelease[...]
        if case .text(let label) = rest.first, case .number(let number) = rest.dropFirst().first {
            prerelease = (["a", "b", "rc"].firstIndex(of: label) ?? 2, number)
            rest = rest.dropFirst(2)
        }
        if rest.first == .number(-1), case .number(let number) = rest.dropFirst().first { development = number }
        text = (epoch == 0 ? "" : "\(epoch)!") + PythonVersion.numbers(of: version.text)
        if let prerelease { text += ["a", "b", "rc"][prerelease.rank] + "\(prerelease.number)" }
        if let post { text += ".post\(post)" }
        if let development { text += ".dev\(development)" }
        if !version.build.isEmpty { text += "+" + version.build.lowercased() }
    }

    private static func numbers(of text: String) -> String {
        let plain = text.lowercased().drop { $0 == "v" }
        let rest = plain.firstIndex(of: "!").map { plain[plain.index(after: $0)...] } ?? plain
        let numbers = rest.prefix { $0 == "." || ($0.isASCII && $0.isNumber) }.split(separator: ".")
        return numbers.map { Int($0).map(String.init) ?? String($0) }.joined(separator: ".")
    }

    init?(_ text: some StringProtocol) {
        guard let version = Version(python: String(text)) else { return nil }
        self.init(version)
    }

    private static func trimmed(_ release: [Int]) -> [Int] {
        var numbers = release
        while numbers.count > 1, numbers.last == 0 { numbers.removeLast() }
        return numbers
    }

    /// As lock files spell it, which is the standard's normal form; zeros at the end as they were written.
    private(set) var text = ""

    var isPrerelease: Bool { prerelease != nil || development != nil }

    /// Without the local part.
    var publicVersion: PythonVersion {
        var version = self
        version.local = []
        return version
    }

    /// What this is a post release of.
    var withoutPost: PythonVersion {
        var version = publicVersion
        version.post = nil
        version.development = nil
        return version
    }

    /// The first development release of this version, before which nothing of it comes.
    var firstPrerelease: PythonVersion {
        var version = publicVersion
        version.development = 0
        return version
    }

    /// Whether the release begins with these numbers; missing ones are zeros.
    func hasPrefix(_ numbers: some Collection<Int>, epoch: Int) -> Bool {
        self.epoch == epoch && numbers.enumerated().allSatisfy { $1 == ($0 < release.count ? release[$0] : 0) }
    }

    static func == (left: PythonVersion, right: PythonVersion) -> Bool { !(left < right) && !(right < left) }

    static func < (left: PythonVersion, right: PythonVersion) -> Bool {
        if left.epoch != right.epoch { return left.epoch < right.epoch }
        if left.release != right.release { return left.release.lexicographicallyPrecedes(right.release) }
        let (leftPhase, rightPhase) = (left.phase, right.phase)
        if leftPhase != rightPhase { return leftPhase.lexicographicallyPrecedes(rightPhase) }
        return left.local.lexicographicallyPrecedes(right.local, by: PythonVersion.precedes)
    }

    /// Prerelease, post release and development release as numbers that order as the standard says.
    private var phase: [Int] {
        let first: [Int]
        if let prerelease {
            first = [prerelease.rank, prerelease.number]
        } else {
            first = [post == nil && development != nil ? -1 : 3, 0]
        }
        return first + [post ?? -1, development ?? Int.max]
    }

    /// Unlike in SemVer, texts come before numbers.
    private static func precedes(_ left: Version.Identifier, _ right: Version.Identifier) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right
        case (.text, .number): true
        case (.number, .text): false
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        }
    }
}
