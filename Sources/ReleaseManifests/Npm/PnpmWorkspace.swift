import ReleaseModel
import ReleaseText

/// A [`pnpm-workspace.yaml`](https://pnpm.io/pnpm-workspace_yaml): members, and requirements that they share.
struct PnpmWorkspace {
    let folder: String
    private(set) var members: [String] = []
    private(set) var diagnostics: [Diagnostic] = []
    private var entries: [Key: (text: String, place: Place, path: ValuePath)] = [:]

    private struct Key: Hashable {
        var catalog: String
        var package: String
    }

    init(file: String, bytes: [UInt8]) {
        folder = RepositoryPath.folder(of: file)
        do throws(UnreadableInput) {
            read(try yamlDocument(bytes, file: file).root)
        } catch {
            diagnostics = error.diagnostics
        }
    }

    private mutating func read(_ root: YAMLNode) {
        members = (root["packages"]?.items ?? []).compactMap(\.scalar).flatMap {
            NpmManifest.members($0.text, of: folder)
        }
        if let catalog = root["catalog"] { read(catalog, "default", at: ValuePath(keys: "catalog")) }
        for catalog in root["catalogs"]?.entries ?? [] {
            read(catalog.value, catalog.key.text, at: ValuePath(keys: "catalogs", catalog.key.text))
        }
    }

    private mutating func read(_ catalog: YAMLNode, _ name: String, at path: ValuePath) {
        for entry in catalog.entries ?? [] {
            guard let scalar = entry.value.scalar else { continue }
            entries[Key(catalog: name, package: entry.key.text)] = (
                scalar.text, entry.value.place, path.appending(entry.key.text)
            )
        }
    }

    /// What a catalog says of a package.
    func entry(_ package: String, in catalog: String) -> (text: String, place: Place)? {
        entries[Key(catalog: catalog, package: package)].map { ($0.text, $0.place) }
    }

    /// What a member requires that only names a catalog; nil where the catalog does not have it.
    func resolved(_ found: FoundRequirement, catalog: String) -> FoundRequirement? {
        guard let entry = entries[Key(catalog: catalog, package: found.package)],
            let specifier = NpmSpecifier(entry.text)
        else { return nil }
        var resolved = found
        resolved.package = specifier.package ?? found.package
        resolved.place = entry.place
        switch specifier.kind {
        case .range:
            resolved.requirement = entry.text
            resolved.key = entry.path.description
        case .tag: resolved.requirement = entry.text
        case .path(let relative): resolved.path = RepositoryPath.joined(folder, relative)
        case .following, .address, .catalog, .reference: break
        }
        return resolved
    }
}
