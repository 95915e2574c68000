import Foundation
package import ReleaseModel
package import ReleasePorts

/// Slipway's own branches, and the authors of the commits on them.
extension GitSourceControl {
    package func setBranch(
        _ branch: String, to commit: CommitID, from expected: CommitID?, in folder: String, remote: String?
    ) async throws(SourceControlError) {
        let reference = "refs/heads/\(branch)"
        guard let remote else {
            // A branch that must not exist yet is compared with the null id.
            let old = expected?.text ?? String(repeating: "0", count: commit.text.count)
            let moved = try await run(["update-ref", reference, commit.text, old], in: folder)
            guard !moved.hasSucceeded else { return }
            let found = try await resolve(reference, in: folder)
            if found != expected {
                throw .branchMoved(branch, expected: expected ?? commit, found: found, folder: folder)
            }
            throw failure("move \(branch)", folder, moved)
        }
        // The lease alone allows any direction; a plus sign would make git ignore it.
        let pushed = try await run(
            push(to: remote) + [
                "--force-with-lease=\(reference):\(expected?.text ?? "")", "--", remote,
                "\(commit.text):\(reference)",
            ], in: folder, isRemote: true)
        guard !pushed.hasSucceeded else { return }
        if pushed.end != .timedOut, let now = try? await remoteReferences(.branch(branch), of: folder, remote: remote),
            now.branches[branch] != expected
        {
            throw .branchMoved(branch, expected: expected ?? commit, found: now.branches[branch], folder: folder)
        }
        throw failure("push \(branch)", folder, pushed, isRemote: true)
    }

    package func keep(
        _ commit: CommitID, as candidate: String, in folder: String
    ) async throws(SourceControlError) {
        let reference = "refs/slipway/\(candidate)"
        let answer = try await locking(reference, leftAfter: 0) { () async throws(SourceControlError) in
            try await run(["update-ref", reference, commit.text], in: folder, finishes: true)
        }
        guard answer.hasSucceeded else { throw failure("keep a commit", folder, answer) }
        let place = try await ask("find a reference", ["rev-parse", "--git-path", reference], in: folder).text.trimmed
        var path = place.hasPrefix("/") ? place : folder + "/" + place
        var folders: [String] = []
        for _ in reference.split(separator: "/").dropFirst() {
            path = (path as NSString).deletingLastPathComponent
            folders.append(path)
        }
        try sync(folders, "keep a commit", in: folder)
    }

    package func message(of tag: TagName, in folder: String) async throws(SourceControlError) -> String? {
        let reference = "refs/tags/\(tag)"
        let answer = try await ask(
            "read the tag \(tag)", ["for-each-ref", "--format=%(refname)%0a%(objecttype)%0a%(contents)", reference],
            in: folder)
        // Where there is none of this name, tags below it answer.
        let beginning = "\(reference)\ntag\n"
        return answer.text.hasPrefix(beginning) ? String(answer.text.dropFirst(beginning.count)) : nil
    }

    package func signatures(
        _ query: HistoryQuery, in folder: String, remote: String?
    ) async throws(SourceControlError) -> [CommitSignature] {
        let present = try await run(["cat-file", "-e", query.head.text + "^{commit}"], in: folder)
        if !present.hasSucceeded, let remote {
            _ = try await ask(
                "fetch", GitSourceControl.fetch + ["--", remote, query.head.text], in: folder, isRemote: true)
        }
        var arguments = [
            "log", "-z", "--no-color", "--no-show-signature", "--format=%H%x00%an <%ae>%x00%cn <%ce>%x00%ct",
        ]
        if let limit = query.limit { arguments.append("--max-count=\(limit)") }
        arguments.append(query.head.text)
        if !query.excluded.isEmpty { arguments += ["--not"] + query.excluded.map(\.text) }
        let answer = try await ask("read the history", arguments + ["--"], in: folder)
        let fields = answer.output.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        return stride(from: 0, to: fields.count - 3, by: 4).map { index in
            CommitSignature(
                commit: CommitID(fields[index]), author: fields[index + 1], committer: fields[index + 2],
                date: Date(timeIntervalSince1970: Double(fields[index + 3]) ?? 0))
        }
    }
}
