import CLibPQ
import CSQLite
import Foundation

/// What disk and databases can do at best, without anything of ours.
struct DiskLimit {
    let folder: String

    func syncs(_ count: Int) throws {
        let file = open("\(folder)/\(UUID().uuidString)", O_CREAT | O_WRONLY, 0o600)
        guard file >= 0 else { throw Unable(what: "open a file") }
        defer { close(file) }
        let block = [UInt8](repeating: 0x20, count: 4096)
        for _ in 0..<count {
            guard write(file, block, block.count) == block.count, fdatasync(file) == 0 else {
                throw Unable(what: "write and sync")
            }
        }
    }

    func sqlite(_ count: Int) throws {
        var handle: OpaquePointer?
        guard sqlite3_open("\(folder)/\(UUID().uuidString).db", &handle) == SQLITE_OK else {
            throw Unable(what: "open SQLite")
        }
        defer { sqlite3_close(handle) }
        let setUp =
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE steps (number INTEGER, event TEXT)"
        guard sqlite3_exec(handle, setUp, nil, nil, nil) == SQLITE_OK else { throw Unable(what: "set SQLite up") }
        for number in 0..<count {
            let insert =
                "INSERT INTO steps VALUES (\(number), '{\"started\":{\"step\":\"line:\(number)\",\"attempt\":1}}')"
            guard sqlite3_exec(handle, insert, nil, nil, nil) == SQLITE_OK else { throw Unable(what: "insert") }
        }
    }

    func postgresql(_ count: Int, address: String) throws {
        let handle = PQconnectdb(address)
        defer { PQfinish(handle) }
        func run(_ sql: String) throws {
            let result = PQexec(handle, sql)
            defer { PQclear(result) }
            guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else { throw Unable(what: sql) }
        }
        let table = "limit_" + UUID().uuidString.replacing("-", with: "")
        try run("CREATE TABLE \(table) (number bigint, event text)")
        for number in 0..<count {
            try run(
                "INSERT INTO \(table) VALUES (\(number), '{\"started\":{\"step\":\"line:\(number)\",\"attempt\":1}}')")
        }
        try run("DROP TABLE \(table)")
    }

    struct Unable: Error {
        var what: String
    }
}
