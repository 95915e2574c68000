import ReleaseModel
import ReleasePorts

/// Reads which commits each component of a repository has had since its last release.
struct HistoryReader: Sendable {
    let sourceControl: any SourceControl

    struct Since: Sendable {
        var component: Component
        /// nil: never released; its history is then not asked for.
        var last: CommitID?
    }

    /// By component, newest first. All commits reachable from the head and not from the last release count, side
    /// branches of merges included; each belongs to the components whose paths it touches.
    func commits(
        of repository: ObservedRepository, since: [Since]
    ) async throws -> [ComponentID: [ObservedCommit]] {
        let since = since.filter { $0.component.ecosystem != "versions-toml" }
        let released = since.filter { $0.last != nil }
        guard let head = repository.head, !released.isEmpty else { return [:] }
        guard !repository.isShallow else { throw ObservationError.shallow(repository.id, folder: repository.folder) }
        let tags = Set(released.compactMap(\.last)).sorted()
        if tags == [head] { return [:] }
        let isSingle = since.count == 1
        if tags.count == 1 {
            let all = try await sourceControl.commits(
                HistoryQuery(head: head, excluding: tags, paths: isSingle ? .none : .changed), in: repository.folder)
            return split(all, among: since) { _ in [] }
        }
        let ancestor = try await sourceControl.commonAncestor(of: tags + [head], in: repository.folder)
        let all = try await sourceControl.commits(
            HistoryQuery(head: head, excluding: ancestor.map { [$0] } ?? []), in: repository.folder)
        let byID = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var reachable: [CommitID: Set<CommitID>] = [:]
        for tag in tags { reachable[tag] = reach(from: tag, in: byID) }
        return split(all, among: since) { reachable[$0] ?? [] }
    }

    private func reach(from start: CommitID, in commits: [CommitID: ObservedCommit]) -> Set<CommitID> {
        var seen: Set<CommitID> = []
        var open = [start]
        while let id = open.popLast() {
            guard let commit = commits[id], seen.insert(id).inserted else { continue }
            open += commit.parents
        }
        return seen
    }

    private func split(
        _ commits: [ObservedCommit], among since: [Since], releasedBefore: (CommitID) -> Set<CommitID>
    ) -> [ComponentID: [ObservedCommit]] {
        if since.count == 1, let only = since.first { return [only.component.id: commits] }
        let paths = since.map { ($0.component.id, $0.component.path) }.sorted { $0.1.count > $1.1.count }
        var result: [ComponentID: [ObservedCommit]] = [:]
        let before = Dictionary(
            since.compactMap { one in one.last.map { ($0, releasedBefore($0)) } },
            uniquingKeysWith: { first, _ in first })
        let lasts = Dictionary(since.map { ($0.component.id, $0.last) }, uniquingKeysWith: { first, _ in first })
        for commit in commits {
            var touched: Set<ComponentID> = []
            for path in commit.paths {
                // The deepest component that holds the path; several may share one folder.
                guard let deepest = paths.first(where: { $0.1 == "." || path.hasPrefix($0.1 + "/") })?.1 else {
                    continue
                }
                touched.formUnion(paths.filter { $0.1 == deepest }.map(\.0))
            }
            for component in touched {
                guard let last = lasts[component] ?? nil, before[last]?.contains(commit.id) != true else { continue }
                result[component, default: []].append(commit)
            }
        }
        return result
    }
}
