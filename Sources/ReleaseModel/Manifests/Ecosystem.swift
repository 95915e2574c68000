/// One packaging ecosystem: how its manifests are read, compared and edited.
///
/// This is the place where an ecosystem plugs in. Everything here is a pure function of bytes; the caller reads and
/// writes the files. The list of all ecosystems is `allEcosystems` in ReleaseManifests.
package protocol Ecosystem: Sendable {
    var name: EcosystemName { get }

    /// Whether a file can say something about a package, so that an observer fetches only those. Path relative to the
    /// repository, with `/`.
    func isManifest(path: String) -> Bool

    /// Further files that manifests refer to and that can't be told by their path alone: the Python file that holds
    /// `__version__`, the `version.rb` of a gemspec.
    ///
    /// - Parameter manifests: The bytes of those files for which ``isManifest(path:)`` holds, by path.
    /// - Parameter paths: Every path of the repository.
    /// - Returns: Some of `paths`; they are given to ``read(_:)`` too.
    func companions(of manifests: [String: [UInt8]], among paths: [String]) -> [String]

    /// Reads every manifest of one repository; what can't be parsed is in the diagnostics, all of it at once.
    ///
    /// - Parameter files: The bytes of those files for which ``isManifest(path:)`` holds, and of their companions.
    func read(_ files: [String: [UInt8]]) -> ManifestReading

    /// Whether a requirement written in this ecosystem's language accepts a version; nil if it can't be understood.
    func accepts(requirement: String, version: Version) -> Bool?

    /// The requirement that follows `version`, in the style of the one that is there (`^1.2` → `^1.3`); the same text
    /// where it already says that, and also for bounds that accept the version (`>=1,<2`). nil if the requirement can't
    /// be understood.
    ///
    /// The result always accepts `version`.
    func rewritten(requirement: String, toFollow version: Version) -> String?

    /// Whether a requirement selects the version that it names although it accepts newer ones, so that a released
    /// downstream has to follow to get what it was tested with (Go, NuGet).
    var requirementsSelectVersions: Bool { get }

    /// Why a package can't be released as this version, for people; nil if it can.
    func refusal(of version: Version, for package: String) -> String?

    /// A requirement on this version that leaves open what the policy says; nil where the ecosystem's language can't say
    /// it. The answer accepts the version.
    func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String?

    /// The requirement that follows `version` with all its numbers: `0.1` → `0.9.9`; nil if it can't be understood.
    ///
    /// The result always accepts `version`.
    func full(requirement: String, toFollow version: Version) -> String?

    /// The edits that update the lock files of one repository, own and sibling entries only; none where there is no
    /// lock. `changes` names packages of this ecosystem with their versions before and after.
    func lockEdits(files: [String: [UInt8]], changes: [PackageVersionChange]) throws(EditError) -> [FileEdit]

    /// How lock files resolve what packages require of each other, as far as they say it.
    func lockedLinks(in files: [String: [UInt8]]) -> [LockedLink]

    /// Every entry of the lock files among `files`, for comparing them with what they lock.
    func lockedPackages(in files: [String: [UInt8]]) -> [LockedPackage]

    /// What manifests require and their lock does not have, as far as the lock repeats what its packages require: what the
    /// ecosystem's `--locked` refuses although no version of the workspace moved.
    ///
    /// - Parameter files: Manifests and locks of one repository.
    func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement]

    /// The command that updates a lock file, in the lock's folder; nil where a file is not a lock.
    func lockCommand(for file: String) -> String?

    /// Locks that none of their entries shows to be behind although these edits change what they were made of, such as
    /// a hash over a manifest. Paths of lock files.
    func staleLocks(files: [String: [UInt8]], after edits: [FileEdit]) -> [String]

    /// Members of workspaces that are listed and have no manifest, without which the ecosystem builds nothing.
    func missingMembers(in files: [String: [UInt8]]) -> [Diagnostic]

    /// What the ecosystem's tools and registries would refuse or warn of, as far as files alone can tell: rules for
    /// names and metadata, members that are listed and not there, version constants that say something else.
    ///
    /// - Parameter paths: Every path of the repository.
    /// - Returns: Codes are dotted and begin with the ecosystem's name: `cargo.too-many-keywords`.
    func inspect(_ files: [String: [UInt8]], paths: [String]) -> [Diagnostic]

    /// The same where lock files also mirror the requirements of manifests, which this ecosystem then overrides.
    ///
    /// - Parameter planned: Every other edit that this ecosystem's files of the repository get.
    func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange], planned: [FileEdit]
    ) throws(EditError) -> [FileEdit]

    /// Performs edits of one file and reads every value back. No byte outside the edited values changes.
    func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8]

    /// Whether ``apply(_:to:bytes:)`` makes a file that is not there yet; it is then given no bytes, and edits from the
    /// empty text.
    func makes(file: String) -> Bool

    /// A manifest as it is published: path requirements are registry requirements and local overrides are gone, every
    /// other byte stays; nil where this ecosystem publishes its files as they are.
    func publishTree(file: String, bytes: [UInt8]) throws(EditError) -> [UInt8]?

    /// Files for a throw-away checkout that make builds there use candidates instead of what is published.
    ///
    /// - Parameter existing: Those of ``candidateFilePaths`` that the checkout has.
    /// - Returns: New bytes by path, relative to the checkout; empty where this ecosystem has no such means.
    func candidateFiles(_ candidates: [PackageCandidate], existing: [String: [UInt8]]) -> [String: [UInt8]]

    /// The files that ``candidateFiles(_:existing:)`` may write.
    var candidateFilePaths: [String] { get }

    /// The programs that the package in a folder builds, sorted; nil if the files don't show it.
    ///
    /// - Parameter paths: Every path of the repository.
    func binaries(of folder: String, files: [String: [UInt8]], paths: [String]) -> [String]?

    /// A changelog, as far as planning needs it; nil for an ecosystem without changelogs.
    func readChangelog(_ bytes: [UInt8], file: String) -> ChangelogReading?

    /// Whether two package names are the same in this ecosystem (`Foo_bar` and `foo-bar` in Python).
    func normalized(packageName: String) -> String
}

extension Ecosystem {
    package func companions(of manifests: [String: [UInt8]], among paths: [String]) -> [String] { [] }

    package var requirementsSelectVersions: Bool { false }

    package func refusal(of version: Version, for package: String) -> String? { nil }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? { nil }

    package func full(requirement: String, toFollow version: Version) -> String? {
        guard let followed = rewritten(requirement: requirement, toFollow: version) else { return nil }
        // Only bounds that open upwards by themselves: `~1.2` and `<2` mean something else with more numbers.
        let number = /[0-9][0-9A-Za-z.+_-]*/
        var text = ""
        var rest = followed[...]
        while let match = rest.firstMatch(of: number) {
            text += rest[..<match.range.lowerBound]
            let mark = text.reversed().drop(while: \.isWhitespace).prefix { "<>=^~!".contains($0) }
            let isOpen = ["", "^", "=", "==", "=>"].contains(String(mark))
            let numbers = String(match.0)
            text += isOpen && version.text.hasPrefix(numbers + ".") ? version.text : numbers
            rest = rest[match.range.upperBound...]
        }
        text += rest
        return accepts(requirement: text, version: version) == true ? text : followed
    }

    package func lockedPackages(in files: [String: [UInt8]]) -> [LockedPackage] { [] }

    /// Every entry by its name, whoever requires it.
    package func lockedLinks(in files: [String: [UInt8]]) -> [LockedLink] {
        lockedPackages(in: files).map {
            LockedLink(from: nil, to: $0.package, version: $0.version, place: $0.place, isLocal: $0.isLocal)
        }
    }

    package func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement] { [] }

    package func lockCommand(for file: String) -> String? { nil }

    package func staleLocks(files: [String: [UInt8]], after edits: [FileEdit]) -> [String] { [] }

    package func missingMembers(in files: [String: [UInt8]]) -> [Diagnostic] { [] }

    package func inspect(_ files: [String: [UInt8]], paths: [String]) -> [Diagnostic] { [] }

    /// The value that edits call so, as written; nil where there is none that could be edited.
    package func value(at key: String, in file: String, bytes: [UInt8]) -> String? {
        // An edit names the value that it expects; one that no file can hold makes the editor say what is there.
        let question = FileEdit(ecosystem: name, file: file, key: key, from: "\u{0}", to: "\u{0}")
        do throws(EditError) {
            _ = try apply([question], to: file, bytes: bytes)
        } catch {
            if case .unexpected(_, _, _, let found) = error { return found }
        }
        return nil
    }

    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange], planned: [FileEdit]
    ) throws(EditError) -> [FileEdit] { try lockEdits(files: files, changes: changes) }

    package func makes(file: String) -> Bool { false }

    package func publishTree(file: String, bytes: [UInt8]) throws(EditError) -> [UInt8]? { nil }

    package func readChangelog(_ bytes: [UInt8], file: String) -> ChangelogReading? { nil }

    package func binaries(of folder: String, files: [String: [UInt8]], paths: [String]) -> [String]? { nil }

    package func candidateFiles(_ candidates: [PackageCandidate], existing: [String: [UInt8]]) -> [String: [UInt8]] {
        [:]
    }

    package var candidateFilePaths: [String] { [] }
}

/// An ecosystem's name as it stands in plans and configuration: `cargo`, `npm`, `version-file`.
package struct EcosystemName: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// An upstream's candidate, checked out on this machine.
package struct PackageCandidate: Sendable, Hashable {
    package var package: String
    /// The package's folder, absolute.
    package var folder: String

    package init(package: String, folder: String) {
        self.package = package
        self.folder = folder
    }
}

/// A package whose version a plan changes, for lock files.
package struct PackageVersionChange: Sendable, Hashable {
    package var package: String
    package var from: Version
    package var to: Version

    package init(package: String, from: Version, to: Version) {
        self.package = package
        self.from = from
        self.to = to
    }
}
