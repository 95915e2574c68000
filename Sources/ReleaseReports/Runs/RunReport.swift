package import Foundation
import ReleaseEngine
package import ReleaseModel

/// A run as JSON.
package struct RunReport: Encodable {
    struct Step: Encodable {
        var id: StepID
        var kind: StepKind
        var component: ComponentID?
        var state: String
        var attempt: Int
        var note: String?
        var failure: StepFailure?
    }

    struct Component: Encodable {
        var name: ComponentID
        var version: Version?
        var tag: TagName?
        /// Whether no blocking gate checks it; absent where one does.
        var unproven: Bool?
        /// Its steps that were skipped; absent where everything ran.
        var unverified: [StepID]?
    }

    var schema = "slipway.run/1"
    var id: RunID
    var status: RunRecord.Status
    var createdAt: Date
    var plan: Digest
    /// Why the plan is not executed: it is not the one that the journal names. Absent where it is.
    var planFault: String?
    var revision: Int
    /// The channel that it is a build of, with what was built from stable releases; absent for releases.
    var channel: ChannelBuild?
    var components: [Component]
    /// What it waits for.
    var waits: [RunWait]
    /// Whether nothing has happened for longer than ``stuckAfter``.
    var isStuck: Bool
    /// Whether it has something to do and no engine executes it; absent where it is not so, or not known.
    var isInterrupted: Bool?
    var steps: [Step]

    package init(_ record: RunRecord, at moment: Date, isInterrupted: Bool = false) {
        self.isInterrupted = isInterrupted ? true : nil
        let state = record.state
        waits = runWaits(record, at: moment)
        isStuck = ReleaseEngine.isStuck(record, at: moment)
        id = record.id
        status = record.status
        createdAt = record.createdAt
        plan = record.plan.digest
        planFault = record.planFault?.summary
        revision = state.revision
        channel = record.plan.request.channel
        let index = PlanIndex(record.plan)
        components = record.plan.released.map { component in
            let skipped = skippedSteps(of: component, index, state)
            return Component(
                name: component.name, version: component.nextVersion, tag: component.tag, unproven: component.unproven,
                unverified: skipped.isEmpty ? nil : skipped)
        }
        steps = record.plan.steps.map { Step($0, state) }
    }
}

extension RunReport.Step {
    fileprivate init(_ step: PlannedStep, _ run: RunState) {
        self.init(
            id: step.id, kind: step.kind, component: step.component, state: "pending",
            attempt: run.attempts[step.id] ?? 0)
        switch run[step.id] {
        case .pending: break
        case .running: state = "running"
        case .succeeded(_, let outcome):
            state = outcome.isAdvisoryRefusal ? "advisory-refusal" : "succeeded"
            note = outcome.note.isEmpty ? nil : outcome.note
        case .waiting(_, let failure, let until):
            state = "waiting"
            note = "again at \(until.formatted(.iso8601))"
            self.failure = failure
        case .awaiting(_, let what, _, let until):
            state = "awaiting"
            note = "waits for \(what); looked at again at \(until.formatted(.iso8601))"
        case .failed(_, let failure):
            state = "failed"
            self.failure = failure
        case .skipped(let by, let reason):
            state = "skipped"
            note = "\(by): \(reason)"
        }
    }
}
