import CSQLite
import Foundation

/// Someone who writes into a store's file without asking the store.
struct ForeignHand {
    let path: String

    struct Failure: Error {
        var reason: String
    }

    /// Runs statements, whatever the schema's rules say.
    func run(_ sql: String) throws {
        try open { handle in
            guard sqlite3_exec(handle, "PRAGMA foreign_keys = OFF;" + sql, nil, nil, nil) == SQLITE_OK else {
                throw Failure(reason: String(cString: sqlite3_errmsg(handle)))
            }
        }
    }

    /// The first column of the first row; nil where there is none.
    func text(_ sql: String) throws -> String? {
        try open { handle in
            var statement: OpaquePointer?
            guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
                throw Failure(reason: String(cString: sqlite3_errmsg(handle)))
            }
            defer { sqlite3_finalize(statement) }
            guard sqlite3_step(statement) == SQLITE_ROW, let text = sqlite3_column_text(statement, 0) else {
                return nil
            }
            return String(cString: text)
        }
    }

    private func open<Answer>(_ body: (OpaquePointer) throws -> Answer) throws -> Answer {
        var handle: OpaquePointer?
        defer { sqlite3_close_v2(handle) }
        guard sqlite3_open(path, &handle) == SQLITE_OK, let handle else { throw Failure(reason: "can't be opened") }
        sqlite3_busy_timeout(handle, 10_000)
        return try body(handle)
    }
}

/// A file that another connection holds for writing, until it lets go.
final class HeldFile {
    private var handle: OpaquePointer?

    init(path: String) throws {
        guard sqlite3_open(path, &handle) == SQLITE_OK,
            sqlite3_exec(handle, "BEGIN IMMEDIATE", nil, nil, nil) == SQLITE_OK
        else { throw ForeignHand.Failure(reason: "can't be held") }
    }

    deinit { letGo() }

    func letGo() {
        sqlite3_close_v2(handle)
        handle = nil
    }
}
