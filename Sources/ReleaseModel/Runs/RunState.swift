/// What a journal says about a run: the fold of its events, and nothing else.
package struct RunState: Sendable, Hashable {
    package enum Step: Sendable, Hashable {
        case pending
        /// Intended and perhaps acting; after a crash: to be looked at.
        case running(attempt: Int)
        case succeeded(attempt: Int, StepOutcome)
        case failed(attempt: Int, StepFailure)
        case skipped(by: String, reason: String)

        package var isDone: Bool {
            switch self {
            case .succeeded, .skipped: true
            case .pending, .running, .failed: false
            }
        }
    }

    package private(set) var plan: Digest = ""
    package private(set) var steps: [StepID: Step] = [:]
    /// Attempts made so far, also of steps that were reset.
    package private(set) var attempts: [StepID: Int] = [:]
    package private(set) var isPaused = false
    package private(set) var cancellation: String?
    package private(set) var isFinished = false
    /// How many events were folded.
    package private(set) var revision = 0

    package init() {}

    package init(_ entries: some Sequence<JournalEntry>) {
        for entry in entries { apply(entry.event) }
    }

    /// Total over events: one that changes nothing in this state is counted and otherwise ignored.
    package mutating func apply(_ event: RunEvent) {
        revision += 1
        switch event {
        case .created(let digest):
            plan = digest
        case .started(let step, let attempt):
            steps[step] = .running(attempt: attempt)
            attempts[step] = max(attempt, attempts[step] ?? 0)
        case .succeeded(let step, let attempt, let outcome):
            steps[step] = .succeeded(attempt: attempt, outcome)
        case .failed(let step, let attempt, let failure):
            steps[step] = .failed(attempt: attempt, failure)
        case .skipped(let step, let by, let reason):
            steps[step] = .skipped(by: by, reason: reason)
        case .retried:
            for (step, state) in steps {
                if case .failed = state { steps[step] = .pending }
            }
            isPaused = false
        case .amended(_, let digest, let reset, _):
            plan = digest
            for step in reset { steps[step] = .pending }
        case .paused:
            isPaused = true
        case .resumed:
            isPaused = false
        case .cancelled(_, let reason):
            cancellation = reason
        case .finished:
            isFinished = true
        }
    }

    package subscript(step: StepID) -> Step { steps[step] ?? .pending }

    package func outcome(of step: StepID) -> StepOutcome? {
        if case .succeeded(_, let outcome) = self[step] { outcome } else { nil }
    }
}
