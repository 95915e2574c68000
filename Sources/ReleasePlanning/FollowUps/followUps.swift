package import ReleaseModel

/// What is sent elsewhere after a release, in the order of the configuration and of the plan.
///
/// - Parameter released: With a tag, in plan order.
func followUps(of released: [PlannedComponent], in world: ObservedWorkspace, purpose: ReleasePurpose?) -> [FollowUpWork]
{
    // What is tried out tells no one.
    guard purpose == nil else { return [] }
    return world.configuration.followUps.flatMap { one in
        released.compactMap { component in
            guard one.component == nil || one.component.map(world.named) == component.name,
                let version = component.nextVersion, one.occasion == .always || !version.isPrerelease
            else { return nil }
            let place = world.repository(component.repository).flatMap(world.configuration.atForge)
            let fields = [
                "component": component.name.text, "version": version.text, "tag": component.tag?.text ?? "",
                "repository": place?.name.description ?? component.repository.text, "run": "{run}",
                "commit": "{commit}",
            ]
            return FollowUpWork(
                repository: one.repository, host: followUpHost(in: world), message: one.message,
                values: one.values.mapValues { filled($0, fields) }, source: component.repository,
                isRepeatable: one.isRepeatable)
        }
    }
}

/// The host of the workspace's forge, where the remotes say it.
package func followUpHost(in world: ObservedWorkspace) -> String? {
    world.repositories.lazy.compactMap { world.configuration.atForge($0)?.host }.first
}

/// Whether a workflow listens for what is sent, and why not.
package enum Listening: Sendable, Equatable {
    case listens
    /// In words, after the workflow's name.
    case not(String)
}

/// What starts a workflow of GitHub's, as far as it is sent from outside.
package struct WorkflowTriggers: Sendable, Hashable {
    /// Types of `repository_dispatch`; empty: all of them; nil: it does not listen for any.
    package var events: [String]?
    /// Inputs of `workflow_dispatch` with whether each must be given; nil: it can't be started so.
    package var inputs: [String: Bool]?
    /// What its runs are called, with expressions; nil: as the forge likes.
    package var runName: String?

    package init(events: [String]? = nil, inputs: [String: Bool]? = nil) {
        self.events = events
        self.inputs = inputs
    }

    /// Whether it takes a follow-up with these values.
    package func listening(for message: WorkflowMessage, values: Set<String>) -> Listening {
        switch message {
        case .event(let type):
            guard let events else { return .not("has no trigger `repository_dispatch`") }
            guard events.isEmpty || events.contains(type) else {
                return .not("listens for \(events.map { "'\($0)'" }.joined(separator: ", "))")
            }
            return .listens
        case .workflow:
            guard let inputs else { return .not("has no trigger `workflow_dispatch`") }
            let unknown = values.subtracting(inputs.keys).sorted()
            guard unknown.isEmpty else { return .not("has no input \(unknown.joined(separator: ", "))") }
            let missing = inputs.filter { $0.value && !values.contains($0.key) }.keys.sorted()
            guard missing.isEmpty else { return .not("needs the input \(missing.joined(separator: ", "))") }
            return .listens
        }
    }
}
