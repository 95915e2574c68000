import Foundation
import ReleaseModel
import ReleaseObservation
import ReleasePorts

/// Looks at the remotes of a served workspace and stores what was pushed since the last look, like events that a forge
/// sends: forges lose some, send none for many tags at once, and plain git sends none at all.
///
/// What is there at the first look starts nothing.
struct RemoteWatch {
    /// What a remote had at the last look.
    private struct Seen: Codable, Equatable {
        var branch: String
        var head: CommitID?
        var tags: [TagName: CommitID]
    }

    private struct Snapshot: Codable {
        var schema = "slipway.references/1"
        var repositories: [RepositoryID: Seen] = [:]
    }

    private let workspace: Workspace
    private let clones: ClonesInForce
    private let news: @Sendable (ServedNews) async -> Void
    /// Remotes that did not answer at the last look.
    private var silent: Set<RepositoryID> = []

    init(_ workspace: Workspace, _ clones: ClonesInForce, news: @escaping @Sendable (ServedNews) async -> Void) {
        self.workspace = workspace
        self.clones = clones
        self.news = news
    }

    /// Of a push that was missed, so many commits are read for what their messages say.
    private static let commits = 2_048

    private var file: String { workspace.stateFolder + "/served-references.json" }

    /// Whether a trigger is for what this finds.
    var isNeeded: Bool {
        workspace.configuration.triggers.contains { trigger in
            switch trigger.event {
            case .tag, .push: true
            case .mergedReleasePullRequest, .pullRequest, .release, .workflow, .dispatch, .schedule: false
            }
        }
    }

    /// - Returns: How many events are new.
    mutating func look(in store: any ServedStore) async throws -> Int {
        let moment = workspace.now()
        let world = try await workspace.observeRepositories()
        var snapshot = try self.snapshot()
        let before = snapshot.repositories
        var deliveries: [Delivery] = []
        for (id, seen) in await references(of: world) {
            if let known = before[id], known.branch == seen.branch, let repository = world.repository(id) {
                deliveries += try await changes(from: known, to: seen, in: repository, at: moment)
            }
            snapshot.repositories[id] = seen
        }
        // Stored before they count as seen: what is taken twice is stored once.
        let isNew = deliveries.isEmpty ? [] : try await store.take(deliveries)
        if snapshot.repositories != before {
            try await workspace.checkState()
            try await workspace.files.write(Array(try encodeJSON(snapshot, isPretty: false)), to: file)
        }
        return isNew.count { $0 }
    }

    private func snapshot() throws -> Snapshot {
        guard let data = FileManager.default.contents(atPath: file) else { return Snapshot() }
        // A file that can't be read is as good as none: then this is the first look.
        return (try? decodeJSON(Snapshot.self, from: data)) ?? Snapshot()
    }

    private mutating func references(of world: ObservedWorkspace) async -> [(RepositoryID, Seen)] {
        let git = workspace.sourceControl
        let asked = world.repositories.filter { $0.remote != nil && $0.branch != nil && $0.head != nil }
        let answers = await boundedMap(asked, atMost: Workspace.remotesAtOnce) {
            one -> (RepositoryID, Result<Seen, SourceControlError>) in
            let (branch, remote) = (one.branch ?? "", one.remote ?? "")
            do throws(SourceControlError) {
                let found = try await git.remoteReferences(
                    RemoteQuery(branches: [branch], tags: nil), of: one.folder, remote: remote)
                return (one.id, .success(Seen(branch: branch, head: found.branches[branch], tags: found.tags)))
            } catch { return (one.id, .failure(error)) }
        }
        var found: [(RepositoryID, Seen)] = []
        for (id, answer) in answers.sorted(by: { $0.0 < $1.0 }) {
            switch answer {
            case .success(let seen):
                silent.remove(id)
                found.append((id, seen))
            case .failure(let error):
                if silent.insert(id).inserted { await news(.unreachable(id, error)) }
            }
        }
        return found
    }

    // MARK: Changes

    private func changes(
        from known: Seen, to seen: Seen, in repository: ObservedRepository, at moment: Date
    ) async throws -> [Delivery] {
        let name = workspace.configuration.nameOfEvents(in: repository)
        var pushes = seen.tags.filter { known.tags[$0.key] == nil }.sorted { $0.key < $1.key }.map { tag, commit in
            Push(reference: .tag(tag), after: commit, before: nil)
        }
        if let head = seen.head, head != known.head {
            try await clones.update(since: moment)
            let commits = try await messages(from: known.head, to: head, in: repository)
            pushes.append(Push(reference: .branch(seen.branch), after: head, before: known.head, commits: commits))
        }
        return try pushes.map { push in
            let (kind, target) =
                switch push.reference {
                case .branch(let branch): ("branch", branch)
                case .tag(let tag): ("tag", tag.text)
                }
            let body = try encodeJSON(
                Occurrence(repository: name, actor: nil, kind: .push(push)), isPretty: false)
            return Delivery(
                id: DeliveryID("look/\(repository.id)/\(kind)/\(target)/\(push.after?.text ?? "")"), source: .look,
                event: "push", body: String(decoding: body, as: UTF8.self), receivedAt: workspace.now())
        }
    }

    private func messages(
        from old: CommitID?, to new: CommitID, in repository: ObservedRepository
    ) async throws -> [Push.Commit] {
        let query = HistoryQuery(
            head: new, excluding: [old].compactMap(\.self), paths: .none, limit: old == nil ? 1 : Self.commits)
        return try await workspace.sourceControl.commits(query, in: repository.folder).reversed().map {
            Push.Commit(id: $0.id, message: $0.message)
        }
    }
}

extension WorkspaceConfiguration {
    /// What events call a repository: its name at the forge, or on plain git the workspace's and its own.
    func nameOfEvents(in repository: ObservedRepository) -> ForgeRepository {
        atForge(repository)?.name ?? ForgeRepository(owner: workspace, name: repository.id.text)
    }
}
