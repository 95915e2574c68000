import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Brings a release commit onto its branch by a pull request, and waits for the merge.
///
/// Everything that happened before is read from the forge: a killed engine finds the branch, the open pull request, or the
/// merge.
struct RequestedMerge {
    let context: StepContext
    let work: PushWork
    let request: ForgeDelivery.Request
    /// The candidate, whose files are proven.
    let candidate: CommitID
    let clone: RunEnvironment.Clone
    let forge: any Forge
    let facts: RepositoryFacts

    init?(_ work: PushWork, _ candidate: CommitID, _ context: StepContext) async throws {
        guard let delivery = work.atForge, let request = delivery.request else { return nil }
        self.context = context
        self.work = work
        self.request = request
        self.candidate = candidate
        clone = try context.clone()
        (forge, facts) = try await forgeOf(delivery, context)
    }

    private var git: any SourceControl { context.environment.sourceControl }

    /// - Returns: The commit that the pull request became.
    /// - Throws: ``StepAwaits`` as long as it is not merged.
    func merged() async throws -> StepOutcome {
        let open = try await forge.openPullRequests(from: request.branch, into: work.branch, in: facts.repository)
        if let found = open.first { return try await go(on: found) }
        let since = context.plan.createdAt
        let closed = try await forge.closedPullRequests(into: work.branch, since: since, in: facts.repository)
            .filter { $0.branch == request.branch && $0.updated >= since }
        if let found = closed.first(where: { $0.state == .merged }), let commit = found.mergeCommit {
            return try await landed(found, as: commit)
        }
        // One that was closed before this run began to wait belongs to an earlier one.
        if context.attempt > 1, let found = closed.first, try await isOurs(found.head) {
            throw MergeError.closed(found.address)
        }
        return try await go(on: try await opened())
    }

    // MARK: Opening

    private func opened() async throws -> ForgePullRequest {
        try await writeBranch()
        try await context.checkClaim()
        let run = "\n\nRun `\(context.run)`: `slipway run show \(context.run)`"
        let new = NewPullRequest(
            title: request.title, body: request.body + run, branch: request.branch, base: work.branch)
        let made: ForgePullRequest
        do throws(ForgeError) { made = try await forge.open(new, in: facts.repository) } catch {
            // Made by an attempt whose answer is lost.
            guard error.mayHaveHappened,
                let found = try await forge.openPullRequests(
                    from: request.branch, into: work.branch, in: facts.repository
                ).first
            else { throw error }
            return found
        }
        if !request.reviewers.isEmpty || !request.teamReviewers.isEmpty {
            // Reviews are for people: a release does not fail for them.
            try? await forge.requestReviews(
                of: request.reviewers, teams: request.teamReviewers, on: made.number, in: facts.repository)
        }
        return made
    }

    /// Puts the release commit onto the pull request's branch, unless it is there.
    private func writeBranch() async throws {
        let query = RemoteQuery.branch(request.branch)
        let there = try await references(query, clone, git).branches[request.branch]
        if let there {
            if try await isOurs(there) { return }
            guard try await isLeftOver(there) else {
                throw MergeError.foreignBranch(request.branch, there, repository: facts.repository)
            }
        }
        try await context.checkClaim()
        guard work.atForge?.isForgeMade == true else {
            let commit = try await context.signed(candidate, clone)
            try await git.setBranch(
                request.branch, to: commit, from: there, in: clone.folder, remote: clone.remote)
            return
        }
        try await makeAtForge(work, candidate, forge, facts.repository, context) { made in
            if let there {
                try await forge.move(branch: request.branch, from: there, to: made, in: facts.repository)
            } else {
                try await forge.create(branch: request.branch, at: made, in: facts.repository)
            }
        }
    }

    /// Whether a branch's tip is the release commit, or something on top of it.
    private func isOurs(_ tip: CommitID) async throws -> Bool {
        try await landedCommit(candidate, of: work, on: tip, clone, git) != nil
    }

    /// Whether all that is on the branch and not on its base was made by Slipway: an earlier plan's commit.
    private func isLeftOver(_ tip: CommitID) async throws -> Bool {
        _ = try await git.isAncestor(work.base, of: tip, in: clone.folder, remote: clone.remote)
        guard case .prepare(let prepare)? = context.index.step(.prepare(context.repository))?.work else { return false }
        let author = "\(prepare.name) <\(prepare.mail)>"
        let query = HistoryQuery(head: tip, excluding: [work.base, candidate], paths: .none)
        let messages = try await git.commits(query, in: clone.folder)
        let signatures = try await git.signatures(query, in: clone.folder, remote: clone.remote)
        return zip(messages, signatures).allSatisfy { commit, signature in
            signature.author == author || ForgeCandidate.commit(in: commit.message) != nil
        }
    }

    // MARK: Waiting

    private func go(on found: ForgePullRequest) async throws -> StepOutcome {
        guard try await isOurs(found.head) else {
            // It waits with an earlier plan's commit, or someone replaced what was on it.
            guard try await isLeftOver(found.head) else {
                throw MergeError.foreignBranch(request.branch, found.head, repository: facts.repository)
            }
            try await writeBranch()
            throw waits(for: "the merge of \(found.address)", isByPerson: request.merge == nil)
        }
        guard let method = request.merge else { throw waits(for: "the merge of \(found.address)", isByPerson: true) }
        let tip = try await git.tree(of: found.head, in: clone.folder)
        guard try await tip == git.tree(of: candidate, in: clone.folder) else {
            throw waits(for: "someone to merge \(found.address), which was changed by hand", isByPerson: true)
        }
        try await checkPassed(found)
        try await context.checkClaim()
        let commit: CommitID
        do throws(ForgeError) {
            commit = try await forge.merge(found.number, at: found.head, by: method, in: facts.repository)
        } catch {
            switch error {
            case .conflict(_, let reason), .rule(_, let reason):
                throw waits(for: "\(found.address) to become mergeable (\(reason))", isByPerson: true)
            default: throw error
            }
        }
        return try await landed(found, as: commit)
    }

    /// Lets nothing be merged while a check is open or has failed.
    private func checkPassed(_ found: ForgePullRequest) async throws {
        let checks = try await forge.checks(of: found.head, in: facts.repository)
        let failed = checks.filter { check in
            switch check.result {
            case .failed, .actionRequired: true
            case .open, .success, .skipped, .neutral: false
            }
        }
        guard failed.isEmpty else { throw MergeError.checksFailed(found.address, failed.map(\.name).sorted()) }
        let passed = Set(checks.filter { $0.result == .success }.map(\.name))
        let open = checks.filter { if case .open = $0.result { true } else { false } }.map(\.name)
        let missing = Set(request.checks).subtracting(passed).union(open).sorted()
        guard missing.isEmpty else {
            throw waits(for: "\(missing.joined(separator: ", ")) of \(found.address)", isByPerson: false)
        }
        // A workflow's checks appear a moment after the push.
        let age = context.environment.now().timeIntervalSince(found.updated)
        guard !checks.isEmpty || age >= RequestedMerge.grace else {
            throw waits(for: "checks of \(found.address)", isByPerson: false)
        }
    }

    /// How long checks may take to appear, in seconds.
    private static let grace = 60.0

    private func waits(for what: String, isByPerson: Bool) -> StepAwaits {
        let seconds = min(300, 2 << min(context.attempt, 8))
        return StepAwaits(what: what, isByPerson: isByPerson, after: .seconds(seconds))
    }

    // MARK: Merged

    private func landed(_ found: ForgePullRequest, as commit: CommitID) async throws -> StepOutcome {
        let head = try await branchHead(work.branch, clone, git)
        // Brings the commit.
        _ = try await git.isAncestor(work.base, of: commit, in: clone.folder, remote: clone.remote)
        guard let head, try await git.isAncestor(commit, of: head, in: clone.folder, remote: clone.remote) else {
            // What is read may lag behind.
            throw waits(for: "\(commit.short) to be visible on \(work.branch)", isByPerson: false)
        }
        _ = try await git.fastForward(work.branch, to: head, in: clone.folder)
        guard
            try await git.tree(of: commit, in: clone.folder) == git.tree(of: candidate, in: clone.folder)
        else { throw MergeError.otherFiles(found.address, merged: commit, proven: candidate) }
        try? await forge.remove(branch: request.branch, in: facts.repository)
        return StepOutcome(
            commit: commit, note: "#\(found.number) was merged as \(commit.short), with the proven files")
    }
}

/// The forge of a delivery, and what it says of the repository.
func forgeOf(
    _ delivery: ForgeDelivery, _ context: StepContext
) async throws -> (forge: any Forge, facts: RepositoryFacts) {
    let place = RepositoryAtForge(id: context.repository, name: delivery.repository, host: delivery.host)
    let checks = ForgeRights(delivery.request?.merge == nil ? [:] : [.checks: .read, .statuses: .read])
    let forge = try context.environment.outside.forge(place, ForgeRights.pullRequests.union(checks))
    let facts = try await forge.facts(of: place.name)
    guard !facts.isArchived else { throw ForgeError.archived(facts.repository) }
    return (forge, facts)
}

/// Lets the forge make the release commit of a step's repository, and puts it into place.
func makeAtForge(
    _ work: PushWork, _ candidate: CommitID, _ forge: any Forge, _ repository: ForgeRepository, _ context: StepContext,
    place: (CommitID) async throws -> Void
) async throws {
    guard case .prepare(let prepare)? = context.index.step(.prepare(context.repository))?.work else { return }
    let clone = try context.clone()
    let git = context.environment.sourceControl
    let files = try await editedFiles(
        prepare.edits, at: prepare.base, in: clone.folder, environment: context.environment)
    let removed = try await removedFiles(prepare.edits, at: prepare.base, in: clone.folder, sourceControl: git)
    let making = ForgeMadeCommit(
        candidate, on: work.base, at: forge, repository, git: git, folder: clone.folder, remote: clone.remote)
    guard
        try await making.make(prepare.message, files: files, removed: removed, place: { try await place($0) }) != nil
    else { throw MergeError.notMade(context.repository) }
}

extension StepContext {
    /// The release commit with a signature, where git is configured so.
    func signed(_ candidate: CommitID, _ clone: RunEnvironment.Clone) async throws -> CommitID {
        try await environment.sourceControl.signed(
            candidate, as: "\(run)/signed-\(repository.text.asReferencePart)", in: clone.folder)
    }
}
