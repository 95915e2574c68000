import ReleaseEngine
import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// Repositories as their forges show them, looked at before anything is written.
struct ForgeRepositories: Sendable {
    struct Repository: Sendable {
        var forge: any Forge
        var facts: RepositoryFacts
    }

    private(set) var all: [RepositoryID: Repository] = [:]
    /// What people should know.
    private(set) var notices: [String] = []

    /// - Parameters:
    ///   - rights: What is asked for beside the rights for pull requests.
    ///   - writes: Whether something is going to be written; nothing has to be allowed to who only reads.
    /// - Throws: ``ForgeError/archived(_:)``, ``ForgeError/notAllowed(_:needed:reason:)`` before the first write.
    init(
        _ workspace: Workspace, world: ObservedWorkspace, of ids: Set<RepositoryID>,
        rights: [RepositoryID: ForgeRights] = [:], writes: Bool = true
    ) async throws {
        for id in ids.sorted() {
            guard let repository = world.repository(id) else { continue }
            guard repository.head != nil else { throw ObservationError.notUnderGit(repository.folder) }
            let place = try workspace.atForge(repository, in: world)
            let forge = try workspace.outside.forge(
                place, (rights[id] ?? .reading).union(writes ? .pullRequests : .readingPullRequests))
            let facts = try await forge.facts(of: place.name)
            guard writes else {
                all[id] = Repository(forge: forge, facts: facts)
                continue
            }
            guard !facts.isArchived else { throw ForgeError.archived(facts.repository) }
            if facts.canPush == false {
                throw ForgeError.notAllowed(
                    ForgeRequest(host: place.host ?? "the forge", purpose: "write to \(facts.repository)"),
                    needed: "The permissions contents: write and pull-requests: write", reason: "")
            }
            if facts.repository != place.name {
                notices.append(
                    "\(place.name) is called \(facts.repository) now: git -C \(repository.folder) remote set-url "
                        + "\(repository.remote ?? "origin") \(facts.address).git")
            }
            all[id] = Repository(forge: forge, facts: facts)
        }
    }

    func repository(_ id: RepositoryID) throws -> Repository {
        guard let found = all[id] else { preconditionFailure("\(id) was not asked for") }
        return found
    }

    /// The open pull requests from these branches, by branch.
    ///
    /// One by one as long as that takes fewer requests than listing all.
    func open(for requests: [ReleasePullRequest]) async throws -> [RepositoryID: [String: ForgePullRequest]] {
        var found: [RepositoryID: [String: ForgePullRequest]] = [:]
        for (id, repository) in all.sorted(by: { $0.key < $1.key }) {
            let own = requests.filter { $0.repository == id }
            var open: [ForgePullRequest] = []
            if own.count <= 2 {
                for one in own {
                    open += try await repository.forge.openPullRequests(
                        from: one.branch, into: one.base, in: repository.facts.repository)
                }
            } else {
                open = try await repository.forge.openPullRequests(
                    from: nil, into: own.first?.base, in: repository.facts.repository)
            }
            for one in open where one.source == repository.facts.repository {
                found[id, default: [:]][one.branch] = one
            }
        }
        return found
    }
}

extension Workspace {
    /// Where a repository is at its forge.
    ///
    /// - Throws: ``ForgeError/unusable(reason:remedy:)`` where the configuration names no forge;
    ///   ``ForgeError/unnamed(_:remote:remedies:)`` where nothing shows what the repository is called there.
    func atForge(
        _ repository: ObservedRepository, in world: ObservedWorkspace
    ) throws(ForgeError) -> RepositoryAtForge {
        if let named = repositoryName, world.repositories.count == 1 {
            let address = repository.remoteAddress.flatMap(RepositoryAddress.init)
            return RepositoryAtForge(id: repository.id, name: named, host: address?.hostName)
        }
        if let place = configuration.atForge(repository) { return place }
        let forge = configuration.forge(of: repository.id)
        guard forge.kind != .git, !(forge.isAssumed && forge.isWritten) else {
            throw .unusable(
                reason: "\(repository.id) is on plain git, which has no pull requests.",
                remedy: "Write the release to a branch: slipway release-branch; or name the forge in slipway.yaml: "
                    + "forge: { kind: github }")
        }
        // slipway.yaml would switch release-please's files off.
        let remedies =
            releasePlease == nil
            ? configuration.remedies(
                setting: "name: OWNER/NAME", of: repository.id, at: repository.folder, in: folder)
            : ["Name it: --repo-slug OWNER/NAME"]
        throw .unnamed(
            repository.id, remote: repository.remoteAddress.map(shownAddress), remedies: remedies)
    }
}
