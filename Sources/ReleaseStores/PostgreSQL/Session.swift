import Foundation
import ReleasePorts

/// A connection that is made when it is needed, and again when it was lost.
final class Session {
    private let server: String
    /// As it stands in errors: what libpq doesn't understand may hold anything, and is not shown.
    let address: String
    /// How long to try before the server is reported as unreachable.
    private let patience: Duration
    private let idleLimit: Duration
    private let statementLimit: Duration
    /// Whether a pooler is known to stand before the server.
    private var isPooled = false
    private var connection: Connection?

    init(address: String, patience: Duration, idleLimit: Duration, statementLimit: Duration) {
        self.statementLimit = statementLimit
        self.idleLimit = idleLimit
        server = address
        self.address = Connection.isReadable(address) ? address : "postgresql"
        self.patience = patience
    }

    /// All or nothing, durable when it returns.
    ///
    /// A connection that is lost before the end means that nothing was done, and it is done again. One that is lost while
    /// the server ends the transaction leaves that unknown: it is looked up, and done again only if it was not done.
    ///
    /// - Parameters:
    ///   - beginning: Of the transaction.
    ///   - wasDone: Looks for what the body did, in a transaction of its own, after waiting for the lost one's locks.
    ///   - body: Throws ``SQLFailure`` or ``StoreError``.
    func transaction<Answer>(
        _ beginning: String = "BEGIN ISOLATION LEVEL READ COMMITTED",
        wasDone: (Connection, Answer) throws -> Bool = { _, _ in false },
        _ body: (Connection) throws -> Answer
    ) throws(StoreError) -> Answer {
        var failure = SQLFailure.lost("the statement was not sent")
        for _ in 0..<Session.limit {
            do {
                let connection = try open()
                let answer = try attempt(beginning, on: connection, body)
                if try commit(connection) { return answer }
                if try look(for: answer, wasDone) { return answer }
                failure = .lost("the connection was lost at the end of each of \(Session.limit) attempts")
            } catch {
                guard let refused = error as? SQLFailure else { throw other(error) }
                if refused.asksForAnotherSession { connection = nil }
                if refused.isFromPooler { isPooled = true }
                guard connection == nil || refused.asksForRepetition else { throw refused.storeError(address) }
                failure = refused
            }
        }
        throw failure.storeError(address)
    }

    /// How often something is tried before giving up: every loop here ends.
    private static let limit = 4

    private func attempt<Answer>(
        _ beginning: String, on connection: Connection, _ body: (Connection) throws -> Answer
    ) throws -> Answer {
        try connection.begin(beginning)
        do { return try body(connection) } catch {
            do { try connection.execute("ROLLBACK") } catch {
                // A connection that can't even roll back is none; the server undoes what it had begun.
                self.connection = nil
            }
            throw error
        }
    }

    /// - Returns: false if unknown.
    private func commit(_ connection: Connection) throws -> Bool {
        do {
            try connection.execute("COMMIT")
            return true
        } catch {
            guard case .lost = error else { throw error }
            self.connection = nil
            return false
        }
    }

    /// Checks until it is known. Throws only ``StoreError``: an unknown operation must not be repeated.
    private func look<Answer>(
        for answer: Answer, _ wasDone: (Connection, Answer) throws -> Bool
    ) throws -> Bool {
        for _ in 0..<Session.limit {
            do {
                let connection = try open()
                try connection.begin("BEGIN ISOLATION LEVEL READ COMMITTED")
                let isDone = try wasDone(connection, answer)
                try connection.execute("ROLLBACK")
                return isDone
            } catch {
                connection = nil
                guard let failure = error as? SQLFailure else { throw error }
                guard case .lost = failure else { throw failure.storeError(address) }
            }
        }
        throw StoreError.unreachable(
            address: address,
            reason: "whether the last change was stored is not known, since the connection is lost again")
    }

    /// The connection; a new one where it was lost, after growing waits.
    private func open() throws -> Connection {
        if let connection { return connection }
        let end = ContinuousClock.now + patience
        var wait = 0.05
        while true {
            do {
                let connection = try Connection(
                    address: server, idleLimit: idleLimit, statementLimit: statementLimit, isPooled: isPooled)
                // A program that was running when a later one changed the schema meets that here, or in the row that it
                // locks.
                _ = try PostgreSQLMigrations.version(connection, address)
                self.connection = connection
                return connection
            } catch {
                guard case .lost(let reason)? = error as? SQLFailure else { throw error }
                guard ContinuousClock.now + .seconds(wait) < end else {
                    throw StoreError.unreachable(address: address, reason: reason)
                }
                Thread.sleep(forTimeInterval: wait)
                wait = min(wait * 2, 2)
            }
        }
    }

    private func other(_ error: any Error) -> StoreError {
        error as? StoreError ?? .unusable(path: address, reason: "\(error)")
    }
}
