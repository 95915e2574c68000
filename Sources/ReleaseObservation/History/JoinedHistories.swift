import ReleaseManifests
import ReleaseModel
import ReleasePorts

/// Finds commits that came with the history of another repository: one merge joined it, and its own root is among the
/// commits. Its paths are those of the other repository, so they show a component only where that was already there by
/// its name.
struct JoinedHistories: Sendable {
    /// Every package of a commit.
    let packages: @Sendable (ObservedRepository, CommitID) async throws -> [FoundPackage]

    /// The folder that each component had in the joined history, by the commits of that history; one that it did not have is
    /// missing.
    ///
    /// - Parameter commits: All since a release.
    func folders(
        in commits: [ObservedCommit], of components: [Component], _ repository: ObservedRepository
    ) async throws -> [CommitID: [ComponentID: String]] {
        guard commits.contains(where: \.parents.isEmpty) else { return [:] }
        let byID = Dictionary(commits.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        guard let head = repository.head.flatMap({ byID[$0] }) else { return [:] }
        let related = JoinedHistories.related(to: head, commits, byID)
        var found: [CommitID: [ComponentID: String]] = [:]
        for child in commits where related.contains(child.id) {
            for tip in child.parents where byID[tip] != nil && !related.contains(tip) && found[tip] == nil {
                let then = try await packages(repository, tip)
                var folders: [ComponentID: String] = [:]
                for component in components { folders[component.id] = folder(of: component, in: then) }
                var open = [tip]
                while let id = open.popLast() {
                    guard let commit = byID[id], found[id] == nil else { continue }
                    found[id] = folders
                    open += commit.parents
                }
            }
        }
        return found
    }

    /// A component whose files name no package is known by its folder alone.
    private func folder(of component: Component, in packages: [FoundPackage]) -> String? {
        guard let ecosystem = component.ecosystem, ecosystem != .versionFile else { return component.path }
        return packages.first { one in
            !one.name.isEmpty && one.name == component.package(in: one.ecosystem)
        }?.path
    }

    /// The commits that have a root in common with the head's first parents, or parents that are not among the commits.
    private static func related(
        to head: ObservedCommit, _ commits: [ObservedCommit], _ byID: [CommitID: ObservedCommit]
    ) -> Set<CommitID> {
        var children: [CommitID: [CommitID]] = [:]
        var open: [CommitID] = []
        for commit in commits {
            if commit.parents.contains(where: { byID[$0] == nil }) { open.append(commit.id) }
            for parent in commit.parents { children[parent, default: []].append(commit.id) }
        }
        var root = head
        while let parent = root.parents.first.flatMap({ byID[$0] }) { root = parent }
        open.append(root.id)
        var related: Set<CommitID> = []
        while let id = open.popLast() {
            if related.insert(id).inserted { open += children[id] ?? [] }
        }
        return related
    }
}
