import Foundation
import ReleaseEngine
package import ReleaseModel

/// How far a run is with one component.
package struct ComponentProgress: Sendable {
    /// A column of a run's table, in the order of a release; the line of no return lies before ``push``.
    package enum Column: String, Sendable, CaseIterable {
        case prepare, build, gate, collect, push, tag, publish, verify

        init?(_ kind: StepKind) {
            switch kind {
            case .prepare, .offer: self = .prepare
            case .build: self = .build
            case .gate: self = .gate
            case .collect, .reuse: self = .collect
            case .push: self = .push
            case .tag: self = .tag
            case .stage, .publish: self = .publish
            case .verify: self = .verify
            case .approval, .line, .writeBack, .publishSet, .assemble, .followUp, .withdraw: return nil
            }
        }
    }

    package let component: PlannedComponent
    package let word: StatusWord
    /// The worst state of each column's steps; a column without steps is left out.
    package let cells: [Column: StatusWord]
    package let steps: [PlannedStep]
    /// What its next step waits for, in words; empty where nothing does.
    package let waitsFor: String
}

/// How far a run is with each component, in the order of the plan.
package func componentProgress(_ record: RunRecord) -> [ComponentProgress] {
    let index = PlanIndex(record.plan)
    let state = record.state
    var blockers: [StepID: StepID] = [:]
    for step in record.plan.steps {
        guard case .failed = state[step.id] else { continue }
        for behind in index.steps(behind: step.id) where blockers[behind.id] == nil { blockers[behind.id] = step.id }
    }
    var approvals: [StepID: StepID] = [:]
    for step in state.awaited(in: record.plan) {
        for behind in index.steps(behind: step.id) where approvals[behind.id] == nil { approvals[behind.id] = step.id }
    }
    return record.plan.released.map { component in
        let steps = index.steps(releasing: component)
        let reader = ProgressReader(record: record, steps: steps, blockers: blockers, approvals: approvals)
        var cells: [ComponentProgress.Column: StatusWord] = [:]
        for step in steps {
            guard let column = ComponentProgress.Column(step.kind) else { continue }
            let word = StatusWord(state[step.id])
            if cells[column].map({ word.rank < $0.rank }) ?? true { cells[column] = word }
        }
        let (word, waitsFor) = reader.word()
        return ComponentProgress(component: component, word: word, cells: cells, steps: steps, waitsFor: waitsFor)
    }
}

private struct ProgressReader {
    let record: RunRecord
    let steps: [PlannedStep]
    /// For each step the failed one that it comes after.
    let blockers: [StepID: StepID]
    /// For each step the approval that it comes after and that is awaited now.
    let approvals: [StepID: StepID]

    private var state: RunState { record.state }

    func word() -> (StatusWord, waitsFor: String) {
        for step in steps {
            if case .failed(_, let failure) = state[step.id] { return (.failed, failure.summary) }
        }
        let ends = steps.filter { $0.kind == .verify }
        if !ends.isEmpty, ends.allSatisfy({ state[$0.id].isDone }) {
            return (record.plan.request.purpose == .shadow ? .done : .released, "")
        }
        let isPublic = steps.contains { ($0.kind == .push || $0.kind == .tag) && state[$0.id].isDone }
        if state.cancellation != nil { return (isPublic ? .partlyPublic : .cancelled, "") }
        if let wait = ownWait() { return wait }
        if let blocked = steps.first(where: { blockers[$0.id] != nil }), let blocker = blockers[blocked.id] {
            return (.blocked, "\(blocker), which failed")
        }
        if let next = steps.first(where: { !state[$0.id].isDone }), let approval = approvals[next.id] {
            return (.needsApproval, approval.text)
        }
        if steps.contains(where: { if case .running = state[$0.id] { true } else { false } }) { return (.running, "") }
        return (isPublic ? .partlyPublic : .pending, need())
    }

    /// A wait for the next attempt, or for something outside.
    private func ownWait() -> (StatusWord, String)? {
        for step in steps {
            switch state[step.id] {
            case .waiting(let attempt, _, let until):
                return (.again, "attempt \(attempt + 1) of \(step.id) at \(until.formatted(.iso8601))")
            case .awaiting(_, let what, _, _): return (.waits, what)
            case .pending, .running, .succeeded, .failed, .skipped: continue
            }
        }
        return nil
    }

    /// The first thing that its next step needs.
    private func need() -> String {
        guard let next = steps.first(where: { !state[$0.id].isDone }) else { return "" }
        return next.needs.first { !state[$0].isDone }?.text ?? ""
    }
}
