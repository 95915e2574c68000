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

    /// Changes what is stored without asking the store.
    func run(_ sql: String, in kind: StoreKind) throws {
        switch kind {
        case .memory: Issue.record("nobody writes into memory")
        case .sqlite: try ForeignHand(path: path).run(sql)
        case .postgresql: try #require(schema).run("SET session_replication_role = replica;" + sql)
        }
    }
}
