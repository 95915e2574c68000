import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// The stores that keep the contract.
enum StoreKind: CaseIterable, CustomTestStringConvertible {
    case memory, sqlite, postgresql

    /// Those that can be had here.
    static var available: [StoreKind] { allCases.filter { $0 != .postgresql || PostgreSQLSchema.isThere } }

    /// Those that keep a chain of hashes.
    static var chained: [StoreKind] { available.filter { $0 != .memory } }

    var testDescription: String { "\(self)" }
}

/// Stores of one test's own, gone with it.
final class TestedStores: Sendable {
    let folder: TemporaryFolder
    private let memory = MemoryRunStore()
    private let schema: PostgreSQLSchema?

    init() throws {
        folder = try TemporaryFolder()
        schema = PostgreSQLSchema.isThere ? try PostgreSQLSchema() : nil
    }

    var path: String { folder.path + "/state.db" }

    /// A handle; every further one of a kind leads to the same runs.
    func open(_ kind: StoreKind) throws -> any RunStore {
        switch kind {
        case .memory: memory
        case .sqlite: try SQLiteRunStore(path: path)
        case .postgresql: try PostgreSQLRunStore(address: try #require(schema).address, workspace: "demo")
        }
    }

    /// Leads to the same runs as ``open(_:)``.
    func openUpkeep(_ kind: StoreKind) throws -> any RunStore & StoreUpkeep {
        try #require(try open(kind) as? any RunStore & StoreUpkeep)
    }

    /// Keeps what is stored now, and answers with what brings it back, as a failover does or a restored backup.
    func saved(_ kind: StoreKind) async throws -> @Sendable () async throws -> Void {
        switch kind {
        case .memory:
            let state = await memory.state()
            return { [memory] in await memory.restore(state) }
        case .sqlite:
            let copy = "\(folder.path)/saved-\(UUID().uuidString).db"
            let hand = ForeignHand(path: path)
            try hand.run("VACUUM INTO '\(copy)'")
            let tables = try hand.text("SELECT group_concat(name) FROM sqlite_master WHERE type = 'table'") ?? ""
            return {
                let statements = tables.split(separator: ",").map {
                    "DELETE FROM main.\($0); INSERT INTO main.\($0) SELECT * FROM saved.\($0);"
                }
                try hand.run("ATTACH '\(copy)' AS saved; BEGIN; \(statements.joined()) COMMIT")
            }
        case .postgresql: return try #require(schema).saved()
        }
    }

    /// Changes what is stored without asking the store.
    func run(_ sql: String, in kind: StoreKind) throws {
        switch kind {
        case .memory: Issue.record("nobody writes into memory")
        case .sqlite: try ForeignHand(path: path).run(sql)
        case .postgresql: try #require(schema).run("SET session_replication_role = replica;" + sql)
        }
    }
}
