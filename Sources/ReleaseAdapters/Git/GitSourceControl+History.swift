package import ReleaseModel
package import ReleasePorts

/// The history of commits, and their common ancestors.
extension GitSourceControl {
    package func changes(
        of paths: [String], before head: CommitID, in folder: String
    ) async throws(SourceControlError) -> [FileAtCommit] {
        guard !paths.isEmpty else { return [] }
        let answer = try await ask(
            "read the history",
            [
                "log", "-z", "--first-parent", "-m", "--reverse", "--format=%x01%H%x00", "--name-only", "--no-renames",
                "--no-color", "--no-show-signature", head.text, "--",
            ] + paths.map { ":(top,literal)" + $0 }, in: folder)
        return answer.output.split(separator: 1).flatMap { record -> [FileAtCommit] in
            let fields = record.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            guard let id = fields.first else { return [] }
            return fields.dropFirst().map { $0.hasPrefix("\n") ? String($0.dropFirst()) : $0 }.filter { !$0.isEmpty }
                .map { FileAtCommit(commit: CommitID(id), path: $0) }
        }
    }

    package func commits(
        _ query: HistoryQuery, in folder: String
    ) async throws(SourceControlError) -> [ObservedCommit] {
        if let cache, let old = cache.answer(to: query, in: folder) {
            if old.head == query.head { return HistoryLog.commits(in: old.output) }
            if let commits = try await commits(query, after: old, in: folder) { return commits }
        }
        let output = try await log(query, in: folder)
        if let cache, query.limit == nil, output.count >= longHistory {
            cache.keep(output, for: query, in: folder)
        }
        return HistoryLog.commits(in: output)
    }

    /// The cached commits with the newer ones; nil if the old head is not in the new head's history, or there are too
    /// many new ones.
    private func commits(
        _ query: HistoryQuery, after old: (head: CommitID, output: [UInt8]), in folder: String
    ) async throws(SourceControlError) -> [ObservedCommit]? {
        guard try await isAncestor(old.head, of: query.head, in: folder, remote: nil) else { return nil }
        var added = query
        added.excluded.append(old.head)
        let output = try await log(added, in: folder)
        guard output.count < max(longHistory, 1 << 20) else { return nil }
        let commits = HistoryLog.commits(in: output) + HistoryLog.commits(in: old.output)
        return historyOrder(commits, from: query.head)
    }

    private func log(_ query: HistoryQuery, in folder: String) async throws(SourceControlError) -> [UInt8] {
        let answer = try await run(HistoryLog.arguments(for: query), in: folder)
        // A clone without old file contents can detect only exact renames.
        if !answer.hasSucceeded, query.paths == .asForge {
            return Array(
                try await ask("read the history", HistoryLog.arguments(for: query, exactRenames: true), in: folder)
                    .output)
        }
        guard answer.hasSucceeded else { throw failure("read the history", folder, answer) }
        return Array(answer.output)
    }

    package func renames(by commit: CommitID, in folder: String) async throws(SourceControlError) -> [FileRename] {
        func ask(_ detection: [String]) async throws(SourceControlError) -> CommandResult {
            let arguments = ["diff-tree", "-r", "-z", "--no-commit-id", "--name-status", "--diff-filter=R"]
            return try await run(arguments + detection + [commit.text, "--"], in: folder)
        }
        var answer = try await ask(["-M", "-l0"])
        // A clone without old file contents can detect only exact renames.
        if !answer.hasSucceeded { answer = try await ask(["-M100%"]) }
        guard answer.hasSucceeded else { throw failure("detect renames", folder, answer) }
        let fields = answer.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return stride(from: 0, to: fields.count - 2, by: 3).map { start in
            FileRename(from: fields[start + 1], to: fields[start + 2])
        }
    }

    package func isAncestor(
        _ ancestor: CommitID, of commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) -> Bool {
        if ancestor == commit { return true }
        let present = try await run(["cat-file", "-e", commit.text + "^{commit}"], in: folder)
        if !present.hasSucceeded, let remote {
            _ = try await ask(
                "fetch", GitSourceControl.fetch + ["--", remote, commit.text], in: folder, isRemote: true)
        }
        let answer = try await run(["merge-base", "--is-ancestor", ancestor.text, commit.text], in: folder)
        switch answer.end {
        case .exited(0): return true
        case .exited(1): return false
        default: throw failure("compare commits", folder, answer)
        }
    }

    package func commonAncestor(
        of commits: [CommitID], in folder: String
    ) async throws(SourceControlError) -> CommitID? {
        let answer = try await run(["merge-base", "--octopus"] + commits.map(\.text), in: folder)
        switch answer.end {
        case .exited(0): return CommitID(answer.text.trimmed)
        case .exited(1): return nil
        default: throw failure("compare commits", folder, answer)
        }
    }
}
