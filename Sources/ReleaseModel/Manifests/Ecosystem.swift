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

/// An entry of a lock file.
package struct LockedPackage: Sendable, Hashable {
    package var package: String
    /// As written.
    package var version: String
    package var place: Place
    /// Whether it stands for a folder of the workspace and not for something from a registry.
    package var isLocal: Bool

    package init(package: String, version: String, place: Place, isLocal: Bool) {
        self.package = package
        self.version = version
        self.place = place
        self.isLocal = isLocal
    }
}

/// What a lock file gives to a package that requires another.
package struct LockedLink: Sendable, Hashable {
    /// Who requires it; nil where the lock does not say.
    package var from: String?
    package var to: String
    /// nil where it says none.
    package var version: String?
    package var place: Place
    /// Whether it is a folder of the workspace and not something from a registry.
    package var isLocal: Bool
    /// Whether the ecosystem takes a folder of the workspace as soon as the requirement accepts its version.
    package var prefersLocal = false

    package init(from: String?, to: String, version: String?, place: Place, isLocal: Bool, prefersLocal: Bool = false) {
        self.from = from
        self.to = to
        self.version = version
        self.place = place
        self.isLocal = isLocal
        self.prefersLocal = prefersLocal
    }
}

/// A difference between what a manifest requires and what its lock file says that it requires.
package struct UnlockedRequirement: Sendable, Hashable {
    /// The lock's entry for whoever requires it.
    package var lock: Place
    /// The requirement in the manifest, or the manifest where it requires nothing of the kind any more.
    package var place: Place
    package var package: String
    /// As written; nil where the manifest says none.
    package var requirement: String?
    /// The version or requirement that the lock has instead; nil: it has none.
    package var locked: String?
    /// Whether only the lock has it.
    package var isLeftOver = false

    package init(lock: Place, place: Place, package: String, requirement: String?, locked: String? = nil) {
        self.lock = lock
        self.place = place
        self.package = package
        self.requirement = requirement
        self.locked = locked
    }

    /// One sentence for people.
    package var fact: String {
        if isLeftOver { return "The lock still has \(package), which \(place.file) no longer requires." }
        let wanted = "\(place) requires \(package)\(requirement.map { " '\($0)'" } ?? "")"
        return locked.map { "\(wanted), and the lock has '\($0)'." } ?? "\(wanted), and the lock does not have it."
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

/// What one ecosystem found in a repository.
package struct ManifestReading: Sendable {
    /// Sorted by path, then name.
    package var packages: [FoundPackage]
    package var diagnostics: [Diagnostic]

    package init(packages: [FoundPackage] = [], diagnostics: [Diagnostic] = []) {
        self.packages = packages
        self.diagnostics = diagnostics
    }
}

/// A package that a manifest declares.
package struct FoundPackage: Sendable, Hashable {
    package var ecosystem: EcosystemName
    package var name: String
    /// The manifest's folder relative to the repository, `.` for its root.
    package var path: String
    /// The manifest that declares it.
    package var manifest: Place
    /// Every place that says the version; all must agree. Empty where the version is not in a file.
    package var versionSources: [VersionSource]
    /// Places that say a part of the version only.
    package var versionParts: [VersionSource] = []
    /// Why the version that it declares can't be updated, with the location; empty if it can.
    package var versionFaults: [Diagnostic] = []
    package var requirements: [FoundRequirement]
    /// Names of the programs that it builds; empty where the manifest does not say.
    package var binaries: [String]
    /// Test or template material that nothing else depends on; not a component unless the configuration names it.
    package var isSample = false
    /// Whether its version is that of another package in its folder; its own sources only repeat it.
    package var leavesVersion = false
    /// What its manifest says against publishing it (`publish = false`, `"private": true`); nil: nothing.
    package var unpublishedBy: String?

    package init(
        ecosystem: EcosystemName, name: String, path: String, manifest: Place, versionSources: [VersionSource],
        requirements: [FoundRequirement] = [], binaries: [String] = []
    ) {
        self.ecosystem = ecosystem
        self.name = name
        self.path = path
        self.manifest = manifest
        self.versionSources = versionSources
        self.requirements = requirements
        self.binaries = binaries
    }
}

/// A value in a file that says a component's version.
package struct VersionSource: Sendable, Hashable, Codable {
    package var ecosystem: EcosystemName
    package var place: Place
    /// Where the value is, in the ecosystem's words: `package.version`, `workspace.package.version`, `version`.
    package var key: String
    /// As written.
    package var value: String
    /// How the text follows from the version; nil: it is the full version.
    package var part: VersionPart?
    /// The version that the ecosystem computes of this value and others; nil: what is written is all there is.
    package var computed: String?

    package init(
        ecosystem: EcosystemName, place: Place, key: String, value: String, part: VersionPart? = nil,
        computed: String? = nil
    ) {
        self.ecosystem = ecosystem
        self.place = place
        self.key = key
        self.value = value
        self.part = part
        self.computed = computed
    }
}

/// Something that a manifest requires.
package struct FoundRequirement: Sendable, Hashable {
    /// The required package's real name, also where it is renamed.
    package var package: String
    /// The ecosystem of what is required, where it is another than the manifest's (a wheel that holds a crate).
    package var upstreamEcosystem: EcosystemName?
    package var kind: EdgeKind
    /// As written; nil where only a path, a git address or a bare name is given.
    package var requirement: String?
    /// The folder a path requirement names, relative to the repository and normalized (may start with `../`); nil
    /// without one.
    package var path: String?
    package var place: Place
    /// Where the requirement text is, for an edit; nil where there is none to edit.
    package var key: String?
    /// The digest that stands beside the version and names the same thing; nil without one.
    package var pin: DigestPin?

    package init(
        package: String, in upstreamEcosystem: EcosystemName? = nil, kind: EdgeKind, requirement: String?,
        path: String? = nil, place: Place, key: String?
    ) {
        self.package = package
        self.upstreamEcosystem = upstreamEcosystem
        self.kind = kind
        self.requirement = requirement
        self.path = path
        self.place = place
        self.key = key
    }
}

/// A digest beside a version, which has to move with it (`newTag` and `digest`, `FROM base:1.0@sha256:…`).
package struct DigestPin: Sendable, Hashable, Codable {
    package var place: Place
    /// What an edit of it is called; nil where it can't be edited.
    package var key: String?
    /// As written: `sha256:…`.
    package var value: String

    package init(place: Place, key: String?, value: String) {
        self.place = place
        self.key = key
        self.value = value
    }
}

/// One value to be changed in one file.
package struct FileEdit: Sendable, Hashable, Codable {
    package var ecosystem: EcosystemName
    /// Relative to the repository.
    package var file: String
    /// The ecosystem's name for the value: `package.version`, `dependencies.core.version`, `project.dependencies[2]`.
    package var key: String
    /// The value that must be there, as written without quotes.
    package var from: String
    package var to: String

    package init(ecosystem: EcosystemName, file: String, key: String, from: String, to: String) {
        self.ecosystem = ecosystem
        self.file = file
        self.key = key
        self.from = from
        self.to = to
    }
}

/// Why an edit was not made; the file is then untouched.
package enum EditError: UserFacingError, Equatable {
    /// The file can't be parsed, before or after.
    case unreadable([Diagnostic])
    /// Nothing stands at the key.
    case notFound(file: String, key: String)
    /// The value differs from the plan.
    case unexpected(place: Place, key: String, expected: String, found: String)
    /// The value is spelled in a way that can't be replaced in place (an escape sequence, for example).
    case unsupported(place: Place, key: String, why: String)
    /// The plan edits files of an ecosystem that this program does not have: it was made by a newer one.
    case unknownEcosystem(EcosystemName, file: String)
    /// Two edits of one release want different texts for one value.
    case contradictory(place: Place, key: String, first: String, second: String)
    /// Read again after the edit, the file does not have the intended value: a bug in the editor, caught in time.
    case notVerified(file: String, key: String, why: String)

    package var code: String {
        switch self {
        case .unreadable: "edit.unreadable"
        case .notFound: "edit.not-found"
        case .unexpected: "edit.unexpected-value"
        case .unsupported: "edit.unsupported"
        case .unknownEcosystem: "edit.unknown-ecosystem"
        case .contradictory: "edit.contradictory"
        case .notVerified: "edit.not-verified"
        }
    }

    package var summary: String {
        switch self {
        case .unreadable: "A file can't be edited because it can't be parsed."
        case .notFound(let file, let key): "\(file) has no value '\(key)' to edit."
        case .unexpected(let place, let key, let expected, let found):
            "\(place): '\(key)' is '\(found)' where the plan saw '\(expected)'."
        case .unsupported(let place, let key, let why): "\(place): '\(key)' can't be edited in place: \(why)."
        case .unknownEcosystem(let name, let file):
            "\(file) belongs to the ecosystem '\(name)', which this version of Slipway does not have."
        case .contradictory(let place, let key, let first, let second):
            "\(place): '\(key)' would have to be '\(first)' and '\(second)' after one release."
        case .notVerified(let file, let key, let why): "\(file): the edit of '\(key)' did not read back: \(why)."
        }
    }

    package var reasons: [String] {
        if case .unreadable(let diagnostics) = self { return UnreadableInput(diagnostics: diagnostics).reasons }
        return []
    }

    package var suggestions: [String] {
        switch self {
        case .unexpected, .notFound: ["Make a new plan: slipway plan"]
        case .unknownEcosystem: ["Perform it with the version of Slipway that made the plan, or a newer one."]
        case .contradictory: ["Name this value for one component or package only."]
        default: []
        }
    }
}
