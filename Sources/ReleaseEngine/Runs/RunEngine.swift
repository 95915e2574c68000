import Foundation
package import ReleaseModel
package import ReleasePorts

/// Performs a run's steps until none may start any more.
///
/// Each step's intention is stored before it acts, and its outcome before anything that depends on it starts. Steps run
/// on while the store writes: outcomes and intentions that come together share one append, and so one sync of the disk,
/// and intentions run ahead of free places, so that no place waits for it.
///
/// All is written under a claim, which is renewed from the moment it is taken. Who loses it to another engine writes
/// nothing any more.
package struct RunEngine: Sendable {
    private let environment: RunEnvironment
    private let performers: [StepKind: any StepPerformer]

    package init(environment: RunEnvironment, performers: [StepKind: any StepPerformer] = allSteps) {
        self.environment = environment
        self.performers = performers
    }

    /// - Returns: The run as it stands when nothing more can be done: finished, failed, waiting for people, paused or
    ///   cancelled.
    /// - Throws: ``StoreError/claimed(_:by:)`` while another engine performs it; ``StoreError/claimLost(_:)`` if another
    ///   one took it meanwhile.
    package func perform(_ id: RunID) async throws -> RunRecord {
        let claim = try await environment.store.claim(
            id, for: environment.engine, lasting: environment.lease, isTakingOver: environment.isTakingOver)
        return try await keeping(claim, in: environment.store, lasting: environment.lease) {
            try await perform(under: claim)
        }
    }

    /// The same, by an engine that has claimed the run already and keeps the claim (``keeping(_:in:lasting:_:)``); it is
    /// given up at the end.
    package func perform(under claim: Claim) async throws -> RunRecord {
        do { try await performSteps(under: claim) } catch {
            // What went wrong is the news; a claim that can't be given up runs out.
            try? await environment.store.giveUp(claim)
            throw error
        }
        try await environment.store.giveUp(claim)
        return try await environment.store.run(claim.run)
    }

    private func performSteps(under claim: Claim) async throws {
        let record = try await environment.store.run(claim.run)
        guard !record.state.isOver else { return }
        try record.checkPlan()
        if let before = record.state.engine, before != claim.engine {
            // What a killed engine left running must not work beside us.
            await environment.runner.endLeftovers(with: [EngineID.variable: before.text])
        }
        try await reserveVersions(of: record, claim)
        let outcomes = StepOutcomes()
        let state = record.state
        for step in record.plan.steps {
            if let outcome = state.outcome(of: step.id) { outcomes.add(outcome, of: step.id) }
        }
        let folders = RunFolders(run: record.id, state: environment.stateFolder, plan: record.plan)
        let products = RunProducts(performers: performers)
        let mailbox = Mailbox<RunLoop.Message>()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await watch(claim, mailbox) }
            defer { group.cancelAll() }
            var loop = RunLoop(record: record, outcomes: outcomes, claim: claim, environment: environment)
            do {
                try await loop.run(
                    mailbox: mailbox,
                    start: { step, attempt in
                        group.addTask {
                            let result = await attemptStep(step, attempt, record, outcomes, folders, products)
                            mailbox.put(.finished(step, attempt: attempt, result))
                        }
                    },
                    store: { journal, events in
                        group.addTask { mailbox.put(.stored(await stored(events, in: journal))) }
                    },
                    wake: { step, duration in
                        group.addTask {
                            try? await environment.wait(duration)
                            mailbox.put(.due(step))
                        }
                    })
            } catch is CancellationError where !Task.isCancelled {
                // The run was cancelled from elsewhere; its journal says so.
            }
        }
    }

    /// Wakes the loop to look for what others decided about this run. Ends with the group.
    private func watch(_ claim: Claim, _ mailbox: Mailbox<RunLoop.Message>) async {
        for await _ in environment.store.changes() { mailbox.put(.changed) }
        // The loop sees that it was cancelled.
        mailbox.put(.changed)
    }

    /// No other run makes these versions from now on. A run that can't have them and has done nothing is given up.
    private func reserveVersions(of record: RunRecord, _ claim: Claim) async throws {
        // A shadow only says which versions there would be.
        guard record.plan.request.purpose != .shadow else { return }
        let versions = record.plan.released.compactMap { component in
            component.nextVersion.map { (component.name, $0) }
        }
        do {
            try await environment.store.reserve(
                Dictionary(versions, uniquingKeysWith: { first, _ in first }), for: record.id)
        } catch {
            if case .versionHeld = error, record.state.attempts.isEmpty {
                try await environment.store.append(
                    [.cancelled(by: "slipway", reason: error.summary)], to: record.id, after: record.state.revision,
                    at: environment.now(), plan: nil, under: claim)
            }
            throw error
        }
    }

    private func stored(
        _ events: [RunEvent], in journal: RunJournal
    ) async -> Result<(RunJournal, [RunEvent]), any Error> {
        var journal = journal
        do {
            let seen = try await journal.append(events)
            return .success((journal, seen))
        } catch {
            return .failure(error)
        }
    }

    private func attemptStep(
        _ step: PlannedStep, _ attempt: Int, _ record: RunRecord, _ outcomes: StepOutcomes, _ folders: RunFolders,
        _ products: RunProducts
    ) async -> Result<StepOutcome, StepFailed> {
        guard let performer = performers[step.kind] else {
            preconditionFailure("AllSteps lists every kind of step; '\(step.kind)' is missing")
        }
        let context = StepContext(
            environment: environment, plan: record.plan, run: record.id, step: step, attempt: attempt,
            outcomes: outcomes, folders: folders, products: products)
        do { return .success(try await performer.perform(context)) } catch { return .failure(context.failed(error)) }
    }
}
