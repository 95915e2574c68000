package import Foundation

/// The current state of a run: its plan, and the fold of its journal. The journal itself is read by the run's id.
package struct RunRecord: Sendable, Hashable {
    package var id: RunID
    package var createdAt: Date
    /// The plan in force, after amendments.
    package var plan: ReleasePlan { didSet { storedSum = nil } }
    /// The SHA-256 of the stored text of the plan, as far as a digest covers it (``boundPlanText(_:)``); nil where it
    /// was not computed. It belongs to the stored text, so it is meaningless once the plan is changed.
    package private(set) var storedSum: Digest?
    /// The fold of the entire journal.
    package private(set) var state: RunState

    package init(
        id: RunID, createdAt: Date, plan: ReleasePlan, storedSum: Digest? = nil, entries: some Sequence<JournalEntry>
    ) {
        self.init(id: id, createdAt: createdAt, plan: plan, storedSum: storedSum, state: RunState(entries))
    }

    package init(id: RunID, createdAt: Date, plan: ReleasePlan, storedSum: Digest? = nil, state: RunState) {
        self.id = id
        self.createdAt = createdAt
        self.plan = plan
        self.storedSum = storedSum
        self.state = state
    }

    /// Equal records say the same of a run, however it is stored.
    package static func == (left: RunRecord, right: RunRecord) -> Bool {
        left.id == right.id && left.createdAt == right.createdAt && left.plan == right.plan && left.state == right.state
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(state)
    }

    /// Takes in what was added to the journal.
    package mutating func add(_ added: some Sequence<JournalEntry>) {
        for entry in added { state.apply(entry) }
    }

    /// One word for lists and JSON.
    package var status: Status { Status(state: state, plan: plan) }

    package enum Status: String, Sendable, Codable, CaseIterable {
        /// An engine executes it, or may.
        case running
        /// Only people's decisions are missing: approvals, merges.
        case waiting
        case paused, failed, cancelled, succeeded

        init(state: RunState, plan: ReleasePlan) {
            self.init(
                state: state,
                hasFailed: plan.steps.contains { if case .failed = state[$0.id] { true } else { false } },
                isHeld: state.isHeld(in: plan))
        }

        /// - Parameters:
        ///   - hasFailed: Whether a step of the plan has.
        ///   - isHeld: Whether only people's decisions are missing.
        init(state: RunState, hasFailed: Bool, isHeld: Bool) {
            if state.isFinished {
                self = .succeeded
            } else if state.cancellation != nil {
                self = .cancelled
            } else if state.isPaused {
                self = .paused
            } else {
                self = hasFailed ? .failed : isHeld ? .waiting : .running
            }
        }

        /// Whether nothing more will happen to the run.
        package var isFinal: Bool { self == .succeeded || self == .cancelled }
    }
}

extension RunState {
    /// The steps that wait only for approval, in plan order.
    package func awaited(in plan: ReleasePlan) -> [PlannedStep] {
        plan.steps.filter { step in
            guard case .approval(let work) = step.work, self[step.id] == .pending else { return false }
            return step.needs.allSatisfy { self[$0].isDone } && !work.isMet(by: approvals[step.id] ?? [])
        }
    }

    /// Whether a step waits for something that a person does outside.
    package func isPolled(_ step: StepID) -> Bool {
        if case .awaiting(_, _, true, _) = self[step] { true } else { false }
    }

    /// Whether every open step needs a person's decision, or comes after one that does.
    fileprivate func isHeld(in plan: ReleasePlan) -> Bool {
        let awaited = Set((awaited(in: plan) + plan.steps.filter { isPolled($0.id) }).map(\.id))
        guard !awaited.isEmpty else { return false }
        let ready = plan.steps.filter { !self[$0.id].isDone && $0.needs.allSatisfy { self[$0].isDone } }
        return ready.allSatisfy { awaited.contains($0.id) }
    }
}
