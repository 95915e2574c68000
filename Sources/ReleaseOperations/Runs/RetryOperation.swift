import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// Tries the failed steps of a run again, after taking in what changed since.
package struct RetryOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// Runs failed steps again, with the same versions.
    ///
    /// If a component's repository has new commits (such as a fix) or the configuration changed, components that have
    /// published nothing are planned again from the current state: an amendment in the journal, with the old and the
    /// new digest. A component that has published anything stays as published.
    package func retry(_ id: RunID?, _ options: PerformOptions) async throws -> RunRecord {
        try await RunExecution(workspace).exclusively("slipway run retry", options) { store in
            let id = try await store.chosen(id).id
            // No engine executes the old plan while it is amended, and the state read from here on does not change.
            let kept = try await RunExecution(workspace).claim(id, in: store)
            let performed = try await kept.keeping {
                let record = try await store.run(id)
                try record.checkPlan(ecosystems: Set(workspace.ecosystems.map(\.name)))
                _ = try RunRules(record).events(for: .retry, by: workspace.principal, at: workspace.now())
                return try await retry(record, store, options, under: kept)
            }
            return try await RunExecution(workspace).takingInMerges(performed, store: store, options)
        }
    }

    /// Takes in what was merged with other files than those that were proven, so that it is built and tested again before
    /// anything of it is tagged. Approvals of it are void then.
    ///
    /// - Returns: The workspace with the merge; nil where that can't be taken in here.
    func adoptMerge(
        _ id: RunID, in store: any RunStore, _ kept: KeptClaim
    ) async throws -> ObservedWorkspace? {
        let record = try await store.run(id)
        let world = try await workspace.observe()
        let amended: Amendment.Result?
        do {
            amended = try await Amendment(record: record, world: world, workspace: workspace).plan()
        } catch is RunError {
            return nil
        }
        guard let amended else { return nil }
        try checkVersions(of: amended.plan, in: world, of: record)
        try await RunControl(store: store, now: workspace.now).decide(
            .retry, on: id, by: "slipway", under: kept.claim,
            amendment: (events: events(of: amended, on: record, by: "slipway"), plan: amended.plan))
        return world
    }

    /// Refuses to release by itself what others' commits have made a larger release than the one that was requested.
    private func checkVersions(of plan: ReleasePlan, in world: ObservedWorkspace, of record: RunRecord) throws {
        let fresh = try PlanMaker(
            world: world, request: ReleaseRequest(), moment: plan.createdAt, ecosystems: workspace.ecosystems,
            publications: allPublications
        ).plan()
        let index = PlanIndex(fresh)
        let reasons = plan.released.compactMap { held -> String? in
            guard let version = held.nextVersion, let now = index.component(held.name)?.nextVersion, now > version,
                record.plan.component(held.name)?.reasons.contains(where: { $0.kind == .commit }) == true
            else { return nil }
            return "\(held.name): its commits call for \(now) by now, and this run releases \(version)."
        }
        guard reasons.isEmpty else {
            throw RunError.cannotAmend(record.id, reasons, remedies: ["Decide that its version stays as it is."])
        }
    }

    private func retry(
        _ record: RunRecord, _ store: any RunStore, _ options: PerformOptions, under kept: KeptClaim
    ) async throws -> RunRecord {
        let world = try await workspace.observe()
        let amended = try await Amendment(record: record, world: world, workspace: workspace).plan()
        let amendment = amended.map { amended in
            (
                events: events(of: amended, on: record, by: workspace.principal), plan: amended.plan
            )
        }
        try await RunControl(store: store, now: workspace.now).decide(
            .retry, on: record.id, by: workspace.principal, under: kept.claim, amendment: amendment)
        return try await RunExecution(workspace).perform(record.id, world: world, store: store, options, under: kept)
    }

    /// The amendment, and the approvals that it voids.
    private func events(
        of amended: Amendment.Result, on record: RunRecord, by person: Principal
    ) -> [RunEvent] {
        let event = RunEvent.amended(
            from: record.plan.digest, to: amended.plan.digest, reset: amended.reset, reason: amended.reason,
            by: person)
        var state = record.state
        state.apply(event)
        return [event]
            + voidedApprovals(
                from: (record.plan, record.state), to: amended.plan, state,
                reason: "\(person) amended the plan: \(amended.reason)")
    }
}

/// A run's plan, updated to the current repositories.
struct Amendment {
    let record: RunRecord
    let world: ObservedWorkspace
    let workspace: Workspace

    struct Result {
        var plan: ReleasePlan
        /// Steps that start again.
        var reset: [StepID]
        var reason: String
    }

    /// nil if the plan still applies.
    func plan() async throws -> Result? {
        let old = record.plan
        // What it is made from, its tags and commits, is public and stays.
        guard old.request.unfinished == nil else { return nil }
        // A build of a channel is of the commits that name it; newer ones get a build of their own.
        guard old.request.channel == nil else { return nil }
        let state = record.state
        let published = try await publishedRepositories(state)
        let open = old.released.filter { !published.contains($0.repository) }
        guard !open.isEmpty else { return nil }
        try await checkRemotes(open)
        let versions = open.compactMap { component in component.nextVersion.map { (component.name, $0) } }
        let done = old.released.filter { published.contains($0.repository) }
            .compactMap { component in component.nextVersion.map { (component.name, $0) } }
        var request = ReleaseRequest(
            versions: Dictionary(uniqueKeysWithValues: versions), purpose: old.request.purpose,
            cause: old.request.cause ?? old.request.upstreamTag)
        request.builds = old.request.builds
        let fresh = try PlanMaker(
            world: world, request: request,
            moment: old.createdAt, ecosystems: workspace.ecosystems, publications: allPublications,
            alreadyReleased: Dictionary(uniqueKeysWithValues: done)
        ).plan()
        let (index, wanted) = (PlanIndex(fresh), Set(open.map(\.name)))
        let extra = fresh.released.map(\.name).filter { !wanted.contains($0) }
        guard extra.isEmpty else {
            throw RunError.cannotAmend(record.id, extra.map { "\($0) would have to be released too by now." })
        }
        var plan = old
        plan.repositories = old.repositories.map { repository in
            published.contains(repository.id)
                ? repository : index.repository(repository.id) ?? repository
        }
        plan.components = old.components.map { component in
            guard !published.contains(component.repository), var now = index.component(component.name) else {
                return component
            }
            now.reasons = component.reasons
            return now
        }
        let (steps, kept) = merged(old.steps, fresh.steps, keeping: published)
        plan.steps = steps
        addMissingOwners(of: steps, from: fresh, to: &plan)
        plan.digest = try planDigest(plan)
        guard plan.digest != old.digest else { return nil }
        let now = PlanIndex(plan)
        let moved = old.repositories.compactMap { before -> String? in
            guard let after = now.repository(before.id), after.base != before.base else { return nil }
            return "\(before.id) \(before.base?.short ?? "") → \(after.base?.short ?? "")"
        }
        return Result(
            plan: plan,
            reset: try reset(
                from: old.steps, to: plan.steps, keeping: kept,
                reopening: reopenedApprovals(from: old, to: plan, state), state),
            reason: moved.isEmpty
                ? "what the plan is made from changed, in the configuration or the clones"
                : moved.joined(separator: ", "))
    }

    /// A changed configuration may name components and repositories in steps that the old plan had no use for.
    private func addMissingOwners(of steps: [PlannedStep], from fresh: ReleasePlan, to plan: inout ReleasePlan) {
        let (components, repositories) = (Set(plan.components.map(\.name)), Set(plan.repositories.map(\.id)))
        let named = (Set(steps.compactMap(\.component)), Set(steps.compactMap(\.repository)))
        plan.components += fresh.components.filter { named.0.contains($0.name) && !components.contains($0.name) }
        let added = fresh.repositories.filter { named.1.contains($0.id) && !repositories.contains($0.id) }
        guard !added.isEmpty else { return }
        plan.repositories = (plan.repositories + added).sorted { $0.id < $1.id }
    }

    /// The repositories of which anything is public.
    private func publishedRepositories(_ state: RunState) async throws -> Set<RepositoryID> {
        var published: Set<RepositoryID> = []
        let index = PlanIndex(record.plan)
        for repository in record.plan.repositories {
            let final = index.steps(in: repository.id).filter { !$0.reversible }
            if final.contains(where: { state[$0.id].isDone }) {
                published.insert(repository.id)
            } else if final.contains(where: { state.attempts[$0.id] != nil }),
                try await isVisible(repository, tags: final, state)
            {
                published.insert(repository.id)
            }
        }
        return published
    }

    /// Whether a failed or interrupted attempt took effect after all: only the target knows.
    private func isVisible(_ planned: PlannedRepository, tags: [PlannedStep], _ state: RunState) async throws -> Bool {
        guard let repository = world.repository(planned.id), let branch = planned.branch else { return true }
        let git = workspace.sourceControl
        var heads = repository.branch == branch ? repository.head : nil
        var names = Set(repository.tags.map(\.name))
        if let remote = repository.remote {
            let named = tags.compactMap { if case .tag(let work) = $0.work { work.tag } else { nil } }
            let query = RemoteQuery(branches: [branch], tags: Set(named))
            let there = try await git.remoteReferences(query, of: repository.folder, remote: remote)
            heads = there.branches[branch]
            names = Set(there.tags.keys)
        }
        let wanted = tags.compactMap { step -> TagName? in
            if case .tag(let work) = step.work { work.tag } else { nil }
        }
        if wanted.contains(where: names.contains) { return true }
        guard let commit = state.outcome(of: StepID.prepare(repository.id))?.commit, commit != planned.base,
            case .push(let work)? = tags.first(where: { $0.kind == .push })?.work
        else { return false }
        // What a pull request brought can still be released as it was merged.
        if work.atForge?.request != nil { return false }
        let clone = RunEnvironment.Clone(folder: repository.folder, remote: repository.remote, address: nil)
        return try await landedCommit(commit, of: work, on: heads, clone, git) != nil
    }

    /// The clone must be at the remote's state, or the amendment would be based on commits that are not public.
    private func checkRemotes(_ open: [PlannedComponent]) async throws {
        var reasons: [String] = []
        var remedies: [String] = []
        for id in Set(open.map(\.repository)).sorted() {
            guard let repository = world.repository(id), let remote = repository.remote,
                let branch = repository.branch, let head = repository.head
            else { continue }
            let difference = try await workspace.sourceControl.baseDifference(
                of: branch, at: head, in: repository.folder, remote: remote)
            guard let difference else { continue }
            reasons.append(difference.sentence(of: id))
            remedies.append(difference.remedy)
        }
        guard reasons.isEmpty else { throw RunError.cannotAmend(record.id, reasons, remedies: remedies) }
    }

    /// The new steps in place of the old ones; those of published repositories and the edges to them stay.
    ///
    /// - Returns: The steps, and which of them stay. What they need and is gone is left out.
    private func merged(
        _ old: [PlannedStep], _ fresh: [PlannedStep], keeping published: Set<RepositoryID>
    ) -> (steps: [PlannedStep], kept: Set<StepID>) {
        let news = Dictionary(uniqueKeysWithValues: fresh.map { ($0.id, $0) })
        let staying = old.filter { step in step.repository.map(published.contains) ?? (news[step.id] == nil) }
        let keptIDs = Set(staying.map(\.id))
        let olds = Dictionary(uniqueKeysWithValues: old.map { ($0.id, $0) })
        let present = keptIDs.union(news.keys)
        let kept = staying.map { step in
            var step = step
            step.needs.removeAll { !present.contains($0) }
            return step
        }
        let renewed = fresh.filter { !keptIDs.contains($0.id) }.map { step -> PlannedStep in
            guard let before = olds[step.id] else { return step }
            var step = step
            step.needs = Set(step.needs + before.needs.filter(present.contains)).sorted()
            if case .prepare(var work) = step.work, case .prepare(let earlier) = before.work {
                // The causes are the same; only the base differs.
                work.message = earlier.message
                step.work = .prepare(work)
            }
            if case .push(var work) = step.work, case .push(let earlier) = before.work, work.atForge != nil,
                work.base == earlier.base
            {
                // What people read of the same commit stays as it is.
                work.atForge = earlier.atForge
                step.work = .push(work)
            }
            if var work = step.work.command, let earlier = before.work.command {
                work.upstreams.merge(earlier.upstreams) { now, _ in now }
                step.work = step.kind == .build ? .build(work) : .gate(work)
            }
            return step
        }
        // In the old order if that is still valid, so that an unchanged plan stays identical.
        let results = Dictionary(uniqueKeysWithValues: (kept + renewed).map { ($0.id, $0) })
        let known = Set(old.map(\.id))
        let ordered = old.compactMap { results[$0.id] } + renewed.filter { !known.contains($0.id) }
        var seen: Set<StepID> = []
        let isRunnable = ordered.allSatisfy { step in
            defer { seen.insert(step.id) }
            return step.needs.allSatisfy { seen.contains($0) || results[$0] == nil }
        }
        return (isRunnable ? ordered : runnableOrder(ordered), keptIDs)
    }

    /// What changed and everything built on it; never anything already published.
    private func reset(
        from old: [PlannedStep], to new: [PlannedStep], keeping kept: Set<StepID>, reopening reopened: [PlannedStep],
        _ state: RunState
    ) throws -> [StepID] {
        let olds = Dictionary(uniqueKeysWithValues: old.map { ($0.id, $0) })
        var dependents: [StepID: [PlannedStep]] = [:]
        for step in new { for need in step.needs { dependents[need, default: []].append(step) } }
        // Approvals of a changed part are requested again, even if some of it is public.
        var open = new.filter { $0 != olds[$0.id] && !kept.contains($0.id) } + reopened
        var reset: Set<StepID> = []
        while let step = open.popLast() {
            if !step.reversible, state[step.id].isDone { continue }
            guard reset.insert(step.id).inserted else { continue }
            open += dependents[step.id] ?? []
        }
        // A step that has not started needs no reset.
        return reset.filter { state[$0] != .pending }.sorted()
    }
}
