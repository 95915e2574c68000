/// What starts workflows of a forge from outside.
package enum WorkflowMessage: Sendable, Hashable, Codable {
    /// A `repository_dispatch` of this type.
    case event(String)
    /// A `workflow_dispatch` of the workflow with this file name.
    case workflow(String)
}

extension WorkflowMessage: CustomStringConvertible {
    /// For people: `the event 'deploy'`, `the workflow deploy.yml`.
    package var description: String {
        switch self {
        case .event(let type): "the event '\(type)'"
        case .workflow(let file): "the workflow \(file)"
        }
    }

    package var name: String {
        switch self {
        case .event(let name), .workflow(let name): name
        }
    }
}
