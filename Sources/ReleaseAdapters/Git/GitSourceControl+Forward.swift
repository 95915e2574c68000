import Foundation
package import ReleaseModel
package import ReleasePorts

/// The clone's own branch and work tree belong to the user: the work there is short, and is finished or undone.
extension GitSourceControl {
    package func fastForward(
        _ branch: String, to commit: CommitID, in folder: String
    ) async throws(SourceControlError) -> Bool {
        let current = try await run(["symbolic-ref", "--quiet", "HEAD"], in: folder)
        if current.hasSucceeded, current.text.trimmed == "refs/heads/\(branch)" {
            return try await forwardWorkTree(to: commit, in: folder)
        }
        let old = try await run(["rev-parse", "--verify", "--quiet", "refs/heads/\(branch)"], in: folder)
        guard old.hasSucceeded else { return false }
        let isForward = try await isAncestor(CommitID(old.text.trimmed), of: commit, in: folder, remote: nil)
        guard isForward else { return false }
        let moved = try await run(
            ["update-ref", "refs/heads/\(branch)", commit.text, old.text.trimmed], in: folder, finishes: true)
        return moved.hasSucceeded
    }

    /// Brings the branch that is checked out forward, with its files.
    ///
    /// Nothing started here is interrupted when Slipway is terminated. A mark in the clone's git folder records what
    /// was started: if git itself was killed half-way, the next attempt finds the mark and restores the half-written
    /// files first.
    private func forwardWorkTree(to commit: CommitID, in folder: String) async throws(SourceControlError) -> Bool {
        let asked = try await ask(
            "look at the work tree",
            ["rev-parse", "HEAD^{commit}", "--git-path", "slipway-forward", "--git-path", "index.lock"],
            in: folder)
        let lines = asked.text.split(separator: "\n").map(String.init)
        guard lines.count == 3 else { return false }
        let (head, mark, lock) = (CommitID(lines[0]), absolute(lines[1], in: folder), absolute(lines[2], in: folder))
        guard try await isHealed(head, mark: mark, lock: lock, in: folder) else { return false }
        guard head != commit else { return true }
        guard try await isAncestor(head, of: commit, in: folder, remote: nil) else { return false }
        let paths = try await changed(from: head, to: commit, in: folder)
        let dirty = try await run(
            ["diff", "--quiet", "--no-ext-diff", "--ignore-submodules=all", "HEAD", "--"] + paths.map(\.literalPath),
            in: folder)
        guard dirty.hasSucceeded else { return false }
        let note = Data("\(head) \(commit)\n".utf8)
        guard (try? note.write(to: URL(fileURLWithPath: mark), options: .atomic)) != nil else { return false }
        let merged = try await run(
            ["merge", "--quiet", "--ff-only", "--no-autostash", commit.text], in: folder,
            finishes: true)
        if case .exited = merged.end {
            // Done, or refused before anything was touched.
            unlink(mark)
            return merged.hasSucceeded
        }
        _ = try await isHealed(head, mark: mark, lock: lock, in: folder)
        return false
    }

    /// Undoes what a killed git wrote into the work tree.
    ///
    /// Every file that it could touch was as committed when it started. So a file with the beginning of its new text,
    /// or all of it, is its work; anything else is the user's and stays.
    ///
    /// - Returns: Whether nothing is left half-way.
    private func isHealed(
        _ head: CommitID, mark: String, lock: String, in folder: String
    ) async throws(SourceControlError) -> Bool {
        guard let data = FileManager.default.contents(atPath: mark) else { return true }
        let ids = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
        guard ids.count == 2, ids[0] == head.text else {
            // It finished, or the user continued.
            unlink(mark)
            return true
        }
        // The first git may still be running.
        if FileManager.default.fileExists(atPath: lock), !removeLock(lock, olderThan: GitSourceControl.leftLockAge) {
            return false
        }
        for path in try await changed(from: head, to: CommitID(ids[1]), in: folder) {
            let file = folder + "/" + path
            let before = try await run(["cat-file", "--filters", "\(head):\(path)"], in: folder)
            let after = try await run(["cat-file", "--filters", "\(ids[1]):\(path)"], in: folder)
            let here = FileManager.default.contents(atPath: file).map { [UInt8]($0) }
            if before.hasSucceeded {
                let isOurs = here.map { $0 != before.output && after.output.starts(with: $0) } ?? true
                guard isOurs else { continue }
                _ = try await ask(
                    "take a file back", ["checkout-index", "--force", "--index", "--", path], in: folder)
            } else if let here, after.output.starts(with: here) {
                unlink(file)
            }
        }
        unlink(mark)
        return true
    }

    private func changed(
        from old: CommitID, to new: CommitID, in folder: String
    ) async throws(SourceControlError) -> [String] {
        let answer = try await ask(
            "compare commits", ["diff-tree", "-r", "-z", "--name-only", "--no-renames", old.text, new.text], in: folder)
        return answer.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private func absolute(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : folder + "/" + path
    }
}

extension String {
    /// A path that names one file, whatever is in it.
    fileprivate var literalPath: String { ":(top,literal)" + self }
}
