import Foundation
package import ReleaseModel
package import ReleasePorts

/// What a clone is and where its references are.
extension GitSourceControl {
    package func look(
        at folder: String, branch: String?, remote: String
    ) async throws(SourceControlError) -> CloneState? {
        let plain = PlainClone(folder: folder, remote: remote)
        let root: String
        let isShallow: Bool
        if let plain {
            (root, isShallow) = (plain.root, plain.isShallow)
        } else {
            guard let about = try await self.about(folder) else { return nil }
            (root, isShallow) = about
        }
        let format = "%(refname)%00%(objectname)%00%(*objectname)%00%(HEAD)"
        let references = try await ask(
            "list references", ["for-each-ref", "--format=\(format)", "refs/heads", "refs/remotes", "refs/tags"],
            in: folder)
        let parsed = References(references.text)
        let wanted = branch ?? parsed.checkedOut
        var head = wanted.flatMap { parsed.branches[$0] }
        if branch == nil, parsed.checkedOut == nil {
            let detached = try await run(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], in: folder)
            if detached.hasSucceeded { head = CommitID(detached.text.trimmed) }
        }
        var address = plain?.remoteAddress
        if address == nil {
            let answer = try await run(["config", "--get", "remote.\(remote).url"], in: folder)
            address = answer.hasSucceeded ? answer.text.trimmed : nil
        }
        var identity = address.map { RemoteIdentity($0, in: root) }
        if address != nil, plain?.remoteAddress == nil ? true : await rewritesAddresses() {
            // The address that git really asks.
            let answer = try await run(["remote", "get-url", "--", remote], in: folder)
            if answer.hasSucceeded { identity = RemoteIdentity(answer.text.trimmed, in: root) }
        }
        let status = try await run(
            ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"], in: folder)
        return CloneState(
            root: root, head: head, branch: wanted, tags: parsed.tags,
            remoteAddress: address, isShallow: isShallow, isDirty: !status.output.isEmpty,
            hasOtherBranches: !parsed.remoteBranches.union(parsed.branches.keys).subtracting([wanted ?? ""]).isEmpty,
            remoteIdentity: identity)
    }

    /// The work tree's root and whether its history is cut off; nil for a folder that is not under git.
    private func about(_ folder: String) async throws(SourceControlError) -> (root: String, isShallow: Bool)? {
        let about = try await run(
            ["rev-parse", "--show-toplevel", "--is-shallow-repository", "--symbolic-full-name", "HEAD"], in: folder)
        let lines = about.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let root = lines.first, !root.isEmpty, lines.count >= 2 else {
            if about.hasSucceeded || about.errorText.contains("not a git repository") { return nil }
            if about.errorText.contains("must be run in a work tree") { return nil }
            throw failure("look at the repository", folder, about)
        }
        return (root, lines[1] == "true")
    }

    package func resolve(_ name: String, in folder: String) async throws(SourceControlError) -> CommitID? {
        let answer = try await run(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"], in: folder)
        return answer.hasSucceeded ? CommitID(answer.text.trimmed) : nil
    }

    package func tags(before commit: CommitID, in folder: String) async throws(SourceControlError) -> Set<TagName> {
        let listing = try await ask(
            "list tags", ["for-each-ref", "--merged=\(commit)", "--format=%(refname:strip=2)", "refs/tags"], in: folder)
        return Set(listing.text.split(separator: "\n").map { TagName(String($0)) })
    }
}

/// The answer of `for-each-ref`.
private struct References {
    var branches: [String: CommitID] = [:]
    var tags: [ObservedTag] = []
    /// Without the remotes' names.
    var remoteBranches: Set<String> = []
    var checkedOut: String?

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4 else { continue }
            if fields[0].hasPrefix("refs/heads/") {
                let name = String(fields[0].dropFirst(11))
                branches[name] = CommitID(fields[1])
                if fields[3] == "*" { checkedOut = name }
            } else if fields[0].hasPrefix("refs/remotes/") {
                let name = fields[0].dropFirst(13).drop { $0 != "/" }.dropFirst()
                if name != "HEAD" { remoteBranches.insert(String(name)) }
            } else {
                let commit = fields[2].isEmpty ? fields[1] : fields[2]
                tags.append(ObservedTag(name: TagName(String(fields[0].dropFirst(10))), commit: CommitID(commit)))
            }
        }
    }
}
