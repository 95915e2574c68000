import ReleaseEngine
import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// Pull requests that runs left open which were lost with their disk, after what they follow was released.
///
/// A downstream is released for an upstream that the same run releases. Once that has its tag, nothing calls for the
/// downstream any more but the pull request at the forge.
struct LeftMerges: Sendable {
    let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    /// The plan that continues one of them: of the downstreams of an upstream's last release.
    ///
    /// Asks only forges of repositories whose commits come by pull request.
    ///
    /// - Parameter world: One in which nothing else is left to release.
    /// - Returns: nil where none is open, or none that a plan leads to.
    func plan(in world: ObservedWorkspace) async throws -> (plan: ReleasePlan, world: ObservedWorkspace)? {
        let histories = try PlanMaker.histories(of: world)
        var tried: Set<TagName> = []
        for repository in world.repositories {
            let branches = try await openBranches(of: repository, in: world)
            guard !branches.isEmpty else { continue }
            let own = Set(world.components.filter { $0.repository == repository.id }.map(\.id))
            for edge in world.edges where own.contains(edge.from) && !own.contains(edge.to) {
                guard let tag = histories[edge.to]?.last?.tag.name, tried.insert(tag).inserted else { continue }
                let (plan, then) = try await workspace.plan(ReleaseRequest(upstreamTag: tag))
                if plan.nothingToRelease == nil, !plan.deliveredBranches(of: repository.id).isDisjoint(with: branches) {
                    return (plan, then)
                }
            }
        }
        return nil
    }

    /// The branches of a run's open pull requests.
    private func openBranches(of repository: ObservedRepository, in world: ObservedWorkspace) async throws -> Set<
        String
    > {
        guard world.configuration.delivery(to: repository.id).way == .pullRequest, let base = repository.branch,
            let place = world.configuration.atForge(repository)
        else { return [] }
        let forge = try workspace.outside.forge(place, .pullRequests)
        let open = try await forge.openPullRequests(from: nil, into: base, in: place.name)
        return Set(open.map(\.branch).filter { $0.hasPrefix(deliveryPrefix(of: base)) })
    }
}

extension ReleasePlan {
    /// The branches from which the release commits of a repository come by pull request.
    fileprivate func deliveredBranches(of repository: RepositoryID) -> Set<String> {
        Set(
            steps.compactMap { step in
                guard step.repository == repository, case .push(let work) = step.work else { return nil }
                return work.atForge?.request?.branch
            })
    }
}
