package import Foundation

/// A run as the store lists it.
package struct RunRecord: Sendable, Hashable, Codable {
    package var id: RunID
    package var createdAt: Date
    /// The plan in force, after amendments.
    package var plan: ReleasePlan
    package var entries: [JournalEntry]

    package init(id: RunID, createdAt: Date, plan: ReleasePlan, entries: [JournalEntry]) {
        self.id = id
        self.createdAt = createdAt
        self.plan = plan
        self.entries = entries
    }

    package var state: RunState { RunState(entries) }

    /// One word for lists and JSON.
    package var status: Status { Status(state: state, plan: plan) }

    package enum Status: String, Sendable, Codable {
        case running, paused, failed, cancelled, succeeded

        init(state: RunState, plan: ReleasePlan) {
            if state.isFinished {
                self = .succeeded
            } else if state.cancellation != nil {
                self = .cancelled
            } else if state.isPaused {
                self = .paused
            } else if plan.steps.contains(where: { if case .failed = state[$0.id] { true } else { false } }) {
                self = .failed
            } else {
                self = .running
            }
        }

        /// Whether nothing more will happen to the run.
        package var isFinal: Bool { self == .succeeded || self == .cancelled }
    }
}
