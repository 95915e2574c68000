package import Foundation

/// One entry of a run's journal. A run's state is the fold of its events, by ``RunState``.
package enum RunEvent: Sendable, Hashable, Codable {
    /// Always the first.
    ///
    /// - Parameter moment: What the plan's commits and tags are dated with, which its digest does not cover; nil in
    ///   journals of 0.1.0.
    case created(plan: Digest, trigger: Trigger, moment: Date? = nil)
    /// An engine took over the run; writes of others under a smaller fence come before this, never after it.
    case claimed(by: EngineID, fence: Int)
    /// The intention; stored before the step acts.
    case started(step: StepID, attempt: Int)
    case succeeded(step: StepID, attempt: Int, outcome: StepOutcome)
    /// - Parameter again: When the next attempt starts automatically; nil: only on request.
    case failed(step: StepID, attempt: Int, failure: StepFailure, again: Date?)
    /// The attempt ended without a result: it waits for something outside, and looks again.
    ///
    /// - Parameters:
    ///   - what: For people: `the merge of https://…/pull/7`.
    ///   - isByPerson: Whether a person has to do it, so that a program need not stay for it.
    ///   - mark: What the step must know at its next look; nil: nothing.
    case awaits(step: StepID, attempt: Int, what: String, isByPerson: Bool, again: Date, mark: String? = nil)
    /// Something was heard of what a step waits for, so it looks now.
    ///
    /// - Parameter what: For people: `https://…/actions/runs/7 ended`. Only the step's own look counts.
    case noticed(step: StepID, what: String)
    /// A recorded decision: the step counts as done although it did not run.
    case skipped(step: StepID, by: Principal, reason: String)
    /// Someone approved a step.
    ///
    /// - Parameters:
    ///   - until: When it stops counting; nil: never.
    ///   - via: Who passed it on, if someone else did.
    ///   - subject: The digest of what they approved; nil in journals of 0.1.0: the plan in force then.
    case approved(step: StepID, by: Principal, role: String, until: Date?, via: Principal?, subject: Digest? = nil)
    /// Failed, interrupted and blocked steps may run again.
    case retried(by: Principal)
    /// The plan was re-based onto new heads: same versions, other commits. The named steps start again.
    ///
    /// - Parameter by: Who requested it; nil in journals of 0.1.0.
    case amended(from: Digest, to: Digest, reset: [StepID], reason: String, by: Principal? = nil)
    case paused(by: Principal)
    case resumed(by: Principal)
    case cancelled(by: Principal, reason: String)
    /// The run failed, and another system was requested to do the release.
    ///
    /// - Parameter isAccepted: Whether that system accepted; nil: no answer yet.
    case handedOver(to: String, reason: String, isAccepted: Bool?)
    /// Expired approvals of a step no longer count.
    case lapsed(step: StepID, by: Principal)
    /// A person's approval of a step no longer counts: it was for something else.
    case voided(step: StepID, by: Principal, reason: String)
    /// Every step succeeded or was skipped.
    case finished

    /// The step whose attempt this is about; nil for everything else.
    package var attempted: StepID? {
        switch self {
        case .started(let step, _), .succeeded(let step, _, _), .failed(let step, _, _, _),
            .awaits(let step, _, _, _, _, _):
            step
        case .created, .claimed, .noticed, .skipped, .approved, .retried, .amended, .paused, .resumed, .cancelled,
            .handedOver, .lapsed, .voided, .finished:
            nil
        }
    }

    /// Whether nothing more will happen to the run.
    package var endsRun: Bool {
        switch self {
        case .finished, .cancelled: true
        case .created, .claimed, .started, .succeeded, .failed, .awaits, .noticed, .skipped, .approved, .retried,
            .amended, .paused, .resumed, .handedOver, .lapsed, .voided:
            false
        }
    }
}

extension RunEvent {
    /// Whether the run is cancelled.
    package var isCancellation: Bool { if case .cancelled = self { true } else { false } }
}

/// Who or what requested a run.
package struct Trigger: Sendable, Hashable, Codable {
    /// A person's name on their machine, or a system's.
    package var by: Principal
    /// The command: `slipway release --component core`.
    package var command: String
    /// The reason; empty if not given.
    package var reason: String

    package init(by: Principal, command: String, reason: String = "") {
        self.by = by
        self.command = command
        self.reason = reason
    }
}

/// An event with its place in the journal.
package struct JournalEntry: Sendable, Hashable, Codable {
    /// From 1, without gaps.
    package var sequence: Int
    package var at: Date
    package var event: RunEvent

    package init(sequence: Int, at: Date, event: RunEvent) {
        self.sequence = sequence
        self.at = at
        self.event = event
    }
}

/// The result of a step, for later steps and resumed runs.
package struct StepOutcome: Sendable, Hashable, Codable {
    /// The commit that a prepare, push or write-back step is about.
    package var commit: CommitID?
    package var artifacts: [Artifact]
    /// One sentence for people; empty where the step's name says it all.
    package var note: String
    /// Whether an advisory gate failed.
    package var isAdvisoryRefusal: Bool
    /// Whether the effect was already there and was adopted.
    package var wasAlreadyThere: Bool
    /// The tags that became public with the commit of a push step; nil where none did.
    package var tags: [TagName]?
    /// Where a build was made that was not made here.
    package var build: RemoteBuild?

    package init(
        commit: CommitID? = nil, artifacts: [Artifact] = [], note: String = "", isAdvisoryRefusal: Bool = false,
        wasAlreadyThere: Bool = false, tags: [TagName]? = nil, build: RemoteBuild? = nil
    ) {
        self.build = build
        self.tags = tags
        self.commit = commit
        self.artifacts = artifacts
        self.note = note
        self.isAdvisoryRefusal = isAdvisoryRefusal
        self.wasAlreadyThere = wasAlreadyThere
    }
}

/// An immutable file of a release set, named by digest.
package struct Artifact: Sendable, Hashable, Codable {
    /// In the set.
    package var name: String
    package var digest: Digest
    /// In bytes.
    package var size: Int64
    /// The program or package it holds, before the set's name was given.
    package var origin: String

    package init(name: String, digest: Digest, size: Int64, origin: String) {
        self.name = name
        self.digest = digest
        self.size = size
        self.origin = origin
    }
}

/// Why a step failed, for people, journal and retry alike.
package struct StepFailure: Sendable, Hashable, Codable {
    package var code: String
    package var summary: String
    package var reasons: [String]
    package var suggestions: [String]
    /// Whether a retry without a change may help.
    package var isTransient: Bool
    /// The command as a person would type it; nil for steps without one.
    package var command: String?
    /// The file with all the output, relative to the workspace's state folder.
    package var log: String?

    package init(
        code: String, summary: String, reasons: [String] = [], suggestions: [String] = [], isTransient: Bool = false,
        command: String? = nil, log: String? = nil
    ) {
        self.code = code
        self.summary = summary
        self.reasons = reasons
        self.suggestions = suggestions
        self.isTransient = isTransient
        self.command = command
        self.log = log
    }
}
