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

    package enum Status: String, Sendable, Codable, CaseIterable {
        /// An engine performs it, or may.
        case running
        /// Nothing but people's agreement is missing.
        case waiting
        case paused, failed, cancelled, succeeded

        init(state: RunState, plan: ReleasePlan) {
            if state.isFinished {
                self = .succeeded
            } else if state.cancellation != nil {
                self = .cancelled
            } else if state.isPaused {
                self = .paused
            } else if plan.steps.contains(where: { if case .failed = state[$0.id] { true } else { false } }) {
                self = .failed
            } else if state.isHeld(in: plan) {
                self = .waiting
            } else {
                self = .running
            }
        }

        /// Whether nothing more will happen to the run.
        package var isFinal: Bool { self == .succeeded || self == .cancelled }
    }
}

extension RunState {
    /// The steps that wait for people's agreement and for nothing else, in plan order.
    package func awaited(in plan: ReleasePlan) -> [PlannedStep] {
        plan.steps.filter { step in
            guard case .approval(let work) = step.work, self[step.id] == .pending else { return false }
            return step.needs.allSatisfy { self[$0].isDone } && !work.isMet(by: approvals[step.id] ?? [])
        }
    }

    /// Whether every open step is one that people have to agree to, or behind one.
    fileprivate func isHeld(in plan: ReleasePlan) -> Bool {
        let awaited = Set(awaited(in: plan).map(\.id))
        guard !awaited.isEmpty else { return false }
        let ready = plan.steps.filter { !self[$0.id].isDone && $0.needs.allSatisfy { self[$0].isDone } }
        return ready.allSatisfy { awaited.contains($0.id) }
    }
}
