import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Makes a repository's release commit, unseen by anyone, and checks it out for the proofs.
///
/// Author, date and message are the plan's, so that a repeated attempt makes the same commit.
struct PrepareStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .prepare(let work) = context.step.work else { preconditionFailure("a prepare step prepares") }
        let clone = try context.clone()
        let git = context.environment.sourceControl
        let removals = work.edits.filter { $0.ecosystem == .changeFile }
        let files = try await editedFiles(
            work.edits.filter { $0.ecosystem != .changeFile }, at: work.base, in: clone.folder,
            environment: context.environment)
        let removed = try await removedFiles(removals, at: work.base, in: clone.folder, git: git)
        var commit = work.base
        if !files.isEmpty || !removed.isEmpty {
            commit = try await git.commit(
                CommitRequest(
                    folder: clone.folder, base: work.base, files: files, removed: removed, message: work.message,
                    name: work.name,
                    mail: work.mail, date: context.plan.createdAt,
                    candidate: "\(context.run)/\(context.repository.text.asFileName)"))
        }
        let checkout = context.folders.source(of: context.repository)
        try await git.checkOut(commit, of: clone.folder, into: checkout)
        try await layCandidates(work.candidates, into: checkout, context)
        let note = files.isEmpty && removed.isEmpty ? "nothing to edit" : "\(commit.short) \(work.message)"
        return StepOutcome(commit: commit, note: note)
    }
}

/// Makes builds in a checkout use the candidates of other repositories; the repository itself never sees that.
private func layCandidates(
    _ candidates: [PrepareWork.Candidate], into checkout: String, _ context: StepContext
) async throws {
    let files = context.environment.files
    for (name, members) in Dictionary(grouping: candidates, by: \.ecosystem).sorted(by: { $0.key < $1.key }) {
        guard let ecosystem = context.environment.ecosystems[name] else { continue }
        let packages = members.map { one in
            let source = context.folders.source(of: one.repository)
            return PackageCandidate(package: one.package, folder: one.path == "." ? source : "\(source)/\(one.path)")
        }
        var existing: [String: [UInt8]] = [:]
        for path in ecosystem.candidateFilePaths { existing[path] = try await files.read("\(checkout)/\(path)") }
        let laid = ecosystem.candidateFiles(packages, existing: existing)
        for (path, bytes) in laid { try await files.write(bytes, to: "\(checkout)/\(path)") }
        let untracked = laid.keys.filter { existing[$0] == nil }.sorted()
        if !untracked.isEmpty {
            // Tools that ask git whether the tree is clean get the truth about the candidate.
            let text = untracked.map { "/\($0)\n" }.joined()
            try await files.write(Array(text.utf8), to: "\(checkout)/.git/info/exclude")
        }
    }
}

/// The files that these edits remove; each must still be what the plan saw.
private func removedFiles(
    _ edits: [FileEdit], at commit: CommitID, in folder: String, git: any SourceControl
) async throws -> Set<String> {
    let asked = edits.map { FileAtCommit(commit: commit, path: $0.file) }
    for (edit, bytes) in zip(edits, try await git.read(asked, in: folder)) {
        guard edit.key == ChangeFile.editKey, let bytes else {
            throw EditError.notFound(file: edit.file, key: edit.key)
        }
        let found = sha256(bytes).text
        guard found == edit.from else {
            throw EditError.unexpected(
                place: Place(file: edit.file, line: 1, column: 1), key: edit.key, expected: edit.from, found: found)
        }
    }
    return Set(edits.map(\.file))
}

/// The new bytes of every file that these edits change, by path; files that end up the same are left out.
///
/// Each edit is parsed and read back by its ecosystem before anything is stored.
func editedFiles(
    _ edits: [FileEdit], at commit: CommitID, in folder: String, environment: RunEnvironment
) async throws -> [String: [UInt8]] {
    guard !edits.isEmpty else { return [:] }
    let git = environment.sourceControl
    let paths = Set(edits.map(\.file))
    let entries = try await git.paths(in: folder, at: commit).filter { paths.contains($0.path) }
    let contents = try await git.read(entries, in: folder)
    var files = Dictionary(zip(entries.map(\.path), contents), uniquingKeysWith: { first, _ in first })
    let before = files
    for (file, edits) in Dictionary(grouping: edits, by: \.file).sorted(by: { $0.key < $1.key }) {
        for (name, edits) in Dictionary(grouping: edits, by: \.ecosystem).sorted(by: { $0.key < $1.key }) {
            guard let ecosystem = environment.ecosystems[name] else {
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
