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
        var branching = ReleaseBranchOptions()
        branching.isForced = options.isForced
        let branches = ReleaseBranchOperation(workspace)
        var (plan, world, requests) = try await branches.pullRequests(request, branching)
        let forges = try await ForgeRepositories(workspace, world: world, of: Set(requests.map(\.repository)))
        plan.warnings += forges.notices
        let open = try await forges.open(for: requests)
        branching.currentBodies = open.mapValues { $0.mapValues(\.body) }
        if open.values.contains(where: { !$0.isEmpty }) {
            // Once more, with what people wrote into them.
            requests = try branches.pullRequests(from: plan, world, branching)
        }
        guard !options.isDry else {
            plan.warnings += try await BaseCheck(workspace).refusals(of: requests, in: world, branching).map {
                "A run without --dry-run would be refused: \($0.summary)"
            }
            let planned = requests.map { one in
                let known = open[one.repository]?[one.branch]
                return WrittenPullRequest(
                    request: one, state: .planned, number: known?.number, address: known?.address)
            }
            return (plan, planned)
        }
        try await BaseCheck(workspace).checkBases(of: requests, in: world)
        var written: [WrittenPullRequest] = []
        for (writer, branch) in try await branches.prepare(requests, in: world, branching) {
            let repository = try forges.repository(branch.request.repository)
            let pullRequests = PullRequestWriter(
                forge: repository.forge, repository: repository.facts.repository, writer: writer,
                isCompatible: workspace.releasePlease?.compatibility == .compat, commits: options.commits)
            written.append(
                try await pullRequests.write(branch, over: open[branch.request.repository]?[branch.request.branch]))
        }
        return (plan, written)
    }
}
