package import Foundation

/// An event as it arrived: stored before it is answered, and decided afterwards.
package struct Delivery: Sendable, Hashable {
    package enum Source: String, Sendable, Codable, CaseIterable {
        case github
        /// A tick of a schedule.
        case schedule
        /// A look at the remotes: something was pushed.
        case look
        /// A person or a program that asked for something.
        case request
    }

    /// Given by the sender, who repeats it for what is sent again: GitHub's `X-GitHub-Delivery`.
    package var id: DeliveryID
    package var source: Source
    /// What the sender calls it: `push`.
    package var event: String
    /// JSON.
    package var body: String
    package var receivedAt: Date

    package init(id: DeliveryID, source: Source, event: String, body: String, receivedAt: Date) {
        self.id = id
        self.source = source
        self.event = event
        self.body = body
        self.receivedAt = receivedAt
    }
}

package struct DeliveryID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A delivery, and what came of it.
package struct DeliveryRecord: Sendable, Hashable {
    /// In order of arrival, from 1.
    package var number: Int
    package var delivery: Delivery
    /// nil: it is not decided yet.
    package var decision: TriggerDecision?
    package var decidedAt: Date?

    package init(number: Int, delivery: Delivery, decision: TriggerDecision? = nil, decidedAt: Date? = nil) {
        self.number = number
        self.delivery = delivery
        self.decision = decision
        self.decidedAt = decidedAt
    }
}

/// Something that deliveries started, and how far it is.
package struct StartRecord: Sendable, Hashable {
    package enum Stage: String, Sendable, Codable, CaseIterable { case waiting, running, ended }

    package var start: TriggeredStart
    package var stage: Stage
    /// nil: it has no run.
    package var run: RunID?
    /// The delivery that started it.
    package var delivery: DeliveryID
    /// What came of it, as a sentence; empty while it waits.
    package var outcome: String

    package init(
        start: TriggeredStart, stage: Stage, run: RunID? = nil, delivery: DeliveryID, outcome: String = ""
    ) {
        self.start = start
        self.stage = stage
        self.run = run
        self.delivery = delivery
        self.outcome = outcome
    }

    /// The outcome of a start that could not be carried out.
    package static func failure(_ code: String, _ sentence: String) -> String { "Failed (\(code)): \(sentence)" }

    /// Whether it ended without what it was to do.
    package var hasFailed: Bool { stage == .ended && outcome.hasPrefix("Failed (") }
}
