extension RunState {
    /// Whether a component's version can't be made by another run any more, even where this one is given up: its tag or a
    /// package of it was begun, and is public or may be.
    package func hasUsedUp(_ component: PlannedComponent, in plan: PlanIndex) -> Bool {
        plan.steps(releasing: component).contains { step in
            switch step.work {
            case .tag(let work): work.tag == component.tag && attempts[step.id] != nil
            case .publish: step.component == component.name && attempts[step.id] != nil
            // A push takes along the tags that wait for nothing else.
            case .push: component.tag.map { outcome(of: step.id)?.tags?.contains($0) == true } ?? false
            case .prepare, .build, .gate, .collect, .reuse, .approval, .line, .verify, .writeBack, .assemble: false
            }
        }
    }
}
