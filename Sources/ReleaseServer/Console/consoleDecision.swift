import Foundation
import ReleaseConsole
import ReleaseHTTPServer
import ReleaseModel
import ReleaseOperations
import ReleaseReports

extension Console {
    /// Records what a form says, under the name of the token that the session has, if the plan is still the one that the
    /// page showed.
    func decide(_ call: ConsoleCall) async throws -> ServerResponse {
        let form = try await call.visit.checkedForm(["run", "plan", "kind", "step", "subject", "reason"])
        let kinds = DecisionRequest.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        guard let kind = form["kind"].flatMap(DecisionRequest.Kind.init(rawValue:)) else {
            throw Problem(400, "console.field", "kind takes one of \(kinds).")
        }
        guard let run = form["run"], let plan = form["plan"] else {
            throw Problem(400, "console.field", "The fields run and plan are needed.")
        }
        guard call.token.role.rights.contains(kind.right) else {
            let roles = AccessRole.having(kind.right).map(\.rawValue).joined(separator: " or ")
            throw Problem(
                403, "api.role", "Your token's role is \(call.token.role.rawValue); this takes \(roles).")
        }
        let reason = form["reason"]?.trimmingCharacters(in: .whitespacesAndNewlines)
        let needsReason = [.skip, .cancel, .reject].contains(kind)
        if needsReason, reason?.isEmpty ?? true {
            throw Problem(400, "console.field", "A reason is needed: it is kept in the audit trail.")
        }
        let record = try await call.run(run).record
        guard record.plan.digest.text == plan else { throw Console.otherPlan(record, shown: plan, call.places) }
        let decision = DecisionRequest(
            kind, step: form["step"].map { StepID($0) }, reason: reason, subject: form["subject"])
        _ = try await DecisionOperation(try await call.site.workspace()).decide(
            decision, on: record.id, byProven: call.token.name)
        log.write(
            .info, "\(call.token.name) (token \(call.token.id)) decided on \(record.id): \(kind.rawValue)",
            ["workspace": call.site.description.name, "token": call.token.id.text, "run": record.id.text])
        return redirect(to: call.places.run(record.id.text).text)
    }

    /// What was shown is not what would be decided about.
    private static func otherPlan(_ record: RunRecord, shown: String, _ places: Places) -> Problem {
        var problem = Problem(
            409, "console.other-plan",
            "The plan of \(record.id) is another one than the page showed; nothing was decided.",
            suggestions: [
                "See the plan in force: \(places.plan(record.plan.digest.text).text)",
                "Decide again: \(places.decide.with("run", record.id.text).text)",
            ])
        var changes: [String] = []
        for remark in record.state.remarks {
            guard case .amended(let from, _, _, _, _) = remark else { continue }
            // From the amendment on that replaced what was shown.
            if from.text == shown || !changes.isEmpty { changes.append(eventText(remark)) }
        }
        problem.detail =
            (["The page showed \(shown.prefix(12)); it is \(record.plan.digest.text.prefix(12)) now."]
            + changes).joined(separator: "\n")
        return problem
    }
}
