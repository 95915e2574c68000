import CLibPQ
import Foundation

extension Connection {
    /// Earlier ones are defaults, which the address may change; later ones hold
    /// ([parameters](https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-PARAMKEYWORDS)).
    static func connect(_ address: String) -> OpaquePointer? {
        withParameters(address) { PQconnectdbParams($0, $1, 1) }
    }

    /// Whether libpq understands an address. Its words about one that it doesn't may hold what stands in it.
    static func isReadable(_ address: String) -> Bool {
        let options = PQconninfoParse(address, nil)
        PQconninfoFree(options)
        return options != nil
    }

    /// Of several hosts the one that takes writes is looked for
    /// ([target_session_attrs](https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNECT-TARGET-SESSION-ATTRS)).
    private static let parameters = [
        ("connect_timeout", "10"), ("keepalives_idle", "10"), ("keepalives_interval", "5"),
        ("keepalives_count", "3"), ("tcp_user_timeout", "15000"), ("application_name", "slipway"),
        ("target_session_attrs", "read-write"),
    ]

    private static func withParameters<Answer>(
        _ address: String, _ body: ([UnsafePointer<CChar>?], [UnsafePointer<CChar>?]) -> Answer
    ) -> Answer {
        let all = parameters + [("dbname", address), ("client_encoding", "UTF8")]
        let names = all.map { strdup($0.0) }
        let values = all.map { strdup($0.1) }
        defer { for copy in names + values { free(copy) } }
        return body(names.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil])
    }

    static func settings(idleLimit: Duration, statementLimit: Duration) -> [String: String] {
        [
            "statement_timeout": "\(statementLimit.milliseconds)ms", "lock_timeout": "10s",
            "idle_in_transaction_session_timeout": "\(idleLimit.milliseconds)ms",
            "default_transaction_isolation": "read committed",
        ]
    }

    /// Why there is no connection.
    static func refusal(_ handle: OpaquePointer, _ address: String) -> SQLFailure {
        let text = message(of: handle)
        let isAsked = PQconnectionNeedsPassword(handle) == 1 || PQconnectionUsedPassword(handle) == 1
        guard isAsked || text.contains("FATAL") else { return .lost(text) }
        return refusal(
            text, codes: codesOfRefusal(address), lacksPassword: PQconnectionNeedsPassword(handle) == 1)
    }

    /// Tells a refusal that passes – a server that starts or stops, or has no place left – from one that does not: a wrong
    /// password, no such role or database.
    static func refusal(_ text: String, codes: [String], lacksPassword: Bool) -> SQLFailure {
        let passing = ["53", "57", "08", "25"]
        if codes.contains(where: { passing.contains(String($0.prefix(2))) }) { return .lost(text) }
        if let code = codes.first { return .refused(code, text) }
        return lacksPassword ? .refused("28P01", text) : .lost(text)
    }

    /// The codes of a refusal. libpq tells them in messages of a handle that was asked to be verbose before the answer
    /// came, so it is asked once more.
    private static func codesOfRefusal(_ address: String) -> [String] {
        guard let handle = withParameters(address, { PQconnectStartParams($0, $1, 1) }) else { return [] }
        defer { PQfinish(handle) }
        PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        let end = ContinuousClock.now + .seconds(10)
        var isWriting = true
        while PQstatus(handle) != CONNECTION_BAD,
            waitForSocket(PQsocket(handle), isWriting: isWriting, until: end, isReading: !isWriting)
        {
            switch PQconnectPoll(handle) {
            case PGRES_POLLING_READING: isWriting = false
            case PGRES_POLLING_WRITING: isWriting = true
            default: return codes(in: message(of: handle))
            }
        }
        return codes(in: message(of: handle))
    }

    /// `FATAL:  57P03: the database system is starting up`, in whatever language.
    static func codes(in text: String) -> [String] {
        text.matches(of: #/:  ([0-9A-Z]{5}): /#).map { String($0.output.1) }
    }

    private static func message(of handle: OpaquePointer) -> String {
        String(cString: PQerrorMessage(handle)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// - Parameter isAlive: Whether the connection can be used further.
    static func failure(_ result: OpaquePointer, isAlive: Bool) -> SQLFailure {
        // PG_DIAG_SQLSTATE and PG_DIAG_MESSAGE_PRIMARY, whose macros are characters.
        let state = PQresultErrorField(result, 67).map { String(cString: $0) } ?? ""
        let text =
            PQresultErrorField(result, 77).map { String(cString: $0) }
            ?? String(cString: PQresultErrorMessage(result)).trimmingCharacters(in: .whitespacesAndNewlines)
        return isAlive && !state.isEmpty ? .refused(state, text) : .lost(text)
    }
}
