import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Works on the release pull requests of one repository among many. An error is that repository's result.
struct AllPullRequestsLook: Sendable {
    let requests: PullRequestOperation
    var world: ObservedWorkspace
    let options: PullRequestOptions
    let inputs: PullRequestInputs

    /// What was seen of a repository at its forge.
    struct Seen: Sendable {
        /// nil: nothing was asked, since nothing was committed since the last release.
        var forges: ForgeRepositories?
        /// Its open release pull requests, by branch.
        var open: [String: ForgePullRequest] = [:]
        /// Its pull requests, where nothing of its own can have changed them.
        var standing: [WrittenPullRequest]?
        /// Whether it was asked what merged pull requests say instead of their commits.
        var isAsked = false
        /// What they say; nil: nothing.
        var overrides: MessageOverrides?
        var failure: (any UserFacingError)?

        static let nothing = Seen()

        /// Whether nothing here can change what others release.
        var isStanding: Bool {
            failure != nil || forges == nil || standing != nil || (isAsked && overrides == nil)
        }
    }

    func look(at id: RepositoryID, _ wanted: [ReleasePullRequest]) async throws -> Seen {
        let own = wanted.filter { $0.repository == id }
        guard !own.isEmpty || world.repository(id)?.history.isEmpty == false else { return .nothing }
        return try await seen { seen in
            let forges = try await forges(of: id, own)
            seen.forges = forges
            guard !own.isEmpty else {
                try await readOverrides(forges, at: id, &seen)
                return
            }
            let open = try await forges.open(for: own)
            seen.open = open[id] ?? [:]
            guard !options.isDry else { return }
            seen.standing = try await requests.standing(own, open, inputs, in: world, forges)
        }
    }

    /// The same with what people wrote into merged pull requests, where it was not asked for.
    func words(of known: Seen, at id: RepositoryID) async throws -> Seen {
        guard let forges = known.forges, !known.isAsked, known.failure == nil else { return known }
        return try await seen(known) { seen in
            seen.standing = nil
            try await readOverrides(forges, at: id, &seen)
        }
    }

    /// The same for other pull requests than before.
    func look(again known: Seen, at id: RepositoryID, _ wanted: [ReleasePullRequest]) async throws -> Seen {
        let own = wanted.filter { $0.repository == id }
        guard known.failure == nil, !own.isEmpty else { return known }
        return try await seen(known) { seen in
            let forges = if let known = known.forges { known } else { try await forges(of: id, own) }
            seen.forges = forges
            seen.standing = nil
            seen.open = try await forges.open(for: own)[id] ?? [:]
        }
    }

    /// Writes what differs.
    func finish(
        _ seen: Seen, of id: RepositoryID, _ own: [ReleasePullRequest], _ branching: ReleaseBranchOptions
    ) async throws -> RepositoryPullRequests {
        var result = RepositoryPullRequests(
            repository: id, name: seen.forges?.all[id]?.facts.repository, failure: seen.failure)
        guard seen.failure == nil, let forges = seen.forges else { return result }
        result.warnings = forges.notices + requests.misplacedWords(in: seen.open.values)
        if let standing = seen.standing {
            result.pullRequests = standing
            result.warnings += await requests.left(by: standing, in: world, forges)
            return result
        }
        var written = PullRequestOperation.Written()
        do {
            try await AtForgeError.translating {
                try await requests.write(
                    own, over: [id: seen.open], inputs, options, branching, in: world, forges, &written)
            }
        } catch let error as any UserFacingError { result.failure = error }
        result.pullRequests = written.pullRequests
        result.warnings += written.warnings
        if !options.isDry, result.failure == nil {
            result.warnings += await requests.left(by: written.pullRequests, in: world, forges)
        }
        return result
    }

    private func forges(of id: RepositoryID, _ own: [ReleasePullRequest]) async throws -> ForgeRepositories {
        let needs = requests.needs(of: own, options, in: world)
        return try await ForgeRepositories(
            requests.workspace, world: world, of: [id],
            rights: Dictionary(uniqueKeysWithValues: needs.map { ($0.at.id, $0.sum) }))
    }

    private func readOverrides(_ forges: ForgeRepositories, at id: RepositoryID, _ seen: inout Seen) async throws {
        seen.overrides = try await requests.overrides(in: world, forges)[id]
        seen.isAsked = true
    }

    private func seen(
        _ known: Seen = .nothing, _ look: (inout Seen) async throws -> Void
    ) async throws -> Seen {
        var seen = known
        do { try await AtForgeError.translating { try await look(&seen) } } catch let error as any UserFacingError {
            seen.failure = error
        }
        return seen
    }
}
