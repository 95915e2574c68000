import ReleaseEngine
package import ReleaseModel
package import ReleasePlanning
import ReleasePorts

/// What a run released, with its releases at the forge, as workflows read it.
package struct ReleasedOutputs: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// - Parameter record: A finished run; one that was not for users released nothing.
    /// - Returns: In the order of the plan. What the forge does not answer is left out, and the notices say so: the
    ///   release itself is complete.
    package func releases(
        of record: RunRecord
    ) async throws -> (releases: [ActionOutputs.Release], notices: [String]) {
        guard record.plan.request.purpose == nil else { return ([], []) }
        let plan = record.plan
        var releases: [ActionOutputs.Release] = []
        var notices: [String] = []
        for one in ReleaseSetRecord(record).released(addresses: [:]) {
            let component = one.component
            guard let tag = component.tag, let commit = one.commit, let version = component.nextVersion else {
                continue
            }
            let isMain = component.path == "." || plan.components.count == 1
            var release = ActionOutputs.Release(
                component: isMain ? "" : component.name.text, path: path(of: component, in: plan), version: version,
                tag: tag, commit: commit, notes: component.changelog)
            do { release.atForge = try await atForge(release, of: component, in: plan) } catch let error as ForgeError {
                notices.append("\(tag) is released; its outputs lack what the forge says: \(error.sentence)")
            }
            releases.append(release)
        }
        return (releases, notices)
    }

    /// As outputs call it: relative to the repository, or to the workspace where there are several.
    private func path(of component: PlannedComponent, in plan: ReleasePlan) -> String {
        guard Set(plan.components.map(\.repository)).count > 1 else { return component.path }
        return component.path == "." ? component.repository.text : "\(component.repository)/\(component.path)"
    }

    private func atForge(
        _ release: ActionOutputs.Release, of component: PlannedComponent, in plan: ReleasePlan
    ) async throws -> ActionOutputs.Release.AtForge? {
        guard let place = place(of: component, in: plan) else { return nil }
        let forge = try workspace.outside.forge(place, .pullRequests)
        var found = try await forge.release(tagged: release.tag, in: place.name)
        if found == nil {
            found = try await forge.releases(in: place.name).first { $0.tag == release.tag }
        }
        guard let found else { return nil }
        var number: Int?
        if let branch = plan.repositories.first(where: { $0.id == component.repository })?.branch {
            // The newest page: its pull request was merged last.
            number = try await forge.closedPullRequests(into: branch, since: workspace.now(), in: place.name)
                .first { $0.mergeCommit == release.commit && ReleaseBranchName($0.branch) != nil }?.number
        }
        return .init(
            id: found.id, isDraft: found.isDraft, address: found.address, uploadAddress: found.uploadAddress,
            pullRequest: number)
    }

    private func place(of component: PlannedComponent, in plan: ReleasePlan) -> RepositoryAtForge? {
        for step in plan.steps where step.component == component.name {
            guard case .publish(let work) = step.work, work.target.kind == "forge-release",
                let name = work.target["repository"].flatMap(ForgeRepository.init)
            else { continue }
            return RepositoryAtForge(id: component.repository, name: name, host: work.target["host"])
        }
        return nil
    }
}
