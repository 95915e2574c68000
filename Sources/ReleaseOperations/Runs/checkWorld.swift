import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Refuses a plan whose repositories changed: a changed plan, other heads, or new tags.
///
/// The remotes are checked too: commits that a clone does not have yet count as changes.
func checkWorld(_ plan: ReleasePlan, against world: ObservedWorkspace, git: any SourceControl) async throws {
    let digest = try planDigest(plan)
    guard digest == plan.digest else { throw RunError.planTampered(named: plan.digest, found: digest) }
    let known = Dictionary(world.repositories.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let released = Dictionary(grouping: plan.released, by: \.repository)
    let steps = Dictionary(grouping: plan.steps.filter { $0.repository != nil }) { $0.repository ?? "" }
    var moved: [String] = []
    for planned in plan.repositories {
        guard let repository = known[planned.id] else {
            moved.append("\(planned.id) is no longer a repository of this workspace.")
            continue
        }
        if repository.head != planned.base {
            moved.append(
                "\(planned.id) is at \(repository.head?.short ?? "no commit"); the plan is for \(planned.base?.short ?? "no commit")."
            )
        }
        if repository.branch != planned.branch {
            moved.append(
                "\(planned.id) is on \(repository.branch ?? "no branch"); the plan is for \(planned.branch ?? "no branch")."
            )
        }
        let tags = Set(repository.tags.map(\.name))
        let components = released[planned.id] ?? []
        for tag in components.compactMap(\.tag) where tags.contains(tag) {
            moved.append("\(planned.id) has the tag \(tag) by now.")
        }
        if let remote = repository.remote, steps[planned.id] != nil {
            moved += try await differences(of: planned, at: remote, repository, components, known: tags, git: git)
        }
    }
    guard moved.isEmpty else { throw RunError.worldMoved(moved) }
    for planned in plan.repositories {
        guard let repository = known[planned.id], let remote = repository.remote,
            steps[planned.id]?.contains(where: { !$0.reversible }) == true
        else { continue }
        try await git.checkPushAddress(of: repository.folder, remote: remote)
    }
}

private func differences(
    of planned: PlannedRepository, at remote: String, _ repository: ObservedRepository,
    _ components: [PlannedComponent], known: Set<TagName>, git: any SourceControl
) async throws -> [String] {
    var templates: [TagTemplate] = []
    var query = RemoteQuery(branches: Set([planned.branch].compactMap { $0 }), tags: [])
    for component in components {
        guard let tag = component.tag, let next = component.nextVersion else { continue }
        let spelling = tag.text.replacing(next.text, with: "{version}")
        guard let template = TagTemplate(spelling, component: component.name) else { continue }
        templates.append(template)
        query.tagPrefixes.insert(String(spelling.prefix { $0 != "{" }))
    }
    let there = try await git.remoteReferences(query, of: repository.folder, remote: remote)
    var moved: [String] = []
    if let branch = planned.branch, there.branches[branch] != planned.base {
        let head = there.branches[branch]
        moved.append(
            head == nil
                ? "The remote of \(planned.id) has no branch \(branch)."
                : "\(planned.id): the remote's \(branch) is at \(head?.short ?? ""), the clone at \(planned.base?.short ?? ""); pull or push first."
        )
    }
    let unknown = there.tags.keys.filter { !known.contains($0) }.sorted()
    for other in unknown where templates.contains(where: { $0.version(of: other) != nil }) {
        moved.append(
            "The remote of \(planned.id) has the tag \(other), which the clone lacks: git -C \(repository.folder) fetch --tags"
        )
    }
    return moved
}
