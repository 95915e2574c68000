package import ReleaseModel
package import ReleaseText

/// JavaScript packages: [`package.json`](https://docs.npmjs.com/cli/v10/configuring-npm/package-json), workspaces of
/// npm, Yarn, pnpm and Lerna, and their lock files.
///
/// Requirements are kept as they are written, prefixes such as `workspace:` or `npm:other@` included.
package struct NpmEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.npm

    package init() {}

    private static let names: Set<Substring> = [
        "package.json", "package-lock.json", "npm-shrinkwrap.json", "pnpm-workspace.yaml", "pnpm-lock.yaml",
        "yarn.lock", "bun.lock", binaryLock,
    ]

    /// Bun's lock before version 1.2; only Bun can read it.
    static let binaryLock: Substring = "bun.lockb"

    package func isManifest(path: String) -> Bool { NpmEcosystem.isManifest(path) }

    static func isManifest(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        return (names.contains(name) || LernaProject.files.contains(name)) && !liesInSkippedFolder(path: path)
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading { NpmWorkspaces.read(files) }

    package var versionForm: VersionForm? { .semantic }

    package func accepts(requirement: String, version: Version) -> Bool? {
        NpmSpecifier(requirement)?.accepts(version)
    }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? {
        NpmRequirement.written(policy, for: version)
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        NpmSpecifier(requirement)?.rewritten(requirement, toFollow: version)
    }

    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] {
        try lockEdits(files: files, changes: changes, planned: [])
    }

    /// Own versions, and requirements of packages that lie in the same workspace.
    ///
    /// If a sibling comes from a registry, its entry has a checksum that is unknown before publication; such an entry
    /// is left alone, and so is the requirement that it no longer satisfies.
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange], planned: [FileEdit]
    ) throws(EditError) -> [FileEdit] {
        let context = NpmLockContext(files: files, changes: changes, planned: planned)
        var edits: [FileEdit] = []
        var diagnostics: [Diagnostic] = []
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) where isManifest(path: path) {
            guard let lock = npmLock(file: path, bytes: bytes) else { continue }
            let faults = lock.diagnostics.filter { $0.severity == .error }
            if !faults.isEmpty, liesInSampleFolder(path: path) { continue }
            diagnostics += faults
            edits += lock.edits(context)
        }
        guard diagnostics.isEmpty else { throw .unreadable(diagnostics) }
        return edits
    }

    /// In Lerna's independent mode its `version` says no version, also where an older commit had another mode.
    package func find(_ key: String, in file: String, bytes: [UInt8]) throws(EditError) -> FoundValue? {
        let found = try form(of: file).find(key, in: file, bytes: bytes)
        let isLerna = RepositoryPath.name(of: file) == "lerna.json" || key == "lerna.version"
        return isLerna && found?.text == LernaProject.independent ? nil : found
    }

    package func form(of file: String) -> ValueForm {
        .scanned { bytes in
            switch RepositoryPath.name(of: file) {
            case "yarn.lock":
                YarnLock.isBerry(bytes)
                    ? YarnLock(file: file, bytes: bytes).scanned : YarnClassicLock(file: file, bytes: bytes).scanned
            case "bun.lock": BunLock(file: file, bytes: bytes).scanned
            case "pnpm-lock.yaml", "pnpm-workspace.yaml": scannedYAML(file: file, bytes: bytes)
            default: JSONDocument(file: file, bytes: bytes).scanned
            }
        }
    }

    package func normalized(packageName: String) -> String { packageName }
}

/// A lock file of npm, pnpm, Yarn or Bun.
protocol NpmLockFile {
    var diagnostics: [Diagnostic] { get }
    /// Entries with a version; empty where own packages have none.
    var lockedPackages: [LockedPackage] { get }
    /// What own packages' requirements are resolved to.
    var links: [LockedLink] { get }
    /// The packages whose requirements it repeats.
    var recorded: [RecordedRequirements] { get }
    /// The folders of own packages that it has, in the repository; nil where it does not list them.
    var members: Set<String>? { get }
    /// What manifests require and it does not have, or the other way round.
    func unlocked(in files: [String: [UInt8]]) -> [UnlockedRequirement]
    func edits(_ context: NpmLockContext) -> [FileEdit]
}

extension NpmLockFile {
    var lockedPackages: [LockedPackage] { [] }
    var recorded: [RecordedRequirements] { [] }
    var members: Set<String>? { nil }
    func unlocked(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        recorded.flatMap { unlockedNpmRequirements($0, in: files) }
    }
}

/// What a lock says that one package of the repository requires.
struct RecordedRequirements {
    /// Of the package, in the repository.
    var folder: String
    var place: Place
    /// By name, as the lock repeats them.
    var texts: [String: String]
    /// What they resolve to, where their text may differ from the manifest's as long as this fits.
    var versions: [String: String]?
    /// Whether the package manager refuses what only the lock has.
    var isExact = true
}

/// nil for a file that is not a lock.
func npmLock(file: String, bytes: [UInt8]) -> (any NpmLockFile)? {
    switch RepositoryPath.name(of: file) {
    case "package-lock.json", "npm-shrinkwrap.json": NpmLock(file: file, bytes: bytes)
    case "pnpm-lock.yaml": PnpmLock(file: file, bytes: bytes)
    case "yarn.lock" where YarnLock.isBerry(bytes): YarnLock(file: file, bytes: bytes)
    case "yarn.lock": YarnClassicLock(file: file, bytes: bytes)
    case "bun.lock": BunLock(file: file, bytes: bytes)
    default: nil
    }
}
