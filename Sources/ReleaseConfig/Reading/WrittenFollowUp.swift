import ReleaseModel
import ReleaseText

/// A follow-up as it is written.
struct WrittenFollowUp: Sendable {
    let repository: Written<String>
    let event: Written<String>?
    let workflow: Written<String>?
    let values: [(name: Written<String>, template: String)]
    let component: Written<String>?
    private let occasion: FollowUpConfiguration.Occasion?
    private let isRepeatable: Bool

    /// nil where its repository is missing, which the check of the file reports.
    init?(_ node: YAMLNode) {
        guard let repository = node.written("repository", \.text) else { return nil }
        self.repository = repository
        event = node.written("event", \.text)
        workflow = node.written("workflow", \.text)
        values = (node["values"]?.resolved.effectiveEntries ?? []).map {
            (Written(value: $0.key.text, place: $0.key.place), $0.value.text ?? "")
        }
        component = node.written("component", \.text)
        occasion = node["on"]?.choice(FollowUpConfiguration.Occasion.self)
        isRepeatable = node["repeatable"]?.boolean ?? false
    }

    /// nil where it is invalid.
    var configuration: FollowUpConfiguration? {
        guard let place = ForgeRepository(repository.value),
            let message = event.map({ WorkflowMessage.event($0.value) })
                ?? workflow.map({ .workflow($0.value) })
        else { return nil }
        var made = FollowUpConfiguration(repository: place, message: message)
        made.values = Dictionary(values.map { ($0.name.value, $0.template) }, uniquingKeysWith: { first, _ in first })
        made.component = component.map { ComponentID($0.value) }
        made.occasion = occasion ?? made.occasion
        made.isRepeatable = isRepeatable
        return made
    }
}
