package import ReleaseModel
package import ReleasePlanning
import ReleaseText

/// What starts a workflow, as its file says.
package func workflowTriggers(in bytes: [UInt8], file: String) throws(UnreadableInput) -> WorkflowTriggers {
    var triggers = WorkflowTriggers()
    let root = try yamlDocuments(bytes, file: file).first?.root
    triggers.runName = root?["run-name"]?.scalar?.text
    guard let on = root?["on"]?.resolved else { return triggers }
    var named = Set(texts(on))
    for entry in on.effectiveEntries ?? [] { named.insert(entry.key.text) }
    if named.contains("repository_dispatch") { triggers.events = texts(on["repository_dispatch"]?["types"]) }
    guard named.contains("workflow_dispatch") else { return triggers }
    var inputs: [String: Bool] = [:]
    for entry in on["workflow_dispatch"]?["inputs"]?.resolved.effectiveEntries ?? [] {
        let isRequired = entry.value["required"]?.scalar?.text == "true"
        inputs[entry.key.text] = isRequired && entry.value["default"] == nil
    }
    triggers.inputs = inputs
    return triggers
}

/// The scalars of a list, or the only one.
private func texts(_ node: YAMLNode?) -> [String] {
    guard let node else { return [] }
    if let items = node.items { return items.compactMap { $0.scalar?.text } }
    return node.scalar.map { [$0.text] } ?? []
}
