import Foundation
import ReleaseModel
import ReleasePorts

/// A start with its place in the order of starts.
struct NumberedStart {
    var number: Int
    var record: StartRecord
}

extension StartRecord {
    /// Of what a newer start took the place of.
    static let superseded = "A newer one took its place."
}

/// - Parameter rows: Number, id, source, event, body, moment of arrival, decision, moment of the decision.
func deliveryRecords(_ rows: [[String]], in store: String) throws(StoreError) -> [DeliveryRecord] {
    var records: [DeliveryRecord] = []
    for row in rows {
        guard let number = Int(row[0]), let source = Delivery.Source(rawValue: row[2]) else {
            throw .newer(path: store, what: "the delivery \(row[1])")
        }
        let delivery = Delivery(
            id: DeliveryID(row[1]), source: source, event: row[3], body: row[4], receivedAt: try date(row[5], in: store)
        )
        var record = DeliveryRecord(number: number, delivery: delivery)
        if !row[6].isEmpty {
            record.decision = try decoded(TriggerDecision.self, row[6], "the decision about \(row[1])", in: store)
            record.decidedAt = try date(row[7], in: store)
        }
        records.append(record)
    }
    return records
}

/// - Parameter rows: Number, start, stage, run, delivery, outcome.
func startRecords(_ rows: [[String]], in store: String) throws(StoreError) -> [NumberedStart] {
    var records: [NumberedStart] = []
    for row in rows {
        guard let number = Int(row[0]), let stage = StartRecord.Stage(rawValue: row[2]) else {
            throw .newer(path: store, what: "the start \(row[0])")
        }
        let start = try decoded(TriggeredStart.self, row[1], "the start \(row[0])", in: store)
        let record = StartRecord(
            start: start, stage: stage, run: row[3].isEmpty ? nil : RunID(row[3]), delivery: DeliveryID(row[4]),
            outcome: row[5])
        records.append(NumberedStart(number: number, record: record))
    }
    return records
}

private func decoded<Value: Decodable>(
    _ type: Value.Type, _ text: String, _ what: String, in store: String
) throws(StoreError) -> Value {
    do { return try decodeJSON(type, from: Data(text.utf8)) } catch { throw .newer(path: store, what: what) }
}
