import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleasePorts

/// What people decide about runs. Each is an entry in the run's journal with the name of who did it.
extension Workspace {
    /// No further step starts; running ones finish.
    package func pause(_ id: RunID?) async throws -> RunRecord {
        try await decide(id, "paused") { .paused(by: $0) }
    }

    /// No further step starts and running ones are ended. What is public stays public.
    package func cancel(_ id: RunID?, reason: String) async throws -> RunRecord {
        try await decide(id, "cancelled") { .cancelled(by: $0, reason: reason) }
    }

    /// Counts a step as done that did not run. What cannot be taken back and what guards it can't be skipped.
    package func skip(_ id: RunID?, step: StepID, reason: String) async throws -> RunRecord {
        let record = try await chosen(id, in: try openStore())
        guard let planned = record.plan.steps.first(where: { $0.id == step }) else {
            throw RunError.notPossible(
                record.id, what: "changed", because: "it has no step '\(step)'",
                instead: ["slipway run show \(record.id)"])
        }
        guard planned.kind == .gate || planned.kind == .build || planned.kind == .collect || planned.kind == .reuse
        else {
            throw RunError.notPossible(
                record.id, what: "changed", because: "a step of the kind \(planned.kind.rawValue) can't be skipped",
                instead: ["Only builds, gates and collections can."])
        }
        guard !record.state[step].isDone else {
            throw RunError.notPossible(record.id, what: "changed", because: "\(step) is done already", instead: [])
        }
        return try await decide(record.id, "changed") { .skipped(step: step, by: $0, reason: reason) }
    }

    private func decide(_ id: RunID?, _ what: String, _ event: (String) -> RunEvent) async throws -> RunRecord {
        let store = try openStore()
        while true {
            let record = try await chosen(id, in: store)
            try refuseFinal(record, what)
            do {
                try await store.append(
                    [event(userName)], to: record.id, after: record.state.revision, at: now(), plan: nil)
                return try await store.run(record.id)
            } catch {
                // The run goes on meanwhile: look again and decide on what is there now.
                guard case .conflict = error else { throw error }
            }
        }
    }
}
