package import ReleaseModel
package import ReleasePorts
import Synchronization

/// What others see: the remotes of clones.
extension MemorySourceControl {
    package func remoteReferences(
        _ query: RemoteQuery, of folder: String, remote: String
    ) async throws(SourceControlError) -> RemoteReferences {
        guard var references = world.withLock({ $0.clones[folder]?.remote }) else {
            throw failed("ask the remote", folder, "no remote")
        }
        if let branches = query.branches {
            references.branches = references.branches.filter { branch in
                branches.contains(branch.key) || query.branchPrefixes.contains { branch.key.hasPrefix($0) }
            }
        }
        if let tags = query.tags {
            references.tags = references.tags.filter { tag in
                tags.contains(tag.key) || query.tagPrefixes.contains { tag.key.text.hasPrefix($0) }
            }
        }
        references.lightweightTags.formIntersection(references.tags.keys)
        return references
    }

    package func isAtRemote(
        _ commit: CommitID, of folder: String, remote: String
    ) async throws(SourceControlError) -> Bool? {
        world.withLock { world in
            guard let clone = world.clones[folder], let there = clone.remote else { return nil }
            if clone.pushed.contains(commit) { return true }
            return (Array(there.branches.values) + Array(there.tags.values)).contains {
                history(of: $0, in: world).contains(commit)
            }
        }
    }

    package func checkPushAddress(of folder: String, remote: String) async throws(SourceControlError) {
        guard let other = world.withLock({ $0.clones[folder]?.otherPushAddress }) else { return }
        throw .otherPushAddress(remote: remote, folder: folder, fetch: "memory:\(folder)", push: [other])
    }

    package func push(_ request: PushRequest) async throws(SourceControlError) {
        // All or nothing needs a remote that can do it; otherwise the tags are left to steps of their own.
        guard request.remote != nil, isAtomic, !request.tags.isEmpty else {
            guard request.commit != request.base else { return }
            try await setBranch(
                request.branch, to: request.commit, from: request.base, in: request.folder, remote: request.remote)
            return
        }
        try checkAlive(request.folder)
        let folder = request.folder
        let refusal = world.withLock { world -> SourceControlError? in
            guard let remote = world.clones[folder]?.remote else { return nil }
            guard request.commit == request.base || remote.branches[request.branch] == request.base else {
                return .branchMoved(
                    request.branch, expected: request.base, found: remote.branches[request.branch], folder: folder)
            }
            for tag in request.tags {
                if let found = remote.tags[tag.tag] {
                    return .tagExists(tag.tag, expected: tag.commit, found: found, folder: folder)
                }
            }
            if request.commit != request.base {
                world.clones[folder]?.remote?.branches[request.branch] = request.commit
                world.clones[folder]?.pushed.insert(request.commit)
                world.effects.append(.branch(folder, request.branch, request.commit))
            }
            for tag in request.tags {
                if tag.kind == .annotated { world.tagMessages["\(folder) \(tag.tag)"] = tag.message }
                world.clones[folder]?.remote?.tags[tag.tag] = tag.commit
                if tag.kind == .lightweight { world.clones[folder]?.remote?.lightweightTags.insert(tag.tag) }
                if world.clones[folder]?.tags[tag.tag] == nil { world.clones[folder]?.tags[tag.tag] = tag.commit }
                world.effects.append(.tag(folder, tag.tag, tag.commit))
            }
            return nil
        }
        if let refusal { throw refusal }
    }

    package func setBranch(
        _ branch: String, to commit: CommitID, from expected: CommitID?, in folder: String, remote: String?
    ) async throws(SourceControlError) {
        try checkAlive(folder)
        let found = world.withLock { world -> CommitID?? in
            let clone = world.clones[folder]
            let there = remote == nil ? clone?.branches[branch] : clone?.remote?.branches[branch]
            guard there == expected else { return .some(there) }
            if remote == nil {
                world.clones[folder]?.branches[branch] = commit
            } else {
                world.clones[folder]?.remote?.branches[branch] = commit
                world.clones[folder]?.pushed.insert(commit)
            }
            world.effects.append(.branch(folder, branch, commit))
            return nil
        }
        if let found { throw .branchMoved(branch, expected: expected ?? commit, found: found, folder: folder) }
    }

    package func offered(
        _ name: String, of folder: String, remote: String
    ) async throws(SourceControlError) -> CommitID? {
        world.withLock { $0.clones[folder]?.offered[name] }
    }

    package func offer(
        _ commit: CommitID?, as name: String, in folder: String, remote: String
    ) async throws(SourceControlError) {
        try checkAlive(folder)
        world.withLock { world in
            world.clones[folder]?.offered[name] = commit
            if let commit { world.clones[folder]?.pushed.insert(commit) }
        }
    }

    package func removeTag(
        _ tag: TagName, at commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) -> Bool {
        try checkAlive(folder)
        return world.withLock { world in
            if remote != nil {
                if let there = world.clones[folder]?.remote?.tags[tag], there != commit { return false }
                world.clones[folder]?.remote?.tags[tag] = nil
                world.clones[folder]?.remote?.lightweightTags.remove(tag)
            }
            guard let own = world.clones[folder]?.tags[tag] else { return true }
            guard own == commit else { return remote != nil }
            world.clones[folder]?.tags[tag] = nil
            return true
        }
    }

    package func moveTag(
        _ tag: TagName, to commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) {
        try checkAlive(folder)
        world.withLock { world in
            if remote == nil {
                world.clones[folder]?.tags[tag] = commit
            } else {
                world.clones[folder]?.remote?.tags[tag] = commit
                world.clones[folder]?.remote?.lightweightTags.insert(tag)
                world.clones[folder]?.pushed.insert(commit)
            }
            world.effects.append(.tag(folder, tag, commit))
        }
    }

    package func pushTag(_ request: TagRequest) async throws(SourceControlError) {
        try checkAlive(request.folder)
        let found = world.withLock { world -> CommitID? in
            let clone = world.clones[request.folder]
            let there = request.remote == nil ? clone?.tags[request.tag] : clone?.remote?.tags[request.tag]
            if let there { return there }
            if request.kind == .annotated { world.tagMessages["\(request.folder) \(request.tag)"] = request.message }
            if request.remote != nil {
                world.clones[request.folder]?.remote?.tags[request.tag] = request.commit
                world.clones[request.folder]?.pushed.insert(request.commit)
                if request.kind == .lightweight {
                    world.clones[request.folder]?.remote?.lightweightTags.insert(request.tag)
                }
            }
            if clone?.tags[request.tag] == nil { world.clones[request.folder]?.tags[request.tag] = request.commit }
            world.effects.append(.tag(request.folder, request.tag, request.commit))
            return nil
        }
        if let found { throw .tagExists(request.tag, expected: request.commit, found: found, folder: request.folder) }
    }

    /// Clones of this fake keep no record of their remotes' branches.
    package func follow(_ branch: String, in folder: String, remote: String) async throws(SourceControlError) {}

    package func followAll(in folder: String, remote: String) async throws(SourceControlError) {
        world.withLock { world in
            guard let there = world.clones[folder]?.remote?.tags else { return }
            world.clones[folder]?.tags.merge(there) { _, new in new }
        }
    }

    package func fetchTag(_ tag: TagName, in folder: String, remote: String) async throws(SourceControlError) {
        let isThere = world.withLock { world in
            guard let clone = world.clones[folder], let found = clone.remote?.tags[tag] else { return false }
            if clone.tags[tag] == nil { world.clones[folder]?.tags[tag] = found }
            return true
        }
        if !isThere { throw failed("fetch the tag \(tag)", folder, "the remote has no such tag") }
    }
}
