import Foundation
package import ReleaseModel
import ReleasePorts

/// One attempt of one step, with everything it may use.
package struct StepContext: Sendable {
    let environment: RunEnvironment
    let kept: KeptClaim
    let index: PlanIndex
    let run: RunID
    package let step: PlannedStep
    let attempt: Int
    /// Of the steps that are done.
    let outcomes: StepOutcomes
    let folders: RunFolders
    /// Checks the products of earlier steps.
    let products: RunProducts
    /// Whether the step is done, and repeated because its product is missing.
    var isRepeated = false

    var plan: ReleasePlan { index.plan }

    /// The same run in another step that is done, to be done again.
    func again(_ step: PlannedStep) -> StepContext {
        StepContext(
            environment: environment, kept: kept, index: index, run: run, step: step, attempt: attempt,
            outcomes: outcomes,
            folders: folders, products: products, isRepeated: true)
    }

    /// Called right before each act: each command, push, publication and file of a release set.
    ///
    /// - Throws: ``StoreError/claimLost(_:)`` where another engine has the run by now.
    func checkClaim() async throws { try await kept.check() }

    /// Something that this step makes happen once.
    ///
    /// - Parameter name: In words: `the tag v1.2.0`.
    func effect(_ name: String) -> Effect { Effect(name, checkClaim: checkClaim, wait: environment.wait) }

    /// Writes a file of the release set.
    func write(_ bytes: [UInt8], to file: String) async throws {
        try await checkClaim()
        try await environment.files.write(bytes, to: file)
    }

    /// Puts an artifact that this claim has staged among those of the run.
    ///
    /// A single rename does it, right after a claim check, and only if the destination is unchanged. An engine that was
    /// frozen in between finds its successor's artifacts, and leaves them.
    func place(_ artifact: Artifact) async throws {
        let files = environment.files
        let (staged, target) = (folders.staged + "/" + artifact.name, folders.artifacts + "/" + artifact.name)
        for isLast in [false, false, true] {
            var present: Digest?
            do throws(FileError) { present = try await files.digest(of: target).digest } catch {
                guard case .missing = error else { throw error }
            }
            if present == artifact.digest { return try await files.remove(staged) }
            try await checkClaim()
            do throws(FileError) { return try await files.move(staged, to: target, replacing: present) } catch {
                // Something appeared there meanwhile: from an engine that lost the run, if this one still has it.
                switch error {
                case .differs where !isLast, .missing where !isLast: continue
                default: throw error
                }
            }
        }
    }

    /// The commit that this plan releases of a repository: what its candidate became on the branch, once it is there.
    ///
    /// A channel's is the one on the branch that it built: what it wrote into manifests for the build is on no branch.
    func releaseCommit(of repository: RepositoryID) throws -> CommitID {
        if plan.request.channel != nil, let base = index.repository(repository)?.base { return base }
        return try outcomes[StepID.push(repository)]?.commit ?? candidate(of: repository)
    }

    /// The commit that was made of a repository, and that builds and gates are about.
    func candidate(of repository: RepositoryID) throws -> CommitID {
        if let commit = outcomes[StepID.prepare(repository)]?.commit { return commit }
        guard let base = index.repository(repository)?.base else {
            throw RunError.cloneMissing(repository.text)
        }
        return base
    }

    /// What its kind needs was checked before the run (``RunRecord/checkPlan(ecosystems:)``).
    var repository: RepositoryID {
        guard let repository = step.repository else { preconditionFailure("\(step.id) belongs to no repository") }
        return repository
    }

    /// Whether the outcome of an earlier attempt of this step is unknown: it was killed, or its response was lost.
    func hasUnknownAttempt() async throws -> Bool {
        var open: Set<Int> = []
        for entry in try await environment.store.events(of: run, after: 0) where entry.event.attempted == step.id {
            switch entry.event {
            case .started(_, let number): if number < attempt { open.insert(number) }
            case .succeeded(_, let number, _): open.remove(number)
            // A temporary failure is not an outcome, as the request may have been carried out, unless the other side said
            // that it was not.
            case .failed(_, let number, let failure, _):
                if !failure.isTransient || failure.code == SourceControlError.refusedForNow { open.remove(number) }
            case .awaits(_, let number, _, _, _, _): open.remove(number)
            case .created, .claimed, .noticed, .skipped, .approved, .retried, .amended, .paused, .resumed, .cancelled,
                .handedOver, .lapsed, .voided, .finished:
                break
            }
        }
        return !open.isEmpty
    }

    /// How long the step has waited: since its first attempt, or the last retry that someone requested.
    func waited() async throws -> Duration {
        var since: Date?
        for entry in try await environment.store.events(of: run, after: 0) {
            switch entry.event {
            case .started(step.id, _): since = since ?? entry.at
            case .retried: since = nil
            default: continue
            }
        }
        return .seconds(since.map { environment.now().timeIntervalSince($0) } ?? 0)
    }

    /// When to look again at what is waited for: the longer it takes, the less often, at least every 5 minutes.
    ///
    /// - Parameter rest: How long it may still take.
    func nextLook(within rest: Duration) -> Duration {
        min(.seconds(300), .seconds(2 << min(attempt, 8)), max(.seconds(1), rest))
    }

    /// What a target waits for that something else publishes, until its `within` is over; usually an hour.
    ///
    /// - Parameter late: The error for what did not appear in the time that was waited.
    func awaits(
        _ what: String, of target: PublicationTarget, late: (Duration) -> any UserFacingError
    ) async throws -> StepAwaits {
        let limit = Duration.seconds(target["within"].flatMap { Int($0) } ?? 3600)
        let waited = try await waited()
        guard waited < limit else { throw late(waited) }
        return StepAwaits(what: what, isByPerson: false, after: nextLook(within: limit - waited))
    }

    func clone() throws -> RunEnvironment.Clone { try environment.clone(of: repository) }

    /// An error as recorded in the journal, with what to do next.
    func failed(_ error: any Error, command: String? = nil) -> StepFailed {
        if let failed = error as? StepFailed { return failed }
        let next = "slipway run retry \(run)"
        guard let known = error as? any UserFacingError else {
            return StepFailed(
                StepFailure(code: "step.error", summary: "\(error)", suggestions: [next], command: command))
        }
        let failure = StepFailure(
            code: known.code, summary: known.summary, reasons: known.reasons,
            suggestions: known.suggestions.isEmpty ? ["Fix it, then: \(next)"] : known.suggestions,
            isTransient: known.retry != .never, command: command)
        return StepFailed(failure, retry: known.retry)
    }
}

/// A step has done what it can for now, and waits for something outside.
package struct StepAwaits: Error {
    /// See ``RunEvent/awaits(step:attempt:what:isByPerson:again:mark:)``.
    package var what: String
    package var isByPerson: Bool
    /// When to look again.
    package var after: Duration
    package var mark: String?
}

/// How an attempt ended.
package enum AttemptResult: Sendable {
    case succeeded(StepOutcome)
    case failed(StepFailed)
    case awaits(StepAwaits)
}

/// A failure in words, and whether waiting helps.
package struct StepFailed: Error {
    package var failure: StepFailure
    package var retry: RetryAdvice

    package init(_ failure: StepFailure, retry: RetryAdvice = .never) {
        self.failure = failure
        self.retry = retry
    }
}
