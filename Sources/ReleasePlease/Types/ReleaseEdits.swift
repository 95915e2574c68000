import ReleaseManifests
import ReleaseModel

/// Collects the edits of one release: asks each file's ecosystem what stands there now.
///
/// A file that is not there, and a value that a file does not have, is left out, as release-please does.
struct ReleaseEdits {
    private let files: [String: [UInt8]]
    private var edits: [FileEdit] = []

    init(_ files: [String: [UInt8]]) { self.files = files }

    /// By file, and for each file in the order in which they were added.
    var sorted: [FileEdit] {
        edits.enumerated().sorted { ($0.element.file, $0.offset) < ($1.element.file, $1.offset) }.map(\.element)
    }

    /// Gives the value at a key another text.
    mutating func set(
        _ key: String, of file: String, in name: EcosystemName, to text: String
    ) throws(EditError) {
        if let found = try value(key, of: file, in: name) { add(key, of: file, in: name, from: found, to: text) }
    }

    /// What stands at a key, as written; nil where nothing does.
    func value(_ key: String, of file: String, in name: EcosystemName) throws(EditError) -> String? {
        guard let bytes = files[file], let ecosystem = ecosystem(named: name) else { return nil }
        return try ecosystem.find(key, in: file, bytes: bytes)?.text
    }

    mutating func set(_ source: VersionSource?, to text: String) {
        guard let source else { return }
        add(source.key, of: source.place.file, in: source.ecosystem, from: source.value, to: text)
    }

    /// Adds an edit unless it changes nothing or is there already.
    mutating func add(_ key: String, of file: String, in name: EcosystemName, from: String, to text: String) {
        add(FileEdit(ecosystem: name, file: file, key: key, from: from, to: text))
    }

    mutating func add(_ edit: FileEdit) {
        if edit.change.before != edit.change.after, !edits.contains(edit) { edits.append(edit) }
    }

    /// The version file of a package; made where it is not there and may be made.
    mutating func setVersionFile(_ file: String, to text: String, isMade: Bool = false) throws(EditError) {
        let key = VersionFileEcosystem.key
        let bytes = files[file] ?? []
        if bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
            guard isMade || files[file] != nil else { return }
            add(FileEdit(ecosystem: .versionFile, file: file, key: key, change: .create(text)))
        } else if let found = try value(key, of: file, in: .versionFile) {
            add(key, of: file, in: .versionFile, from: found, to: text)
        } else {
            throw .unsupported(
                place: Place(file: file, line: 1, column: 1), key: key, why: "its first line is not a valid version")
        }
    }
}

extension ReleasePleasePackage {
    /// Those of the package's files that are there.
    func present(_ names: String..., among paths: Set<String>) -> [String] {
        names.map { file($0) }.filter { paths.contains($0) }
    }

    /// Whether a file lies in this package's folder and not in that of a package within it.
    func owns(_ path: String) -> Bool {
        RepositoryPath.isInside(path, folder: self.path)
            && !innerPaths.contains { RepositoryPath.isInside(path, folder: $0) }
    }

    /// The files of these names anywhere in the package's folder, sorted.
    func everywhere(among paths: Set<String>, where isWanted: (Substring) -> Bool) -> [String] {
        paths.filter { RepositoryPath.isInside($0, folder: path) && isWanted(RepositoryPath.name(of: $0)) }.sorted()
    }
}

extension ReleaseType {
    /// Those of a repository's files that a package of this type names.
    func own(_ files: [String: [UInt8]], of package: ReleasePleasePackage) -> [String: [UInt8]] {
        let wanted = self.files(of: package, among: Set(files.keys))
        return Dictionary(wanted.compactMap { file in files[file].map { (file, $0) } }) { first, _ in first }
    }
}
