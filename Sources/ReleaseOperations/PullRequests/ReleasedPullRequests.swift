import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleasePorts

extension PullRequestKeeper {
    /// The release pull requests that were merged last, by the commit that they became.
    ///
    /// The newest page: those that are not labelled yet are among the requests that were changed last.
    func mergedReleaseRequests(
        into base: String, in repository: ForgeRepository, until moment: Date
    ) async throws(ForgeError) -> [CommitID: ForgePullRequest] {
        let closed = try await closedPullRequests(into: base, since: moment, in: repository)
        let ours = closed.filter {
            $0.state == .merged && $0.source == repository && ReleaseBranchName($0.branch) != nil
        }
        return Dictionary(
            ours.compactMap { one in one.mergeCommit.map { ($0, one) } }, uniquingKeysWith: { first, _ in first })
    }

    /// Gives a release pull request the labels of one whose releases exist.
    ///
    /// - Parameter known: The labels that it has.
    func markReleased(
        _ number: Int, having known: [String], _ labels: PullRequestConfiguration, in repository: ForgeRepository
    ) async throws(ForgeError) {
        let missing = labels.releaseLabels.filter { !known.contains($0) }
        if !missing.isEmpty { try await add(labels: missing, to: number, in: repository) }
        for label in labels.labels where known.contains(label) {
            try await remove(label: label, from: number, in: repository)
        }
    }
}

/// Labels the release pull requests that a finished run has released.
///
/// Labels are for people, so a release never fails for them.
struct ReleasedPullRequests: Sendable {
    let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    /// - Returns: What people should know.
    func label(after record: RunRecord, in world: ObservedWorkspace) async -> [String] {
        guard record.state.isFinished, record.plan.request.purpose == nil else { return [] }
        let released = Dictionary(grouping: record.plan.released.filter { $0.tag != nil }, by: \.repository)
        var notices: [String] = []
        for (id, components) in released.sorted(by: { $0.key < $1.key }) {
            guard let repository = world.repository(id), let base = repository.branch,
                let place = world.configuration.atForge(repository)
            else { continue }
            do {
                let forge = try workspace.outside.forge(place, .pullRequests)
                let state = record.state
                let commit =
                    state.outcome(of: .push(id))?.commit ?? state.outcome(of: .prepare(id))?.commit
                    ?? repository.head
                let requests = try await forge.mergedReleaseRequests(
                    into: base, in: place.name, until: workspace.now())
                for (merge, request) in requests.sorted(by: { $0.value.number < $1.value.number })
                where isPending(request, world.configuration.pullRequest) && isAbout(request, components) {
                    guard let commit,
                        try await workspace.sourceControl.isAncestor(
                            merge, of: commit, in: repository.folder, remote: repository.remote)
                    else { continue }
                    try await forge.markReleased(
                        request.number, having: request.labels, world.configuration.pullRequest, in: place.name)
                }
            } catch {
                let reason = (error as? any UserFacingError)?.summary ?? "\(error)"
                notices.append("Everything is released; the pull requests of \(id) are not labelled: \(reason)")
            }
        }
        return notices
    }

    /// Labels release pull requests whose releases exist and are complete: the job that made them was lost, or could not
    /// reach the forge, before it did so.
    ///
    /// - Parameter world: One in which nothing is left to release.
    /// - Returns: What people should know.
    func labelLeft(in world: ObservedWorkspace) async -> [String] {
        var notices: [String] = []
        for repository in world.repositories {
            guard let base = repository.branch, let place = world.configuration.atForge(repository) else { continue }
            let tagged = Set(repository.tags.map(\.commit))
            do {
                let forge = try workspace.outside.forge(place, .pullRequests)
                let requests = try await forge.mergedReleaseRequests(
                    into: base, in: place.name, until: workspace.now())
                for (merge, request) in requests.sorted(by: { $0.value.number < $1.value.number })
                where isPending(request, world.configuration.pullRequest) && tagged.contains(merge) {
                    try await forge.markReleased(
                        request.number, having: request.labels, world.configuration.pullRequest, in: place.name)
                }
            } catch {
                let reason = (error as? any UserFacingError)?.summary ?? "\(error)"
                notices.append(
                    "Everything is released; the pull requests of \(repository.id) are not labelled: \(reason)")
            }
        }
        return notices
    }

    private func isPending(_ request: ForgePullRequest, _ labels: PullRequestConfiguration) -> Bool {
        labels.labels.contains { request.labels.contains($0) }
    }

    /// Whether the run released what the pull request is about.
    private func isAbout(_ request: ForgePullRequest, _ released: [PlannedComponent]) -> Bool {
        guard case .component(let name)? = ReleaseBranchName(request.branch)?.scope else { return true }
        return released.contains { $0.name.text == name }
    }
}
