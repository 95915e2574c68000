import ReleaseModel
import ReleaseText

/// A `pnpm-lock.yaml` of versions 5 to 9 ([the format](https://github.com/pnpm/spec/blob/master/lockfile/9.0.md)).
///
/// It says no version of an own package; its `importers`, or the root itself where there is only one package, mirror
/// the requirements of the manifests.
struct PnpmLock: NpmLockFile {
    let file: String
    private let folder: String
    private(set) var diagnostics: [Diagnostic] = []
    private var root: YAMLNode?

    init(file: String, bytes: [UInt8]) {
        self.file = file
        folder = RepositoryPath.folder(of: file)
        do throws(UnreadableInput) {
            // Of several documents the last is the workspace's.
            root = try yamlDocuments(bytes, file: file).last?.root
        } catch {
            diagnostics = error.diagnostics
        }
    }

    func edits(_ context: NpmLockContext) -> [FileEdit] {
        guard let root else { return [] }
        var edits: [FileEdit] = []
        if let importers = root["importers"]?.entries {
            for importer in importers {
                edits += self.edits(
                    importer.value, folder: RepositoryPath.joined(folder, importer.key.text),
                    at: ValuePath(keys: "importers", importer.key.text), context)
            }
        } else {
            edits += self.edits(root, folder: folder, at: ValuePath(), context)
        }
        for catalog in root["catalogs"]?.entries ?? [] {
            for entry in catalog.value.entries ?? [] {
                let name = entry.key.text
                let path = ValuePath(keys: "catalogs", catalog.key.text, name)
                guard let from = entry.value["specifier"]?.scalar?.text else { continue }
                let to = context.text(of: name, inCatalog: catalog.key.text, from: from)
                let version = entry.value["version"]?.scalar?.text
                // A package of the workspace is there as what it becomes.
                let next = isLocal(name) ? version.flatMap { context.version(of: name, from: $0) } : nil
                guard PnpmLock.isSatisfied(to ?? from, by: next ?? version) else { continue }
                if let to { edits.append(edit(path.appending("specifier"), from, to)) }
                if let version, let next { edits.append(edit(path.appending("version"), version, next)) }
            }
        }
        return edits
    }

    /// Whether everything that requires it takes it from the workspace.
    private func isLocal(_ name: String) -> Bool {
        let own = links.filter { $0.to == name }
        return !own.isEmpty && own.allSatisfy(\.isLocal)
    }

    /// Entries of catalogs that the workspace has with another text: pnpm refuses a lock whose copy differs.
    func unlocked(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        recorded.flatMap { unlockedNpmRequirements($0, in: files) } + unlockedCatalogs(in: files)
    }

    private func unlockedCatalogs(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        let path = RepositoryPath.joined(folder, "pnpm-workspace.yaml")
        guard let root, root["overrides"] == nil, let bytes = files[path] else { return [] }
        let workspace = PnpmWorkspace(file: path, bytes: bytes)
        return (root["catalogs"]?.entries ?? []).flatMap { catalog in
            (catalog.value.entries ?? []).compactMap { entry -> UnlockedRequirement? in
                guard let specifier = entry.value["specifier"], let locked = specifier.scalar?.text,
                    let wanted = workspace.entry(entry.key.text, in: catalog.key.text), wanted.text != locked
                else { return nil }
                return UnlockedRequirement(
                    lock: specifier.resolved.place, place: wanted.place, package: entry.key.text,
                    requirement: wanted.text, locked: locked)
            }
        }
    }

    private func edits(
        _ importer: YAMLNode, folder: String, at path: ValuePath, _ context: NpmLockContext
    ) -> [FileEdit] {
        var edits: [FileEdit] = []
        // Up to version 5, requirements and what they resolve to are in tables of their own.
        let specifiers = Dictionary(
            (importer["specifiers"]?.entries ?? []).map { ($0.key.text, $0.value) }, uniquingKeysWith: { $1 })
        for section in NpmManifest.sections {
            for entry in importer[section]?.entries ?? [] {
                let name = entry.key.text
                let inner = entry.value["specifier"]
                let resolved = inner == nil ? entry.value : entry.value["version"]
                guard let from = (inner ?? specifiers[name])?.scalar?.text,
                    let to = context.text(of: name, in: folder, from: from)
                        ?? context.sibling(name, in: folder, from: from),
                    PnpmLock.isSatisfied(to, by: resolved?.scalar?.text)
                else { continue }
                let place =
                    inner == nil ? path.appending("specifiers", name) : path.appending(section, name, "specifier")
                edits.append(edit(place, from, to))
            }
        }
        return edits
    }

    /// What each importer's requirements are resolved to.
    var links: [LockedLink] {
        guard let root else { return [] }
        let importers = root["importers"]?.entries?.map { ($0.key.text, $0.value) } ?? [(".", root)]
        return importers.flatMap { path, importer in
            NpmManifest.sections.flatMap { importer[$0]?.entries ?? [] }.compactMap { entry -> LockedLink? in
                let node = entry.value["version"] ?? entry.value
                guard let text = node.scalar?.text else { return nil }
                return LockedLink(
                    from: nil, to: entry.key.text, version: String(text.prefix { $0 != "(" && $0 != "_" }),
                    place: node.resolved.place, isLocal: text.hasPrefix("link:"))
            }
        }
    }

    var members: Set<String>? {
        guard let root else { return nil }
        let importers = root["importers"]?.entries?.map(\.key.text) ?? ["."]
        return Set(importers.map { RepositoryPath.joined(folder, $0) })
    }

    var recorded: [RecordedRequirements] {
        guard let root else { return [] }
        // Overrides and hooks change what importers are said to require.
        guard root["overrides"] == nil, root["pnpmfileChecksum"] == nil, root["packageExtensionsChecksum"] == nil else {
            return []
        }
        let importers = root["importers"]?.entries?.map { ($0.key.text, $0.value) } ?? [(".", root)]
        return importers.map { path, importer in
            let specifiers = Dictionary(
                (importer["specifiers"]?.entries ?? []).map { ($0.key.text, $0.value.scalar?.text ?? "") },
                uniquingKeysWith: { $1 })
            let texts = NpmManifest.sections.flatMap { importer[$0]?.entries ?? [] }.map { entry in
                (entry.key.text, entry.value["specifier"]?.scalar?.text ?? specifiers[entry.key.text] ?? "")
            }
            return RecordedRequirements(
                folder: RepositoryPath.joined(folder, path), place: importer.resolved.place,
                texts: Dictionary(texts, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// A sibling's folder fits everything; a version may be followed by the peers it was resolved with.
    private static func isSatisfied(_ requirement: String, by resolved: String?) -> Bool {
        guard let resolved else { return false }
        if resolved.hasPrefix("link:") { return true }
        return NpmLock.isSatisfied(requirement, by: String(resolved.prefix { $0 != "(" && $0 != "_" }))
    }

    private func edit(_ path: ValuePath, _ from: String, _ to: String) -> FileEdit {
        FileEdit(ecosystem: .npm, file: file, key: path.description, from: from, to: to)
    }
}
