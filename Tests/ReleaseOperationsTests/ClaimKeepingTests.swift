import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// What a claim outlasts.
@Suite("Claims that are kept")
struct ClaimKeepingTests {
    enum Kind: CaseIterable {
        case memory, sqlite, postgresql

        static var available: [Kind] { allCases.filter { $0 != .postgresql || server != nil } }
    }

    private static let server = ProcessInfo.processInfo.environment["SLIPWAY_TEST_POSTGRESQL"]
    private static let lease = Duration.seconds(10)
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func store(_ kind: Kind) throws -> any RunStore {
        switch kind {
        case .memory: MemoryRunStore()
        case .sqlite: try SQLiteRunStore(path: folder.path + "/state.db")
        case .postgresql:
            try PostgreSQLRunStore(address: Self.server ?? "", workspace: "kept-\(UUID().uuidString.lowercased())")
        }
    }

    private func run(in store: any RunStore) async throws -> RunID {
        let plan = ReleasePlan(
            digest: "d", createdAt: Date(timeIntervalSince1970: 0), workspace: "demo", request: ReleaseRequest(),
            repositories: [], components: [], steps: [], warnings: [], nothingToRelease: nil)
        return try await store.create(plan, at: Date())
    }

    @Test("While a slow look goes on nobody else gets the run", arguments: Kind.available)
    func slowLook(kind: Kind) async throws {
        let store = try store(kind)
        let run = try await run(in: store)
        let claim = try await store.claim(run, for: "slow", lasting: Self.lease, isTakingOver: false)
        let others = Task {
            var taken = 0
            while !Task.isCancelled {
                if (try? await store.claim(run, for: "other", lasting: Self.lease, isTakingOver: false)) != nil {
                    taken += 1
                }
                try? await Task.sleep(for: .milliseconds(50))
            }
            return taken
        }
        try await keeping(claim, in: store, lasting: Self.lease) {
            // Longer than the claim would last.
            try await Task.sleep(for: Self.lease * 1.2)
        }
        others.cancel()
        #expect(await others.value == 0)
        try await store.append(
            [.claimed(by: "slow", fence: claim.fence)], to: run, after: 1, at: Date(), plan: nil, under: claim)
    }

    @Test("A claim that another engine took ends what was going on", arguments: Kind.available)
    func lost(kind: Kind) async throws {
        let store = try store(kind)
        let run = try await run(in: store)
        let claim = try await store.claim(run, for: "robbed", lasting: Self.lease, isTakingOver: false)
        _ = try await store.claim(run, for: "other", lasting: .seconds(60), isTakingOver: true)
        await #expect(throws: StoreError.claimLost(run)) {
            try await keeping(claim, in: store, lasting: Self.lease) { try await Task.sleep(for: .seconds(3_600)) }
        }
    }
}
