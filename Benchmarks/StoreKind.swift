import Foundation
import ReleasePorts
import ReleaseStores

/// The stores that size is measured on.
enum StoreKind {
    case sqlite
    /// With libpq's connection string.
    case postgresql(String)

    /// All that can be had: PostgreSQL only where a server is named.
    static var all: [StoreKind] {
        [.sqlite]
            + (ProcessInfo.processInfo.environment["SLIPWAY_TEST_POSTGRESQL"].map { [.postgresql($0)] } ?? [])
    }

    var name: String {
        switch self {
        case .sqlite: "SQLite"
        case .postgresql: "PostgreSQL"
        }
    }

    /// The store of the workspace in a folder, which is called like the folder.
    func open(in place: String) throws -> any RunStore {
        let state = place + "/.slipway"
        try FileManager.default.createDirectory(
            atPath: state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        switch self {
        case .sqlite: return try SQLiteRunStore(path: state + "/state.db")
        case .postgresql(let address):
            return try PostgreSQLRunStore(address: address, workspace: Self.workspace(in: place))
        }
    }

    /// What a program has to see to open the same store. The workspace's name is in its `slipway.yaml`.
    func arguments(in place: String) throws -> [String] {
        try Data("workspace: \(Self.workspace(in: place))\n".utf8).write(
            to: URL(fileURLWithPath: place + "/slipway.yaml"))
        switch self {
        case .sqlite: return ["env", "SLIPWAY_STORE=sqlite"]
        case .postgresql(let address): return ["env", "SLIPWAY_STORE=\(address)"]
        }
    }

    private static func workspace(in place: String) -> String {
        place.split(separator: "/").suffix(3).joined(separator: "-").lowercased()
    }
}
