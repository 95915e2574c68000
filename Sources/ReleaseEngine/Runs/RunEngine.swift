import Foundation
package import ReleaseModel
import ReleasePorts

/// Performs a run's steps until none may start any more.
///
/// Each step's intention is stored before it acts and its outcome after. Outcomes and intentions that come together
/// share one append, and so one sync of the disk; intentions run ahead of free places, so that no place waits for it.
package struct RunEngine: Sendable {
    private let environment: RunEnvironment
    private let performers: [StepKind: any StepPerformer]

    package init(environment: RunEnvironment) {
        self.environment = environment
        performers = allSteps
    }

    private enum Message: Sendable {
        case finished(PlannedStep, attempt: Int, Result<StepOutcome, StepFailed>)
        case tick
    }

    /// - Returns: The run as it stands when nothing more can be done: finished, failed, paused or cancelled.
    package func perform(_ id: RunID) async throws -> RunRecord {
        let record = try await environment.store.run(id)
        let journal = RunJournal(record, store: environment.store, now: environment.now)
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
                try await loop(record, journal: journal, mailbox: mailbox) { step, attempt, outcomes in
                    group.addTask {
                        mailbox.put(
                            .finished(step, attempt: attempt, await attemptStep(step, attempt, record, outcomes)))
                    }
                }
            } catch is CancellationError where !Task.isCancelled {
                // The run was cancelled from elsewhere; its journal says so.
            }
        }
        return try await environment.store.run(id)
    }

    private func loop(
        _ record: RunRecord, journal: RunJournal, mailbox: Mailbox<Message>,
        start: (PlannedStep, Int, [StepID: StepOutcome]) -> Void
    ) async throws {
        var journal = journal
        var scheduler = RunScheduler(plan: record.plan, state: journal.state)
        var outcomes: [StepID: StepOutcome] = [:]
        for step in record.plan.steps { outcomes[step.id] = journal.state.outcome(of: step.id) }
        var intended: [(step: PlannedStep, attempt: Int)] = []
        var active = 0
        var finished: [RunEvent] = []
        while true {
            try Task.checkCancellation()
            if journal.state.cancellation != nil { throw CancellationError() }
            let mayStart = !journal.state.isPaused
            while mayStart, active < environment.parallelism, !intended.isEmpty {
                let next = intended.removeFirst()
                active += 1
                start(next.step, next.attempt, outcomes)
            }
            var events = finished
            while mayStart, active + intended.count < 2 * environment.parallelism, let next = scheduler.take() {
                intended.append(next)
                events.append(.started(step: next.step.id, attempt: next.attempt))
            }
            if !events.isEmpty {
                await environment.progress(try await journal.append(events))
                for case .succeeded(let step, _, let outcome) in finished {
                    outcomes[step] = outcome
                    scheduler.finish(step)
                }
                finished = []
                continue
            }
            guard active > 0 else { break }
            for message in await mailbox.take() {
                switch message {
                case .tick:
                    await environment.progress(try await journal.refresh())
                case .finished(let step, let attempt, .success(let outcome)):
                    active -= 1
                    finished.append(.succeeded(step: step.id, attempt: attempt, outcome: outcome))
                case .finished(let step, let attempt, .failure(let failed)):
                    active -= 1
                    finished.append(.failed(step: step.id, attempt: attempt, failure: failed.failure))
                }
            }
        }
        if scheduler.isComplete, !journal.state.isFinished {
            await environment.progress(try await journal.append([.finished]))
        }
    }

    private func attemptStep(
        _ step: PlannedStep, _ attempt: Int, _ record: RunRecord, _ outcomes: [StepID: StepOutcome]
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
