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

    private func workspace(_ store: any RunStore, limit: Duration) -> Workspace {
        var configuration = WorkspaceConfiguration(workspace: "demo")
        configuration.longestOutage = limit
        let runner = ProcessRunner()
        return Workspace(
            folder: folder.path, configuration: configuration, ecosystems: allEcosystems,
            sourceControl: GitSourceControl(runner: runner), runner: runner, files: LocalFiles(), lock: MemoryLock(),
            openStore: { store }, secrets: [:])
    }

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
        #expect(try await perform(failures: 3, limit: .seconds(60)) == ["store.unreachable 1m", "over"])
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
}
