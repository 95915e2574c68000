import ReleaseModel
import ReleaseText

/// A `bun.lock` of [Bun](https://bun.sh/docs/install/lockfile): JSON with commas at the ends of lists.
///
/// `workspaces` mirrors versions and requirements of own packages by folder; `packages` says what each name resolves to,
/// `["a@workspace:packages/a"]` for an own one.
struct BunLock: NpmLockFile {
    private let document: JSONDocument
    private let folder: String

    var diagnostics: [Diagnostic] { document.diagnostics }
    var scanned: ScannedFile { document.scanned }

    init(file: String, bytes: [UInt8]) {
        document = JSONDocument(file: file, bytes: bytes, allowsTrailingCommas: true)
        folder = RepositoryPath.folder(of: file)
    }

    func edits(_ context: NpmLockContext) -> [FileEdit] {
        workspaces.flatMap { path, node -> [FileEdit] in
            let own = RepositoryPath.joined(folder, path)
            let place = ValuePath(keys: "workspaces", path)
            var edits: [FileEdit] = []
            if let name = context.name(in: own) ?? node["name"]?.string, let from = node["version"]?.string,
                let to = context.version(of: name, from: from)
            {
                edits.append(edit(place.appending("version"), from, to))
            }
            let moved = context.movedRequirements(of: node, in: own) { isSatisfied($0, by: $1, for: node) }
            return edits + moved.map { edit(place.appending($0.section, $0.package), $0.from, $0.to) }
        }
    }

    var lockedPackages: [LockedPackage] {
        workspaces.compactMap { path, node in
            guard let version = node["version"], let text = version.string else { return nil }
            let name = node["name"]?.string ?? String(RepositoryPath.name(of: path))
            return LockedPackage(package: name, version: text, place: document.place(of: version), isLocal: true)
        }
    }

    var links: [LockedLink] {
        workspaces.flatMap { path, node in
            NpmManifest.sections.flatMap { node[$0]?.entries ?? [] }.compactMap { entry -> LockedLink? in
                guard let (node, text) = resolved(entry.key.text, for: node) else { return nil }
                return LockedLink(
                    from: workspaceName(path, node: workspace(path)), to: entry.key.text, version: version(in: text),
                    place: document.place(of: node), isLocal: text.contains("@workspace:"), prefersLocal: true)
            }
        }
    }

    var recorded: [RecordedRequirements] {
        workspaces.map { path, node in
            RecordedRequirements(
                folder: RepositoryPath.joined(folder, path), place: document.place(of: node),
                texts: requirementTexts(of: node))
        }
    }

    var members: Set<String>? { Set(workspaces.map { RepositoryPath.joined(folder, $0.path) }) }

    private var workspaces: [(path: String, node: JSONNode)] {
        (document.root?["workspaces"]?.entries ?? []).map { ($0.key.text, $0.value) }
    }

    private func workspace(_ path: String) -> JSONNode? { document.root?["workspaces"]?[path] }

    private func workspaceName(_ path: String, node: JSONNode?) -> String? { node?["name"]?.string }

    /// A package's own resolution goes before the common one: `b/a` before `a`.
    private func resolved(_ package: String, for workspace: JSONNode) -> (JSONNode, String)? {
        let packages = document.root?["packages"]
        let own = workspace["name"]?.string.flatMap { packages?["\($0)/\(package)"] }
        guard let node = own ?? packages?[package], let text = node.items?.first?.string else { return nil }
        return (node, text)
    }

    private func version(in resolution: String) -> String? {
        resolution.lastIndex(of: "@").map { String(resolution[resolution.index(after: $0)...]) }
    }

    private func isSatisfied(_ requirement: String, by package: String, for workspace: JSONNode) -> Bool {
        guard let (_, text) = resolved(package, for: workspace) else { return true }
        return text.contains("@workspace:") || NpmLock.isSatisfied(requirement, by: version(in: text))
    }

    private func edit(_ path: ValuePath, _ from: String, _ to: String) -> FileEdit {
        FileEdit(ecosystem: .npm, file: document.file, key: path.description, from: from, to: to)
    }
}
