import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Refuses a plan whose repositories changed: other heads, or new tags.
///
/// The remotes are checked too: commits that a clone does not have yet count as changes.
///
/// - Parameter isFresh: Whether the plan was made from this very observation, so that only remotes can differ from it.
func checkPlanIsCurrent(
    _ plan: ReleasePlan, against world: ObservedWorkspace, git: any SourceControl, isFresh: Bool = false
) async throws {
    let known = Dictionary(world.repositories.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let released = Dictionary(grouping: plan.released, by: \.repository)
    let steps = Dictionary(grouping: plan.steps.filter { $0.repository != nil }) { $0.repository ?? "" }
    var moved: [String] = []
    var differences = RemoteDifferences()
    for planned in plan.repositories {
        guard let repository = known[planned.id] else {
            moved.append("\(planned.id) is no longer a repository of this workspace.")
            continue
        }
        if repository.head != planned.base {
            moved.append(
                "\(planned.id): the clone is at \(repository.head?.short ?? "no commit"); the plan is for \(planned.base?.short ?? "no commit")."
            )
        }
        if repository.branch != planned.branch {
            moved.append(
                "\(planned.id): the clone is on \(repository.branch ?? "no branch"); the plan is for \(planned.branch ?? "no branch")."
            )
        }
        let tags = Set(repository.tags.map(\.name))
        let components = released[planned.id] ?? []
        for tag in components.compactMap(\.tag) where tags.contains(tag) {
            moved.append("\(planned.id): the tag \(tag), which the plan would make, exists now.")
        }
        // Others may have committed and released since an unfinished release; what is left of it asks for neither.
        let isUnfinished = plan.request.unfinished?.values.contains { $0.repository == planned.id } == true
        if let remote = repository.remote, steps[planned.id] != nil, !isUnfinished {
            try await differences.add(planned, at: remote, repository, components, known: tags, git: git)
        }
    }
    // What follows from new commits is in the clone only after these commands.
    let remedies = differences.remedies
    if moved.isEmpty, isFresh, !differences.reasons.isEmpty {
        throw RunError.remoteDiffers(differences.reasons, remedies: remedies)
    }
    guard moved.isEmpty, differences.reasons.isEmpty else {
        // Pushing what the plan was made from makes it applicable; anything else takes a new plan.
        throw RunError.repositoriesChanged(
            moved + differences.reasons, remedies: remedies,
            takesNewPlan: !moved.isEmpty || !differences.areOnlyUnpushed)
    }
    for planned in plan.repositories {
        guard let repository = known[planned.id], let remote = repository.remote,
            steps[planned.id]?.contains(where: { !$0.reversible }) == true
        else { continue }
        try await git.checkPushAddress(of: repository.folder, remote: remote)
    }
}

/// How remotes differ from the clones, and the commands that help.
private struct RemoteDifferences {
    private(set) var reasons: [String] = []
    private(set) var remedies: [String] = []
    /// Whether the clones only have commits that their remotes lack.
    private(set) var areOnlyUnpushed = true

    mutating func add(
        _ planned: PlannedRepository, at remote: String, _ repository: ObservedRepository,
        _ components: [PlannedComponent], known: Set<TagName>, git: any SourceControl
    ) async throws {
        var templates: [TagTemplate] = []
        var query = RemoteQuery(branches: Set([planned.branch].compactMap { $0 }), tags: [])
        for component in components {
            guard let tag = component.tag, let next = component.nextVersion,
                let template = TagTemplate(of: tag, saying: next)
            else { continue }
            templates.append(template)
            query.tagPrefixes.insert(template.prefix)
        }
        let there = try await git.remoteReferences(query, of: repository.folder, remote: remote)
        // The clone on another branch is reported by itself.
        if let branch = planned.branch, branch == repository.branch, let head = repository.head,
            let difference = try await git.baseDifference(
                of: branch, at: head, from: there.branches[branch], in: repository.folder, remote: remote)
        {
            reasons.append(difference.sentence(of: planned.id))
            remedies.append(difference.remedy)
            areOnlyUnpushed = areOnlyUnpushed && difference.kind == .unpushed
        }
        let unknown = there.tags.keys.filter { !known.contains($0) }.sorted()
            .filter { other in templates.contains { $0.version(of: other) != nil } }
        guard !unknown.isEmpty else { return }
        reasons += unknown.map { "\(planned.id): the clone lacks the tag \($0) of \(remote)." }
        remedies.append("Fetch the tags: \(gitCommand("fetch --tags \(remote)", in: repository.folder))")
        areOnlyUnpushed = false
    }
}
