import Foundation
package import ReleaseModel
package import ReleasePorts

/// What others see: branches and tags of the remote.
extension GitSourceControl {
    package func remoteReferences(of folder: String, remote: String) async throws(SourceControlError)
        -> RemoteReferences
    {
        let answer = try await ask(
            "ask the remote",
            ["ls-remote", "--quiet", "--symref", "--", remote, "HEAD", "refs/heads/*", "refs/tags/*"],
            in: folder, isRemote: true)
        var branches: [String: CommitID] = [:]
        var tags: [TagName: CommitID] = [:]
        var defaultBranch: String?
        for line in answer.text.split(separator: "\n") {
            let fields = line.split(separator: "\t", maxSplits: 1).map(String.init)
            guard fields.count == 2 else { continue }
            if fields[1] == "HEAD", fields[0].hasPrefix("ref: refs/heads/") {
                defaultBranch = String(fields[0].dropFirst(16))
            } else if fields[0].hasPrefix("ref: ") {
                // Another symbolic reference; its commit comes on a line of its own.
                continue
            } else if fields[1].hasPrefix("refs/heads/") {
                branches[String(fields[1].dropFirst(11))] = CommitID(fields[0])
            } else if fields[1].hasSuffix("^{}") {
                tags[TagName(String(fields[1].dropFirst(10).dropLast(3)))] = CommitID(fields[0])
            } else if fields[1].hasPrefix("refs/tags/") {
                // A peeled line follows for annotated tags and replaces this one.
                tags[TagName(String(fields[1].dropFirst(10)))] = CommitID(fields[0])
            }
        }
        return RemoteReferences(branches: branches, tags: tags, defaultBranch: defaultBranch)
    }

    package func push(
        _ commit: CommitID, to branch: String, from base: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) {
        guard let remote else {
            guard try await fastForward(branch, to: commit, in: folder) else {
                throw .failed(
                    operation: "move \(branch)", folder: folder,
                    message: "uncommitted changes stand in the way of the release commit")
            }
            return
        }
        let answer = try await run(
            [
                "push", "--porcelain", "--force-with-lease=refs/heads/\(branch):\(base.text)", "--", remote,
                "\(commit.text):refs/heads/\(branch)",
            ], in: folder, isRemote: true)
        guard !answer.hasSucceeded else { return }
        // Whatever git says of it: if the branch is elsewhere by now, somebody was first.
        if answer.end != .timedOut, let now = try? await remoteReferences(of: folder, remote: remote),
            now.branches[branch] != base
        {
            throw .branchMoved(branch, expected: base, found: now.branches[branch])
        }
        throw failure("push \(branch)", folder, answer, isRemote: true)
    }

    package func pushTag(_ request: TagRequest) async throws(SourceControlError) {
        var object = request.commit.text
        if request.kind == .annotated {
            let moment = Int(request.date.timeIntervalSince1970)
            let text =
                "object \(request.commit)\ntype commit\ntag \(request.tag)\n"
                + "tagger \(request.name) <\(request.mail)> \(moment) +0000\n\n\(request.message)\n"
            object = try await ask("make a tag", ["mktag"], in: request.folder, input: Array(text.utf8)).text.trimmed
        }
        let reference = "refs/tags/\(request.tag)"
        if let remote = request.remote {
            // Without force: a tag that is there makes git refuse.
            let answer = try await run(
                ["push", "--porcelain", "--", remote, "\(object):\(reference)"], in: request.folder, isRemote: true)
            if !answer.hasSucceeded {
                if let found = try await remoteReferences(of: request.folder, remote: remote).tags[request.tag] {
                    throw .tagExists(request.tag, expected: request.commit, found: found)
                }
                throw failure("push the tag \(request.tag)", request.folder, answer, isRemote: true)
            }
        }
        let zero = String(repeating: "0", count: object.count)
        let local = try await locking(reference) { () async throws(SourceControlError) in
            try await run(["update-ref", reference, object, zero], in: request.folder)
        }
        if !local.hasSucceeded, request.remote == nil {
            throw failure("make the tag \(request.tag)", request.folder, local)
        }
    }

    package func fetchTag(_ tag: TagName, in folder: String, remote: String) async throws(SourceControlError) {
        let reference = "refs/tags/\(tag)"
        let local = try await run(["rev-parse", "--verify", "--quiet", reference], in: folder)
        guard !local.hasSucceeded else { return }
        let answer = try await locking(reference) { () async throws(SourceControlError) in
            try await run(
                ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", remote, "\(reference):\(reference)"],
                in: folder, isRemote: true)
        }
        guard answer.hasSucceeded else { throw failure("fetch the tag \(tag)", folder, answer, isRemote: true) }
    }

    package func fastForward(
        _ branch: String, to commit: CommitID, in folder: String
    ) async throws(SourceControlError) -> Bool {
        let current = try await run(["symbolic-ref", "--quiet", "HEAD"], in: folder)
        if current.hasSucceeded, current.text.trimmed == "refs/heads/\(branch)" {
            let merged = try await run(["merge", "--quiet", "--ff-only", "--no-autostash", commit.text], in: folder)
            return merged.hasSucceeded
        }
        let old = try await run(["rev-parse", "--verify", "--quiet", "refs/heads/\(branch)"], in: folder)
        guard old.hasSucceeded else { return false }
        let isForward = try await isAncestor(CommitID(old.text.trimmed), of: commit, in: folder, remote: nil)
        guard isForward else { return false }
        let moved = try await run(
            ["update-ref", "refs/heads/\(branch)", commit.text, old.text.trimmed], in: folder)
        return moved.hasSucceeded
    }
}
