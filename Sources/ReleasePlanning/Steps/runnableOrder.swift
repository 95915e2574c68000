package import ReleaseModel

/// Steps in an order in which they could run one after the other; each comes as early as its needs allow, ties as given.
///
/// Needs that are not among the steps count as met. Steps in a cycle are left out, and so is what needs them.
package func runnableOrder(_ steps: [PlannedStep]) -> [PlannedStep] {
    let index = Dictionary(steps.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var dependents: [Int: [Int]] = [:]
    var open = steps.map { step in step.needs.count { index[$0] != nil } }
    for (position, step) in steps.enumerated() {
        for need in step.needs { if let need = index[need] { dependents[need, default: []].append(position) } }
    }
    var ready = steps.indices.filter { open[$0] == 0 }
    var ordered: [PlannedStep] = []
    while !ready.isEmpty {
        var next: [Int] = []
        for position in ready {
            ordered.append(steps[position])
            for dependent in dependents[position] ?? [] {
                open[dependent] -= 1
                if open[dependent] == 0 { next.append(dependent) }
            }
        }
        ready = next.sorted()
    }
    return ordered
}

/// Steps of which each waits for the next, and the last for the first; empty without a cycle.
///
/// - Parameter steps: Those that ``runnableOrder(_:)`` leaves out.
func ring(in steps: [PlannedStep]) -> [StepID] {
    let open = Dictionary(steps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var path: [StepID] = []
    var places: [StepID: Int] = [:]
    var here = steps.map(\.id).min()
    while let id = here, places[id] == nil {
        places[id] = path.count
        path.append(id)
        here = (open[id]?.needs ?? []).filter { open[$0] != nil }.min()
    }
    guard let again = here, let start = places[again] else { return [] }
    return Array(path[start...])
}
