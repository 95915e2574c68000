import ReleaseManifests
import ReleaseModel
import ReleaseText

/// The packages of a workspace of [package.json](https://docs.npmjs.com/cli/v10/configuring-npm/package-json) files.
///
/// - Parameter folders: Those of the packages, relative to the repository; one without a named package is left out.
package func nodeWorkspaceMembers(in folders: [String], files: [String: [UInt8]]) -> [WorkspaceMember] {
    folders.compactMap { folder in
        let file = RepositoryPath.joined(folder, "package.json")
        guard let bytes = files[file], let root = JSONDocument(file: file, bytes: bytes).root,
            let name = root["name"]?.string, !name.isEmpty
        else { return nil }
        return WorkspaceMember(
            name: name, path: folder, file: file, version: root["version"]?.string,
            requirements: sections.flatMap { requirements(of: root, in: $0) })
    }
}

private let sections = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"]

private func requirements(of root: JSONNode, in section: String) -> [WorkspaceMember.Requirement] {
    (root[section]?.entries ?? []).compactMap { entry in
        guard let requirement = entry.value.string else { return nil }
        // `workspace:^`, `file:../x`, `npm:other@1`: what names no version by itself stays.
        let isVersion = !requirement.contains(":")
        let key = ValuePath(keys: section, entry.key.text).description
        return WorkspaceMember.Requirement(
            section: section, name: entry.key.text, requirement: requirement, key: isVersion ? key : nil)
    }
}
