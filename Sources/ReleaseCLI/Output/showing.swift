import Foundation
import ReleaseModel
import ReleaseOperations
import ReleaseReports

/// Shows a plan on the medium that the caller reads.
///
/// - Parameter rights: Those that it needs at forges.
func show(
    _ plan: ReleasePlan, rights: [NeededRight] = [], isJSON: Bool, terminal: Terminal = .current
) throws {
    if isJSON {
        terminal.print(json: try encodeJSON(PlanReport(plan, rights: rights)))
    } else {
        terminal.print(planText(plan, rights: rights, style: terminal.style))
    }
}

/// Shows an error on the medium that the caller reads.
func show(_ error: any UserFacingError, isJSON: Bool, terminal: Terminal = .current) {
    if isJSON, let data = try? encodeJSON(ErrorReport(error)) {
        terminal.print(json: data)
    }
    terminal.say(errorText(error, style: terminal.style))
}

/// Why a workspace without components has none, for commands that only show it.
func explainNoComponents(
    in workspace: Workspace, ignored: [ComponentID], command: String, terminal: Terminal = .current
) {
    let error = NoComponents(folder: workspace.folder, ignored: ignored, command: command)
    for line in error.reasons + error.suggestions { terminal.say(line) }
}

/// The open run that a release would continue instead of a plan. Not part of the plan: it may be executed elsewhere.
func reportOpenRun(
    for request: ReleaseRequest, in workspace: Workspace, terminal: Terminal = .current
) async throws {
    guard let run = try await ReleaseOperation(workspace).openRun(for: request) else { return }
    terminal.say("\(terminal.style.styled("warning", .yellow)): \(openRunText(run))")
}

/// Programs that the plan's commands call and this machine lacks. Not part of the plan: it may be executed elsewhere.
func reportMissingPrograms(of plan: ReleasePlan, in workspace: Workspace, terminal: Terminal = .current) {
    for one in ReleaseOperation(workspace).missingPrograms(of: plan) {
        terminal.say("\(terminal.style.styled("warning", .yellow)): a program is not in PATH here: \(one)")
    }
}
