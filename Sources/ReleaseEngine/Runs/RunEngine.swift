import Foundation
package import ReleaseModel
import ReleasePorts

/// Performs a run's steps until none may start any more.
///
/// Each step's intention is stored before it acts, and its outcome before anything that depends on it starts. Steps run
/// on while the store writes: outcomes and intentions that come together share one append, and so one sync of the disk,
/// and intentions run ahead of free places, so that no place waits for it.
package struct RunEngine: Sendable {
    private let environment: RunEnvironment
    private let performers: [StepKind: any StepPerformer]

    package init(environment: RunEnvironment) {
        self.environment = environment
        performers = allSteps
    }

    private typealias Intention = (step: PlannedStep, attempt: Int)

    private enum Message: Sendable {
        case finished(PlannedStep, attempt: Int, Result<StepOutcome, StepFailed>)
        /// An append came to its end: the journal behind it and every event that is new.
        case stored(Result<(RunJournal, [RunEvent]), any Error>)
        case tick
    }

    /// - Returns: The run as it stands when nothing more can be done: finished, failed, paused or cancelled.
    package func perform(_ id: RunID) async throws -> RunRecord {
        let record = try await environment.store.run(id)
        let state = record.state
        try await reserveVersions(of: record)
        let outcomes = StepOutcomes()
        for step in record.plan.steps {
            if let outcome = state.outcome(of: step.id) { outcomes.add(outcome, of: step.id) }
        }
        let mailbox = Mailbox<Message>()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                // Ends with the group; wakes the loop to look for what other processes decided about this run.
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(1))
                    mailbox.put(.tick)
                }
            }
            defer { group.cancelAll() }
            do {
                try await loop(record, outcomes: outcomes, mailbox: mailbox) { step, attempt in
                    group.addTask {
                        mailbox.put(
                            .finished(step, attempt: attempt, await attemptStep(step, attempt, record, outcomes)))
                    }
                } store: { journal, events in
                    group.addTask { mailbox.put(.stored(await stored(events, in: journal))) }
                }
            } catch is CancellationError where !Task.isCancelled {
                // The run was cancelled from elsewhere; its journal says so.
            }
        }
        return try await environment.store.run(id)
    }

    /// No other run makes these versions from now on. A run that can't have them and has done nothing is given up.
    private func reserveVersions(of record: RunRecord) async throws {
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
                    at: environment.now(), plan: nil)
            }
            throw error
        }
    }

    /// - Parameters:
    ///   - start: Performs an attempt beside the loop and answers with ``Message/finished(_:attempt:_:)``.
    ///   - store: Appends beside the loop and answers with ``Message/stored(_:)``; never asked twice at once.
    private func loop(
        _ record: RunRecord, outcomes: StepOutcomes, mailbox: Mailbox<Message>,
        start: (PlannedStep, Int) -> Void, store: (RunJournal, [RunEvent]) -> Void
    ) async throws {
        var state = record.state
        var journal = RunJournal(
            record.id, revision: state.revision, store: environment.store, claim: nil, now: environment.now)
        var scheduler = RunScheduler(plan: record.plan, state: state)
        var active = 0
        /// Ends of steps, and intentions, that are not yet being stored; intentions that are; and those that may act.
        var ended: [RunEvent] = []
        var isStoring = false
        var announced: [Intention] = []
        var intended: [Intention] = []
        while true {
            try Task.checkCancellation()
            if state.cancellation != nil { throw CancellationError() }
            let mayStart = !state.isPaused
            while mayStart, active < environment.parallelism, !intended.isEmpty {
                let next = intended.removeFirst()
                active += 1
                start(next.step, next.attempt)
            }
            if !isStoring {
                while mayStart, intended.count + announced.count < 2 * environment.parallelism,
                    let next = scheduler.take()
                {
                    announced.append(next)
                }
                let events = ended + announced.map { .started(step: $0.step.id, attempt: $0.attempt) }
                ended = []
                if !events.isEmpty {
                    isStoring = true
                    store(journal, events)
                }
            }
            guard active > 0 || isStoring else { break }
            for message in await mailbox.take() {
                switch message {
                case .tick:
                    // While an append is on its way, what others added comes with it.
                    guard !isStoring else { break }
                    let seen = try await journal.refresh()
                    for event in seen { state.apply(event) }
                    await environment.progress(seen)
                case .finished(let step, let attempt, let result):
                    active -= 1
                    switch result {
                    case .success(let outcome):
                        ended.append(.succeeded(step: step.id, attempt: attempt, outcome: outcome))
                    case .failure(let failed):
                        ended.append(.failed(step: step.id, attempt: attempt, failure: failed.failure, again: nil))
                    }
                case .stored(let result):
                    let (behind, seen) = try result.get()
                    journal = behind
                    isStoring = false
                    intended += announced
                    announced = []
                    for event in seen {
                        state.apply(event)
                        guard case .succeeded(let step, _, let outcome) = event else { continue }
                        outcomes.add(outcome, of: step)
                        scheduler.finish(step)
                    }
                    await environment.progress(seen)
                }
            }
        }
        if scheduler.isComplete, !state.isFinished {
            await environment.progress(try await journal.append([.finished]))
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
        _ step: PlannedStep, _ attempt: Int, _ record: RunRecord, _ outcomes: StepOutcomes
    ) async -> Result<StepOutcome, StepFailed> {
        guard let performer = performers[step.kind] else {
            preconditionFailure("AllSteps lists every kind of step; '\(step.kind)' is missing")
        }
        let context = StepContext(
            environment: environment, plan: record.plan, run: record.id, step: step, attempt: attempt,
            outcomes: outcomes, folders: RunFolders(run: record.id, state: environment.stateFolder))
        do {
            return .success(try await performer.perform(context))
        } catch let failure as StepFailed {
            return .failure(failure)
        } catch {
            return .failure(StepFailed(failure: context.failure(error)))
        }
    }
}
