/// A version number with its order: [SemVer 2.0.0](https://semver.org) and, for Python,
/// [PEP 440](https://peps.python.org/pep-0440/).
///
/// The text is kept as written, so that an edit never respells a version; order and equality ignore its spelling.
package struct Version: Sendable, Codable, CustomStringConvertible {
    package enum Identifier: Sendable, Hashable {
        case number(Int)
        case text(String)
    }

    package let text: String
    /// Without trailing zeros beyond the third number; at least three numbers.
    package let release: [Int]
    /// Empty for a release that is offered as stable.
    package let prerelease: [Identifier]
    /// SemVer's build metadata or PEP 440's local part; no part of SemVer's order.
    package let build: String
    /// PEP 440's epoch; 0 elsewhere.
    package let epoch: Int
    /// PEP 440's `.postN`; nil elsewhere.
    package let post: Int?

    package var description: String { text }
    package var isPrerelease: Bool { !prerelease.isEmpty }
    package var major: Int { release[0] }
    package var minor: Int { release[1] }
    package var patch: Int { release[2] }

    /// A plain `major.minor.patch`.
    package init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.init(text: "\(major).\(minor).\(patch)", release: [major, minor, patch])
    }

    init(
        text: String, release: [Int], prerelease: [Identifier] = [], build: String = "", epoch: Int = 0,
        post: Int? = nil
    ) {
        var numbers = release
        while numbers.count < 3 { numbers.append(0) }
        while numbers.count > 3, numbers.last == 0 { numbers.removeLast() }
        self.text = text
        self.release = numbers
        self.prerelease = prerelease
        self.build = build
        self.epoch = epoch
        self.post = post
    }

    /// Reads SemVer first and PEP 440 second; nil if it is neither.
    package init?(_ text: String) {
        guard let version = Version(semantic: text) ?? Version(python: text) else { return nil }
        self = version
    }

    /// Reads also what release-please takes for a version and SemVer forbids: zeros before numbers, any suffix.
    package init?(lenient text: String) {
        if let version = Version(text) {
            self = version
            return
        }
        guard let match = text.wholeMatch(of: /([0-9]+)\.([0-9]+)\.([0-9]+)(?:-([^+]+))?(?:\+(.*))?/),
            let major = Int(match.1), let minor = Int(match.2), let patch = Int(match.3)
        else { return nil }
        self.init(
            text: text, release: [major, minor, patch], prerelease: match.4.map { [.text(String($0))] } ?? [],
            build: match.5.map(String.init) ?? "")
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let version = Version(stored: text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is not a version"))
        }
        self = version
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension Version: Hashable, Comparable {
    package static func == (left: Version, right: Version) -> Bool {
        left.epoch == right.epoch && left.release == right.release && left.prerelease == right.prerelease
            && left.post == right.post
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(release)
        hasher.combine(prerelease)
    }

    package static func < (left: Version, right: Version) -> Bool {
        if left.epoch != right.epoch { return left.epoch < right.epoch }
        if left.release != right.release { return left.release.lexicographicallyPrecedes(right.release) }
        let (leftPhase, rightPhase) = (left.phase, right.phase)
        switch (leftPhase.isEmpty, rightPhase.isEmpty) {
        case (true, true), (false, false): break
        case (true, false): return false
        case (false, true): return true
        }
        if leftPhase != rightPhase { return leftPhase.lexicographicallyPrecedes(rightPhase, by: Version.precedes) }
        if left.post != right.post { return (left.post ?? -1) < (right.post ?? -1) }
        return (left.postDevelopment ?? Int.max) < (right.postDevelopment ?? Int.max)
    }

    /// ``prerelease`` without the `.devN` of a post release, which does not come before the release itself.
    private var phase: [Identifier] {
        guard postDevelopment != nil else { return prerelease }
        return prerelease.count == 2 ? [] : prerelease.dropLast(2) + [.number(0)]
    }

    /// The N of `.postM.devN`; nil elsewhere.
    private var postDevelopment: Int? {
        guard post != nil, prerelease.count >= 2, prerelease[prerelease.count - 2] == .number(-1),
            case .number(let number) = prerelease[prerelease.count - 1]
        else { return nil }
        return number
    }

    /// SemVer 2.0.0, item 11.4: numbers before texts, numbers by value, texts by their ASCII bytes.
    private static func precedes(_ left: Identifier, _ right: Identifier) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right
        case (.number, .text): true
        case (.text, .number): false
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        }
    }
}
