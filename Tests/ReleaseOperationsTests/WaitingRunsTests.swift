import Foundation
import ReleaseAdapters
import ReleaseEngine
import ReleaseManifests
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

/// Counts what is read of runs.
private final class CountingStore: RunStoreAround {
    let inner: any RunStore
    private let reads = Mutex(0)
    private let looks = Mutex(0)

    init(_ store: any RunStore = MemoryRunStore()) { inner = store }

    /// Folds and journals.
    var count: Int { reads.withLock { $0 } }
    /// Questions for runs that go on.
    var questions: Int { looks.withLock { $0 } }

    func run(_ id: RunID) async throws(StoreError) -> RunRecord {
        reads.withLock { $0 += 1 }
        return try await inner.run(id)
    }

    func glance(at run: RunID) async throws(StoreError) -> RunRecord {
        reads.withLock { $0 += 1 }
        return try await inner.glance(at: run)
    }

    func events(of run: RunID, after revision: Int) async throws(StoreError) -> [JournalEntry] {
        reads.withLock { $0 += 1 }
        return try await inner.events(of: run, after: revision)
    }

    func summaries(before run: RunID?, limit: Int) async throws(StoreError) -> [RunSummary] {
        reads.withLock { $0 += 1 }
        return try await inner.summaries(before: run, limit: limit)
    }

    func runnable(at moment: Date, limit: Int) async throws(StoreError) -> [RunID] {
        looks.withLock { $0 += 1 }
        return try await inner.runnable(at: moment, limit: limit)
    }

    func hasRunning() async throws(StoreError) -> Bool {
        looks.withLock { $0 += 1 }
        return try await inner.hasRunning()
    }
}

@Suite("An idle engine")
struct WaitingRunsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func workspace(_ store: CountingStore) -> Workspace {
        let runner = ProcessRunner()
        let path = folder.path
        var workspace = Workspace(
            folder: path, configuration: WorkspaceConfiguration(workspace: "demo"), ecosystems: allEcosystems,
            sourceControl: GitSourceControl(runner: runner), runner: runner, files: LocalFiles(), lock: MemoryLock(),
            openStore: { store }, secrets: [:])
        workspace.place = { WorkingPlace(engine: .thisProcess, identity: path, folder: path) }
        return workspace
    }

    private func fill(_ store: CountingStore, with count: Int) async throws {
        let work = ApprovalWork(roles: ["release"], quorum: 1, lifetime: nil, people: ["anna": ["release"]])
        let plan = ReleasePlan(
            digest: "d", createdAt: Date(timeIntervalSince1970: 0), workspace: "demo", request: ReleaseRequest(),
            repositories: [], components: [releasedComponent()],
            steps: [PlannedStep(id: "approval:a", needs: [], work: .approval(work))], warnings: [],
            nothingToRelease: nil)
        for _ in 0..<count { _ = try await store.create(plan, at: Date(timeIntervalSince1970: 0)) }
    }

    @Test("A serving engine polls once a second, however many runs wait, and reads none", arguments: [0, 60])
    func asking(count: Int) async throws {
        let store = CountingStore()
        try await fill(store, with: count)
        let seconds = Mutex(0)
        var workspace = workspace(store)
        workspace.wait = { duration in
            try Task.checkCancellation()
            guard duration == .seconds(1) else { return try await Task.sleep(for: .milliseconds(1)) }
            let passed = seconds.withLock { seconds in
                seconds += 1
                return seconds
            }
            // The clock stands still from then on, until the engine is ended.
            if passed > 6 { try await Task.sleep(for: .seconds(3_600)) }
            try await eventually("the store has been asked since the second before", every: .milliseconds(1)) {
                store.questions >= passed
            }
        }
        let serving = EngineOperation(workspace)
        let engine = Task { try await serving.performRuns(atOnce: 1, parallelism: 1, endsWhenIdle: false) { _ in } }
        try await eventually("the engine has waited for six seconds") { seconds.withLock { $0 } > 6 }
        engine.cancel()
        _ = try? await engine.value
        // One at the beginning, one more for the store's own hint that it is listened to, one at the end.
        #expect((6...9).contains(store.questions), "\(store.questions)")
        #expect(store.count == 0)
    }

    @Test(
        "Waiting runs are not read and cause no extra queries, however many there are",
        arguments: ClaimKeepingTests.Kind.available, [0, 1, 60])
    func waiting(kind: ClaimKeepingTests.Kind, count: Int) async throws {
        let store = CountingStore(try kind.store(in: folder))
        try await fill(store, with: count)
        let workspace = workspace(store)
        try await EngineOperation(workspace).performRuns(atOnce: 1, parallelism: 1, endsWhenIdle: true) { _ in }
        // For those that go on now, and before it ends for those that go on later.
        #expect(store.questions == 2)
        #expect(store.count == 0)
    }
}
