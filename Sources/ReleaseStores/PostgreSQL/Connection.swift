import CLibPQ
import Foundation
import ReleasePorts

/// One connection to a PostgreSQL server. Not safe to share; its owner serialises the calls, which block.
final class Connection {
    private let handle: OpaquePointer
    private var statements: [String: String] = [:]
    private var deadline: Duration
    private let settings: [String: String]
    /// Whether a pooler stands between us and the server, which may give every transaction another session of the
    /// server's: then nothing is set, prepared or listened to beyond a transaction.
    let isPooled: Bool

    /// - Parameters:
    ///   - address: A connection string of libpq's, without a password.
    ///   - deadline: How long a statement may take, beyond what the server allows it.
    ///   - idleLimit: After how long the server ends a transaction in which nothing is asked.
    ///   - statementLimit: How long the server lets a statement take.
    ///   - isPooled: Whether a pooler is known to be there; otherwise it is looked for.
    init(
        address: String, deadline: Duration = .seconds(30), idleLimit: Duration = .seconds(4),
        statementLimit: Duration = .seconds(20), isPooled: Bool = false
    ) throws(SQLFailure) {
        guard Connection.isReadable(address) else {
            throw .refused("08001", "this is not a PostgreSQL connection string")
        }
        guard let handle = Connection.connect(address) else { throw .lost("out of memory") }
        guard PQstatus(handle) == CONNECTION_OK else {
            defer { PQfinish(handle) }
            throw Connection.refusal(handle, address)
        }
        // Notices of the server are no output of ours.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        self.handle = handle
        self.deadline = deadline
        settings = Connection.settings(idleLimit: idleLimit, statementLimit: statementLimit)
        let server = Connection.rows(of: handle, "SELECT pg_backend_pid()").first?.first
        self.isPooled = isPooled || server != "\(PQbackendPID(handle))"
        if !self.isPooled { try set(isLocal: false) }
    }

    /// What holds for every statement. A session that is stopped in the middle of a transaction must not hold others up;
    /// what is stored must be on the disk when the server says so.
    private func set(isLocal: Bool) throws(SQLFailure) {
        let values = settings.sorted { $0.key < $1.key }.map { "set_config('\($0.key)', '\($0.value)', \(isLocal))" }
        try execute(
            """
            SELECT \(values.joined(separator: ", ")),
                set_config('synchronous_commit', CASE current_setting('synchronous_commit')
                    WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, \(isLocal))
            """)
    }

    /// Begins a transaction in which the session's settings hold.
    func begin(_ beginning: String) throws(SQLFailure) {
        try execute(beginning)
        if isPooled { try set(isLocal: true) }
    }

    /// Lets statements of this transaction take as long as they need.
    func liftLimits<Answer>(_ body: () throws -> Answer) throws -> Answer {
        let before = deadline
        deadline = .seconds(86_400)
        defer { deadline = before }
        try execute("SET LOCAL statement_timeout = 0")
        return try body()
    }

    deinit { PQfinish(handle) }

    /// For waiting until the server says something.
    var socket: Int32 { PQsocket(handle) }

    /// Runs one statement; it is prepared once, unless that would be in a session that is not ours alone.
    ///
    /// - Returns: The rows; a missing value is an empty text.
    @discardableResult
    func run(_ sql: String, _ values: [String] = []) throws(SQLFailure) -> [[String]] {
        guard !isPooled else {
            return try withValues(values) {
                PQsendQueryParams(handle, sql, Int32(values.count), nil, $0, nil, nil, 0)
            }
        }
        let name = try prepared(sql)
        return try withValues(values) { PQsendQueryPrepared(handle, name, Int32(values.count), $0, nil, nil, 0) }
    }

    /// Runs one statement without parameters that is not worth preparing.
    @discardableResult
    func execute(_ sql: String) throws(SQLFailure) -> [[String]] {
        try answer(sent: PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 0))
    }

    /// The payloads of what came in on channels that are listened to.
    func notifications() throws(SQLFailure) -> [String] {
        guard PQconsumeInput(handle) == 1 else { throw .lost(message) }
        var payloads: [String] = []
        while let notification = PQnotifies(handle) {
            payloads.append(String(cString: notification.pointee.extra))
            PQfreemem(notification)
        }
        return payloads
    }

    private func prepared(_ sql: String) throws(SQLFailure) -> String {
        if let name = statements[sql] { return name }
        let name = "s\(statements.count)"
        try answer(sent: PQsendPrepare(handle, name, sql, 0, nil))
        statements[sql] = name
        return name
    }

    private func withValues(
        _ values: [String], _ send: ([UnsafePointer<CChar>?]) -> Int32
    ) throws(SQLFailure) -> [[String]] {
        // PostgreSQL keeps no text with a null character, and libpq would cut it there.
        guard !values.contains(where: { $0.utf8.contains(0) }) else { throw .refused("22021", "a null character") }
        let copies = values.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return try answer(sent: send(copies.map { UnsafePointer($0) }))
    }

    /// The answer to what was sent, all of it.
    @discardableResult
    private func answer(sent: Int32) throws(SQLFailure) -> [[String]] {
        guard sent == 1 else { throw .lost(message) }
        let end = ContinuousClock.now + deadline
        var rows: [[String]] = []
        var failure: SQLFailure?
        while true {
            try wait(until: end)
            guard let result = PQgetResult(handle) else { break }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK: rows = Connection.rows(result)
            case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
            default: failure = failure ?? Connection.failure(result, isAlive: PQstatus(handle) == CONNECTION_OK)
            }
        }
        if let failure { throw failure }
        guard PQstatus(handle) == CONNECTION_OK else { throw .lost(message) }
        return rows
    }

    /// Until there is a whole result, with everything sent.
    private func wait(until end: ContinuousClock.Instant) throws(SQLFailure) {
        while true {
            let unsent = PQflush(handle)
            guard unsent >= 0 else { throw .lost(message) }
            if unsent == 0, PQisBusy(handle) == 0 { return }
            // The clock is asked also while something comes in all the time.
            guard ContinuousClock.now < end, waitForSocket(socket, isWriting: unsent == 1, until: end) else {
                throw .lost("it did not answer for \(deadline)")
            }
            // A lost connection is a result of its own, which says why.
            if PQconsumeInput(handle) != 1, PQisBusy(handle) != 0 { throw .lost(message) }
        }
    }

    private var message: String {
        String(cString: PQerrorMessage(handle)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The rows of a first question; none where it failed, which the next one says.
    private static func rows(of handle: OpaquePointer, _ sql: String) -> [[String]] {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        guard let result, PQresultStatus(result) == PGRES_TUPLES_OK else { return [] }
        return rows(result)
    }

    private static func rows(_ result: OpaquePointer) -> [[String]] {
        (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { column in
                let length = Int(PQgetlength(result, row, column))
                guard let start = PQgetvalue(result, row, column) else { return "" }
                return String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
            }
        }
    }
}

/// - Parameters:
///   - isWriting: Whether there is something to be sent.
///   - isReading: Whether something is waited for.
/// - Returns: Whether the other side can be talked to; false at the end of the time.
func waitForSocket(
    _ socket: Int32, isWriting: Bool = false, until end: ContinuousClock.Instant, isReading: Bool = true
) -> Bool {
    let events = (isReading ? POLLIN : 0) | (isWriting ? POLLOUT : 0)
    while true {
        let left = max(ContinuousClock.now.duration(to: end) / .milliseconds(1), 0)
        var entry = pollfd(fd: socket, events: Int16(events), revents: 0)
        let count = poll(&entry, 1, Int32(min(left.rounded(.up), 1e6)))
        if count > 0 { return true }
        if count == 0, ContinuousClock.now < end { continue }
        if count == 0 || errno != EINTR { return false }
    }
}
