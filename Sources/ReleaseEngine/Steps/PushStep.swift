import Foundation
import ReleaseModel
import ReleasePorts

/// Publishes a repository's release commit: moves its branch from the planned base, with compare-and-set.
///
/// The tags of the commit that wait for nothing else go with it, atomically: if the remote refuses one of them, the
/// branch is not public either.
struct PushStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .push(let work) = context.step.work else { preconditionFailure("a push step pushes") }
        let clone = try context.clone()
        let git = context.environment.sourceControl
        let candidate = try context.candidate(of: context.repository)
        guard candidate != work.base else { return try await pushTags(of: candidate, work, clone, context) }
        try await context.products.ensureCommit(of: context.repository, context)
        if let request = try await RequestedMerge(work, candidate, context) { return try await request.merged() }
        if let delivery = work.atForge {
            return try await ForgePlacement(work: work, delivery: delivery, candidate: candidate, context: context)
                .placed()
        }
        // A signature gives it another id.
        var commit = candidate
        let named = clone.remote == nil ? [] : tagsAlong(candidate, clone, context).map(\.tag)
        let query = RemoteQuery(branches: [work.branch], tags: Set(named))
        var there = RemoteReferences(branches: [:], tags: [:])
        let wasThere = try await context.effect("the commit \(commit.short)").ensured {
            there = try await references(query, clone, git)
            if let landed = try await landedCommit(candidate, of: work, on: there.branches[work.branch], clone, git) {
                commit = landed
                return .same
            }
            for tag in named {
                guard let found = there.tags[tag], found != commit else { continue }
                return .different(
                    SourceControlError.tagExists(tag, expected: commit, found: found, folder: clone.folder))
            }
            return .absent
        } act: {
            commit = try await context.signed(candidate, clone)
            try await checkNotTakenBack(commit, work, there, clone, context)
            // That may have taken longer than the claim lasts.
            try await context.checkClaim()
            do {
                try await git.push(
                    PushRequest(
                        folder: clone.folder, remote: clone.remote, branch: work.branch, base: work.base,
                        commit: commit,
                        tags: tagsAlong(commit, clone, context).filter {
                            clone.remote != nil && there.tags[$0.tag] == nil
                        }))
            } catch {
                // Refused because it is there: an earlier attempt came through after all.
                guard case SourceControlError.branchMoved(_, _, let found, _) = error, found == commit else {
                    throw error
                }
            }
        }
        try await context.checkClaim()
        // The user's own branch follows if nothing stands in the way; the release does not depend on it.
        let isFollowed = try await git.fastForward(work.branch, to: commit, in: clone.folder)
        let along = named.filter { there.tags[$0] == commit }
        let notes = [
            "\(work.branch) → \(commit.short)"
                + (along.isEmpty ? "" : ", together with \(along.map(\.text).joined(separator: ", "))"),
            isFollowed ? "" : catchUpAdvice(work, clone),
        ]
        return StepOutcome(
            commit: commit, note: notes.filter { !$0.isEmpty }.joined(separator: "; "), wasAlreadyThere: wasThere,
            tags: along.isEmpty ? nil : along)
    }

    /// Makes several tags of a commit that is public already at once, so that no one sees some of them without the others.
    /// A remote without atomic pushes gets them one by one.
    private func pushTags(
        of commit: CommitID, _ work: PushWork, _ clone: RunEnvironment.Clone, _ context: StepContext
    ) async throws -> StepOutcome {
        let tags = clone.remote == nil ? [] : tagsAlong(commit, clone, context)
        let nothing = StepOutcome(commit: commit, note: "nothing to push")
        guard tags.count > 1 else { return nothing }
        let git = context.environment.sourceControl
        let query = RemoteQuery(branches: [], tags: Set(tags.map(\.tag)))
        // Their own steps look at each of them, and say what is wrong.
        guard try await references(query, clone, git).tags.isEmpty else { return nothing }
        try await context.checkClaim()
        let request = PushRequest(
            folder: clone.folder, remote: clone.remote, branch: work.branch, base: work.base, commit: commit, tags: tags
        )
        do throws(SourceControlError) { try await git.push(request) } catch {
            guard case .tagExists = error else { throw error }
            return nothing
        }
        let there = try await references(query, clone, git).tags
        let along = tags.map(\.tag).filter { there[$0] == commit }
        guard !along.isEmpty else { return nothing }
        return StepOutcome(commit: commit, note: "only \(along.map(\.text).joined(separator: ", "))", tags: along)
    }

    /// An earlier attempt may have pushed, and someone moved the branch back since. That decision must be respected.
    ///
    /// Reads from a remote may lag behind writes, so a missing branch is waited for.
    private func checkNotTakenBack(
        _ commit: CommitID, _ work: PushWork, _ seen: RemoteReferences, _ clone: RunEnvironment.Clone,
        _ context: StepContext
    ) async throws {
        guard context.attempt > 1, let remote = clone.remote, try await context.hasUnknownAttempt() else { return }
        let git = context.environment.sourceControl
        // A candidate that a workflow built is at the remote in any case.
        let isOffered = context.index.step(.offer(context.repository)) != nil
        let isThere: Bool =
            if seen.tags.values.contains(commit) { true } else if isOffered { false } else {
                try await git.isAtRemote(commit, of: clone.folder, remote: remote) == true
            }
        guard isThere else { return }
        var head = seen.branches[work.branch]
        for wait in [0.2, 0.5, 1, 2, 4, 8, 15] {
            try await context.environment.wait(.seconds(wait))
            head = try await branchHead(work.branch, clone, git)
            if try await holds(commit, head, clone, git) { return }
        }
        throw SourceControlError.takenBack(
            work.branch, commit, found: head, folder: clone.folder, remote: remote)
    }

    /// The tags of this commit that wait for nothing but this push.
    private func tagsAlong(
        _ commit: CommitID, _ clone: RunEnvironment.Clone, _ context: StepContext
    ) -> [TagRequest] {
        context.index.steps(in: context.repository).compactMap { step in
            guard case .tag(let work) = step.work,
                step.needs.allSatisfy({ $0 == context.step.id || context.outcomes[$0] != nil })
            else { return nil }
            return TagRequest(work, commit, clone, context)
        }
    }
}

/// What to do where the user's own branch could not follow.
func catchUpAdvice(_ work: PushWork, _ clone: RunEnvironment.Clone) -> String {
    "the clone's own \(work.branch) was not moved; bring it up to date: "
        + gitCommand(clone.remote.map { "pull --ff-only \($0) \(work.branch)" } ?? "status", in: clone.folder)
}

extension TagRequest {
    init(_ work: TagWork, _ commit: CommitID, _ clone: RunEnvironment.Clone, _ context: StepContext) {
        self.init(
            folder: clone.folder, remote: clone.remote, tag: work.tag, kind: work.kind, commit: commit,
            message: context.stagedContents(of: work.tag).added(to: work.message), name: work.name, mail: work.mail,
            date: context.plan.createdAt)
    }
}

/// Whether a branch's head is the commit or a descendant: someone may have committed on top of it.
private func holds(
    _ commit: CommitID, _ head: CommitID?, _ clone: RunEnvironment.Clone, _ git: any SourceControl
) async throws -> Bool {
    guard let head else { return false }
    if head == commit { return true }
    return try await git.isAncestor(commit, of: head, in: clone.folder, remote: clone.remote)
}

/// Where branches and tags are right now: at the remote, or in a clone that has none.
func references(
    _ query: RemoteQuery, _ clone: RunEnvironment.Clone, _ git: any SourceControl
) async throws -> RemoteReferences {
    if let remote = clone.remote {
        return try await git.remoteReferences(query, of: clone.folder, remote: remote)
    }
    var found = RemoteReferences(branches: [:], tags: [:])
    for branch in query.branches ?? [] {
        found.branches[branch] = try await git.look(at: clone.folder, branch: branch, remote: "origin")?.head
    }
    guard let tags = query.tags, !tags.isEmpty else { return found }
    for tag in try await git.look(at: clone.folder, branch: nil, remote: "origin")?.tags ?? []
    where tags.contains(tag.name) {
        found.tags[tag.name] = tag.commit
    }
    return found
}

/// Where a branch is right now.
func branchHead(
    _ branch: String, _ clone: RunEnvironment.Clone, _ git: any SourceControl
) async throws -> CommitID? {
    try await references(.branch(branch), clone, git).branches[branch]
}

/// Where a tag points right now.
func tagTarget(_ tag: TagName, _ clone: RunEnvironment.Clone, _ git: any SourceControl) async throws -> CommitID? {
    try await references(.tag(tag), clone, git).tags[tag]
}

/// Tags the release commit. An existing tag is never moved: the same commit is success, another one a conflict.
struct TagStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .tag(let work) = context.step.work else { preconditionFailure("a tag step tags") }
        return try await TagStep.tag(work, at: try context.releaseCommit(of: context.repository), context)
    }

    /// Makes a tag on a commit of the step's repository.
    static func tag(_ work: TagWork, at commit: CommitID, _ context: StepContext) async throws -> StepOutcome {
        let clone = try context.clone()
        let git = context.environment.sourceControl
        try await context.products.ensureCommit(of: context.repository, context)
        var isLightweight = false
        let wasThere = try await context.effect("the tag \(work.tag)").ensured {
            let there = try await references(.tag(work.tag), clone, git)
            isLightweight = there.lightweightTags.contains(work.tag)
            return switch there.tags[work.tag] {
            case nil: .absent
            case commit: .same
            case let other?:
                .different(
                    SourceControlError.tagExists(work.tag, expected: commit, found: other, folder: clone.folder))
            }
        } act: {
            do {
                try await git.pushTag(TagRequest(work, commit, clone, context))
            } catch {
                // Refused because it is there: an earlier attempt came through after all.
                guard case SourceControlError.tagExists(_, _, let found, _) = error, found == commit else {
                    throw error
                }
            }
        }
        if let remote = clone.remote {
            try await context.checkClaim()
            // An interrupted attempt may have pushed it without updating the clone.
            try await git.fetchTag(work.tag, in: clone.folder, remote: remote)
        }
        // What our own push brought along is no surprise.
        let isOurs = context.outcomes[StepID.push(context.repository)]?.tags?.contains(work.tag) == true
        return StepOutcome(
            commit: commit, note: "\(work.tag) → \(commit.short)" + otherKind(work, isLightweight, clone),
            wasAlreadyThere: wasThere && !isOurs)
    }

    /// A note about an existing tag of another kind than planned: another person or tool made it, on this commit.
    private static func otherKind(_ work: TagWork, _ isLightweight: Bool, _ clone: RunEnvironment.Clone) -> String {
        guard clone.remote != nil else { return "" }
        switch work.kind {
        case .annotated:
            return isLightweight
                ? "; someone else made it as a lightweight tag, where an annotated one was planned; tags are never moved"
                : ""
        case .lightweight:
            return isLightweight
                ? ""
                : "; someone else made it as an annotated tag, where a lightweight one was planned; tags are never moved"
        }
    }
}

/// Reads back the actual state: the tag, its commit, the version in that commit's tree, and the branch that must still
/// contain it.
struct VerifyStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .verify(let work) = context.step.work else { preconditionFailure("a verify step verifies") }
        let clone = try context.clone()
        let git = context.environment.sourceControl
        let commit = try context.releaseCommit(of: context.repository)
        let pushed = context.index.step(StepID.push(context.repository))
        let branch: String? = if case .push(let push)? = pushed?.work { push.branch } else { nil }
        let there = try await references(
            RemoteQuery(branches: Set([branch].compactMap { $0 }), tags: [work.tag]), clone, git)
        guard let target = there.tags[work.tag] else { throw VerifyError.noTag(work.tag) }
        guard target == commit else {
            throw SourceControlError.tagExists(work.tag, expected: commit, found: target, folder: clone.folder)
        }
        // A tag that a person pushed may be on any commit.
        if let branch, context.plan.request.tag == nil {
            let head = there.branches[branch]
            guard try await holds(commit, head, clone, git) else {
                throw VerifyError.branchLeft(branch, commit, found: head)
            }
        }
        let found = try await readVersionSources(work.sources, at: target, in: clone.folder, context)
        guard found.allSatisfy({ $0.carries(work.version) }) else {
            throw VerifyError.otherVersion(work.tag, work.version, found)
        }
        return StepOutcome(commit: target, note: "\(work.tag) carries \(work.version)")
    }
}

/// The values of version sources at a commit.
///
/// - Parameter files: Files that the commit does not have yet, by path.
/// - Throws: ``EditError/notFound(file:key:)`` for a place that is gone.
func readVersionSources(
    _ sources: [VersionSource], at commit: CommitID, in folder: String, with files: [String: [UInt8]] = [:],
    _ context: StepContext
) async throws -> [VersionSource] {
    let asked = sources.map { FileAtCommit(commit: commit, path: $0.place.file) }
    let contents = try await context.environment.sourceControl.read(asked, in: folder)
    var found: [VersionSource] = []
    for (source, bytes) in zip(sources, contents) {
        guard let ecosystem = context.environment.ecosystems[source.ecosystem] else { continue }
        guard let bytes = files[source.place.file] ?? bytes,
            let now = ecosystem.read(source, in: bytes)
        else { throw EditError.notFound(file: source.place.file, key: source.key) }
        found.append(now)
    }
    return found
}

/// What was published is not what was planned.
enum VerifyError: UserFacingError, Equatable {
    case noTag(TagName)
    /// Someone moved the branch away from the release commit.
    case branchLeft(String, CommitID, found: CommitID?)
    case otherVersion(TagName, Version, [VersionSource])

    var code: String {
        switch self {
        case .noTag: "verify.no-tag"
        case .branchLeft: "verify.branch-left"
        case .otherVersion: "verify.version-differs"
        }
    }

    var summary: String {
        switch self {
        case .noTag(let tag): "The tag \(tag) no longer exists."
        case .branchLeft(let branch, let commit, let found):
            "The branch \(branch) is at \(found?.short ?? "no commit"), which does not hold the release commit \(commit.short)."
        case .otherVersion(let tag, let version, _): "The tree of \(tag) does not carry \(version)."
        }
    }

    /// Reads may lag behind writes.
    var retry: RetryAdvice {
        switch self {
        case .noTag, .branchLeft: .later
        case .otherVersion: .never
        }
    }

    var suggestions: [String] {
        guard case .branchLeft(let branch, let commit, _) = self else { return [] }
        return [
            "Someone pushed over it. Bring it back, for example: git merge \(commit.short) && git push origin \(branch)",
            "Then: slipway run retry",
        ]
    }

    var reasons: [String] {
        if case .otherVersion(_, _, let sources) = self {
            sources.map { "\($0.place): \($0.key) is \($0.value)" }
        } else {
            []
        }
    }
}
