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
        let open = try await forge.openPullRequests(from: request.branch, into: nil, in: facts.repository)
        if let found = open.first(where: { $0.base == work.branch }) { return try await proceed(with: found) }
        if let other = open.first {
            throw waits(for: "\(other.address) to be for \(work.branch) again, not \(other.base)", isByPerson: true)
        }
        let since = context.plan.createdAt
        let closed = try await forge.closedPullRequests(into: work.branch, since: since, in: facts.repository)
            .filter { $0.branch == request.branch && $0.updated >= since }
        for found in closed where found.state == .merged {
            guard let commit = found.mergeCommit else { continue }
            // Brings the commit.
            _ = try await git.isAncestor(work.base, of: commit, in: clone.folder, remote: clone.remote)
            // What an earlier plan of this run had merged is behind the commits of this one.
            if try await git.isAncestor(commit, of: work.base, in: clone.folder, remote: clone.remote) { continue }
            return try await landed(found, as: commit)
        }
        // One that was closed before this run began to wait belongs to an earlier one.
        if context.attempt > 1, let found = closed.first(where: { $0.state == .closed }), try await isOurs(found.head) {
            let isThere = try await references(.branch(request.branch), clone, git).branches[request.branch] != nil
            // A person who asks again after the branch is gone wants a new one.
            guard !isThere, try await wasClosed() else {
                throw MergeError.closed(found.address, isBranchThere: isThere)
            }
        }
        return try await proceed(with: try await opened())
    }

    /// Whether the last failure of this step was that its pull request is closed.
    private func wasClosed() async throws -> Bool {
        var code: String?
        for entry in try await context.environment.store.events(of: context.run, after: 0) {
            if case .failed(context.step.id, _, let failure, _) = entry.event { code = failure.code }
        }
        return code == MergeError.closed("", isBranchThere: false).code
    }

    // MARK: Opening

    private func opened() async throws -> ForgePullRequest {
        try await writeBranch()
        try await context.checkClaim()
        let new = NewPullRequest(
            title: request.title, body: body, branch: request.branch, base: work.branch)
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

    private var body: String {
        request.body + "\n\n" + runLine
    }

    private var runLine: String { "Run `\(context.run)`: `slipway run show \(context.run)`" }

    /// Puts the release commit onto the pull request's branch, unless it is there.
    private func writeBranch() async throws {
        let query = RemoteQuery.branch(request.branch)
        let there = try await references(query, clone, git).branches[request.branch]
        if let there {
            if try await isOurs(there) {
                return try await removeLeft(of: candidate, work, forge, facts.repository, context)
            }
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

    /// Whether a branch's tip is exactly what an earlier plan of this run put there, or a run that was lost with its disk:
    /// with this message, on this base or an earlier one, and not amended.
    private func isLeftOver(_ tip: CommitID) async throws -> Bool {
        var earlier: Set<CommitID> = []
        for entry in try await context.environment.store.events(of: context.run, after: 0) {
            guard case .succeeded(let step, _, let outcome) = entry.event, step == .prepare(context.repository),
                let commit = outcome.commit
            else { continue }
            earlier.insert(commit)
        }
        // Brings the commit.
        _ = try await git.isAncestor(work.base, of: tip, in: clone.folder, remote: clone.remote)
        if earlier.contains(tip) { return true }
        if earlier.contains(try await git.unsigned(tip, in: clone.folder)) { return true }
        let query = HistoryQuery(head: tip, paths: .none, limit: 1)
        guard let commit = try await git.commits(query, in: clone.folder).first else { return false }
        if let named = ForgeCandidate.commit(in: commit.message), earlier.contains(named) {
            return try await git.haveSameFiles(tip, named, in: clone.folder)
        }
        guard commit.parents.count == 1, let parent = commit.parents.first,
            try await git.isAncestor(parent, of: work.base, in: clone.folder, remote: clone.remote)
        else { return false }
        return try await isOfSameRelease(commit, candidate, onlyOurs: true, clone, git)
    }

    // MARK: Waiting

    private func proceed(with found: ForgePullRequest) async throws -> StepOutcome {
        guard try await isOurs(found.head) else {
            guard try await isLeftOver(found.head) else {
                throw waitsForPerson(found)
            }
            try await writeBranch()
            let change = PullRequestChange(title: request.title, body: body)
            _ = try await forge.change(found.number, change, in: facts.repository)
            throw waits(for: "the merge of \(found.address)", isByPerson: request.merge == nil)
        }
        try await name(found)
        // Where an earlier plan's commit was replaced, that may have been the last thing that was done.
        if context.attempt > 1 { try await removeLeft(of: candidate, work, forge, facts.repository, context) }
        guard let method = request.merge else { throw waits(for: "the merge of \(found.address)", isByPerson: true) }
        guard try await git.haveSameFiles(found.head, candidate, in: clone.folder) else {
            throw waitsForPerson(found)
        }
        // Merged onto other commits, it would be something that nothing has tested.
        if let head = try await branchHead(work.branch, clone, git), head != work.base {
            if let remote = clone.remote { try await git.follow(work.branch, in: clone.folder, remote: remote) }
            _ = try await git.fastForward(work.branch, to: head, in: clone.folder)
            throw MergeError.baseMoved(found.address, branch: work.branch, from: work.base, to: head)
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

    /// Lets the pull request of a run that was lost name this one.
    private func name(_ found: ForgePullRequest) async throws {
        guard let line = found.body.firstMatch(of: /Run `[^`\n]+`: `slipway run show [^`\n]+`/)?.output,
            line != runLine
        else { return }
        let change = PullRequestChange(body: found.body.replacing(line, with: runLine))
        _ = try await forge.change(found.number, change, in: facts.repository)
    }

    /// Lets nothing be merged while a check is open or has failed.
    private func checkPassed(_ found: ForgePullRequest) async throws {
        let checks = try await forge.checks(of: found.head, in: facts.repository)
        let failed = checks.filter { if case .failed = $0.result { true } else { false } }
        guard failed.isEmpty else { throw MergeError.checksFailed(found.address, failed.map(\.name).sorted()) }
        let held = checks.filter { $0.result == .actionRequired }.map(\.name).sorted()
        guard held.isEmpty else {
            throw waits(
                for: "a person to let \(held.joined(separator: ", ")) of \(found.address) run", isByPerson: true)
        }
        // They have ended, and will not pass by themselves. A forge may count them as passed; for a release they prove
        // nothing.
        let unproven = checks.filter { $0.result == .skipped || $0.result == .neutral }.map(\.name)
            .filter(request.checks.contains).sorted()
        guard unproven.isEmpty else {
            throw waits(
                for:
                    "\(unproven.joined(separator: ", ")) of \(found.address) to pass; they were skipped. Run them again, or "
                    + "leave them out of `checks` under `commits`", isByPerson: true)
        }
        let passed = Set(checks.filter { $0.result == .success }.map(\.name))
        let open = checks.filter { if case .open = $0.result { true } else { false } }.map(\.name)
        let missing = Set(request.checks).subtracting(passed).union(open).sorted()
        // A workflow's checks appear a moment after the push.
        let age = context.environment.now().timeIntervalSince(found.updated)
        guard missing.isEmpty else {
            let names = missing.joined(separator: ", ")
            guard age >= RequestedMerge.patience, missing.allSatisfy({ name in !checks.contains { $0.name == name } })
            else { throw waits(for: "\(names) of \(found.address)", isByPerson: false) }
            throw waits(
                for:
                    "\(names) of \(found.address), which did not start. The pull requests of a workflow's own token start "
                    + "no checks: use another one (`token-from` under `forge`), or let a person close and reopen it",
                isByPerson: true)
        }
        guard !checks.isEmpty || age >= RequestedMerge.grace else {
            throw waits(for: "checks of \(found.address)", isByPerson: false, atMost: RequestedMerge.grace - age)
        }
    }

    /// How long checks may take to appear, in seconds.
    private static let grace = 60.0
    /// After how many seconds required checks that have not appeared are not expected to come by themselves.
    private static let patience = 600.0

    /// What nothing here has tested is merged by a person.
    private func waitsForPerson(_ found: ForgePullRequest) -> StepAwaits {
        waits(
            for: "a person to merge \(found.address), which has commits that this run did not test", isByPerson: true)
    }

    /// - Parameter limit: In seconds.
    private func waits(for what: String, isByPerson: Bool, atMost limit: Double = 300) -> StepAwaits {
        let seconds = min(limit, Double(2 << min(context.attempt, 8)))
        return StepAwaits(what: what, isByPerson: isByPerson, after: .seconds(max(1, seconds)))
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
        if let remote = clone.remote { try await git.follow(work.branch, in: clone.folder, remote: remote) }
        let isFollowed = try await git.fastForward(work.branch, to: head, in: clone.folder)
        try await checkVersions(found, at: commit)
        guard try await git.haveSameFiles(commit, candidate, in: clone.folder) else {
            throw MergeError.otherFiles(found.address, merged: commit, proven: candidate)
        }
        try? await forge.remove(branch: request.branch, in: facts.repository)
        let note = "#\(found.number) was merged as \(commit.short), with the tested files"
        return StepOutcome(commit: commit, note: note + (isFollowed ? "" : "; " + catchUpAdvice(work, clone)))
    }

    /// The merge must say the versions that this run releases: they are its own, and tags bear them.
    private func checkVersions(_ found: ForgePullRequest, at commit: CommitID) async throws {
        guard case .prepare(let prepare)? = context.index.step(.prepare(context.repository))?.work else { return }
        for (component, version) in prepare.versions.sorted(by: { $0.key < $1.key }) {
            let said = try await readVersionSources(
                prepare.sources?[component] ?? [], at: commit, in: clone.folder, context)
            guard let other = said.first(where: { !$0.carries(version) }) else { continue }
            throw MergeError.otherVersion(found.address, component, version, found: other.value)
        }
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
    let making = try forgeMade(candidate, of: work, forge, repository, context)
    guard
        try await making.make(prepare.message, files: files, removed: removed, place: { try await place($0) }) != nil
    else { throw MergeError.notMade(context.repository) }
}

/// The commit that the forge makes of a step's candidate.
private func forgeMade(
    _ candidate: CommitID, of work: PushWork, _ forge: any Forge, _ repository: ForgeRepository,
    _ context: StepContext
) throws -> ForgeMadeCommit {
    let clone = try context.clone()
    return ForgeMadeCommit(
        candidate, on: work.base, at: forge, repository, git: context.environment.sourceControl, folder: clone.folder,
        remote: clone.remote)
}

/// Removes what an attempt left that was killed when its commit was in its place.
func removeLeft(
    of candidate: CommitID, _ work: PushWork, _ forge: any Forge, _ repository: ForgeRepository,
    _ context: StepContext
) async throws {
    guard work.atForge?.isForgeMade == true else { return }
    try await forgeMade(candidate, of: work, forge, repository, context).removeLeft()
}

extension StepContext {
    /// The release commit with a signature, where git is configured so.
    func signed(_ candidate: CommitID, _ clone: RunEnvironment.Clone) async throws -> CommitID {
        try await environment.sourceControl.signed(
            candidate, as: "\(run)/signed-\(repository.text.asReferencePart)", in: clone.folder)
    }
}
