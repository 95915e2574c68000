import ReleaseModel
import ReleaseText

/// A [`composer.lock`](https://getcomposer.org/doc/01-basic-usage.md#commit-your-composer-lock-file-to-version-control):
/// packages of indexes and folders, and a hash over the manifest beside it.
struct ComposerLock {
    let file: String
    private let document: JSONDocument

    init(file: String, bytes: [UInt8]) {
        self.file = file
        document = JSONDocument(file: file, bytes: bytes)
    }

    var manifest: String { RepositoryPath.joined(RepositoryPath.folder(of: file), "composer.json") }

    /// nil where it has none.
    var contentHash: String? { document.root?["content-hash"]?.string }

    /// A package of a folder bears a hash of its manifest too, so it only shows that it fell behind.
    var lockedPackages: [LockedPackage] {
        ["packages", "packages-dev"].flatMap { document.root?[$0]?.items ?? [] }.compactMap { one in
            guard let name = one["name"]?.string, let version = one["version"], let text = version.string else {
                return nil
            }
            return LockedPackage(
                package: name, version: SpelledVersion(text)?.version.text ?? text, place: document.place(of: version),
                isLocal: one["dist"]?["type"]?.string == "path")
        }
    }

    /// The hash over what the manifest beside a lock will say.
    static func edits(
        files: [String: [UInt8]], changes: [PackageVersionChange], planned: [FileEdit]
    ) throws(EditError) -> [FileEdit] {
        var edits: [FileEdit] = []
        for (path, bytes) in files.sorted(by: { $0.key < $1.key })
        where RepositoryPath.name(of: path) == "composer.lock" {
            let lock = ComposerLock(file: path, bytes: bytes)
            let own = planned.filter { $0.file == lock.manifest && $0.ecosystem == .composer }
            guard !own.isEmpty, let manifest = files[lock.manifest], let old = lock.contentHash else { continue }
            let after = try ComposerEcosystem().apply(own, to: lock.manifest, bytes: manifest)
            // A hash that did not fit before was not made as this one would be.
            guard composerContentHash(manifest) == old, let new = composerContentHash(after), new != old else {
                continue
            }
            edits.append(FileEdit(ecosystem: .composer, file: path, key: "content-hash", from: old, to: new))
        }
        return edits
    }
}
