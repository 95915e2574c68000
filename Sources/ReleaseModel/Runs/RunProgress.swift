package import Foundation

/// Counters of a run's step states, updated with every event, so that its status needs no scan of all steps.
///
/// Says what ``RunRecord/Status`` and ``RunState/awaited(in:)`` say of the same plan and state.
package struct RunProgress: Sendable {
    private enum Standing: Sendable, Hashable {
        /// Something that it needs is not done.
        case blocked
        case ready
        /// It needs approval.
        case awaited
        /// It will be retried automatically.
        case sleeping(until: Date)
        /// It needs something that a person does outside; an engine looks from time to time.
        case polled(until: Date)
        case failed
        case done
    }

    private let index: PlanIndex
    private var unmet: [Int]
    private var isDone: [Bool]
    private var standings: [Standing]
    /// Steps that failed and could begin again, whatever else they need.
    private var failed = 0
    package private(set) var done = 0
    private var ready = 0
    private var awaited = 0
    /// By the step's place in the plan.
    private var sleeping: [Int: Date] = [:]
    private var polled: [Int: Date] = [:]

    package init(_ index: PlanIndex, _ state: RunState) {
        self.index = index
        let steps = index.plan.steps
        isDone = steps.map { state[$0.id].isDone }
        unmet = steps.map { step in step.needs.count { !state[$0].isDone } }
        standings = Array(repeating: .blocked, count: steps.count)
        for position in steps.indices {
            if isDone[position] { done += 1 }
            place(position, state)
        }
    }

    /// Takes in an event.
    ///
    /// - Parameter state: As it is with the event.
    package mutating func apply(_ event: RunEvent, _ state: RunState) {
        switch event {
        case .started(let step, _), .succeeded(let step, _, _), .failed(let step, _, _, _),
            .awaits(let step, _, _, _, _, _), .noticed(let step, _), .skipped(let step, _, _),
            .approved(let step, _, _, _, _, _),
            .lapsed(let step, _),
            .voided(let step, _, _):
            if let position = index.position(of: step) { update(position, state) }
        case .retried: self = RunProgress(index, state)
        // The plan changes then, and so does the progress.
        case .amended: self = RunProgress(index, state)
        case .created, .claimed, .paused, .resumed, .cancelled, .handedOver, .finished: break
        }
    }

    package func status(_ state: RunState) -> RunRecord.Status {
        RunRecord.Status(
            state: state, hasFailed: failed > 0, isHeld: awaited + polled.count > 0 && ready == 0 && sleeping.isEmpty)
    }

    /// When an engine can continue the run, or has to look again; nil: only after a person's decision.
    package func wakesAt(_ state: RunState) -> Date? {
        switch status(state) {
        case .running:
            let next = ready == 0 && state.asked == nil ? [sleeping.values.min(), polled.values.min()] : []
            return next.compactMap(\.self).min() ?? .distantPast
        case .waiting: return polled.values.min()
        case .paused, .failed, .cancelled, .succeeded: return nil
        }
    }

    private mutating func update(_ position: Int, _ state: RunState) {
        let isDone = state[index.plan.steps[position].id].isDone
        if isDone != self.isDone[position] {
            self.isDone[position] = isDone
            done += isDone ? 1 : -1
            for dependent in index.dependents(of: position) {
                unmet[dependent] += isDone ? -1 : 1
                place(dependent, state)
            }
        }
        place(position, state)
    }

    /// Counts a step where it belongs now.
    private mutating func place(_ position: Int, _ state: RunState) {
        count(standings[position], -1, position)
        standings[position] = standing(position, state)
        count(standings[position], 1, position)
    }

    private mutating func count(_ standing: Standing, _ change: Int, _ position: Int) {
        switch standing {
        case .blocked, .done: break
        case .ready: ready += change
        case .awaited: awaited += change
        case .failed: failed += change
        case .sleeping(let until): sleeping[position] = change > 0 ? until : nil
        case .polled(let until): polled[position] = change > 0 ? until : nil
        }
    }

    private func standing(_ position: Int, _ state: RunState) -> Standing {
        let step = index.plan.steps[position]
        switch state[step.id] {
        case .succeeded, .skipped: return .done
        case .failed: return .failed
        case .running: return unmet[position] == 0 ? .ready : .blocked
        case .waiting(_, _, let until): return unmet[position] == 0 ? .sleeping(until: until) : .blocked
        case .awaiting(_, _, let isByPerson, let until):
            guard unmet[position] == 0 else { return .blocked }
            return isByPerson ? .polled(until: until) : .sleeping(until: until)
        case .pending:
            guard unmet[position] == 0 else { return .blocked }
            guard case .approval(let work) = step.work else { return .ready }
            return work.isMet(by: state.approvals[step.id] ?? []) ? .ready : .awaited
        }
    }
}
