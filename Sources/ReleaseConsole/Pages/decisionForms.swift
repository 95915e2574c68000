import ReleaseModel
import ReleaseOperations

/// A form that sends one decision, with what the page showed: another plan or subject is refused.
struct DecisionForm {
    var kind: DecisionRequest.Kind
    var record: RunRecord
    var step: StepID?
    var subject: Digest?
    /// On its button.
    var title: String
    var needsReason = false
    var isMain = false

    func html(_ places: Places, _ viewer: Viewer) -> HTML {
        let id = "reason-\(kind.rawValue)-\(record.id)-\(step?.text ?? "")"
        let reason =
            needsReason
            ? [
                Tag.label(.for(id), text: "Reason, kept in the audit trail"),
                Tag.input(
                    .type("text"), .id(id), .name("reason"), .required, .autocomplete("off"), children: .nothing),
            ] : []
        return Tag.form(
            .method("post"), .action(places.decide), .class("decision"),
            list: [
                hiddenField("form", viewer.formToken), hiddenField("run", record.id.text),
                hiddenField("plan", record.plan.digest.text), hiddenField("kind", kind.rawValue),
                step.map { hiddenField("step", $0.text) } ?? .nothing,
                subject.map { hiddenField("subject", $0.text) } ?? .nothing,
            ] + reason + [Tag.button(.type("submit"), .class(isMain ? "main" : ""), text: title)])
    }
}

/// What someone may do with a run as a whole, as forms; whoever may not sees why.
func runControls(_ record: RunRecord, _ places: Places, _ viewer: Viewer, isShort: Bool) -> HTML {
    guard !record.status.isFinal else { return .nothing }
    guard viewer.may(.operate) else { return isShort ? .nothing : Tag.p(text: missingRight(.operate, viewer)) }
    var forms: [DecisionForm] = []
    if record.status == .failed {
        forms.append(DecisionForm(kind: .retry, record: record, title: "Retry what failed", isMain: !isShort))
    }
    if record.status == .paused {
        forms.append(DecisionForm(kind: .resume, record: record, title: "Resume", isMain: !isShort))
    } else {
        forms.append(DecisionForm(kind: .pause, record: record, title: "Pause"))
    }
    if !isShort {
        forms.append(DecisionForm(kind: .cancel, record: record, title: "Cancel the run", needsReason: true))
    }
    let more =
        isShort
        ? [Tag.a(.class("button"), .href(places.decide.with("run", record.id.text)), text: "Skip or cancel…")] : []
    return Tag.div(.class("controls"), list: forms.map { $0.html(places, viewer) } + more)
}

/// Why someone can't decide, and who can.
func missingRight(_ right: AccessRight, _ viewer: Viewer) -> String {
    let roles = AccessRole.having(right).map(\.rawValue).joined(separator: " or ")
    return "You can't decide this: your token's role is \(viewer.role.rawValue), and this takes \(roles)."
}
