import ReleaseModel
import Synchronization

/// What the done steps of a run made; shared by its loop, which adds, and its steps, which look.
///
/// A reference, since a dictionary that running steps hold would be copied whole with every step that ends.
final class StepOutcomes: Sendable {
    private let outcomes: Mutex<[StepID: StepOutcome]>
    /// Which step has which name in the release set, from before its file is there.
    private let names = Mutex<[String: StepID]>([:])

    init(_ outcomes: [StepID: StepOutcome] = [:]) { self.outcomes = Mutex(outcomes) }

    subscript(step: StepID) -> StepOutcome? { outcomes.withLock { $0[step] } }
    var all: [StepID: StepOutcome] { outcomes.withLock { $0 } }

    /// Takes names in the release set for a step, all or none; two steps that run side by side can't both have one.
    ///
    /// - Returns: nil if they are its own now, else the first name that another step has.
    func claim(_ wanted: [String], for step: StepID) -> (name: String, owner: StepID)? {
        let done = all
        return names.withLock { names in
            for (owner, outcome) in done { for artifact in outcome.artifacts { names[artifact.name] = owner } }
            for name in wanted.sorted() {
                if let owner = names[name], owner != step { return (name, owner) }
            }
            for name in wanted { names[name] = step }
            return nil
        }
    }

    func add(_ outcome: StepOutcome, of step: StepID) { outcomes.withLock { $0[step] = outcome } }
}
