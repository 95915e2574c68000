import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// The last check before anything of a part becomes public.
///
/// During gates and approvals, others may have pushed to the branches, taken the tags or published the versions. Found
/// here, that costs nothing. Artifacts collected concurrently are compared once more too: two with the same name would
/// be one file in the set.
struct LineStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        if let double = context.outcomes.doubled { throw ArtifactError.doubled(double.name, by: double.owner) }
        let steps = effects(behind: context.step.id, in: context.index)
        for component in Set(steps.compactMap(\.component)).sorted() {
            try await context.products.ensureArtifacts(of: component, context)
        }
        var problems: [any UserFacingError] = []
        for (repository, steps) in Dictionary(grouping: steps, by: \.repository).sorted(by: {
            ($0.key?.text ?? "") < ($1.key?.text ?? "")
        }) {
            guard let repository else { continue }
            problems += try await differences(in: repository, steps, context)
        }
        for step in steps where step.kind == .publish {
            if let taken = try await PublishStep.conflict(of: step, context) { problems.append(taken) }
        }
        if let taken = try await PublishSetStep.conflict(context) { problems.append(taken) }
        if let only = problems.first, problems.count == 1 { throw only }
        guard problems.isEmpty else { throw LastLookError(problems: problems) }
        return StepOutcome(note: gateNote(context))
    }

    /// What the blocking gates somewhere before the line show.
    private func gateNote(_ context: StepContext) -> String {
        let gates = context.index.steps(before: context.step.id).filter { step in
            if case .gate(let work) = step.work { work.isBlocking } else { false }
        }
        guard !gates.isEmpty else { return "no blocking gate is configured" }
        let skipped = gates.map(\.id).filter(context.outcomes.isSkipped).sorted()
        guard !skipped.isEmpty else { return "every blocking gate before it has passed" }
        let names = skipped.map(\.text).joined(separator: ", ")
        return skipped.count == gates.count
            ? "no blocking gate before it has passed; skipped: \(names)"
            : "the other blocking gates before it have passed; skipped: \(names)"
    }

    /// What becomes public after a line and before the next one.
    private func effects(behind line: StepID, in plan: PlanIndex) -> [PlannedStep] {
        plan.steps(behind: line) { $0.kind.traits.phase == .publishing }.filter { !$0.reversible }
    }

    private func differences(
        in repository: RepositoryID, _ steps: [PlannedStep], _ context: StepContext
    ) async throws -> [any UserFacingError] {
        let clone = try context.environment.clone(of: repository)
        let git = context.environment.sourceControl
        try await context.products.ensureCommit(of: repository, context)
        let commit = try context.candidate(of: repository)
        if let remote = clone.remote { try await git.checkPushAddress(of: clone.folder, remote: remote) }
        var query = RemoteQuery(branches: [], tags: [])
        let releases = steps.compactMap { LineRelease($0, context.index) }
        for step in steps {
            if case .push(let work) = step.work { query.branches?.insert(work.branch) }
            if case .tag(let work) = step.work { query.tags?.insert(work.tag) }
        }
        query.tagPrefixes = Set(releases.map(\.template.prefix))
        let there = try await references(query, clone, git)
        var problems: [any UserFacingError] = try await releasedMeanwhile(releases, there, repository, context)
        // After an amendment some of it may be public already.
        for step in steps where context.outcomes[step.id] == nil {
            switch step.work {
            case .push(let work):
                let head = there.branches[work.branch]
                // What a public tag names is there, wherever the branch is by now.
                if head == work.base || context.plan.request.unfinished != nil { continue }
                // An earlier attempt may have put it there.
                if try await landedCommit(commit, of: work, on: head, clone, git) != nil { continue }
                // Whoever merges merges with what is there.
                if let head, work.atForge?.request != nil,
                    try await git.isAncestor(work.base, of: head, in: clone.folder, remote: clone.remote)
                {
                    continue
                }
                problems.append(
                    SourceControlError.branchMoved(
                        work.branch, expected: work.base, found: head, folder: clone.folder))
            case .tag(let work):
                let commit = try context.releaseCommit(of: repository)
                if let found = there.tags[work.tag], found != commit {
                    problems.append(
                        SourceControlError.tagExists(work.tag, expected: commit, found: found, folder: clone.folder))
                }
            default: break
            }
        }
        return problems
    }

    /// Releases of the same components with higher versions, on the planned commit or before it, that were not there when
    /// the plan was made: then the clone had all tags of its remote.
    private func releasedMeanwhile(
        _ releases: [LineRelease], _ there: RemoteReferences, _ repository: RepositoryID, _ context: StepContext
    ) async throws -> [any UserFacingError] {
        let clone = try context.environment.clone(of: repository)
        let git = context.environment.sourceControl
        guard let remote = clone.remote, let base = context.index.repository(repository)?.base else { return [] }
        var higher: [(tag: TagName, commit: CommitID, release: LineRelease)] = []
        for (tag, commit) in there.tags.sorted(by: { $0.key < $1.key }) {
            if let release = releases.first(where: { $0.isBelow(tag) }) { higher.append((tag, commit, release)) }
        }
        guard !higher.isEmpty else { return [] }
        let known = Set(
            try await git.look(at: clone.folder, branch: nil, remote: remote)?.tags.map(\.name) ?? [])
        var problems: [any UserFacingError] = []
        for (tag, commit, release) in higher where !known.contains(tag) {
            // What the clone does not have is not before its head.
            guard try await git.resolve(commit.text, in: clone.folder) != nil,
                try await git.isAncestor(commit, of: base, in: clone.folder, remote: nil)
            else { continue }
            problems.append(
                ReleasedMeanwhile(
                    component: release.component, version: release.version, tag: tag, commit: commit,
                    folder: clone.folder, remote: remote))
        }
        return problems
    }
}

/// A component's release as its tag says it.
private struct LineRelease {
    let component: ComponentID
    let version: Version
    let template: TagTemplate

    /// nil for a step that makes no tag.
    init?(_ step: PlannedStep, _ plan: PlanIndex) {
        guard case .tag(let work) = step.work, let component = step.component,
            let version = plan.component(component)?.nextVersion,
            let template = TagTemplate(of: work.tag, saying: version)
        else { return nil }
        self.component = component
        self.version = version
        self.template = template
    }

    /// Whether a tag is a later release of the same component.
    func isBelow(_ tag: TagName) -> Bool { template.version(of: tag).map { version < $0 } ?? false }
}

/// Someone released a component with a higher version since the plan was made.
struct ReleasedMeanwhile: UserFacingError, Equatable {
    var component: ComponentID
    var version: Version
    var tag: TagName
    var commit: CommitID
    var folder: String
    var remote: String

    var code: String { "line.released-meanwhile" }
    var summary: String { "\(component) was released as \(tag) by someone else; \(version) would come after it." }
    var reasons: [String] { ["\(tag) points to \(commit.short), and was not there when the plan was made."] }
    var suggestions: [String] {
        [
            "Fetch the tag and plan again: \(gitCommand("fetch --tags \(remote)", in: folder)) && slipway plan",
            "Or, if it was a mistake and is not used, delete \(tag) at \(remote) and retry the step.",
        ]
    }
}

/// Several changes by others since the plan was made.
struct LastLookError: UserFacingError {
    var problems: [any UserFacingError]

    var code: String { problems.first?.code ?? "line.changed" }
    var summary: String { "\(problems.count) things changed since the plan was made; nothing of this part is public." }
    var reasons: [String] { problems.map(\.summary) }
    var suggestions: [String] {
        problems.flatMap(\.suggestions).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
