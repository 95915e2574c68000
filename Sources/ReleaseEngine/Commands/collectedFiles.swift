package import ReleaseModel
package import ReleasePlanning
package import ReleasePorts

/// The files that a component's build made for the release set, with their names there; and what should be among them and is
/// not: patterns without a file, and programs.
///
/// - Parameter folder: The component's, absolute.
package func collectedFiles(
    of artifacts: [ArtifactConfiguration], binaries: [String], in folder: String, fields: ArtifactFields,
    files: any ReleaseFiles
) async throws(FileError) -> (wanted: [(file: String, name: String)], missing: [String]) {
    var wanted: [(file: String, name: String)] = []
    var missing: [String] = []
    for artifact in artifacts {
        let pattern = fields.path(artifact.path)
        let found = try await files.matches(pattern, in: folder)
        if found.isEmpty, !artifact.isOptional { missing.append(pattern) }
        for file in found { wanted.append((file, fields.name(artifact.name(of: file.fileName)))) }
    }
    let present = Set(wanted.map(\.file.fileName))
    missing += binaries.filter { !present.contains($0) && !present.contains($0 + ".exe") }
    return (wanted, missing)
}

extension String {
    /// The last part of a path.
    package var fileName: String { String(split(separator: "/").last ?? "") }
}
