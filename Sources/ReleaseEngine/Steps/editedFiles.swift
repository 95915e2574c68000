package import ReleaseModel
package import ReleasePorts

/// The new bytes of every file that these edits change, by path; files that end up the same are left out.
///
/// Each edit is parsed and read back by its ecosystem before anything is stored.
package func editedFiles(
    _ edits: [FileEdit], at commit: CommitID, in folder: String, sourceControl git: any SourceControl,
    ecosystems: [EcosystemName: any Ecosystem]
) async throws -> [String: [UInt8]] {
    guard !edits.isEmpty else { return [:] }
    let paths = Set(edits.map(\.file))
    let entries = try await git.paths(in: folder, at: commit).filter { paths.contains($0.path) }
    let contents = try await git.read(entries, in: folder)
    var files = Dictionary(zip(entries.map(\.path), contents), uniquingKeysWith: { first, _ in first })
    let before = files
    for (file, edits) in Dictionary(grouping: edits, by: \.file).sorted(by: { $0.key < $1.key }) {
        for (name, edits) in Dictionary(grouping: edits, by: \.ecosystem).sorted(by: { $0.key < $1.key }) {
            guard let ecosystem = ecosystems[name] else {
                preconditionFailure("a plan names only ecosystems that this program has: \(name)")
            }
            guard let bytes = files[file] ?? (ecosystem.makes(file: file) ? [] : nil) else {
                throw EditError.notFound(file: file, key: edits[0].key)
            }
            files[file] = try ecosystem.apply(edits, to: file, bytes: bytes)
        }
    }
    return files.filter { before[$0.key] != $0.value }
}

/// The same in a run's environment.
func editedFiles(
    _ edits: [FileEdit], at commit: CommitID, in folder: String, environment: RunEnvironment
) async throws -> [String: [UInt8]] {
    try await editedFiles(
        edits, at: commit, in: folder, sourceControl: environment.sourceControl, ecosystems: environment.ecosystems)
}
