import Foundation
package import ReleaseModel

/// An event of a served workspace as JSON.
package struct EventReport: Encodable {
    struct Start: Encodable {
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
        case .start: decision = "start"
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
package struct EventsReport: Encodable {
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
package func eventsText(_ records: [DeliveryRecord]) -> String {
    guard !records.isEmpty else { return "No event has arrived yet." }
    return records.map { record in
        let head = "\(record.number)  \(record.delivery.receivedAt.formatted(.iso8601))  \(record.delivery.event)"
        return ([head] + decisionLines(record)).joined(separator: "\n")
    }.joined(separator: "\n")
}

/// An event for people.
package func eventText(_ record: DeliveryRecord, _ starts: [StartRecord], withBody: Bool = false) -> String {
    let delivery = record.delivery
    var lines = [
        "event \(record.number): \(delivery.event) from \(delivery.source.rawValue), id \(delivery.id)",
        "  received \(delivery.receivedAt.formatted(.iso8601))"
            + (record.decidedAt.map { ", decided \($0.formatted(.iso8601))" } ?? ""),
    ]
    lines += decisionLines(record)
    for one in starts {
        let run = one.run.map { " as \($0)" } ?? ""
        let outcome = one.outcome.isEmpty ? "" : ": \(one.outcome)"
        lines.append("  → \(one.start.action.rawValue): \(stageWords(one.stage))\(run)\(outcome)")
    }
    if withBody { lines += ["", delivery.body] }
    return lines.joined(separator: "\n")
}

private func stageWords(_ stage: StartRecord.Stage) -> String {
    switch stage {
    case .waiting: "waits"
    case .running: "in progress"
    case .ended: "ended"
    }
}

private func decisionLines(_ record: DeliveryRecord) -> [String] {
    switch record.decision {
    case nil: ["  not decided yet; the server decides it: slipway serve"]
    case .ignore(let reason): ["  ignored: \(reason.sentence) [\(reason.code.rawValue)]"]
    case .start(let starts):
        starts.map { one in
            let relation =
                switch one.relation {
                case .new: "starts"
                case .joins: "joins"
                case .supersedes: "starts, in place of an older one,"
                }
            return "  \(relation) \(one.action.rawValue): \(one.sentence)"
        }
    }
}
