import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// What git would sign of a plan where it is configured to, by repository.
///
/// Commits that the forge makes are signed by it; what a merged pull request has written already makes none; lightweight
/// tags have no signature.
func signingTrials(of plan: ReleasePlan) -> [RepositoryID: SigningTrial] {
    var trials: [RepositoryID: SigningTrial] = [:]
    let prepared = plan.steps.compactMap { step -> (RepositoryID, PrepareWork)? in
        guard case .prepare(let work) = step.work, !work.edits.isEmpty else { return nil }
        return step.repository.map { ($0, work) }
    }
    let works = Dictionary(prepared, uniquingKeysWith: { first, _ in first })
    func need(_ id: RepositoryID?, _ name: String, _ mail: String, _ change: (inout SigningTrial) -> Void) {
        guard let id else { return }
        change(&trials[id, default: SigningTrial(commits: false, tags: false, name: name, mail: mail)])
    }
    for step in plan.steps {
        switch step.work {
        case .push(let work) where work.atForge?.isForgeMade != true:
            guard let id = step.repository, let prepare = works[id] else { continue }
            need(id, prepare.name, prepare.mail) { $0.commits = true }
        case .tag(let work) where work.kind == .annotated:
            need(step.repository, work.name, work.mail) { $0.tags = true }
        default: break
        }
    }
    return trials
}
