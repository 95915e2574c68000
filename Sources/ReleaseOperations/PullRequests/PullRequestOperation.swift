import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// Opens and updates the release pull requests of a workspace at its forge.
package struct PullRequestOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// Looks at the forge, plans, and writes what differs: equal content writes nothing.
    ///
    /// All branches are checked before the first is moved.
    package func write(
        _ request: ReleaseRequest, _ options: PullRequestOptions
    ) async throws -> (plan: ReleasePlan, requests: [WrittenPullRequest]) {
        try await AtForgeError.translating { try await writeAll(request, options) }
    }

    private func writeAll(
        _ request: ReleaseRequest, _ options: PullRequestOptions
    ) async throws -> (plan: ReleasePlan, requests: [WrittenPullRequest]) {
        var branching = ReleaseBranchOptions()
        branching.isForced = options.isForced
        let branches = ReleaseBranchOperation(workspace)
        var (plan, world, requests) = try await branches.pullRequests(request, branching)
        try workspace.checkComponents(plan, world)
        let needs = needs(of: requests, options, in: world)
        let forges = try await ForgeRepositories(
            workspace, world: world, of: Set(plan.repositories.map(\.id)).intersection(world.repositories.map(\.id)),
            rights: Dictionary(uniqueKeysWithValues: needs.map { ($0.at.id, $0.sum) }))
        var open = try await forges.open(for: requests)
        let misplaced = misplacedWords(in: open.values.flatMap(\.values))
        let inputs = try PullRequestInputs(request, isCompatible: isCompatible, requests, in: world)
        if !options.isDry, let standing = try await standing(requests, open, inputs, in: world, forges) {
            plan.warnings += misplaced + (await left(by: standing, in: world, forges))
            return (plan, standing)
        }
        branching.overrides = try await overrides(in: world, forges)
        if branching.overrides.contains(where: { !$0.value.isEmpty }) {
            (plan, world, requests) = try await branches.pullRequests(request, branching)
            open = try await forges.open(for: requests)
        }
        plan.warnings += forges.notices + misplaced
        branching.currentBodies = open.mapValues { $0.mapValues(\.body) }
        if open.values.contains(where: { !$0.isEmpty }) {
            // Once more, with what people wrote into them.
            requests = try branches.pullRequests(from: plan, world, branching)
        }
        var written = Written()
        try await write(requests, over: open, inputs, options, branching, in: world, forges, &written)
        plan.warnings += written.warnings
        if !options.isDry { plan.warnings += await left(by: written.pullRequests, in: world, forges) }
        return (plan, written.pullRequests)
    }

    /// Removes what killed jobs left at the forges.
    ///
    /// - Parameter written: The pull requests as they are now.
    /// - Returns: What people should know.
    func left(
        by written: [WrittenPullRequest], in world: ObservedWorkspace, _ forges: ForgeRepositories
    ) async -> [String] {
        var notices: [String] = []
        for (id, at) in forges.all.sorted(by: { $0.key < $1.key }) {
            guard let repository = world.repository(id) else { continue }
            let placed = written.filter { $0.request.repository == id }.compactMap(\.commit)
            notices += await LeftCandidates(
                git: workspace.sourceControl, forge: at.forge, name: at.facts.repository, repository: repository,
                placed: Set(placed), now: workspace.now()
            ).remove()
        }
        return notices
    }

    /// What was written, as far as it came.
    struct Written: Sendable {
        var pullRequests: [WrittenPullRequest] = []
        var warnings: [String] = []
    }

    /// Writes what differs, after everything is checked; a dry run only says what would be refused.
    ///
    /// - Parameter open: The open pull requests by branch.
    func write(
        _ requests: [ReleasePullRequest], over open: [RepositoryID: [String: ForgePullRequest]],
        _ inputs: PullRequestInputs, _ options: PullRequestOptions, _ branching: ReleaseBranchOptions,
        in world: ObservedWorkspace, _ forges: ForgeRepositories, _ written: inout Written
    ) async throws {
        let findings = try await findings(about: requests, open, options, in: world, forges)
        written.warnings += findings.filter { $0.severity != .error }.map(\.sentence)
        let refusal = ForgeRefusal(findings)
        guard !options.isDry else {
            written.warnings += try await BaseCheck(workspace).refusals(of: requests, in: world, branching).map {
                "A run without --dry-run would be refused: \($0.summary)"
            }
            written.warnings += (refusal?.findings ?? []).map {
                "A run without --dry-run would be refused: \($0.sentence)"
            }
            written.pullRequests = requests.map { one in
                let known = open[one.repository]?[one.branch]
                return WrittenPullRequest(
                    request: one, state: .planned, number: known?.number, address: known?.address)
            }
            return
        }
        if let refusal { throw refusal }
        try await BaseCheck(workspace).checkBases(of: requests, in: world)
        let branches = ReleaseBranchOperation(workspace)
        for (writer, branch) in try await branches.prepare(requests, in: world, branching) {
            let repository = try forges.repository(branch.request.repository)
            let pullRequests = PullRequestWriter(
                forge: repository.forge, facts: repository.facts, writer: writer,
                isCompatible: isCompatible, commits: options.commits,
                inputs: inputs.digests[branch.request.repository] ?? "",
                newest: branching.overrides[branch.request.repository]?.newest)
            // One by one into the caller's value: what is written when a later one fails is reported with the failure.
            written.pullRequests.append(
                try await pullRequests.write(branch, over: open[branch.request.repository]?[branch.request.branch]))
        }
    }

    /// Words that would count in a pull request that was merged, and do not in one that releases.
    func misplacedWords(in open: some Sequence<ForgePullRequest>) -> [String] {
        open.sorted { $0.number < $1.number }.compactMap { one in
            guard let mark = MessageOverrides.mark(in: one.body) else { return nil }
            return
                "\(mark) in #\(one.number) has no effect: it is the release itself. Write it into the pull request whose "
                + "commits it is about; that may be merged already."
        }
    }

    var isCompatible: Bool { workspace.releasePlease?.compatibility == .compat }

    /// The pull requests as they are, if nothing can have changed since they were written: each has a branch of ours on the
    /// current base, made from the same request and tags, and no merged pull request was changed since. nil: something may
    /// have changed.
    ///
    /// This takes few requests however long the history is.
    func standing(
        _ requests: [ReleasePullRequest], _ open: [RepositoryID: [String: ForgePullRequest]],
        _ inputs: PullRequestInputs, in world: ObservedWorkspace, _ forges: ForgeRepositories
    ) async throws -> [WrittenPullRequest]? {
        guard !requests.isEmpty, !requests.contains(where: \.isAlwaysUpdated) else { return nil }
        var standing: [WrittenPullRequest] = []
        var written: [RepositoryID: [String: Date]] = [:]
        for request in requests {
            guard let repository = world.repository(request.repository),
                let known = open[request.repository]?[request.branch],
                Set(request.labels).isSubset(of: known.labels),
                let commit = try await commit(of: known, in: repository),
                let said = ForgeCandidate.inputs(in: commit.message)?.split(separator: "-"), said.count >= 2,
                String(said[0]) == inputs.digests[request.repository]
            else { return nil }
            // In compat mode an edit by hand is overwritten.
            if isCompatible, known.title != commit.subject || contentDigest(known.body.normalizedLineEnds) != said[1] {
                return nil
            }
            var shown = request
            shown.title = commit.subject
            guard let moment = lastLook(said.dropFirst(2).first, commit) else { return nil }
            let earliest = written[request.repository]?[request.base] ?? moment
            written[request.repository, default: [:]][request.base] = min(earliest, moment)
            let at = try forges.repository(request.repository)
            standing.append(
                WrittenPullRequest(
                    request: shown, state: .unchanged, repository: at.facts.repository, number: known.number,
                    address: known.address, commit: known.head)
            )
        }
        for (id, bases) in written {
            let at = try forges.repository(id)
            for (base, moment) in bases {
                let later = try await at.forge.closedPullRequests(into: base, since: moment, in: at.facts.repository)
                // Whatever it says now: words for the changelog may have been there, and removed.
                guard !later.contains(where: { $0.updated > moment && $0.state == .merged }) else { return nil }
            }
        }
        return standing
    }

    /// Up to when merged pull requests were looked at for a commit; nil: not certain.
    ///
    /// - Parameter said: When the last of them had been changed, in seconds, as the commit says.
    private func lastLook(_ said: Substring?, _ commit: ObservedCommit) -> Date? {
        guard let said, let seconds = Double(said) else {
            // Of an earlier version: somewhat before the commit.
            return Date(timeIntervalSince1970: Double(commit.time) - 600)
        }
        // What was changed within the second of the look may have been changed after it.
        return Double(commit.time) - seconds >= 2 ? Date(timeIntervalSince1970: seconds) : nil
    }

    /// The commit of a pull request's branch, if it is one of the forge's for us on the current base.
    private func commit(
        of known: ForgePullRequest, in repository: ObservedRepository
    ) async throws -> ObservedCommit? {
        guard let base = repository.head, let remote = repository.remote else { return nil }
        let git = workspace.sourceControl
        let query = HistoryQuery(head: known.head, excluding: [base], paths: .none)
        guard let signature = try await git.signatures(query, in: repository.folder, remote: remote).first,
            ForgeCandidate.isForge(signature.committer),
            let commit = try await git.commits(query, in: repository.folder).first, commit.parents == [base],
            ForgeCandidate.commit(in: commit.message) != nil
        else { return nil }
        return commit
    }

    func needs(
        of requests: [ReleasePullRequest], open: [RepositoryID: Set<String>] = [:], _ options: PullRequestOptions,
        in world: ObservedWorkspace
    ) -> [RepositoryNeeds] {
        repositoryNeeds(of: requests, isPushed: options.commits == .git, open: open) { id in
            world.repository(id).flatMap { workspace.configuration.atForge($0) }
        }
    }

    /// What the forges would refuse or may refuse.
    private func findings(
        about requests: [ReleasePullRequest], _ open: [RepositoryID: [String: ForgePullRequest]],
        _ options: PullRequestOptions, in world: ObservedWorkspace, _ forges: ForgeRepositories
    ) async throws -> [Finding] {
        let branches = open.mapValues { Set($0.keys) }
        var found: [Finding] = []
        for one in needs(of: requests, open: branches, options, in: world) {
            let at = try forges.repository(one.at.id)
            found += try await ForgeReadiness(workspace: workspace, world: world).findings(
                for: one, at.forge, at.facts)
        }
        return found
    }

    /// What merged pull requests say of the commits since the last releases.
    func overrides(
        in world: ObservedWorkspace, _ forges: ForgeRepositories
    ) async throws -> [RepositoryID: MessageOverrides] {
        var found: [RepositoryID: MessageOverrides] = [:]
        for (id, at) in forges.all {
            guard let repository = world.repository(id), let branch = repository.branch,
                let oldest = repository.history.map(\.time).min()
            else { continue }
            let closed = try await at.forge.closedPullRequests(
                into: branch, since: Date(timeIntervalSince1970: Double(oldest)), in: at.facts.repository)
            found[id] = try await MessageOverrides(
                of: closed, among: repository.history, hasPaths: repository.historyHasPaths
            ) { request in
                try await at.forge.messages(of: request.number, in: at.facts.repository)
            } files: { request in
                try await at.forge.files(of: request.number, in: at.facts.repository)
            }
        }
        return found
    }
}
