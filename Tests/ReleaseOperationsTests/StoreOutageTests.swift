import Foundation
import ReleaseAdapters
import ReleaseManifests
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

/// A store that does not answer for a while.
private actor AbsentStore: RunStoreAround {
    nonisolated let inner: any RunStore = MemoryRunStore()
    private var failures: Int

    init(failures: Int) { self.failures = failures }

    func runnable(at moment: Date, limit: Int) async throws(StoreError) -> [RunID] {
        failures -= 1
        guard failures < 0 else { throw .unreachable(address: "db", reason: "it restarts") }
        return try await inner.runnable(at: moment, limit: limit)
    }
}

@Suite("An engine whose store is unavailable")
struct StoreOutageTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Its clock goes on by what is waited for; an engine's polls take their time.
    private func workspace(_ store: any RunStore, limit: Duration, isPolled: Bool = true) -> Workspace {
        var configuration = WorkspaceConfiguration(workspace: "demo")
        configuration.longestOutage = limit
        let runner = ProcessRunner()
        var workspace = Workspace(
            folder: folder.path, configuration: configuration, ecosystems: allEcosystems,
            sourceControl: GitSourceControl(runner: runner), runner: runner, files: LocalFiles(), lock: MemoryLock(),
            openStore: { store }, secrets: [:])
        let clock = VirtualTime(Self.start)
        workspace.time = { .seconds(clock.now.timeIntervalSince(Self.start)) }
        workspace.wait = { duration in
            if isPolled, duration == .seconds(1) { return try await Task.sleep(for: .seconds(3_600)) }
            try await clock.wait(duration)
        }
        return workspace
    }

    private static let start = Date(timeIntervalSince1970: 0)

    private func words(_ news: EngineNews) -> String? {
        switch news {
        case .outage(let error, let limit): "\(error.code) \(spanText(limit))"
        case .outageOver: "over"
        case .began, .progress, .ended, .trouble, .foundUnknown: nil
        }
    }

    private func perform(failures: Int, limit: Duration) async throws -> [String] {
        let said = Mutex<[String]>([])
        let workspace = workspace(AbsentStore(failures: failures), limit: limit)
        try await EngineOperation(workspace).performRuns(atOnce: 1, parallelism: 1, endsWhenIdle: true) { news in
            if let words = words(news) { said.withLock { $0.append(words) } }
        }
        return said.withLock { $0 }
    }

    @Test("It waits, reports that once with the limit, then continues and reports that too")
    func waits() async throws {
        #expect(try await perform(failures: 1, limit: .seconds(60)) == ["store.unreachable 1m", "over"])
        #expect(try await perform(failures: 0, limit: .seconds(60)) == [])
    }

    @Test("It gives up at the limit, with the store's error and what to do")
    func limit() async throws {
        do {
            _ = try await perform(failures: .max, limit: .seconds(1))
            Issue.record("it ended well")
        } catch let error as StoreOutage {
            #expect(error.code == "store.outage" && error.exitCode == .tryLater)
            #expect(error.summary.contains("1s") && error.reasons[0].contains("it restarts"))
            #expect(error.suggestions.contains { $0.contains("store-outage") })
        }
    }

    @Test("It asks after longer and longer pauses of at most five seconds, as long as the limit allows")
    func pauses() async throws {
        let store = AbsentStore(failures: .max)
        let workspace = workspace(store, limit: .seconds(20), isPolled: false)
        let moments = Mutex<[Duration]>([])
        var outage = Outage(of: workspace) { _ in }
        await #expect(throws: StoreOutage.self) {
            try await outage.outlasting {
                moments.withLock { $0.append(workspace.time()) }
                return try await store.runnable(at: Self.start, limit: 1)
            }
        }
        #expect(moments.withLock { $0 } == [0, 0.5, 1.5, 3.5, 7.5, 12.5, 17.5].map { .seconds($0) })
    }

    @Test("Every outage has the full limit")
    func again() async throws {
        let workspace = workspace(AbsentStore(failures: 0), limit: .seconds(20), isPolled: false)
        var outage = Outage(of: workspace) { _ in }
        for _ in 0..<5 {
            var failures = 5
            try await outage.outlasting {
                failures -= 1
                if failures > 0 { throw StoreError.busy(path: "db") }
            }
        }
    }
}
