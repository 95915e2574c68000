package import ReleaseModel
package import ReleasePlanning

/// Reads what starts a workflow from its file; the path is for errors.
package typealias WorkflowReader = @Sendable ([UInt8], _ path: String) throws(UnreadableInput) -> WorkflowTriggers

/// The one workflow of a default branch that a build starts.
package struct BuildListener: Sendable {
    package let message: WorkflowMessage
    /// What it takes; nil for an event, which takes everything.
    package let inputs: Set<String>?

    /// - Parameters:
    ///   - values: The names of what is sent beside ``WorkflowBuildWork/Name``.
    ///   - hasUpstreams: Whether it is built against unpublished upstreams, which it must be told.
    ///   - files: The workflows of the default branch, by path.
    ///   - triggers: Reads one of them.
    package init(
        for messages: [WorkflowMessage], values: Set<String>, hasUpstreams: Bool, in files: [String: [UInt8]],
        of repository: ForgeRepository, branch: String, triggers: WorkflowReader
    ) throws {
        var reasons: [String] = []
        for message in messages {
            var listening: [(path: String, inputs: Set<String>?)] = []
            for (path, bytes) in files.sorted(by: { $0.key < $1.key }) where message.mayStart(path) {
                do throws(UnreadableInput) {
                    let triggers = try triggers(bytes, path)
                    if let why = triggers.whyNotBuilding(message, values: values, hasUpstreams: hasUpstreams) {
                        reasons.append("\(path) \(why).")
                    } else {
                        listening.append((path, message.isEvent ? nil : triggers.inputs.map { Set($0.keys) }))
                    }
                } catch { reasons.append("\(path) can't be read: \(error.summary)") }
            }
            // Each of several would make a run that seems to be this build's.
            guard listening.count < 2 else {
                throw WorkflowBuildError.severalListeners(message, repository, listening.map(\.path))
            }
            if let one = listening.first {
                self.message = message
                inputs = one.inputs
                return
            }
        }
        throw WorkflowBuildError.noListener(messages, repository, branch: branch, reasons)
    }
}

extension WorkflowMessage {
    fileprivate var isEvent: Bool { if case .event = self { true } else { false } }

    /// Whether it can be meant for the workflow in a file: an event for any, a workflow by its name.
    package func mayStart(_ path: String) -> Bool {
        switch self {
        case .event: true
        case .workflow(let name): path.split(separator: "/").last.map(String.init) == name
        }
    }
}

extension WorkflowTriggers {
    /// In words, after the workflow's name; nil: it can build what is sent.
    fileprivate func whyNotBuilding(
        _ message: WorkflowMessage, values: Set<String>, hasUpstreams: Bool
    ) -> String? {
        var sent = values
        if case .workflow = message {
            guard let inputs else { return "has no trigger `workflow_dispatch`" }
            let needed = WorkflowBuildWork.Name.needed + (hasUpstreams ? [.upstreams] : [])
            let missing = needed.map(\.rawValue).filter { inputs[$0] == nil }
            guard missing.isEmpty else { return "lacks the input \(missing.joined(separator: ", "))" }
            sent.formUnion(WorkflowBuildWork.Name.allCases.map(\.rawValue).filter { inputs[$0] != nil })
        }
        if case .not(let why) = listening(for: message, values: sent) { return why }
        let name =
            (message.isEvent ? "github.event.client_payload." : "inputs.")
            + WorkflowBuildWork.Name.correlationID.rawValue
        guard runName?.contains(name) == true else {
            return "has no `run-name` with \(name), so its runs can't be told apart"
        }
        return nil
    }
}
