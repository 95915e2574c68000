import ReleaseModel
import ReleasePorts

/// Lets a forge's CI see a candidate before it is released.
struct OfferStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        let clone = try context.clone()
        let commit = try context.candidate(of: context.repository)
        guard let remote = clone.remote else { throw OfferError.noRemote(context.repository) }
        try await context.products.ensureCommit(of: context.repository, context)
        let git = context.environment.sourceControl
        let name = candidateName(of: context.run)
        let isThere = try await context.effect("the candidate \(commit.short)").ensured(
            look: {
                try await git.offered(name, of: clone.folder, remote: remote) == commit ? .same : .absent
            },
            act: {
                do throws(SourceControlError) {
                    try await git.offer(commit, as: name, in: clone.folder, remote: remote)
                } catch {
                    guard case .rejected(_, _, let message) = error else { throw error }
                    throw OfferError.refused(context.repository, candidateReference(name), message)
                }
            })
        return StepOutcome(
            commit: commit, note: "\(candidateReference(name)), which everyone who may read the repository can see",
            wasAlreadyThere: isThere)
    }
}

/// Removes what ``OfferStep`` made visible.
struct WithdrawStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        let clone = try context.clone()
        guard let remote = clone.remote else { return StepOutcome(note: "there is no remote") }
        let git = context.environment.sourceControl
        let name = candidateName(of: context.run)
        _ = try await context.effect("the removal of \(candidateReference(name))").ensured(
            look: { try await git.offered(name, of: clone.folder, remote: remote) == nil ? .same : .absent },
            act: { try await git.offer(nil, as: name, in: clone.folder, remote: remote) })
        return StepOutcome()
    }
}

/// What a run's candidates are called at their remotes.
func candidateName(of run: RunID) -> String { run.text.asReferencePart }

/// Why a candidate can't be shown to a workflow.
enum OfferError: UserFacingError, Equatable {
    case noRemote(RepositoryID)
    /// The remote takes no such reference.
    case refused(RepositoryID, String, String)

    var code: String {
        switch self {
        case .noRemote: "offer.no-remote"
        case .refused: "offer.refused"
        }
    }

    var summary: String {
        switch self {
        case .noRemote(let repository):
            "\(repository) has no remote, so no workflow can see its candidate."
        case .refused(let repository, let reference, _):
            "The remote of \(repository) does not take \(reference), so no workflow can see its candidate."
        }
    }

    var reasons: [String] { if case .refused(_, _, let message) = self { [message] } else { [] } }

    var suggestions: [String] {
        switch self {
        case .noRemote: ["Add one: git remote add origin ADDRESS"]
        case .refused(_, let reference, _):
            [
                "Let the rules of the repository allow references below \(reference.prefix { $0 != "/" })/slipway for this identity.",
                "Or build it here, where its build has a command: slipway release --build-here",
            ]
        }
    }
}
