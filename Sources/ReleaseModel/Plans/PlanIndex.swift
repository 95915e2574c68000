/// A plan's components, repositories and steps by id, for lookups without a search.
///
/// A reference, since every step of a run holds it.
package final class PlanIndex: Sendable {
    package let plan: ReleasePlan
    private let positions: [StepID: Int]
    private let components: [ComponentID: Int]
    private let repositories: [RepositoryID: Int]
    private let byComponent: [ComponentID: [Int]]
    private let byRepository: [RepositoryID: [Int]]
    /// Steps of no single component.
    private let shared: [RepositoryID: [Int]]
    /// Steps that make a tag.
    private let tags: [RepositoryID: [TagName: Int]]
    /// For each step those that need it.
    private let dependents: [[Int]]

    /// Takes time in the size of the plan.
    package init(_ plan: ReleasePlan) {
        self.plan = plan
        let positions = PlanIndex.positions(plan.steps.map(\.id))
        self.positions = positions
        components = PlanIndex.positions(plan.components.map(\.name))
        repositories = PlanIndex.positions(plan.repositories.map(\.id))
        var byComponent: [ComponentID: [Int]] = [:]
        var byRepository: [RepositoryID: [Int]] = [:]
        var shared: [RepositoryID: [Int]] = [:]
        var tags: [RepositoryID: [TagName: Int]] = [:]
        var dependents = [[Int]](repeating: [], count: plan.steps.count)
        for (position, step) in plan.steps.enumerated() {
            if let component = step.component { byComponent[component, default: []].append(position) }
            if let repository = step.repository {
                byRepository[repository, default: []].append(position)
                if step.component == nil { shared[repository, default: []].append(position) }
                if case .tag(let work) = step.work { tags[repository, default: [:]][work.tag] = position }
            }
            for need in step.needs { positions[need].map { dependents[$0].append(position) } }
        }
        self.byComponent = byComponent
        self.byRepository = byRepository
        self.shared = shared
        self.tags = tags
        self.dependents = dependents
    }

    /// A step's place in the plan.
    package func position(of step: StepID) -> Int? { positions[step] }
    /// The places of the steps that need the one at a place.
    package func dependents(of position: Int) -> [Int] { dependents[position] }
    package func step(_ id: StepID) -> PlannedStep? { positions[id].map { plan.steps[$0] } }
    package func component(_ id: ComponentID) -> PlannedComponent? { components[id].map { plan.components[$0] } }
    package func repository(_ id: RepositoryID) -> PlannedRepository? { repositories[id].map { plan.repositories[$0] } }

    /// Those of these steps that are in the plan, in its order.
    package func inOrder(_ ids: some Sequence<StepID>) -> [PlannedStep] {
        ids.compactMap { positions[$0] }.sorted().map { plan.steps[$0] }
    }

    /// The steps of one component, in plan order; those that serve its whole repository are not among them.
    package func steps(of component: ComponentID) -> [PlannedStep] {
        (byComponent[component] ?? []).map { plan.steps[$0] }
    }

    /// The steps by which a component is released, in plan order: its own, those that serve its whole repository, and the
    /// one that makes its tag, which another component of its group may have.
    package func steps(releasing component: PlannedComponent) -> [PlannedStep] {
        var found = Set(byComponent[component.name] ?? []).union(shared[component.repository] ?? [])
        if let tag = component.tag.flatMap({ tags[component.repository]?[$0] }) { found.insert(tag) }
        return found.sorted().map { plan.steps[$0] }
    }

    /// The steps in one repository, in plan order, with those of its components.
    package func steps(in repository: RepositoryID) -> [PlannedStep] {
        (byRepository[repository] ?? []).map { plan.steps[$0] }
    }

    /// The steps after one, in plan order: those that need it, directly or not.
    ///
    /// - Parameter isMeant: One that is not meant is left out, and so is what only it leads to.
    package func steps(behind id: StepID, where isMeant: (PlannedStep) -> Bool = { _ in true }) -> [PlannedStep] {
        reached(from: [id]) { position in dependents[position].filter { isMeant(plan.steps[$0]) } }
    }

    /// The steps that one needs, directly or not, in plan order.
    package func steps(before id: StepID) -> [PlannedStep] { steps(before: [id]) }

    /// The steps that any of these needs, directly or not, in plan order; of these themselves only what another one needs.
    package func steps(before ids: [StepID]) -> [PlannedStep] {
        reached(from: ids) { position in plan.steps[position].needs.compactMap { positions[$0] } }
    }

    private func reached(from ids: [StepID], next: (Int) -> [Int]) -> [PlannedStep] {
        var reached: Set<Int> = []
        var open = ids.compactMap { positions[$0] }
        while let position = open.popLast() {
            for other in next(position) where reached.insert(other).inserted {
                open.append(other)
            }
        }
        return reached.sorted().map { plan.steps[$0] }
    }

    private static func positions<ID: Hashable>(_ ids: [ID]) -> [ID: Int] {
        Dictionary(zip(ids, ids.indices), uniquingKeysWith: { first, _ in first })
    }
}
