import ReleaseEngine
package import ReleaseModel
package import ReleaseOperations

/// A rehearsal as JSON.
package struct RehearsalReport: Encodable {
    struct Component: Encodable {
        var name: ComponentID
        var repository: RepositoryID
        var currentVersion: Version?
        var nextVersion: Version?
        var tag: TagName?
    }

    struct Requests: Encodable {
        var repositories: [String: Rehearsal.Requests.Count]
        var all: Rehearsal.Requests.Count
        var budgets: [Rehearsal.Requests.Budget]
    }

    struct Failure: Encodable {
        var step: StepID
        var attempt: Int
        var failure: StepFailure
    }

    var schema = "slipway.rehearsal/1"
    var workspace: String
    var outcome: Rehearsal.Outcome
    /// Why nothing was to be released; absent otherwise.
    var nothingToRelease: String?
    var components: [Component]
    var repositories: [Rehearsal.Repository]
    var requests: Requests
    var rights: [NeededRight]
    var approvals: [Rehearsal.Approval]
    var failures: [Failure]
    var notRehearsed: [Rehearsal.NotRehearsed]
    var faults: [String: Int]
    var warnings: [String]
    var seconds: Double
    /// Absent where it was removed.
    var folder: String?

    package init(_ rehearsal: Rehearsal) {
        let plan = rehearsal.plan
        workspace = plan.workspace
        outcome = rehearsal.outcome
        nothingToRelease = rehearsal.outcome == .nothingToRelease ? plan.nothingToRelease : nil
        components = plan.released.map {
            Component(
                name: $0.name, repository: $0.repository, currentVersion: $0.currentVersion,
                nextVersion: $0.nextVersion, tag: $0.tag)
        }
        repositories = rehearsal.repositories
        requests = Requests(
            repositories: rehearsal.requests.repositories, all: rehearsal.requests.all,
            budgets: rehearsal.requests.budgets)
        rights = rehearsal.rights
        approvals = rehearsal.approvals
        failures = rehearsal.failures.map { Failure(step: $0.step, attempt: $0.attempt, failure: $0.failure) }
        notRehearsed = rehearsal.notRehearsed
        faults = rehearsal.faults
        warnings = plan.warnings
        seconds = (rehearsal.span / .milliseconds(1)).rounded() / 1000
        folder = rehearsal.folder
    }
}

extension Rehearsal {
    /// The steps that failed, in the plan's order.
    var failures: [(step: StepID, attempt: Int, failure: StepFailure)] {
        guard let run else { return [] }
        return run.plan.steps.compactMap { step in
            guard case .failed(let attempt, let failure) = run.state[step.id] else { return nil }
            return (step.id, attempt, failure)
        }
    }
}
