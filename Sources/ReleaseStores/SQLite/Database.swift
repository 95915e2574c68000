import CSQLite
import Foundation
import ReleasePorts

/// One connection to a SQLite file. Not safe to share; its owner serialises the calls.
final class Database {
    let path: String
    private let handle: OpaquePointer
    private var statements: [String: OpaquePointer] = [:]
    /// What was done so far, in steps of SQLite's virtual machine.
    private(set) var work = 0

    /// - Parameters:
    ///   - patience: How long to wait where another process holds the file.
    ///   - mayWrite: Whether the file is made where it is missing.
    init(path: String, patience: Duration = .seconds(10), mayWrite: Bool = true) throws(StoreError) {
        var handle: OpaquePointer?
        let access = mayWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
        let result = sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard result == SQLITE_OK, let handle else {
            let error = handle.map { storeError($0, path) } ?? .unusable(path: path, reason: "out of memory")
            sqlite3_close_v2(handle)
            throw error
        }
        self.handle = handle
        self.path = path
        sqlite3_busy_timeout(handle, Int32(patience / .milliseconds(1)))
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    enum Value {
        case integer(Int)
        case text(String)
        case bytes([UInt8])
    }

    /// Runs statements without parameters or rows.
    func execute(_ sql: String) throws(StoreError) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw storeError(handle, path) }
    }

    /// Runs one statement; each row goes to `row`. Statements are prepared once.
    func run(_ sql: String, _ values: [Value] = [], row: (Row) -> Void = { _ in }) throws(StoreError) {
        let statement = try prepared(sql)
        defer {
            work += Int(sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1))
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { bind(value, to: Int32(index + 1), of: statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: row(Row(statement: statement))
            case SQLITE_DONE: return
            default: throw storeError(handle, path)
            }
        }
    }

    /// The first column of the first row; nil where there is none.
    func number(_ sql: String, _ values: [Value] = []) throws(StoreError) -> Int? {
        var number: Int?
        try run(sql, values) { number = number ?? $0.integer(0) }
        return number
    }

    /// All or nothing, durable when it returns.
    func transaction<Answer>(_ body: () throws(StoreError) -> Answer) throws(StoreError) -> Answer {
        try execute("BEGIN IMMEDIATE")
        do {
            let answer = try body()
            try execute("COMMIT")
            return answer
        } catch {
            // The original error matters; a failing rollback means that there is nothing left to roll back.
            sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
            throw error
        }
    }

    /// One view of the entire file, whatever others write meanwhile.
    func snapshot<Answer>(_ body: () throws(StoreError) -> Answer) throws(StoreError) -> Answer {
        try execute("BEGIN")
        defer { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
        return try body()
    }

    struct Row {
        fileprivate let statement: OpaquePointer

        func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }
        func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
        /// As stored, whatever they are.
        func bytes(_ column: Int32) -> [UInt8] {
            guard let start = sqlite3_column_blob(statement, column) else { return [] }
            return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
        }
    }

    private func bind(_ value: Value, to position: Int32, of statement: OpaquePointer) {
        // SQLite copies the text before the call returns.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .integer(let number): sqlite3_bind_int64(statement, position, Int64(number))
        case .text(let text): sqlite3_bind_text(statement, position, text, Int32(clamping: text.utf8.count), copied)
        case .bytes(let bytes):
            bytes.withUnsafeBytes { buffer in
                _ = sqlite3_bind_text(
                    statement, position, buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                    Int32(clamping: buffer.count), copied)
            }
        }
    }

    private func prepared(_ sql: String) throws(StoreError) -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
            let statement
        else { throw storeError(handle, path) }
        statements[sql] = statement
        return statement
    }
}
