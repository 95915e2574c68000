import Foundation
import ReleaseModel
import ReleasePorts

/// Offers a repository's release commit: moves its branch from the planned base, by compare and set.
struct PushStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .push(let work) = context.step.work else { preconditionFailure("a push step pushes") }
        let clone = try context.clone()
        let git = context.environment.sourceControl
        let commit = try context.releaseCommit(of: context.repository)
        guard commit != work.base else { return StepOutcome(commit: commit, note: "nothing to push") }
        let wasThere = try await ensured("the commit \(commit.short)", in: context.environment) {
            try await isThere(commit, work.branch, clone, git) ? .same : .absent
        } act: {
            do {
                try await git.push(commit, to: work.branch, from: work.base, in: clone.folder, remote: clone.remote)
            } catch {
                // Refused because it is there: an earlier attempt came through after all.
                guard case SourceControlError.branchMoved(_, _, let found) = error, found == commit else { throw error }
            }
        }
        // The user's own branch follows if nothing stands in the way; the release does not depend on it.
        let isFollowed = try await git.fastForward(work.branch, to: commit, in: clone.folder)
        return StepOutcome(
            commit: commit, note: isFollowed ? "" : "the clone's own \(work.branch) was left as it is: git pull",
            wasAlreadyThere: wasThere)
    }

    private func isThere(
        _ commit: CommitID, _ branch: String, _ clone: RunEnvironment.Clone, _ git: any SourceControl
    ) async throws -> Bool {
        guard let head = try await branchHead(branch, clone, git) else { return false }
        if head == commit { return true }
        // Somebody may have gone on from our commit meanwhile.
        return try await git.isAncestor(commit, of: head, in: clone.folder, remote: clone.remote)
    }
}

/// Where a branch is right now: at the remote, or in a clone that has none.
func branchHead(
    _ branch: String, _ clone: RunEnvironment.Clone, _ git: any SourceControl
) async throws -> CommitID? {
    if let remote = clone.remote {
        return try await git.remoteReferences(of: clone.folder, remote: remote).branches[branch]
    }
    return try await git.look(at: clone.folder, branch: branch, remote: "origin")?.head
}

/// Where a tag points right now, in the same place.
func tagTarget(_ tag: TagName, _ clone: RunEnvironment.Clone, _ git: any SourceControl) async throws -> CommitID? {
    if let remote = clone.remote {
        return try await git.remoteReferences(of: clone.folder, remote: remote).tags[tag]
    }
    return try await git.look(at: clone.folder, branch: nil, remote: "origin")?.tags.first { $0.name == tag }?.commit
}

/// Names the release commit. A tag that is there is never moved: the same commit is success, another a conflict.
struct TagStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .tag(let work) = context.step.work else { preconditionFailure("a tag step tags") }
        let clone = try context.clone()
        let git = context.environment.sourceControl
        let commit = try context.releaseCommit(of: context.repository)
        let wasThere = try await ensured("the tag \(work.tag)", in: context.environment) {
            switch try await tagTarget(work.tag, clone, git) {
            case nil: .absent
            case commit: .same
            case let other?: .different(SourceControlError.tagExists(work.tag, expected: commit, found: other))
            }
        } act: {
            do {
                try await git.pushTag(
                    TagRequest(
                        folder: clone.folder, remote: clone.remote, tag: work.tag, kind: work.kind, commit: commit,
                        message: work.message, name: work.name, mail: work.mail, date: context.plan.createdAt))
            } catch {
                // Refused because it is there: an earlier attempt came through after all.
                guard case SourceControlError.tagExists(_, _, let found) = error, found == commit else { throw error }
            }
        }
        if let remote = clone.remote {
            // An attempt that was cut off may have pushed it without telling the clone.
            try await git.fetchTag(work.tag, in: clone.folder, remote: remote)
        }
        return StepOutcome(commit: commit, note: "\(work.tag) → \(commit.short)", wasAlreadyThere: wasThere)
    }
}

/// Reads back what is really there: the tag, its commit, and the version in that commit's tree.
struct VerifyStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .verify(let work) = context.step.work else { preconditionFailure("a verify step verifies") }
        let clone = try context.clone()
        let git = context.environment.sourceControl
        let commit = try context.releaseCommit(of: context.repository)
        guard let target = try await tagTarget(work.tag, clone, git) else {
            throw VerifyError.noTag(work.tag)
        }
        guard target == commit else {
            throw SourceControlError.tagExists(work.tag, expected: commit, found: target)
        }
        let found = try await versions(work.sources, at: target, in: clone.folder, context)
        guard found.allSatisfy({ $0.value.drop { $0 == "v" } == work.version.text }) else {
            throw VerifyError.otherVersion(work.tag, work.version, found)
        }
        return StepOutcome(commit: target, note: "\(work.tag) carries \(work.version)")
    }

    private func versions(
        _ sources: [VersionSource], at commit: CommitID, in folder: String, _ context: StepContext
    ) async throws -> [VersionSource] {
        let files = sources.map { FileAtCommit(commit: commit, path: $0.place.file) }
        let contents = try await context.environment.sourceControl.read(files, in: folder)
        var found: [VersionSource] = []
        for (var source, bytes) in zip(sources, contents) {
            guard let ecosystem = context.environment.ecosystems[source.ecosystem] else { continue }
            guard let bytes, let value = ecosystem.value(at: source.key, in: source.place.file, bytes: bytes) else {
                throw EditError.notFound(file: source.place.file, key: source.key)
            }
            source.value = value
            found.append(source)
        }
        return found
    }
}

/// What was published is not what was planned.
enum VerifyError: UserFacingError, Equatable {
    case noTag(TagName)
    case otherVersion(TagName, Version, [VersionSource])

    var code: String {
        switch self {
        case .noTag: "verify.no-tag"
        case .otherVersion: "verify.version-differs"
        }
    }

    var summary: String {
        switch self {
        case .noTag(let tag): "The tag \(tag) is not there any more."
        case .otherVersion(let tag, let version, _): "The tree of \(tag) does not carry \(version)."
        }
    }

    /// What is read may lag behind what was written.
    var retry: RetryAdvice { if case .noTag = self { .later } else { .never } }

    var reasons: [String] {
        if case .otherVersion(_, _, let sources) = self {
            sources.map { "\($0.place): \($0.key) is \($0.value)" }
        } else {
            []
        }
    }
}
