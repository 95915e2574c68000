import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import Synchronization

/// What people and checks do at the forge while a release is rehearsed: they merge what it opened, and pass.
final class RehearsedPeople: Sendable {
    static let name: Principal = "the rehearsal"

    let forge: any ReleasePorts.Forge
    private let double: GitHubDouble
    /// What is performed; nil before it began.
    private let plan = Mutex<ReleasePlan?>(nil)

    /// - Parameter token: Of a person who may merge everywhere.
    init(_ github: RunningGitHub, token: String) throws {
        double = github.double
        forge = try github.client(token: token, source: "the rehearsal")
    }

    func begin(_ plan: ReleasePlan) { self.plan.withLock { $0 = plan } }

    /// Merges the open pull requests that a run waits for.
    func merge(awaitedBy run: RunRecord) async throws -> [Rehearsal.Approval] {
        var merged: [Rehearsal.Approval] = []
        for step in run.plan.steps where run.state.isPolled(step.id) {
            guard let (delivery, open) = try await opened(by: step) else { continue }
            _ = try await forge.merge(open.number, at: open.head, by: .squash, in: delivery.repository)
            merged.append(.init(step: step.id, by: [RehearsedPeople.name]))
        }
        return merged
    }

    /// Lets the checks pass that a step waits for.
    func pass(_ events: [RunEvent]) async {
        for case .awaits(let id, _, _, false, _, _) in events {
            guard let step = plan.withLock({ $0?.steps.first { $0.id == id } }),
                let (delivery, open) = try? await opened(by: step),
                let repository = await double.forge.repository(named: delivery.repository.description)
            else { continue }
            let checks = delivery.request?.checks ?? []
            for name in checks.isEmpty ? ["rehearsal"] : checks {
                let status = CommitStatus(
                    id: await double.forge.makeID(), commit: open.head.text, context: name, state: "success",
                    creator: RehearsalOperation.person, createdAt: Date())
                await double.forge.update(repository.id) { $0.statuses.append(status) }
            }
        }
    }

    private func opened(by step: PlannedStep) async throws -> (delivery: ForgeDelivery, open: ForgePullRequest)? {
        guard case .push(let work) = step.work, let delivery = work.atForge, let request = delivery.request,
            let open = try await forge.openPullRequests(
                from: request.branch, into: work.branch, in: delivery.repository
            ).first
        else { return nil }
        return (delivery, open)
    }
}
