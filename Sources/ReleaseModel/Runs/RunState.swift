package import Foundation

/// What a journal says about a run: the fold of its events, and nothing else.
package struct RunState: Sendable, Hashable {
    package enum Step: Sendable, Hashable {
        case pending
        /// Intended and perhaps running; after a crash: to be checked.
        case running(attempt: Int)
        case succeeded(attempt: Int, StepOutcome)
        /// Failed temporarily: the next attempt starts automatically.
        case waiting(attempt: Int, StepFailure, until: Date)
        /// Waits for something outside, and looks again.
        case awaiting(attempt: Int, what: String, isByPerson: Bool, until: Date)
        case failed(attempt: Int, StepFailure)
        case skipped(by: Principal, reason: String)

        package var isDone: Bool {
            switch self {
            case .succeeded, .skipped: true
            case .pending, .running, .waiting, .awaiting, .failed: false
            }
        }
    }

    package private(set) var plan: Digest = ""
    package private(set) var trigger: Trigger?
    /// What the plan's commits and tags are dated with; nil where the journal does not say.
    package private(set) var moment: Date?
    package private(set) var steps: [StepID: Step] = [:]
    /// Attempts made so far, also of steps that were reset.
    package private(set) var attempts: [StepID: Int] = [:]
    /// How often steps failed temporarily since they were last reset or finished.
    package private(set) var failuresInRow: [StepID: Int] = [:]
    /// Approvals, in order.
    package private(set) var approvals: [StepID: [Approval]] = [:]
    /// The engine that executes the run, or did last; nil before the first.
    package private(set) var engine: EngineID?
    /// Of the last claim that the journal names; 0 before the first.
    package private(set) var fence = 0
    package private(set) var isPaused = false
    package private(set) var cancellation: String?
    /// The system that was requested to take over the release, while its answer is unknown.
    package private(set) var asked: String?
    /// The system that took over the release after a failure.
    package private(set) var successor: String?
    package private(set) var isFinished = false
    /// How many events were folded.
    package private(set) var revision = 0
    /// The digest of the plan that the run began with; amendments leave it as it is.
    package private(set) var origin: Digest = ""
    /// When the last event was stored; nil where times are not folded.
    package private(set) var lastAt: Date?
    /// When the running steps began, where times are folded.
    package private(set) var beganAt: [StepID: Date] = [:]
    /// Amendments, skipped steps, voided approvals and the cancellation, in order: the displayed part of a journal.
    package private(set) var remarks: [RunEvent] = []

    /// An approval of a step.
    package struct Approval: Sendable, Hashable {
        package var by: Principal
        package var role: String
        /// When it stops counting; nil: never.
        package var until: Date?
        /// The approved subject; nil if the journal does not say: the plan in force then.
        package var subject: Digest?

        package init(by: Principal, role: String, until: Date?, subject: Digest? = nil) {
            self.by = by
            self.role = role
            self.until = until
            self.subject = subject
        }

        /// Whether it is for this subject. Without a subject it counts as long as its plan is in force, which is
        /// ensured when the journal is folded.
        package func counts(for subject: Digest) -> Bool { self.subject == nil || self.subject == subject }
    }

    package init() {}

    /// Restores a stored fold; see ``snapshot``.
    init(
        plan: Digest, origin: Digest, trigger: Trigger?, moment: Date?, engine: EngineID?, fence: Int, isPaused: Bool,
        cancellation: String?, asked: String?, successor: String?, isFinished: Bool, revision: Int, lastAt: Date?,
        steps: [StepID: Step], attempts: [StepID: Int], failuresInRow: [StepID: Int], beganAt: [StepID: Date],
        approvals: [StepID: [Approval]], remarks: [RunEvent]
    ) {
        self.plan = plan
        self.origin = origin
        self.trigger = trigger
        self.moment = moment
        self.engine = engine
        self.fence = fence
        self.isPaused = isPaused
        self.cancellation = cancellation
        self.asked = asked
        self.successor = successor
        self.isFinished = isFinished
        self.revision = revision
        self.lastAt = lastAt
        self.steps = steps
        self.attempts = attempts
        self.failuresInRow = failuresInRow
        self.beganAt = beganAt
        self.approvals = approvals
        self.remarks = remarks
    }

    package init(_ entries: some Sequence<JournalEntry>) {
        for entry in entries { apply(entry) }
    }

    /// An event with its time.
    package mutating func apply(_ entry: JournalEntry) {
        apply(entry.event)
        lastAt = entry.at
        guard let step = entry.event.attempted else { return }
        if case .started = entry.event, case .running = self[step] { beganAt[step] = entry.at }
    }

    /// Total over events: one that changes nothing in this state is counted and otherwise ignored. A skipped step stays
    /// skipped until it is reset, whatever the outcome of an attempt in progress.
    package mutating func apply(_ event: RunEvent) {
        revision += 1
        if let step = event.attempted, case .skipped = self[step] { return }
        switch event {
        case .created(let digest, let trigger, let moment):
            plan = digest
            origin = digest
            self.moment = moment
            self.trigger = trigger
        case .claimed(let engine, let fence):
            self.engine = engine
            self.fence = fence
        case .started(let step, let attempt):
            steps[step] = .running(attempt: attempt)
            attempts[step] = max(attempt, attempts[step] ?? 0)
        case .succeeded(let step, let attempt, let outcome):
            steps[step] = .succeeded(attempt: attempt, outcome)
            failuresInRow[step] = nil
            beganAt[step] = nil
        case .failed(let step, let attempt, let failure, let again):
            beganAt[step] = nil
            // A permanent failure ends the row: after a retry all automatic attempts are available again.
            failuresInRow[step] = again == nil ? nil : (failuresInRow[step] ?? 0) + 1
            steps[step] =
                if let again {
                    .waiting(attempt: attempt, failure, until: again)
                } else {
                    .failed(attempt: attempt, failure)
                }
        case .awaits(let step, let attempt, let what, let isByPerson, let again, _):
            beganAt[step] = nil
            failuresInRow[step] = nil
            steps[step] = .awaiting(attempt: attempt, what: what, isByPerson: isByPerson, until: again)
        case .noticed(let step, _):
            if case .awaiting = self[step] { steps[step] = .pending }
        case .skipped(let step, let by, let reason):
            steps[step] = .skipped(by: by, reason: reason)
            beganAt[step] = nil
            remarks.append(event)
        case .approved(let step, let by, let role, let until, _, let subject):
            approvals[step, default: []].append(Approval(by: by, role: role, until: until, subject: subject))
        case .retried:
            for (step, state) in steps {
                switch state {
                // A wait is cut short, too: who retries does not mean the next automatic attempt.
                case .failed, .waiting: steps[step] = .pending
                case .awaiting, .pending, .running, .succeeded, .skipped: break
                }
            }
            failuresInRow = [:]
            isPaused = false
        case .amended(_, let digest, let reset, _, _):
            // An approval without a subject, as in journals of 0.1.0, is for the plan that was in force.
            if digest != plan { for step in approvals.keys { approvals[step]?.removeAll { $0.subject == nil } } }
            plan = digest
            remarks.append(event)
            for step in reset {
                steps[step] = .pending
                failuresInRow[step] = nil
                beganAt[step] = nil
            }
        case .paused:
            isPaused = true
        case .resumed:
            isPaused = false
        case .cancelled(_, let reason):
            cancellation = reason
            remarks.append(event)
        case .handedOver(let system, _, let isAccepted):
            // nil: the intention, stored before the system is asked. It stays while the answer is unknown.
            asked = isAccepted == nil ? system : nil
            if isAccepted == true { successor = system }
        case .lapsed(let step, let person):
            approvals[step]?.removeAll { $0.by == person }
        case .voided(let step, let person, _):
            approvals[step]?.removeAll { $0.by == person }
            remarks.append(event)
        case .finished:
            isFinished = true
        }
    }

    /// Whether nothing more will happen to the run.
    package var isOver: Bool { isFinished || cancellation != nil }

    package subscript(step: StepID) -> Step { steps[step] ?? .pending }

    package func outcome(of step: StepID) -> StepOutcome? {
        if case .succeeded(_, let outcome) = self[step] { outcome } else { nil }
    }
}
