import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Finds abandoned tags, which no longer decide anything although they are the highest (an old `v0.3.0-prerelease`,
/// followed by 0.2.1, 0.2.2, …). The manifest has a lower version now, and either
///
/// - the last release of the manifest's numbering is not before such a tag: the numbering went back; or
/// - the tag is a prerelease, and a lower stable release came after it.
///
/// Where all lower releases lie before the tag, the manifest was only forgotten, and the tag counts.
struct AbandonedTags: Sendable {
    let sourceControl: any CloneReader
    /// How many tags of one component are examined.
    private static let limit = 50

    /// - Parameter histories: Of the world as it is now.
    /// - Returns: The histories of the world as it is then.
    func add(
        to world: inout ObservedWorkspace, _ histories: [ComponentID: Cascade.History]
    ) async throws -> [ComponentID: Cascade.History] {
        var hasChanged = false
        for component in world.components {
            guard let history = histories[component.id], let last = history.last, !last.tag.commit.text.isEmpty,
                component.version.map({ $0 < last.version }) ?? last.version.isPrerelease,
                let index = world.repositories.firstIndex(where: { $0.id == component.repository })
            else { continue }
            let repository = world.repositories[index]
            guard last.tag.commit != repository.head, !repository.isShallow else { continue }
            var abandoned: Set<TagName> = []
            let above = history.releases.filter { one in
                one.tag.isReachable && (component.version.map { one.version > $0 } ?? true)
            }
            for one in above.reversed().prefix(AbandonedTags.limit) {
                guard try await isAbandoned(one, component.version, history, in: repository.folder) else { break }
                abandoned.insert(one.tag.name)
            }
            guard !abandoned.isEmpty else { continue }
            world.repositories[index].abandonedTags[component.id] = abandoned
            hasChanged = true
        }
        return hasChanged ? try PlanMaker.histories(of: world) : histories
    }

    private func isAbandoned(
        _ one: LastRelease, _ written: Version?, _ history: Cascade.History, in folder: String
    ) async throws -> Bool {
        let lower = history.releases.filter { $0.tag.isReachable && $0.version < one.version }
        if let written, let base = lower.last(where: { $0.version <= written }), base.tag.commit != one.tag.commit,
            try await !sourceControl.isAncestor(base.tag.commit, of: one.tag.commit, in: folder, remote: nil)
        {
            return true
        }
        guard one.version.isPrerelease, written?.release != one.version.release,
            let stable = lower.last(where: { !$0.version.isPrerelease }), stable.tag.commit != one.tag.commit
        else { return false }
        return try await sourceControl.isAncestor(one.tag.commit, of: stable.tag.commit, in: folder, remote: nil)
    }
}
