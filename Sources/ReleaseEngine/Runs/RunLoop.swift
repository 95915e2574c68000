import Foundation
package import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Decides what an engine does next in a run; everything that happens arrives as a message.
package struct RunLoop {
    package enum Message: Sendable {
        case finished(PlannedStep, attempt: Int, AttemptResult)
        /// An append finished: the journal after it and every new event.
        case stored(Result<(RunJournal, [RunEvent]), any Error>)
        /// The time has come for another attempt.
        case due(StepID)
        /// Others may have decided something.
        case changed
    }

    private typealias Intention = (step: PlannedStep, attempt: Int)

    private let environment: RunEnvironment
    private let kept: KeptClaim
    private let outcomes: StepOutcomes
    private let index: PlanIndex
    private var state: RunState
    private var journal: RunJournal
    private var scheduler: RunScheduler
    /// How many steps are running.
    private var active = 0
    private var isStoring = false
    /// Events that are not yet being stored.
    private var ended: [RunEvent]
    /// Intentions that are being stored, and those that may start.
    private var announced: [Intention] = []
    private var intended: [Intention] = []
    /// Steps whose next attempt starts automatically, and when.
    private var sleeping: [StepID: Date] = [:]
    /// Whether others stored something while we did.
    private var hasMissedChange = false
    /// Ready steps that still need approval.
    private var held: Set<StepID> = []

    /// - Parameter index: Of the record's plan.
    package init(
        record: RunRecord, _ index: PlanIndex, outcomes: StepOutcomes, kept: KeptClaim, environment: RunEnvironment
    ) {
        self.kept = kept
        self.environment = environment
        self.outcomes = outcomes
        self.index = index
        state = record.state
        journal = RunJournal(
            record.id, revision: state.revision, store: environment.store, claim: kept.claim, now: environment.now,
            wait: { pause in
                await environment.storeIsSilent()
                try await environment.wait(pause)
            })
        scheduler = RunScheduler(plan: record.plan, state: state)
        ended = [.claimed(by: kept.claim.engine, fence: kept.claim.fence)]
    }

    /// - Parameters:
    ///   - start: Performs an attempt concurrently and answers with ``Message/finished(_:attempt:_:)``.
    ///   - store: Appends concurrently and answers with ``Message/stored(_:)``; never called twice at once.
    ///   - wake: Lets time pass concurrently and answers with ``Message/due(_:)``.
    package mutating func run(
        mailbox: Mailbox<Message>, start: (PlannedStep, Int) -> Void, store: (RunJournal, [RunEvent]) -> Void,
        wake: (StepID, Duration) -> Void
    ) async throws {
        for (id, step) in state.steps {
            if case .waiting(_, _, let until) = step { sleep(id, until: until, wake) }
        }
        while true {
            try Task.checkCancellation()
            if state.cancellation != nil { throw CancellationError() }
            startIntended(start)
            storePendingEvents(store)
            guard active > 0 || isStoring || (!state.isPaused && sleepsHere) else { break }
            for message in await mailbox.take() { try await handle(message, wake) }
        }
        while scheduler.isComplete, !state.isOver {
            // Someone may cancel it at the last moment: then it has not finished.
            if try await journal.appendIfNothingNew([.finished]) {
                await environment.progress([.finished])
                return
            }
            let before = state.revision
            try await lookAtOthers(wake)
            // A store that refuses and has nothing new has been rewound.
            guard state.revision > before else { throw StoreError.conflict(expected: before, actual: before) }
        }
    }

    /// Whether to wait for the next attempt, rather than leave it to the store's queries.
    private var sleepsHere: Bool {
        guard let next = sleeping.values.min() else { return false }
        guard let patience = environment.patience else { return true }
        return next <= environment.now().addingTimeInterval(patience / .seconds(1))
    }

    private mutating func startIntended(_ start: (PlannedStep, Int) -> Void) {
        while !state.isPaused, active < environment.parallelism, !intended.isEmpty {
            let next = intended.removeFirst()
            // Someone skipped it in between.
            if state[next.step.id].isDone { continue }
            active += 1
            start(next.step, next.attempt)
        }
    }

    private mutating func storePendingEvents(_ store: (RunJournal, [RunEvent]) -> Void) {
        guard !isStoring else { return }
        while !state.isPaused, intended.count + announced.count < 2 * environment.parallelism,
            let next = takeReady()
        {
            announced.append(next)
        }
        let events = ended + announced.map { .started(step: $0.step.id, attempt: $0.attempt) }
        ended = []
        guard !events.isEmpty else { return }
        isStoring = true
        store(journal, events)
    }

    private mutating func takeReady() -> Intention? {
        let (index, outcomes, state, moment) = (index, outcomes, state, environment.now())
        var waiting: [StepID] = []
        var ending: [RunEvent] = []
        let next = scheduler.take { step in
            guard case .approval(let work) = step.work else { return true }
            let subject = approvalSubject(of: step, in: index, state)
            ending += endingApprovals(of: step, subject, state, at: moment)
            let given = countingApprovals(of: step, work, for: subject, state, at: moment)
            if let subject, given.count >= work.quorum {
                outcomes.agree(StepOutcomes.Agreement(subject: subject, given: given), to: step.id)
                return true
            }
            waiting.append(step.id)
            return false
        }
        held.formUnion(waiting)
        ended += ending
        return next
    }

    private mutating func handle(_ message: Message, _ wake: (StepID, Duration) -> Void) async throws {
        switch message {
        case .due(let step):
            if sleeping.removeValue(forKey: step) != nil { scheduler.again(step) }
        case .changed:
            // During an append the journal is with it; it is read afterwards.
            hasMissedChange = isStoring
            if !isStoring { try await lookAtOthers(wake) }
        case .finished(let step, let attempt, let result):
            active -= 1
            ended.append(event(step, attempt, result))
        case .stored(let result):
            let (behind, seen) = try result.get()
            journal = behind
            isStoring = false
            intended += announced
            announced = []
            try apply(seen, wake)
            await environment.progress(seen)
            if hasMissedChange { try await lookAtOthers(wake) }
        }
    }

    /// Adds others' decisions.
    private mutating func lookAtOthers(_ wake: (StepID, Duration) -> Void) async throws {
        hasMissedChange = false
        let seen = try await journal.refresh()
        try apply(seen, wake)
        await environment.progress(seen)
    }

    private func event(
        _ step: PlannedStep, _ attempt: Int, _ result: AttemptResult
    ) -> RunEvent {
        switch result {
        case .succeeded(let outcome): return .succeeded(step: step.id, attempt: attempt, outcome: outcome.bounded)
        case .awaits(let wait):
            return .awaits(
                step: step.id, attempt: attempt, what: wait.what, isByPerson: wait.isByPerson,
                again: environment.now().addingTimeInterval(wait.after / .seconds(1)), mark: wait.mark)
        case .failed(let failed):
            let wait = environment.retries.wait(after: (state.failuresInRow[step.id] ?? 0) + 1, failed.retry)
            return .failed(
                step: step.id, attempt: attempt, failure: failed.failure.bounded,
                again: wait.map { environment.now().addingTimeInterval($0 / .seconds(1)) })
        }
    }

    /// - Throws: ``StoreError/claimLost(_:)`` if the journal has another claim, or an amendment, which is made under
    ///   another claim.
    private mutating func apply(_ events: [RunEvent], _ wake: (StepID, Duration) -> Void) throws {
        for event in events {
            if case .retried = event { retrySteps() }
            if case .noticed(let step, _) = event, case .awaiting = state[step] {
                _ = sleeping.removeValue(forKey: step)
                scheduler.again(step)
            }
            state.apply(event)
            switch event {
            case .succeeded(let step, _, let outcome):
                outcomes.add(outcome, of: step)
                scheduler.finish(step)
            case .skipped(let step, _, _):
                outcomes.skip(step)
                scheduler.finish(step)
            case .failed(let step, _, _, let again?), .awaits(let step, _, _, false, let again, _):
                sleep(step, until: again, wake)
            case .approved(let step, _, _, _, _, _):
                if held.remove(step) != nil { scheduler.again(step) }
            case .claimed(kept.claim.engine, kept.claim.fence): break
            case .claimed, .amended:
                kept.markLost()
                throw StoreError.claimLost(kept.claim.run)
            case .created, .started, .failed(_, _, _, nil), .awaits, .noticed, .retried, .paused, .resumed, .cancelled,
                .handedOver,
                .lapsed, .voided, .finished:
                break
            }
        }
    }

    /// Someone requested a retry of the failed steps.
    private mutating func retrySteps() {
        for (step, state) in state.steps.sorted(by: { $0.key < $1.key }) {
            switch state {
            case .failed: scheduler.again(step)
            case .waiting: if sleeping.removeValue(forKey: step) != nil { scheduler.again(step) }
            // Whoever asks wants to know now.
            case .awaiting:
                _ = sleeping.removeValue(forKey: step)
                scheduler.again(step)
            case .pending, .running, .succeeded, .skipped: break
            }
        }
    }

    private mutating func sleep(_ step: StepID, until: Date, _ wake: (StepID, Duration) -> Void) {
        guard sleeping.updateValue(until, forKey: step) == nil else { return }
        wake(step, .seconds(max(0, until.timeIntervalSince(environment.now()))))
    }
}

/// Approvals of a step that no longer count: they expired, or were for something else.
private func endingApprovals(
    of step: PlannedStep, _ subject: Digest?, _ state: RunState, at moment: Date
) -> [RunEvent] {
    let given = state.approvals[step.id] ?? []
    guard !given.isEmpty else { return [] }
    let past = Set(given.lapsed(at: moment))
    return past.sorted().map { .lapsed(step: step.id, by: $0) }
        + given.filter { !past.contains($0.by) && !(subject.map($0.counts) ?? false) }.map { approval in
            .voided(
                step: step.id, by: approval.by,
                reason: "it was to \(approval.subject?.text.prefix(12) ?? "something else"), and the step is about "
                    + "\(subject?.text.prefix(12) ?? "nothing that is proven") now")
        }
}
