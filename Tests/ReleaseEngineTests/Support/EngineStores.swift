import Foundation
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// The stores that a rule about runs holds on.
enum StoreKind: CaseIterable, CustomTestStringConvertible {
    case memory, sqlite, postgresql

    /// Those that can be had here; `Scripts/postgres run -- swift test` starts a server.
    static var available: [StoreKind] { allCases.filter { $0 != .postgresql || server != nil } }

    static let server = ProcessInfo.processInfo.environment["SLIPWAY_TEST_POSTGRESQL"]

    var testDescription: String { "\(self)" }
}

/// Stores of one test's own.
struct EngineStores {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A store without runs, another one each time.
    func open(_ kind: StoreKind) throws -> any RunStore {
        let name = UUID().uuidString.lowercased()
        switch kind {
        case .memory: return MemoryRunStore()
        case .sqlite: return try SQLiteRunStore(path: "\(folder.path)/\(name).db")
        case .postgresql: return try PostgreSQLRunStore(address: StoreKind.server ?? "", workspace: "engine-\(name)")
        }
    }
}
