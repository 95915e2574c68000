import ReleaseModel
import Synchronization

/// What the done steps of a run made; shared by its loop, which adds, and its steps, which look.
///
/// A reference, since a dictionary that running steps hold would be copied whole with every step that ends.
final class StepOutcomes: Sendable {
    private let outcomes: Mutex<[StepID: StepOutcome]>

    init(_ outcomes: [StepID: StepOutcome] = [:]) { self.outcomes = Mutex(outcomes) }

    subscript(step: StepID) -> StepOutcome? { outcomes.withLock { $0[step] } }
    var all: [StepID: StepOutcome] { outcomes.withLock { $0 } }

    func add(_ outcome: StepOutcome, of step: StepID) { outcomes.withLock { $0[step] = outcome } }
}
