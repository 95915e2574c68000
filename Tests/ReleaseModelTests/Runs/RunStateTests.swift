import Foundation
import ReleaseModel
import Testing

@Suite("The state of a run")
struct RunStateTests {
    static let step: StepID = "build:core"
    static let failure = StepFailure(code: "build.failed", summary: "It failed.")
    static let moment = Date(timeIntervalSince1970: 1_767_225_600)
    static let outcome = StepOutcome(note: "done")

    /// Every state that a step can be in, and the event that leads there.
    static let states: [(state: RunState.Step, event: RunEvent?)] = [
        (.pending, nil),
        (.running(attempt: 1), .started(step: step, attempt: 1)),
        (.succeeded(attempt: 1, outcome), .succeeded(step: step, attempt: 1, outcome: outcome)),
        (.failed(attempt: 1, failure), .failed(step: step, attempt: 1, failure: failure, again: nil)),
        (
            .waiting(attempt: 1, failure, until: moment),
            .failed(step: step, attempt: 1, failure: failure, again: moment)
        ),
        (
            .awaiting(attempt: 1, what: "a merge", isByPerson: true, until: moment),
            .awaits(step: step, attempt: 1, what: "a merge", isByPerson: true, again: moment)
        ),
        (.skipped(by: "anna", reason: "known"), .skipped(step: step, by: "anna", reason: "known")),
    ]

    /// Every kind of event, and what becomes of the step that it meets; nil: it stays.
    static let events: [(event: RunEvent, becomes: @Sendable (RunState.Step) -> RunState.Step)] = [
        (.created(plan: "a", trigger: Trigger(by: "anna", command: "slipway release")), { $0 }),
        (.claimed(by: "host/1", fence: 1), { $0 }),
        (.started(step: step, attempt: 2), unlessSkipped(.running(attempt: 2))),
        (.succeeded(step: step, attempt: 2, outcome: outcome), unlessSkipped(.succeeded(attempt: 2, outcome))),
        (.failed(step: step, attempt: 2, failure: failure, again: nil), unlessSkipped(.failed(attempt: 2, failure))),
        (
            .failed(step: step, attempt: 2, failure: failure, again: moment),
            unlessSkipped(.waiting(attempt: 2, failure, until: moment))
        ),
        (
            .awaits(step: step, attempt: 2, what: "a check", isByPerson: false, again: moment),
            unlessSkipped(.awaiting(attempt: 2, what: "a check", isByPerson: false, until: moment))
        ),
        (.approved(step: step, by: "anna", role: "owner", until: nil, via: "bot"), { $0 }),
        (.handedOver(to: "old", reason: "it failed", isAccepted: true), { $0 }),
        (.handedOver(to: "old", reason: "it failed", isAccepted: nil), { $0 }),
        (.lapsed(step: step, by: "anna"), { $0 }),
        (.voided(step: step, by: "anna", reason: "other commits"), { $0 }),
        (.skipped(step: step, by: "ben", reason: "old"), { _ in .skipped(by: "ben", reason: "old") }),
        (
            .retried(by: "anna"),
            {
                switch $0 {
                case .failed, .waiting: .pending
                default: $0
                }
            }
        ),
        (.amended(from: "a", to: "b", reset: [step], reason: "fixed"), { _ in .pending }),
        (.amended(from: "a", to: "b", reset: [], reason: "fixed"), { $0 }),
        (
            .noticed(step: step, what: "it ended"),
            { before in if case .awaiting = before { .pending } else { before } }
        ),
        (.paused(by: "anna"), { $0 }),
        (.resumed(by: "anna"), { $0 }),
        (.cancelled(by: "anna", reason: "no"), { $0 }),
        (.finished, { $0 }),
    ]

    /// What someone skipped stays skipped.
    private static func unlessSkipped(_ state: RunState.Step) -> @Sendable (RunState.Step) -> RunState.Step {
        { before in if case .skipped = before { before } else { state } }
    }

    /// Fails to compile when a kind of event or of state is added, as a reminder to add it above.
    private static func isCovered(_ event: RunEvent, _ state: RunState.Step) -> Bool {
        switch event {
        case .created, .claimed, .approved, .handedOver, .lapsed, .voided, .started, .succeeded, .failed, .awaits,
            .noticed, .skipped, .retried, .amended, .paused, .resumed, .cancelled, .finished:
            break
        }
        switch state {
        case .pending, .running, .succeeded, .waiting, .awaiting, .failed, .skipped: return true
        }
    }

    @Test("Every event leads every step state to where it should", arguments: states.indices, events.indices)
    func transition(state: Int, event: Int) {
        var run = RunState()
        if let event = RunStateTests.states[state].event { run.apply(event) }
        let before = run[RunStateTests.step]
        #expect(before == RunStateTests.states[state].state)
        let (event, becomes) = RunStateTests.events[event]
        run.apply(event)
        #expect(run[RunStateTests.step] == becomes(before))
        #expect(RunStateTests.isCovered(event, before))
    }

    @Test("Only what succeeded or was skipped is done", arguments: states.indices)
    func done(state: Int) {
        let state = RunStateTests.states[state].state
        let isExpected =
            switch state {
            case .succeeded, .skipped: true
            case .pending, .running, .waiting, .awaiting, .failed: false
            }
        #expect(state.isDone == isExpected)
    }

    @Test("Attempts are remembered over retries and amendments")
    func attempts() {
        var run = RunState()
        for attempt in 1...3 {
            run.apply(.started(step: RunStateTests.step, attempt: attempt))
            run.apply(.failed(step: RunStateTests.step, attempt: attempt, failure: RunStateTests.failure, again: nil))
            run.apply(.retried(by: "anna"))
        }
        run.apply(.amended(from: "a", to: "b", reset: [RunStateTests.step], reason: "fixed"))
        #expect(run.attempts[RunStateTests.step] == 3)
    }

    @Test("Pausing, resuming, cancelling and finishing apply to the run, not to a step")
    func whole() {
        var run = RunState()
        run.apply(.created(plan: "a", trigger: Trigger(by: "anna", command: "slipway release")))
        #expect(run.plan == "a")
        run.apply(.paused(by: "anna"))
        #expect(run.isPaused)
        run.apply(.resumed(by: "anna"))
        #expect(!run.isPaused)
        run.apply(.paused(by: "anna"))
        run.apply(.retried(by: "anna"))
        #expect(!run.isPaused)
        run.apply(.amended(from: "a", to: "b", reset: [], reason: "fixed"))
        #expect(run.plan == "b")
        run.apply(.cancelled(by: "anna", reason: "wrong day"))
        #expect(run.cancellation == "wrong day")
        run.apply(.finished)
        #expect(run.isFinished)
    }

    @Test("An approval without a subject counts for the plan in force then, and ends with it")
    func oldApprovals() {
        let step = RunStateTests.step
        var run = RunState()
        run.apply(.created(plan: "a", trigger: Trigger(by: "anna", command: "slipway release")))
        run.apply(.approved(step: step, by: "anna", role: "owner", until: nil, via: nil))
        run.apply(.approved(step: step, by: "ben", role: "owner", until: nil, via: nil, subject: "s"))
        #expect(run.approvals[step]?.map { $0.counts(for: "s") } == [true, true])
        #expect(run.approvals[step]?.map { $0.counts(for: "t") } == [true, false])
        run.apply(.amended(from: "a", to: "b", reset: [], reason: "fixed"))
        #expect(run.approvals[step]?.map(\.by) == ["ben"], "whether ben's still counts hangs on its subject")
        run.apply(.voided(step: step, by: "ben", reason: "other commits"))
        #expect(run.approvals[step] == [])
    }

    @Test("Approvals and amendments of 0.1.0 are read")
    func oldEvents() throws {
        let text = """
            [{"approved":{"by":"anna","role":"lead","step":"approval:release/core"}},
             {"amended":{"from":"a","to":"b","reset":[],"reason":"fixed"}}]
            """
        let events = try decodeJSON([RunEvent].self, from: Data(text.utf8))
        #expect(
            events == [
                .approved(step: "approval:release/core", by: "anna", role: "lead", until: nil, via: nil, subject: nil),
                .amended(from: "a", to: "b", reset: [], reason: "fixed", by: nil),
            ])
    }

    @Test("The revision counts every event, even one that changes nothing")
    func revision() {
        var run = RunState()
        for (event, _) in RunStateTests.events { run.apply(event) }
        #expect(run.revision == RunStateTests.events.count)
    }
}
