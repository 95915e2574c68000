extension RunState {
    /// Whether a component's version can no longer be used by another run, even if this one is cancelled: its tag or a
    /// package was started, and may be public.
    package func hasUsedUp(_ component: PlannedComponent, in plan: PlanIndex) -> Bool {
        // Nothing can require the name of a nightly as a version.
        if plan.plan.request.channel?.scheme == .nightly { return false }
        return plan.steps(releasing: component).contains { step in
            switch step.work {
            case .tag(let work): work.tag == component.tag && attempts[step.id] != nil
            case .publish: step.component == component.name && attempts[step.id] != nil
            // A push includes the tags that wait for nothing else.
            case .push: component.tag.map { outcome(of: step.id)?.tags?.contains($0) == true } ?? false
            default: false
            }
        }
    }
}
