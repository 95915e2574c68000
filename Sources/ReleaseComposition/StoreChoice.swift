import Foundation
import ReleaseAdapters
import ReleaseConfig
import ReleaseModel
import ReleasePorts
import ReleaseStores

/// Which store a workspace has: `SLIPWAY_STORE` overrides `slipway.yaml`.
struct StoreChoice: Sendable {
    private let store: StoreConfiguration
    private let workspace: String
    /// The folder of the workspace's state; it is made when first needed.
    private let folder: StateFolder

    init(_ configuration: WorkspaceConfiguration, folder: StateFolder, environment: [String: String]) throws {
        store = try StoreChoice.chosen(environment["SLIPWAY_STORE"]) ?? configuration.store
        workspace = configuration.workspace
        self.folder = folder
    }

    func open() throws -> any ServedStore & StoreUpkeep {
        switch store {
        case .sqlite:
            try folder.prepare()
            return try SQLiteRunStore(path: path)
        case .postgresql(let address): return try PostgreSQLRunStore(address: address, workspace: workspace)
        }
    }

    /// The variables that started programs never see: they hold the store's credentials, or say where those are.
    var credentials: Set<String> {
        switch store {
        case .sqlite: ["SLIPWAY_STORE"]
        case .postgresql: CommandEnvironment.storeVariables
        }
    }

    /// Whether it exists.
    var isThere: Bool {
        switch store {
        case .sqlite: FileManager.default.fileExists(atPath: path)
        case .postgresql: true
        }
    }

    private var path: String { folder.path + "/state.db" }

    /// nil where nothing is said.
    private static func chosen(_ text: String?) throws -> StoreConfiguration? {
        guard let text, !text.isEmpty else { return nil }
        if text == "sqlite" { return .sqlite }
        if let problem = connectionStringProblem(text) { throw BadStoreVariable(problem: problem) }
        return .postgresql(text)
    }
}

/// The variable is never shown: it may hold a password.
private struct BadStoreVariable: UserFacingError {
    var message: String
    var suggestions: [String]

    init(problem: (message: String, suggestion: String?)) {
        message = problem.message
        suggestions = (problem.suggestion.map { [$0] } ?? []) + ["To use SQLite: unset SLIPWAY_STORE"]
    }

    var code: String { "input.bad-store" }
    var summary: String { "The variable SLIPWAY_STORE can't be used." }
    var reasons: [String] { ["SLIPWAY_STORE: \(message)"] }
    var exitCode: ExitCode { .configuration }
}
