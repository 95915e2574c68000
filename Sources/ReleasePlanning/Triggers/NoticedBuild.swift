package import ReleaseModel

/// A build of a workflow that an event is about: its correlation id stands in the run's title, or in the payload of a
/// callback (`build-complete`).
package struct NoticedBuild: Sendable, Hashable {
    package let run: RunID
    package let step: StepID
    /// For people: what happened.
    package let what: String

    /// - Returns: nil for events of anything else.
    package init?(_ occurrence: Occurrence) {
        switch occurrence.kind {
        case .workflowRun(let event):
            // Titles of other runs are messages of commits, which may say anything.
            guard ["workflow_dispatch", "repository_dispatch"].contains(event.event),
                let found = NoticedBuild.correlation(in: event.title ?? "")
            else { return nil }
            (run, step) = found
            what = event.isCompleted ? "its workflow ended" : "its workflow goes on"
        case .dispatch(let event):
            let named = event.values[WorkflowBuildWork.Name.correlationID.rawValue] ?? ""
            guard let found = NoticedBuild.correlation(in: named) else { return nil }
            (run, step) = found
            what = "the event '\(event.type)'"
        case .push, .pullRequest, .release, .tick, .request, .other: return nil
        }
    }

    /// `RUN/build:COMPONENT/ATTEMPT`; a component's name may have slashes.
    private static func correlation(in text: String) -> (RunID, StepID)? {
        guard let match = text.firstMatch(of: /(r[0-9]+(?:-[0-9a-z]+)?)\/(build:[^\s]+)\/[0-9]+(?![0-9])/) else {
            return nil
        }
        return (RunID(String(match.output.1)), StepID(String(match.output.2)))
    }
}
