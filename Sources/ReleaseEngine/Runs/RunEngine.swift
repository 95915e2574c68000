import Foundation
package import ReleaseModel
import ReleasePorts

/// Executes a run's steps until none may start.
///
/// Each step's intention is stored before it acts, and its outcome before anything that depends on it starts. Steps
/// keep running while the store writes: outcomes and intentions that arrive together share one append, and so one disk
/// sync, and intentions are stored ahead of free slots, so that no slot waits for it.
///
/// All is written under a claim, which is renewed from the moment it is taken. An engine that loses it to another
/// writes nothing more.
package struct RunEngine: Sendable {
    private let environment: RunEnvironment
    private let performers: [StepKind: any StepPerformer]

    package init(environment: RunEnvironment, performers: [StepKind: any StepPerformer] = allSteps) {
        self.environment = environment
        self.performers = performers
    }

    /// - Returns: The run when nothing more can be done: finished, failed, waiting for people, paused or cancelled.
    /// - Throws: ``StoreError/claimed(_:by:)`` while another engine executes it; ``StoreError/claimLost(_:)`` if
    ///   another one took it meanwhile.
    package func perform(_ id: RunID) async throws -> RunRecord {
        let kept = try await KeptClaim.take(
            id, for: environment.engine, in: environment.store, lasting: environment.lease,
            isTakingOver: environment.isTakingOver, time: environment.time, wait: environment.claimWait)
        return try await kept.keeping { try await perform(under: kept) }
    }

    /// The same, for an engine that has already claimed the run and keeps the claim.
    package func perform(under kept: KeptClaim) async throws -> RunRecord {
        try await performSteps(under: kept)
        // Whoever asks acts on it: a stored fold can be forged, the journal can't.
        return try await environment.store.run(kept.claim.run)
    }

    private func performSteps(under kept: KeptClaim) async throws {
        let claim = kept.claim
        let record = try await environment.store.run(claim.run)
        guard !record.state.isOver else { return }
        try record.checkPlan(ecosystems: Set(environment.ecosystems.keys))
        if let before = record.state.engine, before != claim.engine {
            // Processes left by a killed engine must not run beside this one.
            await environment.runner.endLeftovers(with: [EngineID.variable: before.text])
        }
        try await reserveVersions(of: record, kept)
        let work = await WorkFolder.enter(
            claim, of: record, in: RunFolders(run: record.id, state: environment.stateFolder),
            files: environment.files, isTakingOver: environment.isTakingOver)
        do { try await performSteps(of: record, in: work, under: kept) } catch {
            if kept.holds { await work.leave(environment.files) }
            throw error
        }
        if kept.holds { await work.leave(environment.files) }
    }

    private func performSteps(of record: RunRecord, in work: WorkFolder, under kept: KeptClaim) async throws {
        let outcomes = StepOutcomes()
        let state = record.state
        for step in record.plan.steps {
            if let outcome = state.outcome(of: step.id) { outcomes.add(outcome, of: step.id) }
            if case .skipped = state[step.id] { outcomes.skip(step.id) }
        }
        let index = PlanIndex(record.plan)
        let folders = RunFolders(
            run: record.id, state: environment.stateFolder, plan: record.plan, workFolder: work.name)
        let products = RunProducts(performers: performers)
        let mailbox = Mailbox<RunLoop.Message>()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await watch(mailbox) }
            defer { group.cancelAll() }
            var loop = RunLoop(record: record, index, outcomes: outcomes, kept: kept, environment: environment)
            do {
                try await loop.run(
                    mailbox: mailbox,
                    start: { step, attempt in
                        group.addTask {
                            let result = await attemptStep(
                                step, attempt, record.id, index, outcomes, folders, products, kept)
                            mailbox.put(.finished(step, attempt: attempt, result))
                        }
                    },
                    store: { journal, events in
                        group.addTask { mailbox.put(.stored(await stored(events, in: journal, kept))) }
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

    /// Wakes the loop to check for others' decisions about this run. Ends with the group.
    private func watch(_ mailbox: Mailbox<RunLoop.Message>) async {
        for await _ in environment.store.changes() { mailbox.put(.changed) }
        // The loop sees that it was cancelled.
        mailbox.put(.changed)
    }

    /// From now on no other run can use these versions. A run that can't reserve them and has done nothing is
    /// cancelled.
    private func reserveVersions(of record: RunRecord, _ kept: KeptClaim) async throws {
        // A shadow only shows which versions there would be.
        guard record.plan.request.purpose != .shadow else { return }
        let versions = record.plan.released.compactMap { component in
            component.nextVersion.map { (component.name, $0) }
        }
        try await kept.check()
        do {
            try await environment.store.reserve(
                Dictionary(versions, uniquingKeysWith: { first, _ in first }), for: record.id)
        } catch {
            if case .versionHeld(let component, let version, let holder, _) = error, record.state.attempts.isEmpty {
                try await environment.store.append(
                    [.cancelled(by: "slipway", reason: error.summary)], to: record.id, after: record.state.revision,
                    at: environment.now(), plan: nil, under: kept.claim)
                throw StoreError.versionHeld(component, version, by: holder, cancelled: record.id)
            }
            throw error
        }
    }

    private func stored(
        _ events: [RunEvent], in journal: RunJournal, _ kept: KeptClaim
    ) async -> Result<(RunJournal, [RunEvent]), any Error> {
        var journal = journal
        do {
            // Starting something is an act; recording its end is not, and is refused if the claim was lost.
            if events.contains(where: \.beginsSomething) { try await kept.check() }
            let seen = try await journal.append(events)
            return .success((journal, seen))
        } catch {
            return .failure(error)
        }
    }

    private func attemptStep(
        _ step: PlannedStep, _ attempt: Int, _ run: RunID, _ index: PlanIndex, _ outcomes: StepOutcomes,
        _ folders: RunFolders, _ products: RunProducts, _ kept: KeptClaim
    ) async -> AttemptResult {
        guard let performer = performers[step.kind] else {
            preconditionFailure("AllSteps lists every kind of step; '\(step.kind)' is missing")
        }
        let context = StepContext(
            environment: environment, kept: kept, index: index, run: run, step: step, attempt: attempt,
            outcomes: outcomes, folders: folders, products: products)
        do { return .succeeded(try await performer.perform(context)) } catch let wait as StepAwaits {
            return .awaits(wait)
        } catch {
            return .failed(context.failed(error))
        }
    }
}

extension RunEvent {
    /// Whether an engine acts once it is stored.
    fileprivate var beginsSomething: Bool {
        switch self {
        case .claimed, .started: true
        case .created, .succeeded, .failed, .awaits, .noticed, .skipped, .approved, .retried, .amended, .paused,
            .resumed,
            .cancelled,
            .handedOver, .lapsed, .voided, .finished:
            false
        }
    }
}
