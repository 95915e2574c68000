package import ReleaseModel

/// The pull requests that release what a plan releases: one for all of a repository, one for each component, or one
/// for each group, as configured.
///
/// - Parameters:
///   - repositories: The web address of each repository, for links to overlong notes.
///   - currentBody: What the pull request says now, to keep what people wrote into it; only where there is exactly one.
///   - currentBodies: The same by repository and branch, where a forge says it.
///   - bodyLimit: In UTF-16 code units.
/// - Returns: In the order of the plan. Nothing for a component that has nothing to edit: its version is merged already
///   and only its tag is missing.
/// - Throws: ``PullRequestError`` where git would not take a branch's name, and for a repository that is on no branch.
package func releasePullRequests(
    from plan: ReleasePlan, rules: PullRequestRules, repositories: [RepositoryID: String] = [:],
    currentBody: String? = nil, currentBodies: [RepositoryID: [String: String]] = [:],
    bodyLimit: Int = PullRequestOverflow.limit
) throws(PullRequestError) -> [ReleasePullRequest] {
    var requests: [ReleasePullRequest] = []
    var bundles: [(maker: PullRequestMaker, bundle: PullRequestSplit.Bundle)] = []
    for repository in plan.repositories {
        let released = plan.released.filter { $0.repository == repository.id && !$0.ownEdits.isEmpty }
        guard !released.isEmpty else { continue }
        guard let branch = repository.branch else { throw .detached(repository.id) }
        let maker = PullRequestMaker(
            rules: rules, repository: repository.id, base: branch, address: repositories[repository.id],
            bodyLimit: bodyLimit)
        bundles += PullRequestSplit(released, rules: rules).bundles.map { (maker, $0) }
    }
    for (maker, bundle) in bundles {
        requests.append(
            try maker.request(bundle) { branch in
                currentBodies[maker.repository]?[branch] ?? (bundles.count == 1 ? currentBody : nil)
            })
    }
    return requests
}

extension PlannedComponent {
    /// What a release commit of its repository changes; what names a commit that is yet to be made comes later.
    package var ownEdits: [PlannedEdit] {
        edits.filter { $0.repository == repository && !$0.change.awaitsCommit }
    }

    /// Whether it only raises the version under development after a release.
    var isSnapshot: Bool { nextVersion?.text.contains("-SNAPSHOT") ?? false }
}

/// Why no release pull request can be made.
package enum PullRequestError: UserFacingError, Equatable {
    case detached(RepositoryID)
    case badBranch(String, RepositoryID)

    package var code: String {
        switch self {
        case .detached: "pull-request.detached-head"
        case .badBranch: "pull-request.bad-branch"
        }
    }

    package var summary: String {
        switch self {
        case .detached(let repository): "\(repository) is not on a branch, so a release has nothing to be merged into."
        case .badBranch(let name, let repository):
            "The release branch of \(repository) would be called '\(name)', which is not a valid name in git."
        }
    }

    package var suggestions: [String] {
        switch self {
        case .detached: ["Check out the branch that is released, in its clone: git -C FOLDER switch main"]
        case .badBranch: ["Give the component or group a name of letters, digits and hyphens."]
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .detached: .failed
        case .badBranch: .configuration
        }
    }
}
