package import Foundation
package import ReleaseModel
package import ReleasePorts

extension SQLiteRunStore: DeliveryInbox, RunCreator {
    /// One transaction, and so one sync, for all.
    package func take(_ deliveries: [Delivery]) async throws(StoreError) -> [Bool] {
        try changing { () throws(StoreError) in
            var isNew: [Bool] = []
            for delivery in deliveries {
                let known = try database.number("SELECT number FROM deliveries WHERE id = ?", [.text(delivery.id.text)])
                isNew.append(known == nil)
                guard known == nil else { continue }
                try database.run(
                    "INSERT INTO deliveries (id, source, event, body, received_at) VALUES (?, ?, ?, ?, ?)",
                    [
                        .text(delivery.id.text), .text(delivery.source.rawValue), .text(delivery.event),
                        .text(delivery.body), .text(stamp(delivery.receivedAt)),
                    ])
            }
            return isNew
        }
    }

    package func undecided(limit: Int) async throws(StoreError) -> [DeliveryRecord] {
        try deliveries("WHERE decision = '' ORDER BY number LIMIT ?", [.integer(limit)])
    }

    @discardableResult
    package func decide(
        _ delivery: DeliveryID, _ decision: TriggerDecision, at moment: Date, again: Bool
    ) async throws(StoreError) -> Bool {
        try changing { () throws(StoreError) in
            let open = try database.number(
                "SELECT 1 FROM deliveries WHERE id = ? AND (decision = '' OR ?)",
                [.text(delivery.text), .integer(again ? 1 : 0)])
            guard open != nil else { return false }
            try database.run(
                "UPDATE deliveries SET decision = ?, decided_at = ? WHERE id = ?",
                [.text(storedText(decision)), .text(stamp(moment)), .text(delivery.text)])
            guard case .start(let starts) = decision else { return true }
            for start in starts { try add(start, by: delivery, again: again) }
            return true
        }
    }

    func isWaiting(_ start: CauseKey) throws(StoreError) -> Bool {
        try database.number("SELECT 1 FROM starts WHERE key = ? AND stage = 'waiting'", [.text(start.text)]) != nil
    }

    func begin(_ start: CauseKey, as run: RunID) throws(StoreError) {
        try database.run(
            "UPDATE starts SET stage = 'running', run = ? WHERE key = ?", [.text(run.text), .text(start.text)])
    }

    private func add(_ start: TriggeredStart, by delivery: DeliveryID, again: Bool) throws(StoreError) {
        if case .supersedes(let older) = start.relation {
            for key in older {
                try database.run(
                    "UPDATE starts SET stage = 'ended', outcome = ? WHERE key = ? AND stage = 'waiting'",
                    [.text(StartRecord.superseded), .text(key.text)])
            }
        }
        if again {
            try database.run("DELETE FROM starts WHERE key = ? AND stage = 'ended'", [.text(start.key.text)])
        }
        try database.run(
            "INSERT OR IGNORE INTO starts (key, start, delivery) VALUES (?, ?, ?)",
            [.text(start.key.text), .text(storedText(start)), .text(delivery.text)])
    }

    package func deliveries(before number: Int?, limit: Int) async throws(StoreError) -> [DeliveryRecord] {
        try deliveries("WHERE number < ? ORDER BY number DESC LIMIT ?", [.integer(number ?? .max), .integer(limit)])
    }

    package func delivery(_ id: DeliveryID) async throws(StoreError) -> DeliveryRecord? {
        try deliveries("WHERE id = ?", [.text(id.text)]).first
    }

    package func starts(ended: Int) async throws(StoreError) -> [StartRecord] {
        let last = try starts("WHERE stage = 'ended' ORDER BY number DESC LIMIT ?", [.integer(ended)])
        let open = try starts("WHERE stage <> 'ended' ORDER BY number", [])
        return (last + open).sorted { $0.number < $1.number }.map(\.record)
    }

    package func start(_ key: CauseKey) async throws(StoreError) -> StartRecord? {
        try starts("WHERE key = ?", [.text(key.text)]).first?.record
    }

    @discardableResult
    package func advance(
        _ key: CauseKey, from stage: StartRecord.Stage, to next: StartRecord.Stage, run: RunID?, outcome: String
    ) async throws(StoreError) -> Bool {
        try changing { () throws(StoreError) in
            let found = try database.number(
                "SELECT 1 FROM starts WHERE key = ? AND stage = ?", [.text(key.text), .text(stage.rawValue)])
            guard found != nil else { return false }
            try database.run(
                "UPDATE starts SET stage = ?, run = ?, outcome = ? WHERE key = ?",
                [.text(next.rawValue), .text(run?.text ?? ""), .text(outcome), .text(key.text)])
            return true
        }
    }

    @discardableResult
    package func removeDeliveries(before moment: Date) async throws(StoreError) -> Int {
        try changing { () throws(StoreError) in
            let old = "received_at < ? AND decision <> ''"
            let values = [Database.Value.text(stamp(moment))]
            let count = try database.number("SELECT count(*) FROM deliveries WHERE \(old)", values) ?? 0
            try database.run("DELETE FROM deliveries WHERE \(old)", values)
            try database.run(
                "DELETE FROM starts WHERE stage = 'ended' AND delivery NOT IN (SELECT id FROM deliveries)")
            return count
        }
    }

    // MARK: Rows

    private func deliveries(
        _ condition: String, _ values: [Database.Value]
    ) throws(StoreError) -> [DeliveryRecord] {
        var rows: [[String]] = []
        try database.run(
            "SELECT number, id, source, event, body, received_at, decision, decided_at FROM deliveries \(condition)",
            values
        ) { row in rows.append((0..<8).map { row.text($0) }) }
        return try deliveryRecords(rows, in: database.path)
    }

    private func starts(
        _ condition: String, _ values: [Database.Value]
    ) throws(StoreError) -> [NumberedStart] {
        var rows: [[String]] = []
        try database.run("SELECT number, start, stage, run, delivery, outcome FROM starts \(condition)", values) {
            row in
            rows.append((0..<6).map { row.text($0) })
        }
        return try startRecords(rows, in: database.path)
    }
}
