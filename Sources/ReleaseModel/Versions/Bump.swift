/// The level a set of changes calls for, lowest first.
package enum Bump: String, Sendable, Codable, Comparable, CaseIterable {
    case none, prerelease, patch, minor, major
    /// There is no earlier version; comes before any other reason.
    case initial

    package static func < (left: Bump, right: Bump) -> Bool { left.rank < right.rank }
    private var rank: Int { Bump.allCases.firstIndex(of: self) ?? 0 }
}

extension Version {
    /// The next version at this level; a prerelease is finished first (`1.2.0-rc.1` and minor give `1.2.0`).
    package func bumped(_ bump: Bump) -> Version {
        switch bump {
        case .none, .prerelease, .initial:
            return self
        case .patch:
            return spelled(major, minor, isPrerelease ? patch : Version.next(patch))
        case .minor:
            if isPrerelease, patch == 0 { return spelled(major, minor, 0) }
            return spelled(major, Version.next(minor), 0)
        case .major:
            if isPrerelease, minor == 0, patch == 0 { return spelled(major, 0, 0) }
            return spelled(Version.next(major), 0, 0)
        }
    }

    /// Three numbers with as many digits as they have here where they begin with zeros (`2026.04.09` → `2026.04.10`).
    private func spelled(_ numbers: Int...) -> Version {
        let written = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }.split(separator: ".")
        guard epoch == 0, written.contains(where: { $0.count > 1 && $0.first == "0" }) else {
            return Version(numbers[0], numbers[1], numbers[2])
        }
        let texts = numbers.enumerated().map { index, number in
            let digits = String(number)
            guard index < written.count, written[index].first == "0" else { return digits }
            return String(repeating: "0", count: max(0, written[index].count - digits.count)) + digits
        }
        return Version(texts.joined(separator: ".")) ?? Version(numbers[0], numbers[1], numbers[2])
    }

    /// The largest number has no successor and stays.
    private static func next(_ number: Int) -> Int { number == .max ? number : number + 1 }

    /// What changed from an earlier version to this one: the leftmost number that differs.
    package func bump(from earlier: Version?) -> Bump {
        guard let earlier else { return .initial }
        if earlier == self { return .none }
        if earlier.major != major { return .major }
        if earlier.minor != minor { return .minor }
        if earlier.patch != patch || earlier.release != release { return .patch }
        return .prerelease
    }
}
