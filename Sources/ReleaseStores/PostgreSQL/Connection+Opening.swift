import CLibPQ
import Foundation

extension Connection {
    /// Earlier ones are defaults, which the address may change; later ones hold
    /// ([parameters](https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-PARAMKEYWORDS)).
    static func connect(_ address: String) -> OpaquePointer? {
        let parameters = [
            ("connect_timeout", "10"), ("keepalives_idle", "10"), ("keepalives_interval", "5"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "15000"), ("application_name", "slipway"),
            ("dbname", address), ("client_encoding", "UTF8"),
        ]
        let names = parameters.map { strdup($0.0) }
        let values = parameters.map { strdup($0.1) }
        defer { for copy in names + values { free(copy) } }
        return PQconnectdbParams(
            names.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
    }

    /// Whether libpq understands an address. Its words about one that it doesn't may hold what stands in it.
    static func isReadable(_ address: String) -> Bool {
        let options = PQconninfoParse(address, nil)
        PQconninfoFree(options)
        return options != nil
    }

    /// What holds for every statement. A session that is stopped in the middle of a transaction must not hold others up;
    /// what is stored must be on the disk when the server says so.
    func prepareSession(idleLimit: Duration) throws(SQLFailure) {
        try execute(
            """
            SELECT set_config('statement_timeout', '20s', false), set_config('lock_timeout', '10s', false),
                set_config('idle_in_transaction_session_timeout', '\(idleLimit.milliseconds)ms', false),
                set_config('default_transaction_isolation', 'read committed', false),
                set_config('default_transaction_read_only', 'off', false),
                set_config('synchronous_commit', CASE current_setting('synchronous_commit')
                    WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)
            """)
    }

    /// Why there is no connection. The server's refusals have no code here, only libpq's own knowledge does.
    static func refusal(_ handle: OpaquePointer) -> SQLFailure {
        let text = String(cString: PQerrorMessage(handle)).trimmingCharacters(in: .whitespacesAndNewlines)
        let isRefused = PQconnectionNeedsPassword(handle) == 1 || PQconnectionUsedPassword(handle) == 1
        return isRefused ? .refused("28P01", text) : .lost(text)
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
