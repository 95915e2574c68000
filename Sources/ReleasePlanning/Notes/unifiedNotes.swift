import Foundation
package import ReleaseModel

/// The parts of a unified release's text, by the field of its template.
package func unifiedSections(
    of plan: ReleasePlan, released: [ReleasedComponent], artifacts: String, timeline: String
) -> [String: String] {
    [
        "components": componentTable(released) + stableFallbacks(of: plan),
        "changelog": withoutControls(changelogs(of: released)),
        "artifacts": artifacts, "timeline": timeline,
    ]
}

/// When each component was proven, tagged and verified, by a run's journal so far.
package func timeline(of index: PlanIndex, _ entries: [JournalEntry]) -> String {
    var ends: [StepID: String] = [:]
    for entry in entries {
        guard case .succeeded(let step, _, _) = entry.event else { continue }
        ends[step] = shown(entry.at)
    }
    let plan = index.plan
    var text = "## Timeline\n\nPlanned on \(shown(plan.createdAt)); all moments in UTC.\n\n"
    text += "| component | built and tested | tagged | verified |\n| --- | --- | --- | --- |\n"
    for component in plan.released where component.tag != nil {
        let steps = index.steps(releasing: component)
        func last(_ kinds: Set<StepKind>) -> String {
            steps.filter { kinds.contains($0.kind) }.compactMap { ends[$0.id] }.max() ?? "–"
        }
        text +=
            "| \(component.name) | \(last([.build, .gate, .collect])) | \(last([.tag])) | \(last([.verify])) |\n"
    }
    return text
}

private func shown(_ moment: Date) -> String {
    let text = moment.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false))
    return text.replacing("T", with: " ").replacing("Z", with: "")
}
