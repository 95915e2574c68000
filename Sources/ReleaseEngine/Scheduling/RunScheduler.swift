package import ReleaseModel

/// Decides which steps of a run may start, in plan order. Pure: it only processes events.
///
/// A step is ready when all its needs are done. One that was running when the journal ended (its process died) is ready
/// again: every step checks before it acts. A failed one is not, until ``again(_:)`` is called.
package struct RunScheduler {
    private let steps: [PlannedStep]
    private let index: [StepID: Int]
    private let dependents: [[Int]]
    private var unmet: [Int]
    private var isDone: [Bool]
    /// Positions of ready steps, as a heap by plan order.
    private var ready: Heap
    private(set) var attempts: [StepID: Int]

    package init(plan: ReleasePlan, state: RunState) {
        steps = plan.steps
        let index = Dictionary(
            plan.steps.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.index = index
        var dependents = [[Int]](repeating: [], count: plan.steps.count)
        var unmet = [Int](repeating: 0, count: plan.steps.count)
        var isDone = [Bool](repeating: false, count: plan.steps.count)
        for (position, step) in plan.steps.enumerated() {
            isDone[position] = state[step.id].isDone
            for need in step.needs {
                guard let need = index[need] else { continue }
                dependents[need].append(position)
                if !state[plan.steps[need].id].isDone { unmet[position] += 1 }
            }
        }
        self.dependents = dependents
        self.unmet = unmet
        self.isDone = isDone
        attempts = state.attempts
        ready = Heap()
        for (position, step) in plan.steps.enumerated() where !isDone[position] && unmet[position] == 0 {
            switch state[step.id] {
            case .failed, .waiting: continue
            // What it waits for may be there by now.
            case .pending, .running, .awaiting, .succeeded, .skipped: ready.insert(position)
            }
        }
    }

    /// The next step that may start, with the number of this attempt; nil while none may.
    ///
    /// - Parameter mayStart: Checked for each; a step that may not start is offered again by ``again(_:)``.
    package mutating func take(
        where mayStart: (PlannedStep) -> Bool = { _ in true }
    ) -> (step: PlannedStep, attempt: Int)? {
        while let position = ready.removeSmallest() {
            let step = steps[position]
            guard !isDone[position], mayStart(step) else { continue }
            let attempt = (attempts[step.id] ?? 0) + 1
            attempts[step.id] = attempt
            return (step, attempt)
        }
        return nil
    }

    /// A step whose needs are done may be attempted again.
    package mutating func again(_ id: StepID) {
        guard let position = index[id], !isDone[position], unmet[position] == 0 else { return }
        ready.insert(position)
    }

    /// A step succeeded or was skipped: its dependents have one need less.
    package mutating func finish(_ id: StepID) {
        guard let position = index[id], !isDone[position] else { return }
        isDone[position] = true
        for dependent in dependents[position] {
            unmet[dependent] -= 1
            if unmet[dependent] == 0, !isDone[dependent] { ready.insert(dependent) }
        }
    }

    package var isComplete: Bool { isDone.allSatisfy { $0 } }
}

/// A binary heap of positions, smallest first.
private struct Heap {
    private var items: [Int] = []

    mutating func insert(_ item: Int) {
        items.append(item)
        var child = items.count - 1
        while child > 0, items[(child - 1) / 2] > items[child] {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeSmallest() -> Int? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return first }
        items[0] = last
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < items.count else { return first }
            let smaller = left + 1 < items.count && items[left + 1] < items[left] ? left + 1 : left
            guard items[smaller] < items[parent] else { return first }
            items.swapAt(smaller, parent)
            parent = smaller
        }
    }
}
