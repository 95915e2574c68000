package import ReleaseModel
import ReleasePlanning
package import ReleasePorts

/// The new bytes of every file that these edits change, by path; files that end up the same are left out, and so
/// are those that ``removedFiles(_:at:in:sourceControl:)`` names.
///
/// Each edit is parsed and read back by its ecosystem before anything is stored; see ``performed(_:on:ecosystems:)``.
package func editedFiles(
    _ edits: [FileEdit], at commit: CommitID, in folder: String, sourceControl git: any SourceControl,
    ecosystems: [EcosystemName: any Ecosystem]
) async throws -> [String: [UInt8]] {
    let edits = edits.filter { !$0.removesFile }
    guard !edits.isEmpty else { return [:] }
    let paths = Set(edits.map(\.file))
    let entries = try await git.paths(in: folder, at: commit).filter { paths.contains($0.path) }
    let contents = try await git.read(entries, in: folder)
    let before = Dictionary(zip(entries.map(\.path), contents), uniquingKeysWith: { first, _ in first })
    if let pointer = before.keys.sorted().first(where: { isLargeFilePointer(before[$0] ?? []) }) {
        throw EditError.pointer(file: pointer)
    }
    let files = try performed(edits, on: before, ecosystems: ecosystems)
    return files.filter { before[$0.key] != $0.value }
}

/// The same in a run's environment.
func editedFiles(
    _ edits: [FileEdit], at commit: CommitID, in folder: String, environment: RunEnvironment
) async throws -> [String: [UInt8]] {
    try await editedFiles(
        edits, at: commit, in: folder, sourceControl: environment.sourceControl, ecosystems: environment.ecosystems)
}

/// The files that these edits remove; each must still be what the plan saw.
package func removedFiles(
    _ edits: [FileEdit], at commit: CommitID, in folder: String, sourceControl git: any SourceControl
) async throws -> Set<String> {
    let edits = edits.filter(\.removesFile)
    let asked = edits.map { FileAtCommit(commit: commit, path: $0.file) }
    for (edit, bytes) in zip(edits, try await git.read(asked, in: folder)) {
        guard edit.key == ChangeFile.editKey, let bytes else {
            throw EditError.notFound(file: edit.file, key: edit.key)
        }
        let found = sha256(bytes).text
        guard found == edit.change.before else {
            throw EditError.unexpected(
                place: Place(file: edit.file, line: 1, column: 1), key: edit.key, expected: edit.change.before,
                found: found)
        }
    }
    return Set(edits.map(\.file))
}
