import ReleasePorts

/// What a PostgreSQL server or the way to it may answer.
enum SQLFailure: Error, Equatable {
    /// The connection is no more; whether the last statement was done is unknown.
    case lost(String)
    /// The server's word, with its SQLSTATE ([codes](https://www.postgresql.org/docs/15/errcodes-appendix.html)).
    case refused(String, String)

    /// In the port's words.
    func storeError(_ address: String) -> StoreError {
        switch self {
        case .lost(let reason): return .unreachable(address: address, reason: reason)
        case .refused(let state, let reason):
            switch state {
            case "53100": return .full(path: address)
            case "55P03", "57014": return .busy(path: address)
            case "25006":
                return .unreachable(
                    address: address, reason: "it takes no writes: it is a standby, or its database is read-only")
            case "XX001", "XX002": return .corrupt(path: address, reason: reason)
            // Too many connections, not enough memory, a server that starts or stops.
            case "53300", "53200", "57P01", "57P02", "57P03", "25P03":
                return .unreachable(address: address, reason: reason)
            default: return .unusable(path: address, reason: "\(reason) (SQLSTATE \(state))")
            }
        }
    }

    /// Whether the session is of no use any more, and another one may be: the server became a standby, or a pooler gave us
    /// another session than the one that statements were prepared in.
    var asksForAnotherSession: Bool {
        switch self {
        case .lost, .refused("25006", _): true
        case .refused: isFromPooler
        }
    }

    /// Whether a prepared statement is not ours, which happens behind a pooler alone.
    var isFromPooler: Bool {
        switch self {
        case .refused("26000", _), .refused("42P05", _): true
        case .refused, .lost: false
        }
    }

    /// Whether the server undid the transaction for the sake of another one, and asks for it again.
    var asksForRepetition: Bool {
        if case .refused("40001", _) = self { return true }
        if case .refused("40P01", _) = self { return true }
        return false
    }
}
