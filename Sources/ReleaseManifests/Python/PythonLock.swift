import ReleaseModel
import ReleaseText

/// A `uv.lock`, `poetry.lock` or `pdm.lock`: which entries are ours, and what in them names a version.
///
/// Ours are entries whose source is a folder. Entries from an index carry digests that only a publication gives; they
/// are left alone, and so is Poetry's `content-hash`, which `poetry lock` writes.
struct PythonLock {
    let document: TOMLDocument

    /// The edits of all lock files among `files`, in file order.
    static func edits(files: [String: [UInt8]], changes: [PackageVersionChange]) throws(EditError) -> [FileEdit] {
        var edits: [FileEdit] = []
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) where path.hasSuffix(".lock") {
            guard PythonEcosystem.isManifest(path) else { continue }
            let document = TOMLDocument(file: path, bytes: bytes)
            // A broken lock among the material of tests is meant to be broken.
            if !document.diagnostics.isEmpty, liesInSampleFolder(path: path) { continue }
            guard document.diagnostics.isEmpty else { throw .unreadable(document.diagnostics) }
            edits += PythonLock(document: document).edits(for: changes)
        }
        return edits
    }

    private struct Entry {
        var index: Int
        var name: String
        var version: String
    }

    /// Entries whose source is a folder.
    private var entries: [Entry] {
        (document.root["package"]?.array ?? []).enumerated().compactMap { index, value in
            guard let table = value.table, let name = table["name"]?.string, let version = table["version"]?.string
            else { return nil }
            return PythonLock.isLocal(table) ? Entry(index: index, name: name, version: version) : nil
        }
    }

    /// Whether an entry stands for a folder: uv names its kind, Poetry a type, PDM a path.
    static func isLocal(_ entry: TOMLTable) -> Bool {
        let source = entry["source"]?.table
        return ["editable", "virtual", "directory", "workspace"].contains { source?[$0] != nil }
            || source?["type"]?.string == "directory" || (source == nil && entry["path"]?.string != nil)
    }

    private func edits(for changes: [PackageVersionChange]) -> [FileEdit] {
        let counts = Dictionary(entries.map { (PythonEcosystem.normalized($0.name), 1) }, uniquingKeysWith: +)
        return entries.compactMap { entry in
            let name = PythonEcosystem.normalized(entry.name)
            guard let change = changes.first(where: { PythonEcosystem.normalized($0.package) == name }),
                let locked = Version(python: entry.version),
                // The only entry of a package is that package's, whatever version it fell behind at.
                counts[name] == 1 || locked.isSame(as: change.from), !locked.isSame(as: change.to)
            else { return nil }
            let to = PythonVersion(change.to)?.text ?? change.to.text
            return FileEdit(ecosystem: .python, file: document.file, key: key(of: entry), from: entry.version, to: to)
        }
    }

    private func key(of entry: Entry) -> String { ValuePath(keys: "package", entry.name, "version").description }

    /// `package.core.version`: of the entry with that name whose source is a folder.
    func target(at key: String) -> TOMLTarget? {
        entries.first { self.key(of: $0) == key }.map { entry in
            TOMLTarget(
                path: ValuePath([.key("package"), .index(entry.index), .key("version")]), text: entry.version)
        }
    }
}
