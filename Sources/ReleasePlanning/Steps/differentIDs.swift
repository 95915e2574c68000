import ReleaseModel

/// The ids of steps, which have to differ.
///
/// Names in a configuration can't contain what separates the parts of an id; this finds what they still leave: a matrix
/// that has a value twice.
func differentIDs(of steps: [PlannedStep]) throws(PlanError) -> Set<StepID> {
    var seen: Set<StepID> = []
    for step in steps where !seen.insert(step.id).inserted {
        let gates = steps.filter { $0.id == step.id && $0.kind == .gate }.compactMap { gate in
            gate.component.map { PlanError.GateCell(component: $0, name: gate.detail ?? "") }
        }
        throw .sameStep(step.id, gates: gates)
    }
    return seen
}
