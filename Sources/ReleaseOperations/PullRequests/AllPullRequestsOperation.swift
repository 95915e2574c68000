import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
package import ReleasePlanning
import ReleasePorts

/// Opens and updates the release pull requests of every repository of a workspace, some at once.
///
/// The release is planned once, for all. Then each repository stands for itself: what its forge refuses is its own result
/// and keeps nothing of the others back.
package struct AllPullRequestsOperation: Sendable {
    let workspace: Workspace
    let requests: PullRequestOperation

    /// How many repositories are asked for at once where nothing else is said. Writes are sent one after the other anyway.
    package static let usualParallelism = 8

    package init(_ workspace: Workspace) {
        self.workspace = workspace
        requests = PullRequestOperation(workspace)
    }

    /// - Parameter parallelism: How many repositories are worked on at once, so at most that many requests are on their
    ///   way; from 1.
    /// - Returns: A result for each repository of the workspace, by id.
    package func write(
        _ request: ReleaseRequest, _ options: PullRequestOptions, parallelism: Int = usualParallelism
    ) async throws -> (plan: ReleasePlan, repositories: [RepositoryPullRequests]) {
        try await AtForgeError.translating { try await writeAll(request, options, parallelism) }
    }

    private func writeAll(
        _ request: ReleaseRequest, _ options: PullRequestOptions, _ parallelism: Int
    ) async throws -> (plan: ReleasePlan, repositories: [RepositoryPullRequests]) {
        var branching = ReleaseBranchOptions()
        branching.isForced = options.isForced
        let branches = ReleaseBranchOperation(workspace)
        var (plan, world, wanted) = try await branches.pullRequests(request, branching)
        try workspace.checkComponents(plan, world)
        let inputs = try PullRequestInputs(
            request, isCompatible: requests.isCompatible, wanted, in: world)
        var look = AllPullRequestsLook(requests: requests, world: world, options: options, inputs: inputs)
        let parts = RepositoryParts(world)
        let ids = world.repositories.map(\.id)

        // What the forges have, and what people wrote there.
        var looks = try await bounded(ids, parallelism) { [look, wanted] in try await look.look(at: $0, wanted) }
        let moved = parts.touched(by: ids.filter { looks[$0]?.isStanding == false })
        looks = try await bounded(ids, parallelism) { [look, looks] id in
            let known = looks[id] ?? .nothing
            return moved.contains(id) ? try await look.words(of: known, at: id) : known
        }
        branching.overrides = looks.compactMapValues(\.overrides)
        if branching.overrides.contains(where: { !$0.value.isEmpty }) {
            (plan, world, wanted) = try await branches.pullRequests(request, branching)
            look.world = world
            looks = try await bounded(ids, parallelism) { [look, looks, wanted] id in
                let known = looks[id] ?? .nothing
                return moved.contains(id) ? try await look.look(again: known, at: id, wanted) : known
            }
        }
        branching.currentBodies = looks.compactMapValues { $0.open.isEmpty ? nil : $0.open.mapValues(\.body) }
        if !branching.currentBodies.isEmpty {
            wanted = try branches.pullRequests(from: plan, world, branching)
        }

        let results = try await bounded(ids, parallelism) { [look, looks, wanted, branching] id in
            try await look.finish(looks[id] ?? .nothing, of: id, wanted.filter { $0.repository == id }, branching)
        }
        return (plan, ids.compactMap { results[$0] })
    }
}

/// Works on several things, at most so many at once.
///
/// - Returns: The answers by what they are about.
private func bounded<Item: Hashable & Sendable, Answer: Sendable>(
    _ items: [Item], _ limit: Int, _ work: @escaping @Sendable (Item) async throws -> Answer
) async throws -> [Item: Answer] {
    let answers = try await boundedMap(items, atMost: limit, work)
    return Dictionary(zip(items, answers)) { first, _ in first }
}
