package import ReleaseModel

/// Steps in an order in which they could run one after the other; each comes as early as its needs allow, ties as given.
///
/// Needs that are not among the steps count as met. Steps in a cycle are left out.
package func runnableOrder(_ steps: [PlannedStep]) -> [PlannedStep] {
    let index = Dictionary(uniqueKeysWithValues: steps.enumerated().map { ($1.id, $0) })
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
