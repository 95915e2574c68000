import ReleaseModel
import ReleasePorts

/// Sends an event to another repository, or starts a workflow there.
///
/// A forge gives an event no identity: what was sent can't be looked up. So it is sent once, and where it is unknown whether it
/// arrived, a person decides, unless the configuration says that a second one does no harm.
struct FollowUpStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .followUp(let work) = context.step.work else {
            preconditionFailure("a follow-up step sends a follow-up")
        }
        let doubt = try await doubt(context)
        if doubt == .unanswered, !work.isRepeatable {
            throw context.failed(
                FollowUpError.unknown(work.message, work.repository, run: context.run, step: context.step.id))
        }
        let rights: ForgeRights =
            switch work.message {
            case .event: ForgeRights([.contents: .write])
            case .workflow: ForgeRights([.actions: .write])
            }
        let forge = try context.environment.outside.forge(work.place, .reading.union(rights))
        let facts = try await forge.facts(of: work.place.name)
        let commit = try context.releaseCommit(of: work.source)
        let values = work.values.mapValues { filled($0, ["run": context.run.text, "commit": commit.text]) }
        try await context.checkClaim()
        var number: Int?
        do throws(ForgeError) {
            switch work.message {
            case .event(let type): try await forge.dispatch(event: type, payload: values, in: facts.repository)
            case .workflow(let file):
                number = try await forge.start(
                    workflow: file, at: facts.defaultBranch, inputs: values, in: facts.repository)
            }
        } catch {
            switch error {
            case .unreachable, .unavailable, .unreadable, .incomplete:
                // A second one does no harm, so it is tried again like everything else.
                if work.isRepeatable { throw error }
                throw context.failed(
                    FollowUpError.unknown(
                        work.message, work.repository, run: context.run, step: context.step.id,
                        reason: ([error.summary] + error.reasons).joined(separator: " ")))
            default: throw error
            }
        }
        let again = doubt == .none ? "" : "; whether an earlier attempt arrived is unknown"
        return StepOutcome(
            note: (number.map { "\(work.message) of \(facts.repository) started as run \($0)" }
                ?? "\(work.message) was accepted by \(facts.repository)") + again)
    }

    private enum Doubt { case none, unanswered, decided }

    /// Whether an earlier attempt may have been carried out, and whether a person said since then to send it again.
    private func doubt(_ context: StepContext) async throws -> Doubt {
        var doubt = Doubt.none
        var open: Set<Int> = []
        for entry in try await context.environment.store.events(of: context.run, after: 0) {
            if case .retried = entry.event {
                if doubt == .unanswered || !open.isEmpty { doubt = .decided }
                open = []
            }
            guard entry.event.attempted == context.step.id else { continue }
            switch entry.event {
            case .started(_, let number): if number < context.attempt { open.insert(number) }
            case .failed(_, let number, let failure, _):
                open.remove(number)
                if failure.code == FollowUpError.code { doubt = .unanswered }
            case .succeeded(_, let number, _): open.remove(number)
            default: break
            }
        }
        return open.isEmpty ? doubt : .unanswered
    }
}

/// Why a follow-up is not sent.
enum FollowUpError: UserFacingError, Equatable {
    /// Whether it arrived can't be found out.
    case unknown(WorkflowMessage, ForgeRepository, run: RunID, step: StepID, reason: String = "")

    static let code = "follow-up.unknown"
    var code: String { FollowUpError.code }

    var summary: String {
        switch self {
        case .unknown(let message, let repository, _, _, _):
            "Whether \(repository) received \(message) is unknown, so it is not sent again by itself."
        }
    }

    var reasons: [String] {
        switch self {
        case .unknown(_, _, _, _, let reason):
            (reason.isEmpty ? [] : [reason]) + ["Everything that is released is public; only this is open."]
        }
    }

    var suggestions: [String] {
        switch self {
        case .unknown(_, let repository, let run, let step, _):
            [
                "See at \(repository) whether a workflow started. If so: slipway run skip \(run) \(step) --reason arrived",
                "If not, send it again: slipway run retry \(run)",
            ]
        }
    }
}
