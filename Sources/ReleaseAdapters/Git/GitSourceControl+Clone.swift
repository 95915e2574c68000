import Foundation
package import ReleaseModel
package import ReleasePorts

/// Reads a clone's state and references.
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
            guard let about = try await self.workTree(of: folder) else { return nil }
            (root, isShallow) = about
        }
        // Unlike for-each-ref it opens no tags, which matters with a hundred thousand of them.
        let references = try await run(["show-ref", "--dereference"], in: folder)
        guard references.hasSucceeded || references.end == .exited(1) else {
            throw failure("list references", folder, references)
        }
        let parsed = References(references.output)
        var checkedOut = plain?.checkedOut
        if checkedOut == nil {
            let current = try await run(["symbolic-ref", "--quiet", "HEAD"], in: folder)
            if current.hasSucceeded, current.text.hasPrefix("refs/heads/") {
                checkedOut = String(current.text.trimmed.dropFirst(11))
            }
        }
        // A branch without a commit does not exist yet.
        checkedOut = checkedOut.flatMap { parsed.branches[$0] == nil ? nil : $0 }
        let wanted = branch ?? checkedOut
        var head = wanted.flatMap { parsed.branches[$0] }
        if branch == nil, checkedOut == nil {
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
            // The address that git actually uses.
            let answer = try await run(["remote", "get-url", "--", remote], in: folder)
            if answer.hasSucceeded {
                identity = RemoteIdentity(answer.text.trimmed, in: root)
                // `work:core` is meaningless outside this git.
                if let alias = address, isAlias(alias) {
                    address = answer.text.trimmed.replacing(/:\/\/[^\/@\s]+@/, with: "://")
                }
            }
        }
        var others: [String] = []
        if address == nil {
            others = try await run(["remote"], in: folder).text.split(separator: "\n").map(String.init)
        }
        let status = try await run(
            ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"], in: folder)
        return CloneState(
            root: root, head: head, branch: wanted, tags: parsed.tags,
            remoteAddress: address, isShallow: isShallow, isDirty: !status.output.isEmpty,
            hasOtherBranches: !parsed.remoteBranches.union(parsed.branches.keys).subtracting([wanted ?? ""]).isEmpty,
            remoteIdentity: identity, otherRemotes: others)
    }

    package func isOnBranch(_ commit: CommitID, in folder: String) async throws(SourceControlError) -> Bool {
        let found = try await run(
            [
                "for-each-ref", "--count=1", "--format=%(refname)", "--contains=\(commit)", "refs/heads",
                "refs/remotes",
            ], in: folder)
        guard found.hasSucceeded else { throw failure("look for branches with \(commit.short)", folder, found) }
        return !found.text.trimmed.isEmpty
    }

    /// The work tree's root and whether its history is cut off; nil for a folder that is not under git.
    private func workTree(of folder: String) async throws(SourceControlError) -> (root: String, isShallow: Bool)? {
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

/// Whether an address is only an alias that `url.….insteadOf` expands.
private func isAlias(_ address: String) -> Bool {
    guard !address.contains("://"), let colon = address.firstIndex(of: ":") else { return false }
    return !address[..<colon].contains { "/@.".contains($0) }
}

/// The output of `show-ref --dereference`: a line for each reference, and one more for what an annotated tag points to.
private struct References {
    var branches: [String: CommitID] = [:]
    var tags: [ObservedTag] = []
    /// Without the remotes' names.
    var remoteBranches: Set<String> = []

    init(_ output: [UInt8]) {
        for line in output.split(separator: 0x0A) {
            guard let space = line.firstIndex(of: 0x20) else { continue }
            let name = line[(space + 1)...]
            func rest(behind prefix: StaticString) -> String? {
                let isThere = prefix.withUTF8Buffer { name.starts(with: $0) }
                return isThere ? String(decoding: name.dropFirst(prefix.utf8CodeUnitCount), as: UTF8.self) : nil
            }
            lazy var id = CommitID(String(decoding: line[..<space], as: UTF8.self))
            if let tag = rest(behind: "refs/tags/") {
                if tag.hasSuffix("^{}") {
                    // Right after the tag's own line.
                    if !tags.isEmpty { tags[tags.count - 1].commit = id }
                } else {
                    tags.append(ObservedTag(name: TagName(tag), commit: id))
                }
            } else if let branch = rest(behind: "refs/heads/") {
                branches[branch] = id
            } else if let branch = rest(behind: "refs/remotes/") {
                let name = branch.drop { $0 != "/" }.dropFirst()
                if name != "HEAD" { remoteBranches.insert(String(name)) }
            }
        }
    }
}
