import ReleaseManifests
import ReleaseModel
import ReleaseText

/// The packages of a [Cargo workspace](https://doc.rust-lang.org/cargo/reference/workspaces.html): the root's own, and
/// the folders that its `members` name or match.
///
/// Only requirements with both a path and a version have a key, since only those are rewritten.
///
/// - Parameter files: Every `Cargo.toml` of the repository.
package func cargoWorkspaceMembers(files: [String: [UInt8]]) -> [WorkspaceMember] {
    guard let bytes = files["Cargo.toml"] else { return [] }
    var reader = TOMLReader(document: TOMLDocument(file: "Cargo.toml", bytes: bytes), area: "cargo")
    let workspace = reader.table("workspace", in: reader.document.root)
    let patterns = workspace.map { reader.strings("members", in: $0).map(\.text) } ?? []
    let folders = files.keys.filter { RepositoryPath.name(of: $0) == "Cargo.toml" }.map(RepositoryPath.folder)
    let members = folders.filter { folder in
        folder == "."
            || patterns.contains { RepositoryPath.matches(folder, pattern: RepositoryPath.joined(".", $0)) }
    }
    return members.sorted().compactMap { folder in
        let file = RepositoryPath.joined(folder, "Cargo.toml")
        return files[file].flatMap { member(file, folder: folder, bytes: $0) }
    }
}

private func member(_ file: String, folder: String, bytes: [UInt8]) -> WorkspaceMember? {
    var reader = TOMLReader(document: TOMLDocument(file: file, bytes: bytes), area: "cargo")
    guard let package = reader.table("package", in: reader.document.root),
        let name = reader.string("name", in: package)?.text
    else { return nil }
    let version = package["version"]?.string
    let requirements = CargoDependency.all(&reader, folder: folder).filter { $0.kind != .patch }.map { dependency in
        let isRewritten = dependency.path != nil && dependency.requirement != nil && !dependency.isInherited
        return WorkspaceMember.Requirement(
            section: dependency.section, name: dependency.alias, requirement: dependency.requirement,
            key: isRewritten ? dependency.key?.description : nil)
    }
    return WorkspaceMember(name: name, path: folder, file: file, version: version, requirements: requirements)
}
