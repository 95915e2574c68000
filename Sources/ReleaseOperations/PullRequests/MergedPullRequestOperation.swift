import Foundation
import ReleaseEngine
import ReleaseModel
import ReleaseObservation
package import ReleasePlanning
import ReleasePlease
import ReleasePorts

/// Turns merged release pull requests into tags and releases, with release-please's files.
///
/// Nothing is kept between two calls: what is unfinished is seen at the repository and its forge, so a job that was
/// killed continues on an empty disk.
package struct MergedPullRequestOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// - Parameters:
    ///   - base: The branch that releases are merged into; nil: the forge's default branch.
    ///   - isDry: Returns what would be released, and writes nothing.
    /// - Returns: What was tagged or released now, and what people should know.
    package func release(
        base: String? = nil, isDry: Bool = false
    ) async throws -> (releases: [ActionOutputs.Release], notices: [String]) {
        try await AtForgeError.translating { try await releaseAll(base: base, isDry: isDry) }
    }

    private func releaseAll(
        base: String?, isDry: Bool
    ) async throws -> (releases: [ActionOutputs.Release], notices: [String]) {
        guard let source = workspace.releasePlease else { throw ReleaseBranchError.tagsWithRelease }
        let tagging = TagMergedOperation(workspace)
        try await tagging.refuseOnReleaseBranch()
        let world = try await workspace.observe(source)
        let observed = ObservedWorkspace(
            configuration: workspace.configuration, repositories: [world.repository], components: [], edges: [])
        let forges = try await ForgeRepositories(workspace, world: observed, of: [world.repository.id])
        let at = try forges.repository(world.repository.id)
        let base = base ?? at.facts.defaultBranch
        let requests = try await mergedRequests(into: base, at)
        let planner = ReleasePleasePlanner(
            world: world, types: source.types, date: ReleaseDate(workspace.now()))
        // A tag without a release is one that an earlier job did not finish.
        let merged = try await workspace.mergedReleases(source, world, moment: workspace.now(), withDrafts: true)
        let tagged = planner.taggedReleases(at: Set(requests.keys)).filter { one in
            !merged.contains { $0.path == one.path }
        }
        let all = merged + tagged
        guard !all.isEmpty else { return ([], forges.notices) }
        let known = try await releases(of: all, at)
        var notices = forges.notices
        for one in merged where known[one.tag] == nil {
            notices += at.warnings(
                about: "the tag \(one.tag)", try await at.forge.rules(forTag: one.tag, in: at.facts.repository),
                [.creation])
        }
        var done = try await tagging.tag(merged, in: world, pushes: true, isDry: isDry, base: base)
        done += try await tagging.outputs(of: tagged.filter { known[$0.tag] == nil })
        guard !isDry else { return (done, notices) }
        var released: [ActionOutputs.Release] = []
        for one in done {
            guard let plan = all.first(where: { $0.tag == one.tag }) else { continue }
            let request = requests[plan.commit]
            let found: ForgeRelease =
                if let there = known[plan.tag] { there } else { try await create(one, plan, at) }
            var release = one
            release.atForge = .init(
                id: found.id, isDraft: found.isDraft, address: found.address, uploadAddress: found.uploadAddress,
                pullRequest: request?.number)
            released.append(release)
        }
        for request in Set(all.compactMap { requests[$0.commit]?.number }).sorted() {
            let own = released.filter { $0.atForge?.pullRequest == request }
            notices += await finish(request, own, requests.values.first { $0.number == request }, at, source)
        }
        // What was there already and only had its labels left is no news.
        return (released.filter { known[$0.tag] == nil }, notices)
    }

    /// The release pull requests that were merged last, by the commit that they became.
    private func mergedRequests(
        into base: String, _ at: ForgeRepositories.Repository
    ) async throws -> [CommitID: ForgePullRequest] {
        // The newest page: an unfinished release is among the requests that were changed last.
        let closed = try await at.forge.closedPullRequests(
            into: base, since: workspace.now(), in: at.facts.repository)
        let ours = closed.filter {
            $0.state == .merged && $0.source == at.facts.repository && ReleaseBranchName($0.branch) != nil
        }
        return Dictionary(
            ours.compactMap { one in one.mergeCommit.map { ($0, one) } }, uniquingKeysWith: { first, _ in first })
    }

    /// What the forge has of these releases, drafts included: one by one as long as they are few.
    private func releases(
        of wanted: [MergedRelease], _ at: ForgeRepositories.Repository
    ) async throws -> [TagName: ForgeRelease] {
        let tags = Set(wanted.map(\.tag))
        guard wanted.count <= 3, !wanted.contains(where: \.isDraft) else {
            let all = try await at.forge.releases(in: at.facts.repository).filter { tags.contains($0.tag) }
            // A published one before a draft of the same tag, then the older one.
            let ordered = all.sorted { ($0.isDraft ? 1 : 0, $0.id) < ($1.isDraft ? 1 : 0, $1.id) }
            return Dictionary(ordered.map { ($0.tag, $0) }, uniquingKeysWith: { first, _ in first })
        }
        var found: [TagName: ForgeRelease] = [:]
        for tag in tags.sorted() { found[tag] = try await at.forge.release(tagged: tag, in: at.facts.repository) }
        return found
    }

    private func create(
        _ release: ActionOutputs.Release, _ plan: MergedRelease, _ at: ForgeRepositories.Repository
    ) async throws -> ForgeRelease {
        let isMain = plan.path == "." || workspace.releasePlease?.configuration.packages.count == 1
        let wanted = NewForgeRelease(
            tag: plan.tag, commit: plan.commit,
            title: (plan.component.isEmpty ? "" : plan.component + ": ") + "v" + plan.version.text,
            notes: fitted(
                release.notes, to: ForgeAssets.notesLimit,
                rest: "\(at.facts.address)/blob/\(plan.tag)/\(plan.changelogPath)"), isDraft: plan.isDraft,
            isPrerelease: plan.isPrerelease, latest: isMain && plan.isHighest ? .yes : .no)
        do throws(ForgeError) { return try await at.forge.create(wanted, in: at.facts.repository) } catch {
            guard error.mayHaveHappened,
                let found = try await releases(of: [plan], at)[plan.tag]
            else { throw error }
            return found
        }
    }

    /// Labels, and release-please's comment: for people, so a release does not fail for them.
    private func finish(
        _ number: Int, _ releases: [ActionOutputs.Release], _ request: ForgePullRequest?,
        _ at: ForgeRepositories.Repository, _ source: ReleasePleaseSource
    ) async -> [String] {
        let (forge, repository) = (at.forge, at.facts.repository)
        let labels = source.configuration.pullRequest
        do throws(ForgeError) {
            let missing = labels.releaseLabels.filter { request?.labels.contains($0) != true }
            if !missing.isEmpty { try await forge.add(labels: missing, to: number, in: repository) }
            for label in labels.labels where request?.labels.contains(label) == true {
                try await forge.remove(label: label, from: number, in: repository)
            }
            guard source.compatibility == .compat, !releases.isEmpty else { return [] }
            let lines = releases.compactMap { one in one.atForge.map { "- [\(one.tag)](\($0.address))" } }
            let text = ":robot: Created releases:\n\n\(lines.joined(separator: "\n"))\n\n:sunflower:"
            if try await forge.comment(marked: ":robot: Created releases:", on: number, in: repository) == nil {
                _ = try await forge.write(text, replacing: nil, on: number, in: repository)
            }
            return []
        } catch { return ["Everything is released; #\(number) is not labelled: \(error.sentence)"] }
    }
}
