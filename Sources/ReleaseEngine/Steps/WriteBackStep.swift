import Foundation
import ReleaseModel
import ReleasePorts

/// Records versions, tags and commits of the release in `versions.toml`, in one commit.
///
/// Continues from the branch's current head; if the values are already there it makes no commit.
struct WriteBackStep: StepPerformer {
    private static let attempts = 5

    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .writeBack(let work) = context.step.work else {
            preconditionFailure("a write-back step writes back")
        }
        let clone = try context.clone()
        let git = context.environment.sourceControl
        let edits = try filled(work.edits, context)
        for attempt in 1...WriteBackStep.attempts {
            guard let head = try await branchHead(work.branch, clone, git) else {
                throw SourceControlError.branchMoved(work.branch, expected: work.base, found: nil, folder: clone.folder)
            }
            // Brings the objects of a head that someone else pushed.
            _ = try await git.isAncestor(work.base, of: head, in: clone.folder, remote: clone.remote)
            let (open, overtaken) = try await openEdits(edits, at: head, in: clone.folder, context)
            let words = overtaken.map { "; overtaken: \($0)" }.joined()
            guard !open.isEmpty else {
                return StepOutcome(commit: head, note: "already recorded" + words, wasAlreadyThere: true)
            }
            let files = try await editedFiles(open, at: head, in: clone.folder, environment: context.environment)
            try await context.checkClaim()
            let commit = try await git.commit(
                CommitRequest(
                    folder: clone.folder, base: head, files: files, message: work.message, name: work.name,
                    mail: work.mail, date: context.plan.createdAt,
                    candidate: "\(context.run)/write-back-\(context.repository.text.asReferencePart)"))
            try await context.checkClaim()
            if try await isPushed(commit, to: work.branch, from: head, clone, git) {
                try await context.checkClaim()
                _ = try await git.fastForward(work.branch, to: commit, in: clone.folder)
                return StepOutcome(commit: commit, note: "\(commit.short) \(work.message)" + words)
            }
            // Someone else is pushing too, or reads lag behind writes.
            try await context.environment.wait(.seconds(attempt))
        }
        throw SourceControlError.branchMoved(work.branch, expected: work.base, found: nil, folder: clone.folder)
    }

    /// Whether the branch took the commit; false where someone pushed first.
    private func isPushed(
        _ commit: CommitID, to branch: String, from head: CommitID, _ clone: RunEnvironment.Clone,
        _ git: any SourceControl
    ) async throws -> Bool {
        do {
            try await git.push(commit, to: branch, from: head, in: clone.folder, remote: clone.remote)
            return true
        } catch {
            guard case .branchMoved(_, _, let found, _) = error else { throw error }
            // Refused because it is there: an earlier attempt came through after all.
            return found == commit
        }
    }

    /// With the commits of this run in place of their names.
    private func filled(_ edits: [FileEdit], _ context: StepContext) throws -> [FileEdit] {
        try edits.map { edit in
            guard case .setToCommit(let from, let name) = edit.change else { return edit }
            guard let component = context.index.component(name) else {
                throw EditError.unsupported(
                    place: Place(file: edit.file, line: 1, column: 1), key: edit.key,
                    why: "the plan has no component '\(name)' whose commit it could name")
            }
            var edit = edit
            edit.change = .set(from: from, to: try context.releaseCommit(of: component.repository).text)
            return edit
        }
    }

    /// Edits whose new value is missing, and entries that a later release has written: older values never replace newer
    /// ones, and the rest of such an entry belongs to the newer version.
    private func openEdits(
        _ edits: [FileEdit], at head: CommitID, in folder: String, _ context: StepContext
    ) async throws -> (open: [FileEdit], overtaken: [String]) {
        var open: [FileEdit] = []
        var overtaken: [(entry: String, words: String)] = []
        let files = try await contents(of: Set(edits.map(\.file)), at: head, in: folder, context)
        for edit in edits {
            guard let ecosystem = context.environment.ecosystems[edit.ecosystem] else {
                throw EditError.unknownEcosystem(edit.ecosystem, file: edit.file)
            }
            guard let bytes = files[edit.file],
                let found = try ecosystem.find(edit.key, in: edit.file, bytes: bytes)?.text
            else { throw EditError.notFound(file: edit.file, key: edit.key) }
            let new = edit.change.after
            if found == new { continue }
            open.append(edit)
            guard let ours = SpelledVersion(new)?.version, let theirs = SpelledVersion(found)?.version, theirs > ours
            else { continue }
            // All of an entry, or a value that is one by itself.
            let entry = edit.key.hasSuffix(".version") ? String(edit.key.dropLast("version".count)) : edit.key
            overtaken.append((entry, "\(edit.key) is \(found) by now"))
        }
        let left = open.filter { edit in
            !overtaken.contains { $0.entry == edit.key || ($0.entry.hasSuffix(".") && edit.key.hasPrefix($0.entry)) }
        }
        return (left, overtaken.map(\.words))
    }

    private func contents(
        of paths: Set<String>, at commit: CommitID, in folder: String, _ context: StepContext
    ) async throws -> [String: [UInt8]] {
        let git = context.environment.sourceControl
        let entries = try await git.paths(in: folder, at: commit).filter { paths.contains($0.path) }
        let contents = try await git.read(entries, in: folder)
        return Dictionary(zip(entries.map(\.path), contents), uniquingKeysWith: { first, _ in first })
    }
}
