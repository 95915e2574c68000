import Foundation
import ReleaseModel
import ReleaseReports

/// Shows a plan on the medium that the caller reads.
func show(_ plan: ReleasePlan, isJSON: Bool, terminal: Terminal = .standard) throws {
    if isJSON {
        terminal.print(json: try encodeJSON(plan))
    } else {
        terminal.print(planText(plan, style: terminal.style))
    }
}

/// Shows an error on the medium that the caller reads.
func show(_ error: any UserFacingError, isJSON: Bool, terminal: Terminal = .standard) {
    if isJSON, let data = try? encodeJSON(ErrorReport(error)) {
        terminal.print(json: data)
    }
    terminal.say(errorText(error, style: terminal.style))
}
