import ReleaseModel
import ReleaseText

/// What a plan changes, as lock files need to know it.
struct NpmLockContext {
    private let changes: [String: PackageVersionChange]
    private var requirements: [Requirement: String] = [:]
    private var catalogs: [Requirement: String] = [:]
    /// The name of each package, by its folder.
    private let names: [String: String]
    /// What the manifests require of packages of the repository, by folder and name, as planned.
    private var siblings: [String: [String: Set<String>]] = [:]

    private struct Requirement: Hashable {
        /// The manifest's folder, or the catalog's name.
        var holder: String
        var package: String
        var text: String
    }

    init(files: [String: [UInt8]], changes: [PackageVersionChange], planned: [FileEdit]) {
        self.changes = Dictionary(changes.map { ($0.package, $0) }, uniquingKeysWith: { first, _ in first })
        var names: [String: String] = [:]
        var roots: [String: JSONNode] = [:]
        for (path, bytes) in files where RepositoryPath.name(of: path) == "package.json" {
            let root = JSONDocument(file: path, bytes: bytes).root
            if let name = root?["name"]?.string { names[RepositoryPath.folder(of: path)] = name }
            roots[RepositoryPath.folder(of: path)] = root
        }
        self.names = names
        for edit in planned where edit.ecosystem == .npm { add(edit) }
        let own = Set(names.values)
        for (folder, root) in roots {
            for section in NpmManifest.sections {
                for entry in root[section]?.entries ?? [] where own.contains(entry.key.text) {
                    guard let text = entry.value.string else { continue }
                    siblings[folder, default: [:]][entry.key.text, default: []].insert(
                        requirements[Requirement(holder: folder, package: entry.key.text, text: text)] ?? text)
                }
            }
        }
    }

    /// What the manifest in a folder will require of a package of the repository; nil where it requires none, where that
    /// is what the lock says already, and where its sections differ or name an entry elsewhere (`catalog:`).
    func sibling(_ package: String, in folder: String, from text: String) -> String? {
        guard let wanted = siblings[folder]?[package], wanted.count == 1, let only = wanted.first, only != text,
            !only.hasSuffix(":")
        else { return nil }
        return only
    }

    /// The requirements of an own package that a lock repeats and that become others.
    ///
    /// - Parameters:
    ///   - node: The package's entry of the lock.
    ///   - folder: The package's, in the repository.
    ///   - isSatisfied: Whether what the lock has for a package fits a requirement.
    func movedRequirements(
        of node: JSONNode, in folder: String, isSatisfied: (_ requirement: String, _ package: String) -> Bool
    ) -> [(section: String, package: String, from: String, to: String)] {
        NpmManifest.sections.flatMap { section in
            (node[section]?.entries ?? []).compactMap { entry in
                let package = entry.key.text
                guard let from = entry.value.string,
                    let to = text(of: package, in: folder, from: from) ?? sibling(package, in: folder, from: from),
                    isSatisfied(to, package)
                else { return nil }
                return (section, package, from, to)
            }
        }
    }

    private mutating func add(_ edit: FileEdit) {
        guard let path = ValuePath(edit.key), case .key(let section) = path.steps.first,
            case .key(let package) = path.steps.last
        else { return }
        switch (RepositoryPath.name(of: edit.file), path.steps.count) {
        case ("package.json", 2) where NpmManifest.sections.contains(section):
            let folder = RepositoryPath.folder(of: edit.file)
            requirements[Requirement(holder: folder, package: package, text: edit.change.before)] = edit.change.after
        case ("pnpm-workspace.yaml", 2) where section == "catalog":
            catalogs[Requirement(holder: "default", package: package, text: edit.change.before)] = edit.change.after
        case ("pnpm-workspace.yaml", 3) where section == "catalogs":
            guard case .key(let name) = path.steps[1] else { return }
            catalogs[Requirement(holder: name, package: package, text: edit.change.before)] = edit.change.after
        default: break
        }
    }

    /// What a requirement of the package in a folder will say; nil where it stays.
    func text(of package: String, in folder: String, from text: String) -> String? {
        requirements[Requirement(holder: folder, package: package, text: text)]
    }

    /// The same for an entry of a catalog.
    func text(of package: String, inCatalog catalog: String, from text: String) -> String? {
        catalogs[Requirement(holder: catalog, package: package, text: text)]
    }

    /// The version that a package of the workspace will have, whatever its lock says now; nil where that is the same.
    func version(of package: String, from text: String) -> String? {
        guard let change = changes[package], change.to.text != text else { return nil }
        return change.to.text
    }

    /// nil where no manifest in that folder says its name.
    func name(in folder: String) -> String? { names[folder] }
}
