import Foundation
package import ReleaseModel

/// An event of a served workspace as JSON.
package struct EventReport: Codable {
    struct Cause: Codable {
        /// `new`, `joins`, `supersedes`
        var relation: String
        var action: String
        var reason: String
    }

    struct Start: Codable {
        var action: String
        var reason: String
        var stage: String
        var run: RunID?
        var outcome: String?
    }

    var schema: String? = "slipway.event/1"
    var number: Int
    var id: DeliveryID
    var source: String
    var event: String
    var receivedAt: Date
    var decidedAt: Date?
    /// `start`, `ignore`; nil: not decided yet.
    var decision: String?
    /// Why it was ignored.
    var code: String?
    var sentences: [String]
    /// What it starts, each with its reason; absent where it starts nothing.
    var causes: [Cause]?
    /// What became of what it started.
    var starts: [Start]
    var body: String?

    package init(_ record: DeliveryRecord, _ starts: [StartRecord] = [], withBody: Bool = false) {
        number = record.number
        id = record.delivery.id
        source = record.delivery.source.rawValue
        event = record.delivery.event
        receivedAt = record.delivery.receivedAt
        decidedAt = record.decidedAt
        switch record.decision {
        case .start(let starts):
            decision = "start"
            causes = starts.map { one in
                let relation =
                    switch one.relation {
                    case .new: "new"
                    case .joins: "joins"
                    case .supersedes: "supersedes"
                    }
                return Cause(relation: relation, action: one.action.rawValue, reason: one.sentence)
            }
        case .ignore(let reason):
            decision = "ignore"
            code = reason.code.rawValue
        case nil: decision = nil
        }
        sentences = record.decision?.sentences ?? []
        self.starts = starts.map { one in
            Start(
                action: one.start.action.rawValue, reason: one.start.sentence, stage: one.stage.rawValue, run: one.run,
                outcome: one.outcome.isEmpty ? nil : one.outcome)
        }
        body = withBody ? record.delivery.body : nil
    }
}

/// A page of events as JSON.
package struct EventsReport: Codable {
    var schema = "slipway.events/1"
    var events: [EventReport]
    /// The number that the next page is before; absent where there is none, or it was not asked for.
    var next: Int?

    package init(_ records: [DeliveryRecord], next: Int? = nil) {
        self.next = next
        events = records.map { record in
            var one = EventReport(record)
            one.schema = nil
            return one
        }
    }
}

/// A page of events for people.
package func eventsText(_ page: EventsReport) -> String {
    guard !page.events.isEmpty else { return "No event has arrived yet." }
    return page.events.map { one in
        let head = "\(one.number)  \(one.receivedAt.formatted(.iso8601))  \(one.event)"
        return ([head] + decisionLines(one)).joined(separator: "\n")
    }.joined(separator: "\n")
}

/// An event for people, with its body where the report has it.
package func eventText(_ event: EventReport) -> String {
    var lines = [
        "event \(event.number): \(event.event) from \(event.source), id \(event.id)",
        "  received \(event.receivedAt.formatted(.iso8601))"
            + (event.decidedAt.map { ", decided \($0.formatted(.iso8601))" } ?? ""),
    ]
    lines += decisionLines(event)
    for one in event.starts {
        let run = one.run.map { " as \($0)" } ?? ""
        let outcome = one.outcome.map { ": \($0)" } ?? ""
        lines.append("  → \(one.action): \(stageWords(one.stage))\(run)\(outcome)")
    }
    if let body = event.body { lines += ["", body] }
    return lines.joined(separator: "\n")
}

private func stageWords(_ stage: String) -> String {
    switch StartRecord.Stage(rawValue: stage) {
    case .waiting: "waits"
    case .running: "in progress"
    case .ended: "ended"
    case nil: stage
    }
}

private func decisionLines(_ event: EventReport) -> [String] {
    guard let decision = event.decision else { return ["  not decided yet; the server decides it: slipway serve"] }
    guard decision == "start" else {
        return ["  ignored: \(event.sentences.joined(separator: " ")) [\(event.code ?? "")]"]
    }
    return (event.causes ?? []).map { one in
        let relation =
            switch one.relation {
            case "joins": "joins"
            case "supersedes": "starts, in place of an older one,"
            default: "starts"
            }
        return "  \(relation) \(one.action): \(one.reason)"
    }
}
