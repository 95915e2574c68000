import Foundation
import ReleaseAdapters
import ReleaseManifests
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

/// Counts what is read of runs.
private final class CountingStore: RunStoreAround {
    let inner: any RunStore = MemoryRunStore()
    private let reads = Mutex(0)
    private let looks = Mutex(0)

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
}

@Suite("An engine with nothing to do")
struct WaitingRunsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("Runs that wait are not read, however many there are", arguments: [0, 1, 60])
    func waiting(count: Int) async throws {
        let store = CountingStore()
        let work = ApprovalWork(roles: ["release"], quorum: 1, lifetime: nil, people: ["anna": ["release"]])
        let plan = ReleasePlan(
            digest: "d", createdAt: Date(timeIntervalSince1970: 0), workspace: "demo", request: ReleaseRequest(),
            repositories: [], components: [],
            steps: [PlannedStep(id: "approval:a", kind: .approval, needs: [], work: .approval(work))], warnings: [],
            nothingToRelease: nil)
        for _ in 0..<count { _ = try await store.create(plan, at: Date(timeIntervalSince1970: 0)) }
        let runner = ProcessRunner()
        let workspace = Workspace(
            folder: folder.path, configuration: WorkspaceConfiguration(workspace: "demo"), ecosystems: allEcosystems,
            sourceControl: GitSourceControl(runner: runner), runner: runner, files: LocalFiles(), lock: MemoryLock(),
            openStore: { store }, secrets: [:])
        try await workspace.performRuns(atOnce: 1, parallelism: 1, endsWhenIdle: true) { _ in }
        #expect(store.questions > 0)
        #expect(store.count == 0)
    }
}
