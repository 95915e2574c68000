import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Compares clones with the branches of their remotes before a release branch is written.
struct BaseCheck: Sendable {
    let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    /// Refuses a base that the remote does not have, or has more of: a release branch shows what is merged, and pushing
    /// it takes along what it stands on.
    func checkBases(of requests: [ReleasePullRequest], in world: ObservedWorkspace) async throws {
        for repository in world.repositories where requests.contains(where: { $0.repository == repository.id }) {
            if let difference = try await baseDifference(of: repository) {
                throw ReleaseBranchError.baseDiffers(repository.id, difference)
            }
        }
    }

    /// Every reason to refuse writing these, including failed checks.
    func refusals(
        of requests: [ReleasePullRequest], in world: ObservedWorkspace, _ options: ReleaseBranchOptions
    ) async throws -> [any UserFacingError] {
        var found: [any UserFacingError] = []
        for repository in world.repositories {
            let own = requests.filter { $0.repository == repository.id }
            guard !own.isEmpty, let base = repository.head else { continue }
            do {
                if options.pushes, let difference = try await baseDifference(of: repository) {
                    // With another base, everything on a release branch would look like someone else's commits.
                    found.append(ReleaseBranchError.baseDiffers(repository.id, difference))
                    continue
                }
                let writer = ReleaseBranchOperation(workspace).writer(repository, base: base, options)
                for request in own { found += try await writer.refusals(of: request) }
            } catch let error as any UserFacingError { found.append(error) }
        }
        return found
    }

    private func baseDifference(of repository: ObservedRepository) async throws -> BaseDifference? {
        guard let remote = repository.remote, let branch = repository.branch, let head = repository.head else {
            return nil
        }
        return try await workspace.sourceControl.baseDifference(
            of: branch, at: head, in: repository.folder, remote: remote)
    }
}
