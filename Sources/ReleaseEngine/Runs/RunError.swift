package import ReleaseModel

/// Why a run can't continue, or be changed as requested.
package enum RunError: UserFacingError, Equatable {
    case cloneMissing(String)
    /// The repositories changed since the plan was made: the changes.
    case worldMoved([String])
    /// Builds or gates call programs that are not installed here: which, and where.
    case missingPrograms([String])
    /// The plan file was changed after it was made.
    case planTampered(named: Digest, found: Digest)
    /// The stored plan is not the one that the journal names, or has a different date: the difference.
    case storedPlanChanged(RunID, [String])
    /// The command does not fit the run's state.
    case notPossible(RunID, what: String, because: String, instead: [String])
    /// This person has no role that the step accepts.
    case notAllowed(RunID, step: StepID, person: Principal, roles: [String])
    /// The gates have not passed, so it can't be approved: what is missing.
    case notProven(RunID, step: StepID, [String])
    /// What waits for approval is not what was reviewed.
    case otherSubject(RunID, step: StepID, looked: String, found: Digest)
    /// This process may not approve in someone else's name.
    case notMessenger(RunID, via: Principal, person: Principal)
    /// An engine can't execute it here; it gave the reason.
    case notPerformed(RunID)
    /// Another run has to be finished or cancelled first.
    case unfinished(RunID, RunRecord.Status)
    /// A retry can't re-base onto what it found.
    case cannotAmend(RunID, [String])

    package var code: String {
        switch self {
        case .cloneMissing: "run.clone-missing"
        case .worldMoved: "run.world-moved"
        case .missingPrograms: "run.missing-program"
        case .planTampered: "run.plan-changed"
        case .storedPlanChanged: "run.stored-plan-changed"
        case .notPossible: "run.not-possible"
        case .notAllowed: "run.not-allowed"
        case .notProven: "run.not-proven"
        case .otherSubject: "run.other-subject"
        case .notMessenger: "run.not-messenger"
        case .notPerformed: "run.not-performed"
        case .unfinished: "run.unfinished"
        case .cannotAmend: "run.cannot-amend"
        }
    }

    package var summary: String {
        switch self {
        case .cloneMissing(let repository): "There is no clone of '\(repository)' in this workspace."
        case .worldMoved: "The repositories changed since the plan was made; nothing was done."
        case .missingPrograms: "Programs that the release needs are not in PATH; nothing was done."
        case .planTampered: "The plan was changed after it was made; nothing was done."
        case .storedPlanChanged(let run, _): "The stored plan of \(run) was changed; it is not executed."
        case .notPossible(let run, let what, let because, _): "\(run) can't be \(what): \(because)."
        case .notAllowed(_, let step, let person, _): "\(person) can't approve \(step)."
        case .notProven(_, let step, _): "\(step) can't be approved yet: its checks have not passed."
        case .otherSubject(_, let step, _, _): "\(step) covers something else by now; nothing was approved."
        case .notMessenger(_, let via, let person): "\(via) can't approve on behalf of \(person)."
        case .notPerformed(let run): "\(run) could not be executed here."
        case .unfinished(let run, let status): "\(run) is \(status.rawValue) and has not finished."
        case .cannotAmend(let run, _): "\(run) can't continue with the current commits of its repositories."
        }
    }

    package var reasons: [String] {
        switch self {
        case .worldMoved(let reasons), .missingPrograms(let reasons), .cannotAmend(_, let reasons),
            .storedPlanChanged(_, let reasons):
            reasons
        case .planTampered(let named, let found): ["It names the digest \(named)", "and has \(found)."]
        case .notAllowed(_, _, _, let roles): ["It takes one of these roles: \(roles.joined(separator: ", "))"]
        case .notProven(_, _, let missing): missing
        case .otherSubject(_, _, let looked, let found):
            ["You reviewed \(looked)", "and it is \(found.text.prefix(12)) now."]
        case .cloneMissing, .notPossible, .notMessenger, .notPerformed, .unfinished: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .cloneMissing: ["Clone it, or say where it is: repositories.NAME.path in slipway.yaml"]
        case .missingPrograms: ["Install them, or add their folder to PATH. All findings: slipway doctor"]
        case .worldMoved, .planTampered: ["Make a new plan: slipway plan --out plan.json"]
        case .storedPlanChanged(let run, _):
            [
                "See what else was changed: slipway audit verify",
                "Cancel the run and make a new plan: slipway run cancel \(run)", "Or restore a backup of the store.",
            ]
        case .notPossible(_, _, _, let instead): instead
        case .notAllowed(_, _, let person, _):
            [
                "Give it to them in slipway.yaml (people: { \(person): [ROLE] }) and make a new plan, or ask someone who has it."
            ]
        case .notProven(let run, _, _): ["See how they stand: slipway run show \(run)"]
        case .otherSubject(let run, _, _, _):
            ["Check it again: slipway run show \(run)", "Then: slipway run approve \(run)"]
        case .notMessenger(_, let via, let person):
            [
                "Let \(person) approve it: slipway run approve",
                "Or name \(via) in slipway.yaml (approvals: [{ …, passed-on-by: [\(via)] }]) and make a new plan.",
            ]
        case .notPerformed(let run): ["Try by hand: slipway run resume \(run)"]
        case .unfinished(let run, let status): [wayOn(run, status), "Or cancel it: slipway run cancel \(run)"]
        case .cannotAmend(let run, _): ["Cancel it and make a new plan: slipway run cancel \(run)"]
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .unfinished(_, .waiting), .notAllowed, .notMessenger: .needsApproval
        case .notProven: .tryLater
        case .unfinished, .notPerformed: .incomplete
        case .cloneMissing, .worldMoved, .missingPrograms, .planTampered, .storedPlanChanged, .notPossible,
            .otherSubject, .cannotAmend:
            .failed
        }
    }

    private func wayOn(_ run: RunID, _ status: RunRecord.Status) -> String {
        switch status {
        case .failed: "Fix the fault, then: slipway run retry \(run)"
        case .waiting: "Approve it: slipway run approve \(run), then: slipway run resume \(run)"
        case .running, .paused, .cancelled, .succeeded: "Continue it: slipway run resume \(run)"
        }
    }
}
