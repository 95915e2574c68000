import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Proves that a workflow is there for each build that is to be made by one. Nothing is written.
struct BuildReadiness {
    let workspace: Workspace

    /// The workflows of a default branch, which many components' builds may ask for.
    private struct Workflows {
        var facts: RepositoryFacts
        var files: [String: [UInt8]]
    }

    /// - Throws: What the build would throw in the middle of the release.
    func check(_ plan: ReleasePlan) async throws {
        var known: [RepositoryAtForge: Workflows] = [:]
        for step in plan.steps {
            guard case .workflowBuild(let work) = step.work else { continue }
            try await check(
                work.place, work.messages, values: Set(work.values.keys), hasUpstreams: !work.upstreams.isEmpty, &known)
        }
    }

    /// Of the configuration, whether or not something is released now.
    func findings(in world: ObservedWorkspace) async -> [Finding] {
        var found: [Finding] = []
        var known: [RepositoryAtForge: Workflows] = [:]
        for component in world.components {
            guard let workflow = world.configuration.settings(of: component.id).build?.workflow,
                let repository = world.repository(component.repository),
                let own = world.configuration.atForge(repository)
            else { continue }
            let name = workflow.repository ?? own.name
            let place = RepositoryAtForge(id: RepositoryID(name.description), name: name, host: own.host)
            do {
                // Whether there are unpublished upstreams, only a plan shows.
                try await check(
                    place, workflow.messages, values: Set(workflow.values.keys), hasUpstreams: false, &known)
            } catch {
                let error = error as? any UserFacingError
                found.append(
                    Finding(
                        .noListener, repository: component.repository,
                        message: "\(component.id) can't be built by a workflow: \(error?.summary ?? "")",
                        reason: error?.reasons.joined(separator: " "), remedy: error?.suggestions.joined(separator: " ")
                    ))
            }
        }
        return found
    }

    private func check(
        _ place: RepositoryAtForge, _ messages: [WorkflowMessage], values: Set<String>, hasUpstreams: Bool,
        _ known: inout [RepositoryAtForge: Workflows]
    ) async throws {
        let workflows: Workflows
        if let read = known[place] {
            workflows = read
        } else {
            let forge = try workspace.outside.forge(place, .reading)
            let facts = try await forge.facts(of: place.name)
            workflows = Workflows(
                facts: facts, files: try await forge.workflows(at: facts.defaultBranch, in: facts.repository))
            known[place] = workflows
        }
        _ = try BuildListener(
            for: messages, values: values, hasUpstreams: hasUpstreams, in: workflows.files,
            of: workflows.facts.repository, branch: workflows.facts.defaultBranch, triggers: workspace.readWorkflow)
    }
}
