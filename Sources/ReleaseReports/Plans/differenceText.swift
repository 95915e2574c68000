import ReleaseModel
package import ReleasePlanning

/// What is different between two plans, for people: a line for each component, then what came and went.
package func differenceText(_ difference: PlanDifference, style: TextStyle = .plain) -> String {
    guard !difference.isEmpty else { return "No difference." }
    var lines: [String] = []
    for component in difference.components {
        var facts: [String] = []
        if component.presence != .both {
            facts.append(component.presence == .added ? "only in the second" : "only in the first")
        }
        if let change = component.currentVersion { facts.append("released " + shown(change) { $0.text }) }
        if let change = component.nextVersion { facts.append("next " + shown(change) { $0.text }) }
        if let change = component.bump { facts.append("bump " + shown(change) { $0.rawValue }) }
        if let change = component.tag { facts.append("tag " + shown(change) { $0.text }) }
        lines.append(([style.styled(component.name.text, .bold)] + facts).joined(separator: "  "))
        lines += changed(component.reasons, "because", style) + changed(component.changelog, "entry", style)
        lines += changed(component.edits, "edit", style)
    }
    return (lines + changed(difference.warnings, "warning", style)).joined(separator: "\n")
}

private func shown<Value>(_ change: PlanDifference.Change<Value>, _ text: (Value) -> String) -> String {
    "\(change.from.map(text) ?? "–") → \(change.to.map(text) ?? "–")"
}

private func changed(_ lines: PlanDifference.Lines?, _ word: String, _ style: TextStyle) -> [String] {
    guard let lines else { return [] }
    return lines.removed.map { "  - \(word) \($0)" }
        + lines.added.map { style.styled("  + \(word) \($0)", .green) }
}
