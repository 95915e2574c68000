import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts
import Synchronization

/// Reads what decisions about deliveries rest on: the workspace as it is now, and what its runs made.
final class TriggerContexts: Sendable {
    private let workspace: Workspace
    /// What each run made, with the moment of the journal's entry that it was read up to.
    private let effects = Mutex<[RunID: (fold: RunSummary, own: TriggerContext.OwnEffects)]>([:])

    /// How many runs are looked at, newest first: events arrive within hours, not after hundreds of runs.
    private static let runs = 200
    /// How many starts that have ended are remembered beside those that have not.
    static let endedStarts = 1_000

    init(_ workspace: Workspace) { self.workspace = workspace }

    func context(_ store: any ServedStore) async throws -> TriggerContext {
        let world = try await workspace.observe(.init(withHistory: false))
        let histories = try PlanMaker.histories(of: world)
        let graph = try ComponentGraph(of: world)
        let members = world.components.compactMap { component in
            histories[component.id].map { history in
                TriggerContext.Member(
                    component: component, tags: history.forms,
                    upstreams: Set(graph.requirements(of: [component.id])).subtracting([component.id]))
            }
        }
        let configuration = workspace.configuration
        let repositories = world.repositories.compactMap { one -> (ForgeRepository, TriggerContext.Repository)? in
            guard let branch = one.branch else { return nil }
            return (configuration.nameOfEvents(in: one), TriggerContext.Repository(id: one.id, releaseBranch: branch))
        }
        let forges = [configuration.forge] + configuration.repositories.values.compactMap(\.forge)
        return TriggerContext(
            triggers: configuration.triggers,
            repositories: Dictionary(repositories, uniquingKeysWith: { first, _ in first }), members: members,
            identities: Set(forges.flatMap(\.logins)), own: try await ownEffects(store),
            started: try await store.starts(ended: Self.endedStarts))
    }

    /// Runs that have not changed since they were read are not read again.
    private func ownEffects(_ store: any ServedStore) async throws -> TriggerContext.OwnEffects {
        let summaries = try await store.summaries(before: nil, limit: Self.runs)
        let known = effects.withLock { $0 }
        var read: [RunID: (fold: RunSummary, own: TriggerContext.OwnEffects)] = [:]
        for summary in summaries {
            if let earlier = known[summary.id], earlier.fold == summary {
                read[summary.id] = earlier
            } else {
                read[summary.id] = (summary, TriggerContext.OwnEffects(of: try await store.glance(at: summary.id)))
            }
        }
        effects.withLock { [read] in $0 = read }
        return read.values.reduce(into: TriggerContext.OwnEffects()) { sum, one in
            sum.commits.formUnion(one.own.commits)
            sum.tags.merge(one.own.tags) { $0.union($1) }
        }
    }
}

extension TriggerContext.OwnEffects {
    /// What a run made according to its journal: not what was there before.
    init(of run: RunRecord) {
        self.init()
        let bases = Set(run.plan.repositories.compactMap(\.base))
        for step in run.plan.steps {
            guard case .succeeded(_, let outcome) = run.state[step.id] else { continue }
            if let commit = outcome.commit, !bases.contains(commit) { commits.insert(commit) }
            guard let repository = step.repository else { continue }
            var made = Set(outcome.tags ?? [])
            if case .tag(let work) = step.work, !outcome.wasAlreadyThere { made.insert(work.tag) }
            if !made.isEmpty { tags[repository, default: []].formUnion(made) }
        }
        // What is about to be made may be seen elsewhere before it is recorded here.
        for step in run.plan.steps {
            guard case .running = run.state[step.id], case .tag(let work) = step.work, let repository = step.repository,
                run.plan.request.tag != work.tag
            else { continue }
            tags[repository, default: []].insert(work.tag)
        }
    }
}
