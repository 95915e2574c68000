import CLibPQ
import Foundation

/// A schema of one test's own in the server that SLIPWAY_TEST_POSTGRESQL names; gone with it.
final class PostgreSQLSchema: Sendable {
    let name: String

    /// nil where there is none: `Scripts/postgres run -- swift test` starts one.
    static let server = ProcessInfo.processInfo.environment["SLIPWAY_TEST_POSTGRESQL"]
    static var isThere: Bool { server != nil }
    static let missing = "SLIPWAY_TEST_POSTGRESQL is not set: Scripts/postgres run -- swift test"

    struct Failure: Error {
        var reason: String
    }

    init() throws {
        name = "test_" + UUID().uuidString.replacing("-", with: "").lowercased()
        try run("CREATE SCHEMA \(name)")
    }

    deinit { _ = try? run("DROP SCHEMA \(name) CASCADE") }

    /// A connection string whose tables are this schema's.
    var address: String { "\(PostgreSQLSchema.server ?? "") options='-c search_path=\(name)'" }

    /// Keeps what is stored now, and answers with what brings it back.
    func saved() throws -> @Sendable () throws -> Void {
        let tables = try run(
            "SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = '\(name)' AND tablename LIKE 'slipway%'"
        )
        let names = (tables ?? "").split(separator: ",")
        let mark = UUID().uuidString.replacing("-", with: "").lowercased()
        for table in names { try run("CREATE TABLE kept_\(mark)_\(table) AS TABLE \(table)") }
        return { [self] in
            let statements = names.map {
                "DELETE FROM \($0); INSERT INTO \($0) SELECT * FROM kept_\(mark)_\($0);"
            }
            try run("SET session_replication_role = replica; BEGIN; \(statements.joined()) COMMIT")
        }
    }

    /// Runs statements as someone who asks no store.
    ///
    /// - Returns: The first column of the first row.
    @discardableResult
    func run(_ sql: String) throws -> String? { try PostgreSQLSchema.ask(address, sql) }

    /// Runs statements in any database.
    ///
    /// - Returns: The first column of the first row.
    static func ask(_ address: String, _ sql: String) throws -> String? {
        let handle = try connection(to: address)
        defer { PQfinish(handle) }
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK: return nil
        case PGRES_TUPLES_OK:
            return PQntuples(result) > 0 ? PQgetvalue(result, 0, 0).map { String(cString: $0) } : nil
        default: throw PostgreSQLSchema.Failure(reason: String(cString: PQerrorMessage(handle)))
        }
    }

    /// Hundreds of tests connect at once: a server whose queue or places are full for a moment is asked again.
    fileprivate static func connection(to address: String) throws -> OpaquePointer? {
        let begin = ContinuousClock.now
        while true {
            let handle = PQconnectdb(address)
            if PQstatus(handle) == CONNECTION_OK { return handle }
            let reason = String(cString: PQerrorMessage(handle))
            PQfinish(handle)
            guard ContinuousClock.now - begin < .seconds(60) else { throw PostgreSQLSchema.Failure(reason: reason) }
            usleep(100_000)
        }
    }
}

/// A session that does what it is told and then nothing.
final class StillSession {
    private let handle: OpaquePointer?

    init(address: String) throws { handle = try PostgreSQLSchema.connection(to: address) }

    deinit { PQfinish(handle) }

    func run(_ sql: String) throws {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
            throw PostgreSQLSchema.Failure(reason: String(cString: PQerrorMessage(handle)))
        }
    }
}
