package import Foundation
package import ReleaseModel
package import ReleasePorts

extension PostgreSQLRunStore: DeliveryInbox, RunCreator {
    package func take(_ deliveries: [Delivery]) async throws(StoreError) -> [Bool] {
        let workspace = workspace
        var seen: Set<DeliveryID> = []
        // One statement may insert an id once only.
        let wanted = deliveries.filter { seen.insert($0.id).inserted }
        let columns = [
            wanted.map(\.id.text), wanted.map(\.source.rawValue), wanted.map(\.event), wanted.map(\.body),
            wanted.map { stamp($0.receivedAt) },
        ]
        let stored = try session.transaction { connection -> Set<String> in
            // Without the row of the workspace, two servers could give out numbers that become visible out of order.
            _ = try ends(connection)
            let rows = try connection.run(
                """
                INSERT INTO slipway_deliveries (workspace, id, source, event, body, received_at)
                SELECT $1, wanted.id, wanted.source, wanted.event, wanted.body, wanted.received_at
                FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
                    WITH ORDINALITY AS wanted (id, source, event, body, received_at, place)
                ORDER BY wanted.place ON CONFLICT DO NOTHING RETURNING id
                """, [workspace] + columns.map(array))
            try notifyListeners(connection)
            return Set(rows.map { $0[0] })
        }
        seen = []
        return deliveries.map { stored.contains($0.id.text) && seen.insert($0.id).inserted }
    }

    package func undecided(limit: Int) async throws(StoreError) -> [DeliveryRecord] {
        try deliveries("AND decision = '' ORDER BY number LIMIT $2", ["\(limit)"])
    }

    @discardableResult
    package func decide(
        _ delivery: DeliveryID, _ decision: TriggerDecision, at moment: Date, again: Bool
    ) async throws(StoreError) -> Bool {
        let (workspace, text) = (workspace, storedText(decision))
        return try session.transaction(wasDone: { (connection, done: Bool) in
            let rows = try connection.run(
                "SELECT decision FROM slipway_deliveries WHERE workspace = $1 AND id = $2", [workspace, delivery.text])
            return !done || rows.first?.first == text
        }) { (connection) -> Bool in
            let rows = try connection.run(
                """
                UPDATE slipway_deliveries SET decision = $3, decided_at = $4
                WHERE workspace = $1 AND id = $2 AND (decision = '' OR $5::boolean) RETURNING 1
                """, [workspace, delivery.text, text, stamp(moment), again ? "true" : "false"])
            guard !rows.isEmpty else { return false }
            guard case .start(let starts) = decision else { return true }
            for start in starts { try add(start, by: delivery, again: again, connection) }
            try notifyListeners(connection)
            return true
        }
    }

    /// The workspace's row is locked, so that no one else can begin it meanwhile.
    func isWaiting(_ start: CauseKey, _ connection: Connection) throws -> Bool {
        try connection.run(
            "SELECT 1 FROM slipway_starts WHERE workspace = $1 AND key = $2 AND stage = 'waiting' FOR UPDATE",
            [workspace, start.text]
        ).isEmpty == false
    }

    func begin(_ start: CauseKey, as run: RunID, _ connection: Connection) throws {
        try connection.run(
            "UPDATE slipway_starts SET stage = 'running', run = $3 WHERE workspace = $1 AND key = $2",
            [workspace, start.text, run.text])
    }

    private func add(
        _ start: TriggeredStart, by delivery: DeliveryID, again: Bool, _ connection: Connection
    ) throws {
        if case .supersedes(let older) = start.relation {
            try connection.run(
                """
                UPDATE slipway_starts SET stage = 'ended', outcome = $3
                WHERE workspace = $1 AND key = ANY ($2::text[]) AND stage = 'waiting'
                """, [workspace, array(older.map(\.text)), StartRecord.superseded])
        }
        if again {
            try connection.run(
                "DELETE FROM slipway_starts WHERE workspace = $1 AND key = $2 AND stage = 'ended'",
                [workspace, start.key.text])
        }
        try connection.run(
            """
            INSERT INTO slipway_starts (workspace, key, start, delivery) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
            """, [workspace, start.key.text, storedText(start), delivery.text])
    }

    package func deliveries(before number: Int?, limit: Int) async throws(StoreError) -> [DeliveryRecord] {
        try deliveries("AND number < $2 ORDER BY number DESC LIMIT $3", ["\(number ?? .max)", "\(limit)"])
    }

    package func delivery(_ id: DeliveryID) async throws(StoreError) -> DeliveryRecord? {
        try deliveries("AND id = $2", [id.text]).first
    }

    package func starts(ended: Int) async throws(StoreError) -> [StartRecord] {
        let last = try starts("AND stage = 'ended' ORDER BY number DESC LIMIT $2", ["\(ended)"])
        let open = try starts("AND stage <> 'ended' ORDER BY number", [])
        return (last + open).sorted { $0.number < $1.number }.map(\.record)
    }

    package func start(_ key: CauseKey) async throws(StoreError) -> StartRecord? {
        try starts("AND key = $2", [key.text]).first?.record
    }

    @discardableResult
    package func advance(
        _ key: CauseKey, from stage: StartRecord.Stage, to next: StartRecord.Stage, run: RunID?, outcome: String
    ) async throws(StoreError) -> Bool {
        let workspace = workspace
        return try session.transaction(wasDone: { (connection, done: Bool) in
            let rows = try connection.run(
                "SELECT stage, run FROM slipway_starts WHERE workspace = $1 AND key = $2", [workspace, key.text])
            return !done || rows.first == [next.rawValue, run?.text ?? ""]
        }) { (connection) -> Bool in
            let rows = try connection.run(
                """
                UPDATE slipway_starts SET stage = $4, run = $5, outcome = $6
                WHERE workspace = $1 AND key = $2 AND stage = $3 RETURNING 1
                """, [workspace, key.text, stage.rawValue, next.rawValue, run?.text ?? "", outcome])
            return !rows.isEmpty
        }
    }

    @discardableResult
    package func removeDeliveries(before moment: Date) async throws(StoreError) -> Int {
        let workspace = workspace
        return try session.transaction { connection -> Int in
            let removed = try connection.run(
                """
                DELETE FROM slipway_deliveries WHERE workspace = $1 AND received_at < $2 AND decision <> '' RETURNING 1
                """, [workspace, stamp(moment)])
            try connection.run(
                """
                DELETE FROM slipway_starts AS starts WHERE workspace = $1 AND stage = 'ended' AND NOT EXISTS (
                    SELECT 1 FROM slipway_deliveries AS one WHERE one.workspace = $1 AND one.id = starts.delivery)
                """, [workspace])
            return removed.count
        }
    }

    // MARK: Rows

    /// - Parameter condition: With parameters from `$2` on.
    private func deliveries(_ condition: String, _ values: [String]) throws(StoreError) -> [DeliveryRecord] {
        let rows = try session.transaction(PostgreSQLRunStore.looking) { connection in
            try connection.run(
                """
                SELECT number, id, source, event, body, received_at, decision, decided_at FROM slipway_deliveries
                WHERE workspace = $1 \(condition)
                """, [workspace] + values)
        }
        return try deliveryRecords(rows, in: address)
    }

    private func starts(_ condition: String, _ values: [String]) throws(StoreError) -> [NumberedStart] {
        let rows = try session.transaction(PostgreSQLRunStore.looking) { connection in
            try connection.run(
                """
                SELECT number, start, stage, run, delivery, outcome FROM slipway_starts WHERE workspace = $1 \(condition)
                """, [workspace] + values)
        }
        return try startRecords(rows, in: address)
    }
}
