package import Foundation

/// Whether a file carries a version: one definition for doctor, plan, prepare and verify.
extension VersionSource {
    /// The same place where another text stands.
    package func saying(_ text: String) -> VersionSource {
        var source = self
        source.value = text
        source.computed = nil
        return source
    }

    /// The place's part: as its ecosystem says, or as its marker is called.
    private var kind: VersionPart? { part ?? VersionPart(key: key) }

    /// Whether the day of a release stands here.
    package var saysDay: Bool { kind == .date }

    /// Whether only a part of the version, or the day, stands here.
    package var isPart: Bool { computed == nil && kind != nil && kind != .counted }

    /// The version that is said here, or that the ecosystem computes of this value and others; nil where that is none.
    package var version: Version? {
        if let computed { return Version(computed) }
        switch kind {
        case nil, .counted: return SpelledVersion(value)?.version
        default: return nil
        }
    }

    /// Whether a tree whose value this is carries the version, as far as this place is concerned.
    ///
    /// Versions are compared, not their spellings: `1.0.0-rc.1` and Python's `1.0.0rc1` are the same, and build metadata
    /// orders nothing.
    package func carries(_ version: Version) -> Bool {
        switch kind {
        case .date: true
        case .number: Int(value) != nil
        case let part? where computed == nil && part != .counted: value == part.text(of: version)
        default: self.version?.isSame(as: version) ?? false
        }
    }

    /// What must stand here when this version is released, in the spelling of what stands here now.
    package func text(for version: Version, at moment: Date) -> String {
        switch kind {
        // The set's own file knows versions without their `v`; all others keep what is written.
        case nil: return (isRecord ? "" : SpelledVersion.prefix(of: value)) + spelled(version).plainText
        case .counted: return counted(version)
        case .number: return Int(value).map { $0 < .max ? "\($0 + 1)" : value } ?? value
        case let part?: return part.text(of: version, at: moment)
        }
    }

    /// A prerelease as the file spells its own, where Python takes two spellings: `2.0.0rc1` and `2.0.0-rc.1`.
    private func spelled(_ version: Version) -> Version {
        guard ecosystem == "python", version.isPrerelease, let written = self.version, written.isPrerelease else {
            return version
        }
        let form: VersionForm = Version(semantic: written.text) == nil ? .python : .semantic
        return (form == .python ? version.normalizedForPython : form.spelling(of: version)) ?? version
    }

    /// A build number that the version does not name itself is one above the one that is there, since a store takes each
    /// number once.
    private func counted(_ version: Version) -> String {
        guard Int(version.build) == nil, let written = Version(value), let number = Int(written.build), number < .max
        else { return version.text }
        let plain = version.text.prefix { $0 != "+" }
        return "\(plain)+\(written == version ? number : number + 1)"
    }
}

extension Version {
    /// Whether two spellings mean one version: also one of SemVer and one of PEP 440.
    package func isSame(as other: Version) -> Bool {
        if self == other { return true }
        guard let one = Version(python: text), let two = Version(python: other.text), one.post == nil, two.post == nil
        else { return false }
        return one == two
    }
}

extension Sequence<VersionSource> {
    /// Whether no two of them say different versions.
    package var agree: Bool {
        let versions = compactMap(\.version)
        return versions.dropFirst().allSatisfy { $0.isSame(as: versions[0]) }
    }
}
