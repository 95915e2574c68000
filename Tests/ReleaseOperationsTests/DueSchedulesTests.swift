import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

@testable import ReleaseOperations

/// Schedules put their ticks into the inbox, whichever servers are there and however long none was.
@Suite("Ticks of schedules")
struct DueSchedulesTests {
    private let folder: TemporaryFolder
    private let clock: VirtualTime

    init() throws {
        folder = try TemporaryFolder()
        clock = VirtualTime(try Date("2026-03-01T12:00:30Z", strategy: .iso8601))
    }

    private func schedules(_ texts: [String]) throws -> DueSchedules {
        var configuration = WorkspaceConfiguration(workspace: "w")
        configuration.triggers = try texts.map {
            TriggerConfiguration(on: .schedule(try CronSchedule($0), overlap: .skip), start: .release)
        }
        let (runner, clock) = (ProcessRunner(), clock)
        let workspace = Workspace(
            folder: folder.path, configuration: configuration, ecosystems: [],
            sourceControl: GitSourceControl(runner: runner), runner: runner, files: LocalFiles(), lock: MemoryLock(),
            openStore: { throw StoreError.noSuchRun("@latest") }, secrets: [:], now: { clock.now })
        return DueSchedules(workspace: workspace)
    }

    private func pass(_ seconds: Int) async throws { try await clock.wait(.seconds(seconds)) }

    private func ticks(_ store: any ServedStore) async throws -> [String] {
        try await store.deliveries(before: nil, limit: 99).filter { $0.delivery.event == "tick" }.map {
            String($0.delivery.id.text.suffix(20))
        }
    }

    @Test("A schedule counts from when it is first seen, and each tick is stored once for all servers")
    func once() async throws {
        let store = try SQLiteRunStore(path: folder.path + "/state.db")
        let other = try SQLiteRunStore(path: folder.path + "/state.db")
        try await schedules(["* * * * *"]).take(in: store)
        #expect(try await ticks(store).isEmpty)
        try await pass(60)
        try await schedules(["* * * * *"]).take(in: store)
        try await schedules(["* * * * *"]).take(in: other)
        try await schedules(["0 0 1 1 *", "* * * * *"]).take(in: store)
        #expect(try await ticks(store) == ["2026-03-01T12:01:00Z"])
    }

    @Test("Of the ticks that were missed the newest is made up for, within a day")
    func missed() async throws {
        let store = try SQLiteRunStore(path: folder.path + "/state.db")
        try await schedules(["0 2 * * *"]).take(in: store)
        try await pass(10 * 86_400)
        try await schedules(["0 2 * * *"]).take(in: store)
        #expect(try await ticks(store) == ["2026-03-11T02:00:00Z"])
        try await schedules(["0 2 1 4 *"]).take(in: store)
        // Long over, and more than a day ago.
        try await pass(25 * 86_400)
        try await schedules(["0 2 1 4 *"]).take(in: store)
        #expect(try await ticks(store) == ["2026-03-11T02:00:00Z"])
    }
}
