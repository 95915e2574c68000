import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
package import ReleasePlanning
import ReleasePlease
import ReleasePorts

/// How release branches are written.
package struct ReleaseBranchOptions: Sendable {
    /// Whether they go to the remote, if there is one.
    package var pushes = true
    /// Whether a branch with others' commits is overwritten; those commits are kept.
    package var isForced = false
    /// Whether nothing is written at all.
    package var isDry = false
    /// The current text of a forge's pull request, to keep manual edits; only if there is exactly one.
    package var currentBody: String?
    /// The same of several, by repository and branch.
    var currentBodies: [RepositoryID: [String: String]] = [:]
    /// What merged pull requests say instead of their commits.
    var overrides: [RepositoryID: MessageOverrides] = [:]

    package init() {}
}

/// The result for one release branch.
package struct WrittenReleaseBranch: Sendable, Encodable {
    package enum State: String, Sendable, Encodable { case planned, unchanged, created, updated }

    package var request: ReleasePullRequest
    package var state: State
    /// nil where nothing was written.
    package var commit: CommitID?
    /// Where others' commits that were on the branch are kept.
    package var kept: [String] = []
}

/// Writes release pull requests as branches.
package struct ReleaseBranchOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// Creates or updates a branch for each release pull request of the plan, and returns its text.
    ///
    /// The commit is on the base, with its date and Slipway's name, so that equal content makes the same commit. All
    /// branches are checked before the first is moved. The plan's warnings are also those of title patterns.
    package func releaseBranches(
        _ request: ReleaseRequest, _ options: ReleaseBranchOptions
    ) async throws -> (plan: ReleasePlan, branches: [WrittenReleaseBranch]) {
        var (plan, world, requests) = try await pullRequests(request, options)
        guard !options.isDry else {
            plan.warnings += try await BaseCheck(workspace).refusals(of: requests, in: world, options).map {
                "A run without --dry-run would be refused: \($0.summary)"
            }
            return (plan, requests.map { WrittenReleaseBranch(request: $0, state: .planned) })
        }
        if options.pushes { try await BaseCheck(workspace).checkBases(of: requests, in: world) }
        var written: [WrittenReleaseBranch] = []
        for (writer, branch) in try await prepare(requests, in: world, options) {
            written.append(try await writer.write(branch))
        }
        return (plan, written)
    }

    /// Makes the commits of all branches, and checks that they may be written, before the first one is.
    func prepare(
        _ requests: [ReleasePullRequest], in world: ObservedWorkspace, _ options: ReleaseBranchOptions
    ) async throws -> [(writer: ReleaseBranchWriter, branch: ReleaseBranchWriter.Prepared)] {
        var prepared: [(ReleaseBranchWriter, ReleaseBranchWriter.Prepared)] = []
        for request in requests {
            guard let repository = world.repository(request.repository), let base = repository.head else { continue }
            let writer = writer(repository, base: base, options)
            let (files, removed) = try await changes(of: request, on: base, in: repository.folder)
            prepared.append((writer, try await writer.prepare(request, files: files, removed: removed)))
        }
        return prepared
    }

    /// What a pull request changes: the new bytes of files by path, and the files that it removes.
    func changes(
        of request: ReleasePullRequest, on base: CommitID, in folder: String
    ) async throws -> (files: [String: [UInt8]], removed: Set<String>) {
        let edits = request.edits.map(\.edit)
        let files = try await editedFiles(
            edits, at: base, in: folder, sourceControl: workspace.sourceControl,
            ecosystems: Dictionary(
                workspace.ecosystems.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }))
        return (
            files,
            try await removedFiles(edits, at: base, in: folder, sourceControl: workspace.sourceControl)
        )
    }

    func writer(
        _ repository: ObservedRepository, base: CommitID, _ options: ReleaseBranchOptions
    ) -> ReleaseBranchWriter {
        ReleaseBranchWriter(
            git: workspace.sourceControl, repository: repository, base: base, identity: workspace.configuration.commits,
            remote: options.pushes ? repository.remote : nil, isForced: options.isForced)
    }

    func pullRequests(
        _ request: ReleaseRequest, _ options: ReleaseBranchOptions
    ) async throws -> (plan: ReleasePlan, world: ObservedWorkspace, requests: [ReleasePullRequest]) {
        var (plan, world): (ReleasePlan, ObservedWorkspace)
        if let source = workspace.releasePlease {
            // A plan from there could fail for reasons that have nothing to do with it.
            try refuseReleaseBranch(
                try await workspace.sourceControl.look(at: workspace.folder, branch: nil, remote: "origin")?.branch,
                in: workspace.folder)
            let planned = try await workspace.plan(source, request, at: nil, overrides: options.overrides)
            guard planned.merged.isEmpty else { throw ReleaseBranchError.untagged(planned.merged.map(\.tag)) }
            (plan, world) = (planned.plan, planned.world)
        } else {
            (plan, world) = try await workspace.plan(request, overrides: options.overrides)
            for repository in world.repositories {
                try refuseReleaseBranch(repository.branch, in: repository.folder)
            }
        }
        plan.warnings += rules(plan).warnings
        return (plan, world, try pullRequests(from: plan, world, options))
    }

    private func rules(_ plan: ReleasePlan) -> PullRequestRules {
        workspace.releasePlease.map { PullRequestRules($0.configuration, compatibility: $0.compatibility) }
            ?? PullRequestRules(workspace.configuration, components: plan.components.count)
    }

    /// The pull requests of a plan.
    func pullRequests(
        from plan: ReleasePlan, _ world: ObservedWorkspace, _ options: ReleaseBranchOptions
    ) throws -> [ReleasePullRequest] {
        let addresses = world.repositories.compactMap { repository in
            repository.remoteAddress.flatMap(RepositoryAddress.init).map { (repository.id, $0.text) }
        }
        return try releasePullRequests(
            from: plan, rules: rules(plan),
            repositories: Dictionary(addresses, uniquingKeysWith: { first, _ in first }),
            currentBody: options.currentBody, currentBodies: options.currentBodies)
    }
}
