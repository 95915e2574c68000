package import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// A tag that a plan would make exists on a commit that the clone lacks: the release was made elsewhere, and the clone is
/// behind its remote.
package struct CloneBehind: UserFacingError, Equatable {
    package var repository: RepositoryID
    package var folder: String
    package var remote: String
    package var branch: String
    package var tag: TagName
    package var commit: CommitID

    package var code: String { "plan.clone-behind" }
    package var summary: String {
        "\(repository): the clone is behind \(remote)/\(branch), so what it would release as \(tag) is released already."
    }
    package var reasons: [String] { ["\(tag) is at \(commit.short), after the commit that is checked out."] }
    package var suggestions: [String] {
        ["Bring the clone up to date, then plan again: \(gitCommand("pull --ff-only \(remote) \(branch)", in: folder))"]
    }
    package var exitCode: ExitCode { .failed }
}

extension Workspace {
    /// The reason for a tag that exists already, where the clone is merely behind its remote; nil for everything else.
    ///
    /// Only what was fetched before is looked at: planning asks no remote.
    func cloneBehind(_ error: any Error, in world: ObservedWorkspace) async -> CloneBehind? {
        let found: (repository: RepositoryID, tag: TagName, commit: CommitID)? =
            switch error {
            case PlanError.tagExists(let component, let tag, let commit):
                world.component(component).map { ($0.repository, tag, commit) }
            case UnifiedReleaseError.tagExists(let tag, let commit, _):
                world.configuration.unifiedRelease.map { ($0.repository, tag, commit) }
            default: nil
            }
        guard let found, let repository = world.repository(found.repository), let head = repository.head,
            let remote = repository.remote, let branch = repository.branch, found.commit != head
        else { return nil }
        // Where the branch was fetched without its commits being pulled, the tag may also be beside the branch.
        let fetched = try? await sourceControl.resolve("refs/remotes/\(remote)/\(branch)", in: repository.folder)
        var tips = [found.commit]
        if let fetched = fetched ?? nil, fetched != head { tips.append(fetched) }
        for tip in tips {
            let isAhead = try? await sourceControl.isAncestor(head, of: tip, in: repository.folder, remote: nil)
            guard isAhead == true else { continue }
            return CloneBehind(
                repository: found.repository, folder: repository.folder, remote: remote, branch: branch,
                tag: found.tag, commit: found.commit)
        }
        return nil
    }
}
