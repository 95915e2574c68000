package import ReleaseModel

/// Refuses a plan that decodes and means nothing: wherever a plan comes from outside, before anything is done.
///
/// A plan that was made here always passes. Takes time in the size of the plan.
///
/// - Parameters:
///   - ecosystems: Those that this program has; nil where nothing is executed.
///   - run: The run whose stored plan it is, for the error.
package func checkPlan(
    _ plan: ReleasePlan, ecosystems: Set<EcosystemName>?, run: RunID? = nil
) throws(UnsoundPlan) {
    var check = PlanCheck(plan)
    check.checkNames()
    check.checkReleased()
    for (number, step) in plan.steps.enumerated() { check.check(step, number + 1) }
    // An order makes sense for needs that exist only.
    if check.faults.isEmpty { check.checkOrder() }
    guard check.faults.isEmpty else { throw UnsoundPlan(.senseless(check.faults), run: run) }
    if let ecosystems { try checkEcosystems(of: plan, known: ecosystems, run: run) }
}

private struct PlanCheck {
    let plan: ReleasePlan
    private let steps: Set<StepID>
    private let components: Set<ComponentID>
    private let repositories: Set<RepositoryID>
    private(set) var faults: [String] = []

    init(_ plan: ReleasePlan) {
        self.plan = plan
        steps = Set(plan.steps.map(\.id))
        components = Set(plan.components.map(\.name))
        repositories = Set(plan.repositories.map(\.id))
    }

    mutating func checkNames() {
        if steps.count < plan.steps.count {
            faults += repeated(plan.steps.map(\.id)).map { "It has the step \($0) more than once." }
        }
        if components.count < plan.components.count {
            faults += repeated(plan.components.map(\.name)).map { "It has the component \($0) more than once." }
        }
        if repositories.count < plan.repositories.count {
            faults += repeated(plan.repositories.map(\.id)).map { "It has the repository \($0) more than once." }
        }
    }

    /// Steps and releases come together.
    mutating func checkReleased() {
        let isReleasing = plan.components.contains { $0.nextVersion != nil }
        if plan.steps.isEmpty {
            faults.append(isReleasing ? "It releases components and has no steps." : "It has no steps.")
        } else if !isReleasing {
            faults.append("It has steps and releases no component.")
        }
    }

    mutating func check(_ step: PlannedStep, _ number: Int) {
        if step.id.text.isEmpty { faults.append("Step \(number), of the kind '\(step.kind.rawValue)', has no id.") }
        checkOwner(of: step)
        for need in step.needs where !steps.contains(need) {
            faults.append("\(step.id) needs \(need), which is not a step of the plan.")
        }
        if let command = step.work.command { check(command, of: step.id) }
        switch step.work {
        case .prepare(let work):
            let named = Set(work.versions.keys).union((work.sources ?? [:]).keys)
            for component in named.subtracting(components).sorted() { reportUnknown(component, in: step.id) }
            for candidate in work.candidates where !repositories.contains(candidate.repository) {
                reportUnknown(candidate.repository, in: step.id)
            }
        case .approval(let work):
            if work.quorum < 1 { faults.append("\(step.id) asks for \(work.quorum) approvals.") }
            if let seconds = work.lifetime, seconds < 1 {
                faults.append("Approvals of \(step.id) expire after \(seconds) seconds.")
            }
        case .workflowBuild(let work): check(work, of: step.id)
        case .followUp(let work):
            if !repositories.contains(work.source) { reportUnknown(work.source, in: step.id) }
        default: break
        }
    }

    private mutating func checkOwner(of step: PlannedStep) {
        let owner = step.kind.traits.owner
        if step.component == nil, owner == .component {
            faults.append("\(step.id) names no component, which a '\(step.kind.rawValue)' needs.")
        }
        if step.repository == nil, owner != .set {
            faults.append("\(step.id) names no repository, which a '\(step.kind.rawValue)' needs.")
        }
        if let component = step.component, !components.contains(component) { reportUnknown(component, in: step.id) }
        if let repository = step.repository, !repositories.contains(repository) {
            reportUnknown(repository, in: step.id)
        }
    }

    private mutating func check(_ command: CommandWork, of step: StepID) {
        if command.arguments.first?.isEmpty != false { faults.append("\(step) has no command.") }
        if let seconds = command.timeout, seconds < 1 {
            faults.append("\(step) has a timeout of \(seconds) seconds.")
        }
        for component in command.upstreams.keys.sorted() where !components.contains(component) {
            reportUnknown(component, in: step)
        }
    }

    private mutating func check(_ build: WorkflowBuildWork, of step: StepID) {
        if build.messages.isEmpty { faults.append("\(step) starts no workflow.") }
        for (seconds, what) in [
            (build.timeout, "a timeout"), (build.startWithin, "a limit for its start"),
            (build.lookEvery, "an interval between looks"),
        ] where seconds < 1 {
            faults.append("\(step) has \(what) of \(seconds) seconds.")
        }
        for (component, upstream) in build.upstreams.sorted(by: { $0.key < $1.key }) {
            if !components.contains(component) { reportUnknown(component, in: step) }
            if !repositories.contains(upstream.repository) { reportUnknown(upstream.repository, in: step) }
        }
    }

    /// What would wait for itself.
    mutating func checkOrder() {
        let ordered = runnableOrder(plan.steps)
        guard ordered.count < plan.steps.count else { return }
        let placed = Set(ordered.map(\.id))
        let cycle = ring(in: plan.steps.filter { !placed.contains($0.id) })
        faults = zip(cycle, cycle.dropFirst() + cycle.prefix(1)).map { "\($0) waits for \($1)." }
    }

    private mutating func reportUnknown(_ component: ComponentID, in step: StepID) {
        faults.append("\(step) names the component '\(component)', which the plan does not have.")
    }

    private mutating func reportUnknown(_ repository: RepositoryID, in step: StepID) {
        faults.append("\(step) names the repository '\(repository)', which the plan does not have.")
    }

    private func repeated<ID: Identifier>(_ ids: [ID]) -> [ID] {
        var seen: Set<ID> = []
        return Set(ids.filter { !seen.insert($0).inserted }).sorted()
    }
}

/// Each ecosystem has to be known: one that is ignored would leave files unedited, builds without their candidates, and
/// versions unverified.
private func checkEcosystems(
    of plan: ReleasePlan, known: Set<EcosystemName>, run: RunID?
) throws(UnsoundPlan) {
    var unknown: [EcosystemName: [String]] = [:]
    func look(_ name: EcosystemName, _ place: @autoclosure () -> String) {
        if !known.contains(name) { unknown[name, default: []].append(place()) }
    }
    for step in plan.steps {
        switch step.work {
        case .prepare(let work):
            for edit in work.edits where !edit.removesFile { look(edit.ecosystem, "\(step.id) edits \(edit.file).") }
            for one in work.candidates { look(one.ecosystem, "\(step.id) lets builds use \(one.package).") }
            for (component, sources) in (work.sources ?? [:]).sorted(by: { $0.key < $1.key }) {
                for source in sources {
                    look(source.ecosystem, "\(step.id) reads the version of \(component) in \(source.place.file).")
                }
            }
        case .writeBack(let work):
            for edit in work.edits where !edit.removesFile { look(edit.ecosystem, "\(step.id) edits \(edit.file).") }
        case .verify(let work):
            for source in work.sources {
                look(source.ecosystem, "\(step.id) reads the version in \(source.place.file).")
            }
        default: break
        }
    }
    guard let first = unknown.min(by: { $0.key < $1.key }) else { return }
    throw UnsoundPlan(.unknownEcosystem(first.key, places: first.value), run: run)
}
