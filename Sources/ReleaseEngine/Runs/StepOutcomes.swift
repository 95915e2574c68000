package import ReleaseModel
import Synchronization

/// Results of a run's completed steps; written by its loop, read by its steps.
///
/// A reference, since a dictionary held by running steps would be copied entirely whenever a step ends. Everything is a
/// lookup: no cost here grows with the number of completed steps.
package final class StepOutcomes: Sendable {
    private struct State {
        var outcomes: [StepID: StepOutcome] = [:]
        /// Which step has which name in the release set, from before its file is there.
        var names: [String: StepID] = [:]
        /// Names that more than one completed step has, with the first such step.
        var doubled: [String: StepID] = [:]
        var skipped: Set<StepID> = []
        var agreements: [StepID: Agreement] = [:]
    }

    /// The approvals with which a step started.
    struct Agreement: Sendable {
        /// What they are for.
        var subject: Digest
        var given: [RunState.Approval]
    }

    private let state = Mutex(State())

    package init() {}

    package subscript(step: StepID) -> StepOutcome? { state.withLock { $0.outcomes[step] } }

    /// A name in the release set that two steps have, with one of them: collected side by side by two processes.
    var doubled: (name: String, owner: StepID)? {
        state.withLock { state in state.doubled.min { $0.key < $1.key }.map { ($0.key, $0.value) } }
    }

    /// Takes names in the release set for a step, all or none; two steps that run side by side can't both have one.
    ///
    /// - Returns: nil if they are its own now, else the first name that another step has.
    func claim(_ wanted: [String], for step: StepID) -> (name: String, owner: StepID)? {
        state.withLock { state in
            for name in wanted.sorted() {
                if let owner = state.names[name], owner != step { return (name, owner) }
            }
            for name in wanted { state.names[name] = step }
            return nil
        }
    }

    func skip(_ step: StepID) { state.withLock { _ = $0.skipped.insert(step) } }
    func isSkipped(_ step: StepID) -> Bool { state.withLock { $0.skipped.contains(step) } }

    func agree(_ agreement: Agreement, to step: StepID) { state.withLock { $0.agreements[step] = agreement } }
    func agreement(to step: StepID) -> Agreement? { state.withLock { $0.agreements[step] } }

    func add(_ outcome: StepOutcome, of step: StepID) {
        state.withLock { state in
            state.outcomes[step] = outcome
            for artifact in outcome.artifacts {
                if let owner = state.names[artifact.name], owner != step {
                    state.doubled[artifact.name] = min(owner, step)
                } else {
                    state.names[artifact.name] = step
                }
            }
        }
    }
}
