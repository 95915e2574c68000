import ReleaseModel
import ReleaseText

/// A [`package-lock.json`](https://docs.npmjs.com/cli/v10/configuring-npm/package-lock-json) of version 1, 2 or 3, or
/// an `npm-shrinkwrap.json`.
///
/// Own packages are those outside of `node_modules`; their entries mirror the requirements of their manifests.
struct NpmLock: NpmLockFile {
    private let document: JSONDocument
    private let folder: String
    /// `packages` by path; empty in version 1.
    private let packages: [String: JSONNode]

    var diagnostics: [Diagnostic] { document.diagnostics }

    init(file: String, bytes: [UInt8]) {
        document = JSONDocument(file: file, bytes: bytes)
        folder = RepositoryPath.folder(of: file)
        let entries = document.root?["packages"]?.entries ?? []
        packages = Dictionary(entries.map { ($0.key.text, $0.value) }, uniquingKeysWith: { $1 })
    }

    func edits(_ context: NpmLockContext) -> [FileEdit] {
        guard let root = document.root else { return [] }
        var edits: [FileEdit] = []
        if let name = context.name(in: folder) ?? root["name"]?.string {
            edits += version(of: root, called: name, at: ValuePath(), context)
        }
        for entry in root["packages"]?.entries ?? [] {
            let path = entry.key.text
            guard !path.split(separator: "/").contains("node_modules") else { continue }
            edits += ownEdits(entry.value, path: path, context)
        }
        for entry in root["dependencies"]?.entries ?? [] {
            edits += legacyEdits(entry.value, name: entry.key.text, siblings: root["dependencies"], context)
        }
        return edits
    }

    private func ownEdits(_ node: JSONNode, path: String, _ context: NpmLockContext) -> [FileEdit] {
        let own = RepositoryPath.joined(folder, path)
        let name = context.name(in: own) ?? node["name"]?.string ?? String(RepositoryPath.name(of: path))
        let place = ValuePath(keys: "packages", path)
        let moved = context.movedRequirements(of: node, in: own) { isSatisfied($0, by: $1, for: path) }
        return version(of: node, called: name, at: place, context)
            + moved.map { edit(place.appending($0.section, $0.package), $0.from, $0.to) }
    }

    /// `dependencies` of versions 1 and 2, where an own package is `file:`.
    private func legacyEdits(
        _ node: JSONNode, name: String, siblings: JSONNode?, _ context: NpmLockContext
    ) -> [FileEdit] {
        guard let path = NpmLock.ownPath(node) else { return [] }
        return (node["requires"]?.entries ?? []).compactMap { entry in
            let package = entry.key.text
            guard let from = entry.value.string,
                let to = context.text(of: package, in: RepositoryPath.joined(folder, path), from: from)
            else { return nil }
            if let sibling = siblings?[package], NpmLock.ownPath(sibling) == nil,
                !NpmLock.isSatisfied(to, by: sibling["version"]?.string)
            {
                return nil
            }
            return edit(ValuePath(keys: "dependencies", name, "requires", package), from, to)
        }
    }

    private static func ownPath(_ node: JSONNode) -> String? {
        guard let version = node["version"]?.string, version.hasPrefix("file:") else { return nil }
        return String(version.dropFirst("file:".count))
    }

    private func version(
        of node: JSONNode, called name: String, at place: ValuePath, _ context: NpmLockContext
    ) -> [FileEdit] {
        guard let from = node["version"]?.string, let to = context.version(of: name, from: from) else { return [] }
        return [edit(place.appending("version"), from, to)]
    }

    /// Own packages, and what is installed.
    var lockedPackages: [LockedPackage] {
        (document.root?["packages"]?.entries ?? []).compactMap { entry in
            let path = entry.key.text
            guard let version = entry.value["version"], let text = version.string else { return nil }
            let isInstalled = path.contains("node_modules/")
            let installed = path.split(separator: "node_modules/", omittingEmptySubsequences: false).last.map(
                String.init)
            let own = path.isEmpty ? document.root?["name"]?.string ?? "" : String(RepositoryPath.name(of: path))
            let name = entry.value["name"]?.string ?? (isInstalled ? installed ?? path : own)
            return LockedPackage(
                package: name, version: text, place: document.place(of: version), isLocal: !isInstalled)
        }
    }

    var recorded: [RecordedRequirements] {
        packages.sorted { $0.key < $1.key }.compactMap { path, node in
            // A link to a folder stands below node_modules; the folder itself is an entry of its own.
            guard !path.split(separator: "/").contains("node_modules") else { return nil }
            let texts = requirementTexts(of: node)
            let versions = texts.keys.compactMap { name in
                resolved(name, for: path).flatMap { found in
                    found["link"]?.boolean == true ? nil : found["version"]?.string.map { (name, $0) }
                }
            }
            return RecordedRequirements(
                folder: RepositoryPath.joined(folder, path), place: document.place(of: node), texts: texts,
                versions: Dictionary(versions) { first, _ in first }, isExact: false)
        }
    }

    /// Version 1 does not list them.
    var members: Set<String>? {
        guard !packages.isEmpty else { return nil }
        let own = packages.keys.filter { !$0.split(separator: "/").contains("node_modules") }
        return Set(own.map { RepositoryPath.joined(folder, $0) })
    }

    /// What each own package finds under the names that it requires.
    var links: [LockedLink] {
        packages.sorted { $0.key < $1.key }.flatMap { path, node -> [LockedLink] in
            guard !path.split(separator: "/").contains("node_modules") else { return [] }
            let name = node["name"]?.string ?? (path.isEmpty ? nil : String(RepositoryPath.name(of: path)))
            return NpmManifest.sections.flatMap { node[$0]?.entries ?? [] }.compactMap { entry in
                guard let found = resolved(entry.key.text, for: path) else { return nil }
                return LockedLink(
                    from: name, to: entry.key.text, version: found["version"]?.string,
                    place: document.place(of: found), isLocal: found["link"]?.boolean == true, prefersLocal: true)
            }
        }
    }

    private func resolved(_ package: String, for path: String) -> JSONNode? {
        for folder in RepositoryPath.selfAndAncestors(of: path.isEmpty ? "." : path) {
            let prefix = folder == "." ? "" : folder + "/"
            if let found = packages["\(prefix)node_modules/\(package)"] { return found }
        }
        return nil
    }

    /// Whether what an own package finds under a name is a sibling's folder, or fits the new requirement anyway.
    private func isSatisfied(_ requirement: String, by package: String, for path: String) -> Bool {
        guard let found = resolved(package, for: path) else { return true }
        return found["link"]?.boolean == true || NpmLock.isSatisfied(requirement, by: found["version"]?.string)
    }

    static func isSatisfied(_ requirement: String, by version: String?) -> Bool {
        guard let version = version.flatMap({ Version(semantic: $0) }) else { return false }
        return NpmSpecifier(requirement)?.accepts(version) ?? false
    }

    private func edit(_ path: ValuePath, _ from: String, _ to: String) -> FileEdit {
        FileEdit(ecosystem: .npm, file: document.file, key: path.description, from: from, to: to)
    }
}

/// The requirements of a package as a lock in JSON repeats them, by name.
func requirementTexts(of node: JSONNode) -> [String: String] {
    Dictionary(
        NpmManifest.sections.flatMap { node[$0]?.entries ?? [] }.map { ($0.key.text, $0.value.string ?? "") },
        uniquingKeysWith: { first, _ in first })
}
