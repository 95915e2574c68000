package import ReleaseModel

/// Why a run can't continue, or be changed as requested.
package enum RunError: UserFacingError, Equatable {
    case cloneMissing(String)
    /// The repositories changed since the plan was made: the changes.
    /// - Parameters:
    ///   - remedies: What brings clones and remotes together.
    ///   - takesNewPlan: Whether this plan can't be applied even then.
    case repositoriesChanged([String], remedies: [String] = [], takesNewPlan: Bool = true)
    /// Clones and their remotes have different commits or tags, so nothing can be released: the differences.
    case remoteDiffers([String], remedies: [String])
    /// Builds or gates call programs that are not installed here: which, and where.
    case missingPrograms([String])
    /// The plan file was changed after it was made.
    case planTampered(named: Digest, found: Digest)
    /// The stored plan is not the one that the journal names, or has a different date: the difference.
    case storedPlanChanged(RunID, [String])
    /// The command does not fit the run's state.
    case notPossible(RunID, what: String, because: String, instead: [String])
    /// This person has no role that the step accepts, or not the named one.
    ///
    /// - Parameters:
    ///   - asked: The role that was named; nil: none.
    ///   - own: Those of the person that the step accepts.
    ///   - able: Who has a role that it accepts.
    case notAllowed(
        RunID, step: StepID, person: Principal, roles: [String], asked: String? = nil, own: [String] = [],
        able: [Principal] = [])
    /// A step has no such name: those that it may mean.
    case noSuchStep(RunID, StepID, near: [String])
    case notSkippable(RunID, StepID, because: String, instead: [String])
    /// The gates have not passed, so it can't be approved: what is missing.
    ///
    /// - Parameter hasFailed: Whether they can't pass before someone fixes a fault.
    case notProven(RunID, step: StepID, [String], hasFailed: Bool = false)
    /// What waits for approval is not what was reviewed.
    case otherSubject(RunID, step: StepID, looked: String, found: Digest)
    /// This process may not approve in someone else's name.
    /// - Parameter isAble: Whether the one who asks may approve it, in the own name.
    case notMessenger(RunID, via: Principal, person: Principal, isAble: Bool = false)
    /// An engine can't execute it here; it gave the reason.
    case notPerformed(RunID)
    /// Another run has to be finished or cancelled first.
    case unfinished(RunID, RunRecord.Status)
    /// A retry can't re-base onto what it found.
    case cannotAmend(RunID, [String], remedies: [String] = [])
    /// Releases of a lost run can't be finished: the files that the current configuration would change at their commits.
    case cannotFinish([TagName], [String])

    package var code: String {
        switch self {
        case .cloneMissing: "run.clone-missing"
        case .repositoriesChanged, .remoteDiffers: "run.world-moved"
        case .missingPrograms: "run.missing-program"
        case .planTampered: "run.plan-changed"
        case .storedPlanChanged: "run.stored-plan-changed"
        case .notPossible, .notSkippable: "run.not-possible"
        case .noSuchStep: "run.no-such-step"
        case .notAllowed: "run.not-allowed"
        case .notProven: "run.not-proven"
        case .otherSubject: "run.other-subject"
        case .notMessenger: "run.not-messenger"
        case .notPerformed: "run.not-performed"
        case .unfinished: "run.unfinished"
        case .cannotAmend: "run.cannot-amend"
        case .cannotFinish: "run.cannot-finish"
        }
    }

    package var summary: String {
        switch self {
        case .cloneMissing(let repository): "There is no clone of '\(repository)' in this workspace."
        case .repositoriesChanged: "The repositories changed since the plan was made; nothing was done."
        case .remoteDiffers: "The clones differ from their remotes; nothing was done."
        case .missingPrograms: "Programs that the release needs are not in PATH; nothing was done."
        case .planTampered: "The plan was changed after it was made; nothing was done."
        case .storedPlanChanged(let run, _): "The stored plan of \(run) was changed; it is not executed."
        case .notPossible(let run, let what, let because, _): "\(run) can't be \(what): \(because)."
        case .notAllowed(_, let step, let person, _, let asked, _, _):
            "\(person) can't approve \(step)" + (asked.map { " as \($0)." } ?? ".")
        case .noSuchStep(let run, let step, _): "\(run) has no step '\(step)'."
        case .notSkippable(let run, let step, let because, _): "\(step) of \(run) can't be skipped: \(because)."
        case .notProven(_, let step, _, _): "\(step) can't be approved yet: steps before it are not done."
        case .otherSubject(_, let step, _, _):
            "\(step) covers other commits or artifacts than those that you reviewed; nothing was approved."
        case .notMessenger(_, let via, let person, _): "\(via) can't approve on behalf of \(person)."
        case .notPerformed(let run): "\(run) could not be executed here."
        case .unfinished(let run, let status):
            switch status {
            case .failed: "\(run) is not finished: a step of it failed."
            case .waiting: "\(run) is not finished: it waits for an approval or a merge."
            case .paused: "\(run) is not finished: it is paused."
            case .running, .cancelled, .succeeded: "\(run) is not finished."
            }
        case .cannotFinish(let tags, _):
            "The release of \(tags.map(\.text).joined(separator: ", ")) is unfinished, and can't be finished with this configuration."
        case .cannotAmend(let run, _, _): "\(run) can't continue with the current commits of its repositories."
        }
    }

    package var reasons: [String] {
        switch self {
        case .repositoriesChanged(let reasons, _, _), .remoteDiffers(let reasons, _), .missingPrograms(let reasons),
            .cannotAmend(_, let reasons, _),
            .storedPlanChanged(_, let reasons):
            reasons
        case .cannotFinish(_, let files):
            [
                "Its commit lacks what would be written now: \(files.isEmpty ? "other components" : Set(files).sorted().joined(separator: ", "))"
            ]
        case .planTampered(let named, let found): ["The file names the digest \(named), but its content has \(found)."]
        case .notAllowed(_, _, let person, let roles, _, let own, let able):
            ["It accepts these roles: \(roles.joined(separator: ", "))."]
                + (own.isEmpty ? [] : ["\(person) has \(own.joined(separator: ", "))."])
                + (able.isEmpty ? [] : ["May approve: \(able.map(\.text).joined(separator: ", "))."])
        case .notProven(_, _, let missing, _): missing
        case .otherSubject(_, _, let looked, let found):
            ["You named the digest \(looked); the current one is \(found.text.prefix(12))."]
        case .cloneMissing, .notPossible, .noSuchStep, .notSkippable, .notMessenger, .notPerformed, .unfinished: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .cloneMissing(let repository):
            [
                "Clone it: git clone ADDRESS \(repository)",
                "Or name its folder in slipway.yaml: repositories: { \(yamlText(repository)): { path: FOLDER } }",
            ]
        case .missingPrograms: ["Install them, or add their folder to PATH. All findings: slipway doctor"]
        case .repositoriesChanged(_, let remedies, let takesNewPlan):
            remedies
                + [takesNewPlan ? "Make a new plan: slipway plan --out plan.json" : "Then apply the plan again."]
        case .remoteDiffers(_, let remedies): remedies + ["Then: slipway release"]
        case .planTampered: ["Make a new plan: slipway plan --out plan.json"]
        case .storedPlanChanged(let run, _):
            [
                "See what else was changed: slipway audit verify",
                "Cancel the run and make a new plan: slipway run cancel \(run)", "Or restore a backup of the store.",
            ]
        case .notPossible(_, _, _, let instead), .notSkippable(_, _, _, let instead), .noSuchStep(_, _, let instead):
            instead
        case .notAllowed(let run, let step, let person, let roles, _, let own, let able):
            if let role = own.first {
                ["Approve in a role that is accepted: slipway run approve \(run) \(step) --role \(role)"]
            } else {
                (able.isEmpty ? [] : ["Let one of them approve it, as their user: slipway run approve \(run) \(step)"])
                    + [
                        "\(able.isEmpty ? "Give" : "Or give") \(person) the role in slipway.yaml: people: { \(yamlText(person.text)): [\(yamlText(roles.first ?? "ROLE"))] }",
                        "A run keeps the roles that were configured when it was planned, so start anew after that: slipway run cancel \(run), then: slipway release",
                    ]
            }
        case .notProven(let run, let step, _, let hasFailed):
            hasFailed
                ? [
                    "See what failed: slipway run show \(run)", "When it is fixed: slipway run retry \(run)",
                    "Then approve it: slipway run approve \(run) \(step)",
                ]
                : [
                    "If no engine executes the run: slipway run resume \(run)",
                    "When the steps before it are done: slipway run approve \(run) \(step)",
                ]
        case .otherSubject(let run, _, _, _):
            ["Check it again: slipway run show \(run)", "Then: slipway run approve \(run)"]
        case .notMessenger(let run, let via, let person, let isAble):
            ["Let \(person) approve it, as \(person): slipway run approve \(run)"]
                + (isAble ? ["Or approve in your own name, without --by: slipway run approve \(run)"] : []) + [
                    "Or let \(via) pass approvals on, in the approval's entry in slipway.yaml (passed-on-by: [\(yamlText(via.text))]), and start anew: slipway run cancel \(run), then: slipway release"
                ]
        case .notPerformed(let run): ["Try by hand: slipway run resume \(run)"]
        case .unfinished(let run, let status):
            [remedy(run, status), "Or give it up and start anew: slipway run cancel \(run), then: slipway release"]
        case .cannotFinish:
            [
                "Undo what changed in slipway.yaml since, then: slipway release",
                "Or check the draft at the forge and publish it there.",
            ]
        case .cannotAmend(let run, _, let remedies):
            remedies + (remedies.isEmpty ? [] : ["Then: slipway run retry \(run)"])
                + [
                    "\(remedies.isEmpty ? "Cancel" : "Or cancel") it and make a new plan: slipway run cancel \(run)"
                ]
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .unfinished(_, .waiting), .notAllowed, .notMessenger: .needsApproval
        case .notProven: .tryLater
        case .noSuchStep: .usage
        case .unfinished, .notPerformed, .cannotFinish: .incomplete
        case .cloneMissing, .repositoriesChanged, .remoteDiffers, .missingPrograms, .planTampered, .storedPlanChanged,
            .notPossible, .notSkippable,
            .otherSubject, .cannotAmend:
            .failed
        }
    }

    private func remedy(_ run: RunID, _ status: RunRecord.Status) -> String {
        switch status {
        case .failed: "Fix the fault, then: slipway run retry \(run)"
        case .waiting: "See what it waits for: slipway run show \(run). When that is done: slipway run resume \(run)"
        case .running, .paused, .cancelled, .succeeded: "Continue it: slipway run resume \(run)"
        }
    }
}
