import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// The stores that keep the contract.
enum StoreKind: CaseIterable, CustomTestStringConvertible {
    case memory, sqlite

    /// Those that can be had here.
    static var available: [StoreKind] { allCases }

    /// Those that keep a chain of hashes.
    static var chained: [StoreKind] { available.filter { $0 != .memory } }

    var testDescription: String { "\(self)" }
}

/// Stores of one test's own, gone with it.
final class TestedStores: Sendable {
    let folder: TemporaryFolder
    private let memory = MemoryRunStore()

    init() throws { folder = try TemporaryFolder() }

    var path: String { folder.path + "/state.db" }

    /// A handle; every further one of a kind leads to the same runs.
    func open(_ kind: StoreKind) throws -> any RunStore {
        switch kind {
        case .memory: memory
        case .sqlite: try SQLiteRunStore(path: path)
        }
    }
}
