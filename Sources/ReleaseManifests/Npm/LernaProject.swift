import ReleaseModel
import ReleaseText

/// The settings of [Lerna](https://lerna.js.org/docs/features/version-and-publish): `lerna.json`, or `lerna` in a
/// `package.json`.
///
/// In fixed mode its `version` is that of the last release, and packages are released with the next one; in independent
/// mode each package has its own.
struct LernaProject {
    let folder: String
    /// In fixed mode; nil in independent mode and where Lerna keeps no versions.
    private(set) var version: VersionSource?
    private(set) var diagnostics: [Diagnostic] = []
    /// As it lists them itself, relative to the repository; nil: it does not.
    private var packages: [String]?
    /// Whether its own list does not count beside that of the package manager.
    private var usesWorkspaces = false

    /// The file, and those of Lerna-Lite that have comments.
    static let files: Set<Substring> = ["lerna.json", "lerna.jsonc", "lerna.json5"]
    /// What the `version` of independent mode says.
    static let independent = "independent"
    /// Where Lerna looks if nothing lists its packages.
    private static let usualPackages = "packages/*"

    init(file: String, bytes: [UInt8]) {
        folder = RepositoryPath.folder(of: file)
        guard RepositoryPath.name(of: file) == "lerna.json" else {
            diagnostics = [
                Diagnostic(
                    code: "npm.unread-lerna", place: Place(file: file, line: 1, column: 1),
                    message: "Lerna's settings in this format can't be read, and they may hold the packages' version.",
                    suggestion: "Keep them in lerna.json, without comments.")
            ]
            return
        }
        let document = JSONDocument(file: file, bytes: bytes)
        diagnostics = document.diagnostics
        if let root = document.root { read(root, in: document, at: ValuePath()) }
    }

    /// The settings in a `package.json`; nil where there are none.
    init?(in manifest: NpmManifest) {
        guard let settings = manifest.document.root?["lerna"], settings.entries != nil else { return nil }
        folder = manifest.folder
        read(settings, in: manifest.document, at: ValuePath(keys: "lerna"))
    }

    private mutating func read(_ settings: JSONNode, in document: JSONDocument, at path: ValuePath) {
        var reader = JSONReader(document: document, area: "npm")
        defer { diagnostics += reader.diagnostics }
        guard settings.entries != nil else {
            reader.note("wrong-type", at: settings, "Lerna's settings are an object, and this is \(settings.kindName).")
            return
        }
        if let list = settings["packages"] {
            packages = reader.strings(list, "packages").flatMap { NpmManifest.members($0, of: folder) }
        }
        usesWorkspaces = settings["useWorkspaces"]?.boolean == true || settings["npmClient"]?.string == "pnpm"
        guard let found = reader.string("version", in: settings) else {
            if let base = settings["extends"], settings["version"] == nil {
                reader.note(
                    "unread-lerna", at: base,
                    "Lerna's settings are extended from elsewhere, which may hold the packages' version.",
                    suggestion: "Write \"version\" here: the version of all packages, or \"independent\".")
            }
            return
        }
        guard found.text != LernaProject.independent else { return }
        guard Version(semantic: found.text) != nil else {
            reader.note(
                "invalid-version", at: found.value,
                "'\(found.text.prefix(80))' is not a valid version for all packages of Lerna.",
                suggestion: "Write three numbers, such as 1.2.0, or \"independent\".")
            return
        }
        version = VersionSource(
            ecosystem: .npm, place: document.place(of: found.value), key: path.appending("version").description,
            value: found.text)
    }

    /// The patterns of its packages, relative to the repository.
    ///
    /// - Parameter workspaces: What the package manager lists in the same folder.
    func members(besides workspaces: [String]) -> [String] {
        if let packages, !usesWorkspaces || workspaces.isEmpty { return packages }
        return workspaces.isEmpty ? NpmManifest.members(LernaProject.usualPackages, of: folder) : workspaces
    }

    /// Adds its version to the packages that it is of, as a further source.
    ///
    /// Lerna raises only packages that changed, so some may be behind. Which version these get next is not certain: they
    /// are refused when they are released, with what to write. One that is ahead, or the highest where none has Lerna's
    /// version, shows that `version` was not kept: their sources disagree.
    func addVersion(to packages: inout [FoundPackage], _ indices: [Int]) {
        guard let version, let fixed = version.version else { return }
        let written = indices.compactMap { index in
            packages[index].versionSources.first?.version.map { (index: index, version: $0) }
        }
        let highest = written.map(\.version).max() ?? fixed
        for one in written {
            guard one.version < fixed, one.version < highest else {
                packages[one.index].versionSources.append(version)
                continue
            }
            guard let place = packages[one.index].versionSources.first?.place else { continue }
            packages[one.index].versionFaults.append(
                Diagnostic(
                    code: "npm.behind-lerna", place: place,
                    message:
                        "\(packages[one.index].name) says \(one.version), and \(version.place.file) has the version \(version.value) for all packages.",
                    suggestion:
                        "Write \(version.value) here, so that it is released with the others; or let each package have its own version in \(version.place.file): \"version\": \"independent\""
                ))
        }
    }
}
