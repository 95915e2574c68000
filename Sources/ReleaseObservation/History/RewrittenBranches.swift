import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Finds releases whose commits are in the history of no branch, because it was written anew after them.
///
/// A release of another line is on that line's branch, and one that was tagged later than the planned commit is on its own, so
/// neither is meant.
struct RewrittenBranches: Sendable {
    let sourceControl: any CloneReader

    /// - Parameters:
    ///   - histories: Of the world as it is now.
    ///   - missed: The last releases that were found not to be in the history of the head.
    /// - Returns: Whether other releases are the last ones now.
    func add(
        to world: inout ObservedWorkspace, _ histories: [ComponentID: Cascade.History],
        missed: [RepositoryID: Set<CommitID>]
    ) async throws -> Bool {
        var hasChanged = false
        var histories = histories
        for index in world.repositories.indices {
            let repository = world.repositories[index]
            guard missed[repository.id] != nil, let head = repository.head else { continue }
            // Without a sign of it, all tags were taken to be before the head.
            let before = try await sourceControl.tags(before: head, in: repository.folder)
            for tag in repository.tags.indices {
                world.repositories[index].tags[tag].isReachable = before.contains(repository.tags[tag].name)
            }
            hasChanged = true
        }
        if hasChanged { histories = try PlanMaker.histories(of: world) }
        for component in world.components {
            guard let history = histories[component.id], history.line == nil,
                let index = world.repositories.firstIndex(where: { $0.id == component.repository }),
                !world.repositories[index].isShallow,
                let highest = history.releases.last(where: { !$0.version.isPrerelease && !$0.tag.commit.text.isEmpty }),
                !highest.tag.isReachable, history.last.map({ highest.version > $0.version }) ?? true,
                try await !sourceControl.isOnBranch(highest.tag.commit, in: world.repositories[index].folder)
            else { continue }
            world.repositories[index].orphanedTags.insert(highest.tag.name)
        }
        return hasChanged
    }
}
