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
        let requests = try await at.forge.mergedReleaseRequests(
            into: base, in: at.facts.repository, until: workspace.now())
        let planner = ReleasePleasePlanner(
            world: world, types: source.types, date: ReleaseDate(workspace.now()))
        // A tag without a release is one that an earlier job did not finish.
        let merged = try await workspace.mergedReleases(source, world, moment: workspace.now(), withDrafts: true)
        let tagged = planner.taggedReleases(at: Set(requests.keys)).filter { one in
            !merged.contains { $0.path == one.path }
        }
        let all = merged + tagged
        try await refuseMisplacedTags(
            requests.filter { request in !all.contains { $0.commit == request.key } }, source, world, planner)
        guard !all.isEmpty else { return ([], forges.notices) }
        let known = try await releases(of: all, at)
        var notices = forges.notices
        var needs = RepositoryNeeds(try workspace.atForge(world.repository, in: observed))
        needs.tags = merged.map(\.tag).filter { known[$0] == nil }
        let findings = try await ForgeReadiness(workspace: workspace, world: observed).findings(
            for: needs, at.forge, at.facts)
        notices += findings.filter { isDry || $0.severity != .error }.map(\.sentence)
        if !isDry, let refusal = ForgeRefusal(findings) { throw refusal }
        var done = try await tagging.tag(merged, in: world, pushes: true, isDry: isDry, base: base)
        done += try await tagging.outputs(of: tagged.filter { known[$0.tag] == nil })
        guard !isDry else { return (done, notices) }
        var released: [ActionOutputs.Release] = []
        for one in done {
            guard let plan = all.first(where: { $0.tag == one.tag }) else { continue }
            let request = requests[plan.commit]
            var release = one
            let found: ForgeRelease
            if let there = known[plan.tag] {
                found = there
            } else {
                let (notes, rest, warning) = try await notes(
                    one, plan, request, at, source, remote: world.repository.remote)
                release.notes = notes
                if let warning { notices.append(warning) }
                found = try await create(release, plan, rest: rest, at)
            }
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

    /// Refuses to call everything done where a request still waits for its release, and someone put the version's tag on
    /// another commit.
    ///
    /// - Parameter requests: By the commits that they became.
    private func refuseMisplacedTags(
        _ requests: [CommitID: ForgePullRequest], _ source: ReleasePleaseSource, _ world: ReleasePleaseWorld,
        _ planner: ReleasePleasePlanner
    ) async throws {
        let labels = source.configuration.pullRequest.labels
        let waiting = requests.filter { $0.value.labels.contains(where: labels.contains) }
        guard !waiting.isEmpty else { return }
        let observer = ReleasePleaseObserver(sourceControl: workspace.sourceControl, types: source.types)
        let misplaced = planner.misplacedTags(try await observer.manifestChanges(world))
        guard let one = misplaced.first(where: { waiting[$0.raised] != nil }) else { return }
        throw SourceControlError.tagExists(
            one.tag, expected: one.raised, found: one.found, folder: workspace.folder)
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

    /// What a release says: the forge's own words where they are configured; in compat mode what the merged pull request's
    /// body says, as release-please takes it; else the changelog's entry.
    ///
    /// - Returns: The notes, where all of them can be read, and what people should know.
    private func notes(
        _ release: ActionOutputs.Release, _ plan: MergedRelease, _ request: ForgePullRequest?,
        _ at: ForgeRepositories.Repository, _ source: ReleasePleaseSource, remote: String?
    ) async throws -> (notes: String, rest: String?, warning: String?) {
        let changelog = "\(at.facts.address)/blob/\(plan.tag)/\(plan.changelogPath)"
        var warning: String?
        let package = source.configuration.packages.first { $0.path == plan.path }
        if package?.changelog.kind == .github {
            do throws(ForgeError) {
                let notes = try await at.forge.generatedNotes(
                    of: plan.tag, at: plan.commit, since: plan.previousTag, in: at.facts.repository)
                return (notes, nil, nil)
            } catch {
                warning = "The forge wrote no notes of \(plan.tag), so they are the usual ones: \(error.sentence)"
            }
        }
        guard source.compatibility == .compat, let request else { return (release.notes, changelog, warning) }
        let body = try await wholeBody(of: request, from: plan.commit, remote: remote)
        guard let notes = mergedNotes(of: plan.component, in: body) else { return (release.notes, changelog, warning) }
        return (notes, request.address, warning)
    }

    /// A pull request's body, from the branch that it links to where it was too long; its own where that branch is gone.
    private func wholeBody(
        of request: ForgePullRequest, from commit: CommitID, remote: String?
    ) async throws -> String {
        let body = request.body.normalizedLineEnds
        let git = workspace.sourceControl
        guard let branch = PullRequestOverflow.branch(in: body), let remote,
            let tip = try await git.remoteReferences(.branch(branch), of: workspace.folder, remote: remote)
                .branches[branch]
        else { return body }
        // Brings the branch's commit.
        _ = try await git.isAncestor(commit, of: tip, in: workspace.folder, remote: remote)
        let file = FileAtCommit(commit: tip, path: PullRequestOverflow.path)
        return try await git.read([file], in: workspace.folder)[0].map { String(decoding: $0, as: UTF8.self) } ?? body
    }

    private func create(
        _ release: ActionOutputs.Release, _ plan: MergedRelease, rest: String?, _ at: ForgeRepositories.Repository
    ) async throws -> ForgeRelease {
        let isMain = plan.path == "." || workspace.releasePlease?.configuration.packages.count == 1
        let wanted = NewForgeRelease(
            tag: plan.tag, commit: plan.commit,
            title: (plan.component.isEmpty ? "" : plan.component + ": ") + "v" + plan.version.text,
            notes: fitted(release.notes, to: ForgeAssets.notesLimit, rest: rest), isDraft: plan.isDraft,
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
            try await forge.markReleased(number, having: request?.labels ?? [], labels, in: repository)
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
