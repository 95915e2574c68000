import Foundation
package import ReleaseModel
package import ReleasePorts

/// The public side: branches and tags of the remote.
extension GitSourceControl {
    /// Only what is named is fetched, and nothing is removed from the clone, whatever the user's configuration says.
    static let fetch = [
        "fetch", "--quiet", "--no-tags", "--no-prune", "--no-prune-tags", "--no-recurse-submodules",
        "--no-write-fetch-head", "--no-auto-maintenance",
    ]

    package func remoteReferences(
        _ query: RemoteQuery, of folder: String, remote: String
    ) async throws(SourceControlError) -> RemoteReferences {
        var arguments = ["ls-remote", "--quiet"]
        var patterns: [String] = []
        if query.branches != nil, query.tags?.isEmpty == true, query.tagPrefixes.isEmpty {
            // A remote with the second protocol then sends no others, however many it has.
            arguments.append("--heads")
        }
        if query.branches == nil {
            arguments.append("--symref")
            patterns += ["HEAD", "refs/heads/*"]
        }
        patterns += (query.branches ?? []).sorted().map { "refs/heads/\($0.literal)" }
        patterns += query.branchPrefixes.sorted().map { "refs/heads/\($0.literal)*" }
        patterns +=
            query.tags.map {
                $0.sorted().flatMap { ["refs/tags/\($0.text.literal)", "refs/tags/\($0.text.literal)^{}"] }
            } ?? ["refs/tags/*"]
        patterns += query.tagPrefixes.sorted().map { "refs/tags/\($0.literal)*" }
        guard !patterns.isEmpty else { return RemoteReferences(branches: [:], tags: [:]) }
        let answer = try await ask(
            "read branches and tags of the remote '\(remote)'", arguments + ["--", remote] + patterns, in: folder,
            isRemote: true)
        return RemoteListing(answer.output).references
    }

    package func checkPushAddress(of folder: String, remote: String) async throws(SourceControlError) {
        let fetch = try await ask(
            "read the address of the remote '\(remote)'", ["remote", "get-url", "--", remote], in: folder
        ).text
            .trimmed
        let push = try await ask(
            "read the address of the remote '\(remote)'", ["remote", "get-url", "--push", "--all", "--", remote],
            in: folder
        ).text.split(separator: "\n").map { String($0).trimmed }
        let here = RemoteIdentity(fetch, in: folder)
        guard push.allSatisfy({ RemoteIdentity($0, in: folder).isSame(as: here) }) else {
            throw .otherPushAddress(
                remote: remote, folder: folder, fetch: withoutSecrets(fetch), push: push.map(withoutSecrets))
        }
    }

    /// How a push begins: exactly what is named, whatever the user's configuration would add to it.
    func push(to remote: String) -> [String] {
        // An equals sign in the name would end the key there.
        let mirror = remote.contains("=") ? [] : ["-c", "remote.\(remote).mirror=false"]
        return mirror + [
            "-c", "push.pushOption=", "-c", "push.gpgSign=false", "push", "--porcelain", "--no-verify",
            "--no-follow-tags", "--no-recurse-submodules",
        ]
    }

    package func push(_ request: PushRequest) async throws(SourceControlError) {
        let (branch, folder) = (request.branch, request.folder)
        guard let remote = request.remote else {
            guard try await fastForward(branch, to: request.commit, in: folder) else {
                throw .failed(
                    operation: "move \(branch)", folder: folder,
                    message: "uncommitted changes conflict with the release commit")
            }
            return
        }
        let moves = request.commit != request.base
        let lease = (moves ? ["--force-with-lease=refs/heads/\(branch):\(request.base.text)"] : []) + ["--", remote]
        let move = moves ? ["\(request.commit.text):refs/heads/\(branch)"] : []
        guard moves || !request.tags.isEmpty else { return }
        var tags: [(tag: TagName, object: String)] = []
        for tag in request.tags { tags.append((tag.tag, try await object(of: tag))) }
        var answer = try await run(
            push(to: remote) + (tags.isEmpty ? [] : ["--atomic"]) + lease + move
                + tags.map { "\($0.object):refs/tags/\($0.tag)" }, in: folder, isRemote: true)
        if !answer.hasSucceeded, !tags.isEmpty, (answer.errorText + answer.text).contains("support --atomic") {
            // Only the branch; its tags follow one by one.
            tags = []
            guard moves else { return }
            answer = try await run(push(to: remote) + lease + move, in: folder, isRemote: true)
        }
        guard answer.hasSucceeded else { throw try await refused(request, answer, remote) }
        for (tag, object) in tags { _ = try await makeLocalTag(tag, object, in: folder) }
    }

    /// Why a push failed. Whatever git reports: if the branch has moved, or a tag exists, someone else was first.
    private func refused(
        _ request: PushRequest, _ answer: CommandResult, _ remote: String
    ) async throws(SourceControlError) -> SourceControlError {
        let names = ([request.branch] + request.tags.map(\.tag.text)).joined(separator: ", ")
        let failed = failure("push \(names)", request.folder, answer, isRemote: true)
        guard case .exited = answer.end else { return failed }
        let query = RemoteQuery(branches: [request.branch], tags: Set(request.tags.map(\.tag)))
        guard let now = try? await remoteReferences(query, of: request.folder, remote: remote) else { return failed }
        if request.commit != request.base, now.branches[request.branch] != request.base {
            return .branchMoved(
                request.branch, expected: request.base, found: now.branches[request.branch], folder: request.folder)
        }
        for tag in request.tags {
            if let found = now.tags[tag.tag] {
                return .tagExists(tag.tag, expected: request.commit, found: found, folder: request.folder)
            }
        }
        let said = answer.errorText + answer.text
        guard said.contains("stale info"), case .failed(let operation, let folder, let message) = failed else {
            return failed
        }
        // The remote contradicts itself: what is read lags behind what was written.
        return .unreachable(operation: operation, folder: folder, message: message)
    }

    /// The id that the tag's reference points to: the commit, or a tag object.
    private func object(of request: TagRequest) async throws(SourceControlError) -> String {
        guard request.kind == .annotated else { return request.commit.text }
        if let signed = try await signedTag(request) { return signed }
        let moment = Int(request.date.timeIntervalSince1970)
        let text =
            "object \(request.commit)\ntype commit\ntag \(request.tag)\n"
            + "tagger \(request.name) <\(request.mail)> \(moment) +0000\n\n\(request.message)\n"
        return try await ask("make a tag", ["mktag"], in: request.folder, input: Array(text.utf8)).text.trimmed
    }

    /// Makes the clone's own tag, unless it has one of this name.
    private func makeLocalTag(
        _ tag: TagName, _ object: String, in folder: String
    ) async throws(SourceControlError) -> CommandResult {
        let reference = "refs/tags/\(tag)"
        let zero = String(repeating: "0", count: object.count)
        return try await locking(reference) { () async throws(SourceControlError) in
            try await run(["update-ref", reference, object, zero], in: folder, finishes: true)
        }
    }

    package func pushTag(_ request: TagRequest) async throws(SourceControlError) {
        let object = try await object(of: request)
        if let remote = request.remote {
            // Without force: git refuses if the tag exists.
            let answer = try await run(
                push(to: remote) + ["--", remote, "\(object):refs/tags/\(request.tag)"], in: request.folder,
                isRemote: true)
            if !answer.hasSucceeded {
                let failed = failure("push the tag \(request.tag)", request.folder, answer, isRemote: true)
                let there = try? await remoteReferences(.tag(request.tag), of: request.folder, remote: remote)
                if let found = there?.tags[request.tag] {
                    throw .tagExists(request.tag, expected: request.commit, found: found, folder: request.folder)
                }
                throw failed
            }
        }
        let local = try await makeLocalTag(request.tag, object, in: request.folder)
        if !local.hasSucceeded, request.remote == nil {
            throw failure("make the tag \(request.tag)", request.folder, local)
        }
    }

    package func follow(_ branch: String, in folder: String, remote: String) async throws(SourceControlError) {
        _ = try await ask(
            "fetch \(branch)",
            GitSourceControl.fetch + ["--", remote, "+refs/heads/\(branch):refs/remotes/\(remote)/\(branch)"],
            in: folder, isRemote: true)
    }

    package func followAll(in folder: String, remote: String) async throws(SourceControlError) {
        _ = try await ask(
            "fetch what is new",
            GitSourceControl.fetch
                + ["--", remote, "+refs/heads/*:refs/remotes/\(remote)/*", "+refs/tags/*:refs/tags/*"],
            in: folder, isRemote: true)
    }

    package func moveTag(
        _ tag: TagName, to commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) {
        let reference = "refs/tags/\(tag)"
        guard let remote else {
            _ = try await ask("move the tag \(tag)", ["update-ref", reference, commit.text], in: folder)
            return
        }
        // The tag's own object, which of an annotated one is not the commit.
        let listed = try await ask(
            "ask the remote", ["ls-remote", "--quiet", "--", remote, "refs/tags/\(tag.text.literal)"], in: folder,
            isRemote: true
        ).text
        let old = listed.split(separator: "\n").first { $0.hasSuffix("\t\(reference)") }?.prefix { $0 != "\t" }
        let answer = try await run(
            push(to: remote) + [
                "--force-with-lease=\(reference):\(old ?? "")", "--", remote, "\(commit.text):\(reference)",
            ], in: folder, isRemote: true)
        guard answer.hasSucceeded else { throw failure("move the tag \(tag)", folder, answer, isRemote: true) }
    }

    package func removeTag(
        _ tag: TagName, at commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) -> Bool {
        let reference = "refs/tags/\(tag)"
        if let remote {
            let listed = try await ask(
                "ask the remote",
                [
                    "ls-remote", "--quiet", "--", remote, "refs/tags/\(tag.text.literal)",
                    "refs/tags/\(tag.text.literal)^{}",
                ],
                in: folder, isRemote: true
            ).text.split(separator: "\n")
            let object = listed.first { $0.hasSuffix("\t\(reference)") }?.prefix { $0 != "\t" }
            let peeled = listed.first { $0.hasSuffix("\t\(reference)^{}") }?.prefix { $0 != "\t" } ?? object
            if let object {
                guard peeled.map(String.init) == commit.text else { return false }
                let answer = try await run(
                    push(to: remote) + ["--force-with-lease=\(reference):\(object)", "--", remote, ":\(reference)"],
                    in: folder, isRemote: true)
                guard answer.hasSucceeded else {
                    throw failure("remove the tag \(tag)", folder, answer, isRemote: true)
                }
            }
        }
        let own = try await run(["rev-parse", "--verify", "--quiet", "\(reference)^{commit}"], in: folder)
        guard own.hasSucceeded else { return true }
        guard own.text.trimmingCharacters(in: .whitespacesAndNewlines) == commit.text else { return remote != nil }
        _ = try await ask("remove the tag \(tag)", ["update-ref", "-d", reference], in: folder)
        return true
    }

    package func fetchTag(_ tag: TagName, in folder: String, remote: String) async throws(SourceControlError) {
        let reference = "refs/tags/\(tag)"
        let local = try await run(["rev-parse", "--verify", "--quiet", reference], in: folder)
        guard !local.hasSucceeded else { return }
        let answer = try await locking(reference) { () async throws(SourceControlError) in
            try await run(
                GitSourceControl.fetch + ["--", remote, "\(reference):\(reference)"], in: folder, isRemote: true)
        }
        guard answer.hasSucceeded else { throw failure("fetch the tag \(tag)", folder, answer, isRemote: true) }
    }
}

/// The answer of `ls-remote`: a line for each reference, and one more for what an annotated tag points to.
///
/// Read byte by byte: some remotes have a hundred thousand tags.
private struct RemoteListing {
    private(set) var references = RemoteReferences(branches: [:], tags: [:])

    init(_ output: [UInt8]) {
        for line in output.split(separator: 0x0A) {
            guard let tab = line.firstIndex(of: 0x09) else { continue }
            let name = line[(tab + 1)...]
            let value = line[..<tab]
            if let branch = RemoteListing.rest(of: name, behind: "refs/heads/") {
                // Another symbolic reference: its commit has its own line.
                guard !value.starts(with: "ref: ".utf8) else { continue }
                references.branches[branch] = CommitID(String(decoding: value, as: UTF8.self))
            } else if let tag = RemoteListing.rest(of: name, behind: "refs/tags/") {
                let commit = CommitID(String(decoding: value, as: UTF8.self))
                // For an annotated tag the commit follows, and replaces the tag's id.
                let name = TagName(tag.hasSuffix("^{}") ? String(tag.dropLast(3)) : tag)
                references.tags[name] = commit
                if tag.hasSuffix("^{}") {
                    references.lightweightTags.remove(name)
                } else {
                    references.lightweightTags.insert(name)
                }
            } else if name.elementsEqual("HEAD".utf8) {
                if let branch = RemoteListing.rest(of: value, behind: "ref: refs/heads/") {
                    references.defaultBranch = branch
                }
            }
        }
    }

    private static func rest(of bytes: ArraySlice<UInt8>, behind prefix: StaticString) -> String? {
        let isThere = prefix.withUTF8Buffer { bytes.starts(with: $0) }
        return isThere ? String(decoding: bytes.dropFirst(prefix.utf8CodeUnitCount), as: UTF8.self) : nil
    }
}

extension String {
    /// A name as a pattern that matches only it.
    fileprivate var literal: String { reduce(into: "") { $0 += "*?[\\".contains($1) ? "\\\($1)" : String($1) } }
}
