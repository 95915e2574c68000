package import ReleaseModel

/// A numbered prerelease of a stable version: `1.3.0-beta.2`, for Python `1.3.0b2`.
package struct Prerelease: Sendable, Hashable {
    package enum Spelling: Sendable, Hashable {
        case semantic, python
        /// As SemVer, with the labels that Python knows.
        case pythonWithHyphen
        /// With what stands before the label and before the number: RubyGems takes a hyphen for `.pre.`.
        case ruby(before: String, between: String)

        /// As a version is spelled that exists, else `1.3.0.rc.1`.
        static func ruby(like version: Version?) -> Spelling {
            guard let version, let match = version.plainText.wholeMatch(of: /[0-9.]*[0-9]([.-]?)[A-Za-z]+(\.?)[0-9]*/)
            else { return .ruby(before: ".", between: ".") }
            return .ruby(before: String(match.1), between: String(match.2))
        }
    }

    /// The stable version that it leads to.
    package var core: Version
    /// `alpha`, `beta`, `rc`, `dev` or another; Python's short forms by their long names.
    package var label: String
    package var number: Int

    package init(core: Version, label: String, number: Int) {
        self.core = core
        self.label = label
        self.number = number
    }

    /// nil for a stable version, and for a suffix that is not one label with a number or without.
    package init?(_ version: Version) {
        core = version.spelledCore
        switch version.prerelease.count {
        case 1:
            guard case .text(let label) = version.prerelease[0] else { return nil }
            (self.label, number) = (label, 0)
        case 2:
            guard case .number(let number) = version.prerelease[1] else { return nil }
            self.number = number
            switch version.prerelease[0] {
            case .text(let label): self.label = label
            case .number(-1): label = "dev"
            case .number: return nil
            }
        case 3:
            // PEP 440: the last number keeps `.devN` of a prerelease before it.
            guard case .text(let label) = version.prerelease[0], case .number(let number) = version.prerelease[1],
                version.prerelease[2] == .number(0), let long = Prerelease.longLabels[label]
            else { return nil }
            (self.label, self.number) = (long, number)
        default: return nil
        }
    }

    /// nil where the spelling has no such label.
    package func version(as spelling: Spelling) -> Version? {
        switch spelling {
        case .semantic:
            return Version("\(core)-\(label).\(number)")
        case .python:
            guard let short = Prerelease.shortLabels[label] else { return nil }
            return Version(python: "\(core)\(short)\(number)")
        case .pythonWithHyphen:
            return Prerelease.shortLabels[label] == nil ? nil : version(as: .semantic)
        case .ruby(let before, let between):
            // Labels that only SemVer reads stand behind a hyphen.
            return Version("\(core)\(before)\(label)\(between)\(number)") ?? version(as: .semantic)
        }
    }

    package var next: Prerelease {
        Prerelease(core: core, label: label, number: number == .max ? number : number + 1)
    }

    /// Whether SemVer takes it as a label; one that begins with a letter, so that it orders by its letters.
    package static func isLabel(_ text: String) -> Bool {
        guard let first = text.utf8.first, first | 0x20 >= 0x61, first | 0x20 <= 0x7A else { return false }
        return text.utf8.allSatisfy { byte in
            (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == UInt8(ascii: "-")
        }
    }

    private static let shortLabels = [
        "alpha": "a", "a": "a", "beta": "b", "b": "b", "rc": "rc", "c": "rc", "pre": "rc", "preview": "rc",
        "dev": ".dev",
    ]
    private static let longLabels = ["a": "alpha", "b": "beta", "rc": "rc"]
}

extension Version {
    /// Without prerelease and build, the numbers as they are written (`2026.01.0`).
    var spelledCore: Version {
        var numbers = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        while numbers.last == "." { numbers.removeLast() }
        guard epoch == 0, let version = Version(String(numbers)), version.release == release else { return core }
        return version
    }
}
