package import ReleaseModel

/// Builds that the forge's own CI makes, and what lets it see the candidates.
extension ReleaseSteps {
    /// Its build in this plan: by a command here, or by a workflow.
    func buildWork(
        _ build: BuildConfiguration, of component: PlannedComponent, _ commands: ConfiguredCommands
    ) throws(WorkflowBuildRefusal) -> StepWork {
        guard let workflow = workflow(of: component.name) else {
            guard !build.run.isEmpty else { throw .nothingToRun(component.name) }
            return .build(commands.build(build))
        }
        let atForge = repositories[component.repository].flatMap(world.configuration.atForge)
        guard let atForge else { throw .noForge(component.name, component.repository) }
        let fields = [
            "component": component.name.text, "version": component.nextVersion?.text ?? "",
            "tag": component.tag?.text ?? "", "repository": atForge.name.description, "run": "{run}",
            "commit": "{commit}",
        ]
        let unpublished = parts.allUpstreams(of: component.name).filter { !isPublishedBefore(component.name, $0) }
        let upstreams = unpublished.compactMap { name in
            components[name].map { ($0, repositories[$0.repository].flatMap(world.configuration.atForge)) }
        }
        return .workflowBuild(
            WorkflowBuildWork(
                repository: workflow.repository ?? atForge.name, host: atForge.host, messages: workflow.messages,
                values: workflow.values.mapValues { filled($0, fields) }, jobs: workflow.jobs,
                downloads: workflow.downloads, folder: component.path,
                timeout: build.timeout ?? WorkflowBuildConfiguration.usualTimeout,
                startWithin: workflow.startWithin ?? WorkflowBuildConfiguration.usualStart,
                lookEvery: workflow.lookEvery ?? WorkflowBuildConfiguration.usualInterval,
                upstreams: Dictionary(
                    upstreams.map { ($0.id, .init(repository: $0.repository, name: $1?.name)) },
                    uniquingKeysWith: { first, _ in first })))
    }

    /// nil: it is built here, or not at all.
    private func workflow(of component: ComponentID) -> WorkflowBuildConfiguration? {
        isBuiltHere ? nil : world.configuration.settings(of: component).build?.workflow
    }

    /// Repositories whose candidates a forge's CI must see: they are built by a workflow, or something is that uses them.
    ///
    /// A candidate that is the base is on its branch already.
    func offered(_ proofs: [PlannedStep]) -> [RepositoryID] {
        var found: Set<RepositoryID> = []
        for step in proofs {
            guard case .workflowBuild(let work) = step.work else { continue }
            if let repository = step.repository { found.insert(repository) }
            found.formUnion(work.upstreams.values.map(\.repository))
        }
        return found.filter { edits[$0]?.isEmpty == false }.sorted()
    }

    func offers(of repositories: [RepositoryID]) -> [PlannedStep] {
        repositories.map { id in
            PlannedStep(id: .offer(id), repository: id, needs: [.prepare(id)], work: .offer)
        }
    }

    func withdrawals(of repositories: [RepositoryID], after last: StepID) -> [PlannedStep] {
        repositories.map { id in
            PlannedStep(id: .withdraw(id), repository: id, needs: [.offer(id), last], work: .withdraw)
        }
    }

    /// Workflow builds wait until what they are sent can be seen.
    func waitingForOffers(_ proofs: [PlannedStep], _ offered: [RepositoryID]) -> [PlannedStep] {
        proofs.map { step in
            guard case .workflowBuild(let work) = step.work else { return step }
            let used = Set([step.repository].compactMap(\.self) + work.upstreams.values.map(\.repository))
            var step = step
            step.needs = Set(step.needs + offered.filter(used.contains).map { .offer($0) }).sorted()
            return step
        }
    }
}

/// What others can see before the release, a sentence for each candidate.
func offerWarnings(_ steps: [PlannedStep]) -> [String] {
    steps.filter { $0.kind == .offer }.compactMap(\.repository).map { id in
        "The candidate of \(id) is pushed to \(candidateReference("RUN")) until the release ends: a workflow builds it, and everyone "
            + "who may read the repository can see it."
    }
}

/// Why a build can't be where it is to be.
package enum WorkflowBuildRefusal: UserFacingError, Equatable {
    /// A workflow is to build it, and nothing says which repository of a forge has it.
    case noForge(ComponentID, RepositoryID)
    /// It is to be built here, and only a workflow builds it.
    case nothingToRun(ComponentID)

    package var code: String {
        switch self {
        case .noForge: "plan.build-needs-forge"
        case .nothingToRun: "plan.build-not-here"
        }
    }

    package var summary: String {
        switch self {
        case .noForge(let component, let repository):
            "A workflow is to build \(component), and \(repository) is on plain git."
        case .nothingToRun(let component): "\(component) can't be built here: only a workflow builds it."
        }
    }

    package var suggestions: [String] {
        switch self {
        case .noForge(_, let repository):
            [
                "Name the forge: forge: { kind: github }, and the repository there: "
                    + "repositories: { \(yamlText(repository.text)): { name: OWNER/NAME } }",
                "Or build it here, where its build has a command: slipway release --build-here",
            ]
        case .nothingToRun(let component):
            [
                "Say how: components: { \(yamlText(component.text)): { build: { in: workflow, workflow: build.yml, run: [make] } } }",
                "Or let the workflow build it: leave out --build-here",
            ]
        }
    }

    package var exitCode: ExitCode { .configuration }
}
