import Foundation
import ReleaseAdapters
import ReleaseEngine
import ReleaseManifests
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// Counts how often claims are renewed.
private actor CountingStore: RunStoreAround {
    nonisolated let inner: any RunStore
    private(set) var renewals = 0

    init(_ store: any RunStore) { inner = store }

    func renew(_ claim: Claim, lasting: Duration) async throws(StoreError) {
        try await inner.renew(claim, lasting: lasting)
        renewals += 1
    }

    nonisolated func waitForRenewals(_ count: Int) async throws {
        try await eventually("the claim was renewed \(count) times", every: .zero) { await renewals >= count }
    }
}

/// git that answers when a claim has been renewed meanwhile.
private struct SlowSourceControl: SourceControlAround {
    let inner: any SourceControl
    let store: CountingStore

    init(_ inner: any SourceControl, _ store: CountingStore) {
        self.inner = inner
        self.store = store
    }

    func checkProgram() async throws(SourceControlError) {
        try? await store.waitForRenewals(2)
        try await inner.checkProgram()
    }
}

/// What a claim outlasts.
@Suite("Keeping claims")
struct ClaimKeepingTests {
    enum Kind: CaseIterable {
        case memory, sqlite, postgresql

        static var available: [Kind] { allCases.filter { $0 != .postgresql || server != nil } }

        private static let server = ProcessInfo.processInfo.environment["SLIPWAY_TEST_POSTGRESQL"]

        /// One without runs.
        func store(in folder: TemporaryFolder) throws -> any RunStore {
            switch self {
            case .memory: MemoryRunStore()
            case .sqlite: try SQLiteRunStore(path: folder.path + "/state.db")
            case .postgresql:
                try PostgreSQLRunStore(
                    address: Self.server ?? "", workspace: "kept-\(UUID().uuidString.lowercased())")
            }
        }
    }

    /// For the store; what is waited for passes at once.
    private static let lease = Duration.seconds(3_600)
    private static let wait: @Sendable (Duration) async throws -> Void = { _ in
        try Task.checkCancellation()
        await Task.yield()
    }
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(in store: any RunStore) async throws -> RunID {
        let plan = ReleasePlan(
            digest: "d", createdAt: Date(timeIntervalSince1970: 0), workspace: "demo", request: ReleaseRequest(),
            repositories: [], components: [], steps: [], warnings: [], nothingToRelease: nil)
        return try await store.create(plan, at: Date())
    }

    @Test("During a check, however slow, the claim is renewed again and again", arguments: Kind.available)
    func slowLook(kind: Kind) async throws {
        let store = CountingStore(try kind.store(in: folder))
        let run = try await run(in: store)
        let kept = try await KeptClaim.take(
            run, for: "slow", in: store, lasting: Self.lease, isTakingOver: false, wait: Self.wait)
        try await kept.keeping { try await store.waitForRenewals(3) }
        #expect(await store.renewals >= 3)
    }

    @Test("An engine renews a run's claim while it observes the workspace")
    func engine() async throws {
        let store = CountingStore(MemoryRunStore())
        _ = try await run(in: store)
        let runner = ProcessRunner()
        var workspace = Workspace(
            folder: folder.path, configuration: WorkspaceConfiguration(workspace: "demo"), ecosystems: allEcosystems,
            sourceControl: SlowSourceControl(GitSourceControl(runner: runner), store), runner: runner,
            files: LocalFiles(), lock: MemoryLock(), openStore: { store }, secrets: [:])
        workspace.wait = Self.wait
        // Its plan is none that could be performed; by then it was looked at.
        await #expect(throws: (any Error).self) {
            try await EngineOperation(workspace).performRuns(atOnce: 1, parallelism: 1, endsWhenIdle: true) { _ in }
        }
        #expect(await store.renewals >= 2)
    }

    @Test("A claim taken by another engine stops the work in progress", arguments: Kind.available)
    func lost(kind: Kind) async throws {
        let store = try kind.store(in: folder)
        let run = try await run(in: store)
        let kept = try await KeptClaim.take(
            run, for: "robbed", in: store, lasting: Self.lease, isTakingOver: false, wait: Self.wait)
        _ = try await store.claim(run, for: "other", lasting: .seconds(60), isTakingOver: true)
        await #expect(throws: StoreError.claimLost(run)) {
            try await kept.keeping { try await Task.sleep(for: .seconds(3_600)) }
        }
    }
}
