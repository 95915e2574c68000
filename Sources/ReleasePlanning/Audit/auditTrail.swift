import Foundation
package import ReleaseModel

/// Who did what in a run, when and why, in the journal's order.
package func auditTrail(of run: RunID, _ journal: [JournalEntry]) -> [AuditEntry] {
    var reading = AuditReading(run)
    let next = journal.dropFirst().map { Optional($0.event) } + [nil]
    return zip(journal, next).compactMap { reading.read($0, before: $1) }
}

/// The same of the workspace's own journal.
package func auditTrail(of workspace: [WorkspaceEntry]) -> [AuditEntry] { workspace.map(AuditEntry.init) }

/// By time; what is of one moment stays in the order it has.
package func inOrder(_ entries: [AuditEntry]) -> [AuditEntry] {
    // Sorted by what comes first among equals, too: a sort need not keep the order.
    entries.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
}

/// Tracks who executes a run while its journal is read.
private struct AuditReading {
    private let run: RunID
    private var performer: Principal = "slipway"

    init(_ run: RunID) { self.run = run }

    /// - Parameter next: What follows in the journal.
    mutating func read(_ entry: JournalEntry, before next: RunEvent?) -> AuditEntry? {
        guard let (kind, who, what, why) = parts(entry.event, before: next) else { return nil }
        return AuditEntry(
            at: entry.at, run: run, sequence: entry.sequence, kind: kind, who: who, what: what, why: why)
    }

    private mutating func parts(_ event: RunEvent, before next: RunEvent?) -> (
        AuditEntry.Kind, Principal, String, String
    )? {
        switch event {
        case .created(let plan, let trigger, _):
            performer = trigger.by
            return (
                .trigger, trigger.by, "requested \(run), plan \(plan.text.prefix(12)): \(trigger.command)",
                trigger.reason
            )
        case .claimed(let engine, let fence):
            performer = Principal(engine.text)
            return (.claim, performer, "claimed \(run) (claim \(fence))", "")
        case .succeeded(let step, _, let outcome):
            guard isEffect(step) else { return nil }
            return (.effect, performer, effectText(step, outcome), "")
        case .skipped(let step, let by, let reason): return (.skip, by, "skipped \(step)", reason)
        case .approved(let step, let by, let role, let until, let via, let subject):
            let end = until.map { " until \($0.formatted(.iso8601))" } ?? ""
            let what = subject.map { " for \($0.text.prefix(12))" } ?? ""
            return (.approval, by, "approved \(step) as \(role)\(what)\(end)", via.map { "passed on by \($0)" } ?? "")
        case .retried(let by): return (.decision, by, "retried \(run)", "")
        case .amended(let from, let to, _, let reason, let by):
            // 0.1.0 did not record who; it was the person of the retry that follows right after.
            let retrier: Principal? = if case .retried(let by)? = next { by } else { nil }
            return (
                .decision, by ?? retrier ?? performer,
                "amended the plan \(from.text.prefix(12)) to \(to.text.prefix(12))", reason
            )
        case .paused(let by): return (.decision, by, "paused \(run)", "")
        case .resumed(let by): return (.decision, by, "resumed \(run)", "")
        case .cancelled(let by, let reason): return (.decision, by, "cancelled \(run)", reason)
        case .handedOver(let system, let reason, let isAccepted):
            let answer = isAccepted.map { $0 ? "took over" : "did not take over" } ?? "was requested to take over"
            return (.decision, performer, "\(system) \(answer)", reason)
        case .lapsed(let step, let by): return (.approval, by, "approval of \(step) expired", "")
        case .voided(let step, let by, let reason):
            return (.approval, by, "approval of \(step) became void", reason)
        case .finished: return (.end, performer, "finished \(run)", "")
        case .started, .failed, .awaits, .noticed: return nil
        }
    }
}

/// Whether a step is irreversible; an amended plan may no longer have it.
private func isEffect(_ step: StepID) -> Bool {
    StepKind(rawValue: String(step.text.prefix { $0 != ":" }))?.isReversible == false
}

/// What an irreversible step did: `pushed tools: main → 3997e37, together with v1.0.1`, `found the tag of core already done`.
private func effectText(_ step: StepID, _ outcome: StepOutcome) -> String {
    let parts = step.text.split(separator: ":", maxSplits: 1).map(String.init)
    let object = parts.count > 1 ? parts[1] : ""
    let (verb, found) =
        switch StepKind(rawValue: parts[0]) {
        case .push: ("pushed \(object)", "the push of \(object)")
        case .tag: ("tagged \(object)", "the tag of \(object)")
        case .publish: ("published \(object)", "the publication of \(object)")
        case .publishSet: ("published the set", "the publication of the set")
        case .writeBack: ("recorded the versions in \(object)", "the versions recorded in \(object)")
        case .followUp: ("sent follow-up \(object)", "the follow-up \(object)")
        // Another kind is named by its step.
        default: ("did \(step)", step.text)
        }
    // Of a commit that is public already, or without a remote.
    if outcome.note == "nothing to push" { return "found nothing to push in \(object)" }
    let what = outcome.wasAlreadyThere ? "found \(found) already done" : verb
    guard !outcome.note.isEmpty else { return what }
    return what + (outcome.note.hasPrefix("with ") ? " " : ": ") + outcome.note
}

extension AuditEntry {
    fileprivate init(_ entry: WorkspaceEntry) {
        let (who, what, why): (Principal, String, String) =
            switch entry.event {
            case .modeSet(let system, let mode, let by, let reason): (by, "made \(system) \(mode.rawValue)", reason)
            case .compared(let system, let first, let second, let count, let by):
                (by, "compared \(first) with \(second) of \(system): \(count) differences", "")
            case .backedUp(let path, let by): (by, "backed the store up to \(path)", "")
            case .pruned(let runs, let by):
                (by, "removed the output of \(runs.map(\.text).joined(separator: ", "))", "")
            case .foundUnknown(let runs, let by):
                (
                    by, "found folders of \(runs.map(\.text).joined(separator: ", "))",
                    "the store does not know these runs"
                )
            case .tokenCreated(let id, let name, let role, let by):
                (by, "made the token \(id) of \(name), \(role.rawValue)", "")
            case .tokenRevoked(let id, let name, let by): (by, "revoked the token \(id) of \(name)", "")
            case .channelSkipped(let channel, let commits, let by, let reason):
                (
                    by,
                    "left the build of "
                        + commits.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.short)" }.joined(
                            separator: ", ")
                        + " out of the channel \(channel)", reason
                )
            }
        self.init(at: entry.at, run: nil, sequence: entry.sequence, kind: .workspace, who: who, what: what, why: why)
    }
}
