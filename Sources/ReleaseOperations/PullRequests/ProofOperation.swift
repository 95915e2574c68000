import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// Proves that a pull request is exactly what Slipway would write now. Writes nothing at the forge.
///
/// It is asked in a clone that stands on the pull request's base, so that nothing of the pull request decides about it:
/// neither its configuration nor its files.
package struct ProofOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// What the caller knows of the pull request and its author.
    package struct Question: Sendable {
        package var number: Int
        /// The account that opens release pull requests; nil: that of the credentials in use.
        package var author: String?
        /// The commit that the checks are for; nil: whatever the pull request is at.
        package var head: CommitID?

        package init(number: Int, author: String? = nil, head: CommitID? = nil) {
            self.number = number
            self.author = author
            self.head = head
        }
    }

    /// - Throws: ``ForgeError`` where the forge does not answer. Whatever else can't be found out is not proven.
    package func proofs(_ question: Question) async throws -> ReleaseProofs {
        do {
            return ReleaseProofs(try await seen(question))
        } catch let error as ForgeError { throw error } catch let error as any UserFacingError {
            return ReleaseProofs(
                number: question.number,
                unproven: ([error.summary] + error.suggestions.prefix(1)).joined(separator: " "))
        }
    }

    private func seen(_ question: Question) async throws -> SeenReleaseRequest {
        let first = try await planned(at: workspace.now(), [:])
        guard let repository = first.world.repositories.first, first.world.repositories.count == 1 else {
            throw ForgeError.unusable(
                reason: "A pull request belongs to one repository, and this workspace has "
                    + "\(first.world.repositories.count).",
                remedy: "Run it in the repository of the pull request: slipway check --proofs -C FOLDER")
        }
        guard let base = repository.head, let branch = repository.branch else {
            throw PullRequestError.detached(repository.id)
        }
        let forges = try await ForgeRepositories(
            workspace, world: first.world, of: [repository.id], writes: false)
        let at = try forges.repository(repository.id)
        let request = try await at.forge.pullRequest(question.number, in: at.facts.repository)
        let account =
            if let author = question.author { author } else {
                try await at.forge.account(in: at.facts.repository)
            }
        var seen = SeenReleaseRequest(
            request: request, repository: at.facts.repository, expectedHead: question.head, base: branch,
            baseCommit: base, branches: [], account: account,
            authors: try await at.forge.authors(of: question.number, in: at.facts.repository))
        seen.commits = try await commits(of: request.head, on: base, in: repository)
        seen.baseDifference = try await difference(of: branch, at: base, in: repository)
        let overrides = try await PullRequestOperation(workspace).overrides(in: first.world, forges)
        // The day stands in the changelog, so it is planned as of the moment when the branch was written.
        for moment in moments(of: seen.commits?.first) {
            let isFirst = overrides.allSatisfy(\.value.isEmpty) && ReleaseDate(moment) == ReleaseDate(workspace.now())
            let (plan, _, requests) = isFirst ? first : try await planned(at: moment, overrides)
            seen.branches = requests.map(\.branch)
            seen.nothing = requests.isEmpty ? nothingToWrite(plan) ?? "Nothing is to be released." : nil
            seen.planned = nil
            guard let one = requests.first(where: { $0.branch == request.branch }) else { continue }
            seen.planned = try await compared(one, with: seen.commits?.first?.id, on: base, in: repository)
            if seen.planned?.differing?.isEmpty == true { break }
        }
        return seen
    }

    private typealias Plan = (plan: ReleasePlan, world: ObservedWorkspace, requests: [ReleasePullRequest])

    private func planned(at moment: Date, _ overrides: [RepositoryID: MessageOverrides]) async throws -> Plan {
        var workspace = workspace
        workspace.now = { moment }
        var options = ReleaseBranchOptions()
        options.overrides = overrides
        return try await ReleaseBranchOperation(workspace).pullRequests(ReleaseRequest(), options)
    }

    /// When a branch may have been planned, one of each day: a commit of the forge says when it was made, one that git
    /// makes has the base's date.
    private func moments(of commit: ObservedCommit?) -> [Date] {
        var moments = [workspace.now()]
        if let commit, ForgeCandidate.commit(in: commit.message) != nil {
            let made = Date(timeIntervalSince1970: Double(commit.time))
            moments = [made, made.addingTimeInterval(-600)] + moments
        }
        var days: Set<ReleaseDate> = []
        return moments.filter { days.insert(ReleaseDate($0)).inserted }
    }

    /// What the branch has beyond the base, newest first; nil where the clone can't have it.
    private func commits(
        of head: CommitID, on base: CommitID, in repository: ObservedRepository
    ) async throws -> [ObservedCommit]? {
        let query = HistoryQuery(head: head, excluding: [base], paths: .asForge)
        do throws(SourceControlError) {
            // Fetches it where it is not here.
            _ = try await workspace.sourceControl.signatures(
                query, in: repository.folder, remote: repository.remote)
            return try await workspace.sourceControl.commits(query, in: repository.folder)
        } catch {
            if error.retry != .never { throw error }
            return nil
        }
    }

    private func difference(
        of branch: String, at base: CommitID, in repository: ObservedRepository
    ) async throws -> String? {
        guard let remote = repository.remote else { return "The clone has no remote." }
        return try await workspace.sourceControl.baseDifference(
            of: branch, at: base, in: repository.folder, remote: remote)?.sentence(of: repository.id)
    }

    /// Makes the commit that planning gives, and compares the branch with it.
    private func compared(
        _ request: ReleasePullRequest, with head: CommitID?, on base: CommitID, in repository: ObservedRepository
    ) async throws -> SeenReleaseRequest.Planned {
        let branches = ReleaseBranchOperation(workspace)
        let (files, removed) = try await branches.changes(of: request, on: base, in: repository.folder)
        let candidate = try await branches.writer(repository, base: base, ReleaseBranchOptions()).commit(
            on: request.branch, request.message, files, removed: removed)
        var planned = SeenReleaseRequest.Planned(
            candidate: candidate, message: request.message, files: Set(files.keys).union(removed))
        guard let head else { return planned }
        let git = workspace.sourceControl
        let expected = Set(try await git.paths(in: repository.folder, at: candidate))
        let found = Set(try await git.paths(in: repository.folder, at: head))
        let differing = Set(expected.symmetricDifference(found).map(\.path)).sorted()
        // Submodules are in no list of files.
        let isSame = try await git.haveSameFiles(candidate, head, in: repository.folder)
        planned.differing = differing.isEmpty && !isSame ? ["submodule"] : differing
        return planned
    }
}
